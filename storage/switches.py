"""Pausing all letters, and asking for a look into the mailbox: a person says it, the daemon does it."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from storage.chain.counters import lock_counter
from storage.chain.events import Happening, append
from storage.chain.kinds import Kind, Told
from storage.tables import Event, EventText, Switches


def switches_of(session: Session, contest: str) -> Switches:
    """How they stand; where nobody has touched them nothing is in the database."""
    return session.get(Switches, contest) or Switches(contest=contest)


@dataclass(frozen=True, slots=True)
class Pause:
    """Since when no letter goes out, by whom and why."""

    at: datetime
    by: str
    why: str


def pause_of(session: Session, contest: str) -> Pause | None:
    """The last pause, as the chain of events has it; None where there was none."""
    query = (
        select(Event, EventText.text)
        .join(EventText, col(EventText.event_id) == col(Event.id), isouter=True)
        .where(Event.contest == contest, Event.what == Kind.LETTERS_PAUSED)
        .order_by(col(Event.seq).desc())
        .limit(1)
    )
    found = session.exec(query).first()
    return Pause(found[0].at, found[0].who, found[1] or "") if found else None


def pause(session: Session, contest: str, who: str, why: str, now: datetime) -> bool:
    """No letter goes out from here on; they are written and wait. False where they rest already."""
    lock_counter(session, contest)
    switches = switches_of(session, contest)
    if switches.paused_since is not None:
        return False
    switches.paused_since = now
    session.add(switches)
    append(session, contest, now, Happening(who, Told(Kind.LETTERS_PAUSED), text=why))
    return True


def resume(session: Session, contest: str, who: str, why: str, now: datetime) -> bool:
    """What waits goes out. False where nothing was paused."""
    lock_counter(session, contest)
    switches = switches_of(session, contest)
    if switches.paused_since is None:
        return False
    switches.paused_since = None
    session.add(switches)
    append(session, contest, now, Happening(who, Told(Kind.LETTERS_RESUMED), text=why))
    return True


def ask_look(session: Session, contest: str, now: datetime) -> None:
    """The daemon looks into the mailbox as soon as it can."""
    switches = switches_of(session, contest)
    switches.look_asked_at = now
    session.add(switches)


def digest_told(session: Session, contest: str, now: datetime) -> None:
    """Staff have been told what waits."""
    switches = switches_of(session, contest)
    switches.digest_at = now
    session.add(switches)
