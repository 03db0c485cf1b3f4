"""The breaker: once answers that may be a loop pass their number an hour, all such wait until a person says.

It is open from its tripping until it is released, over restarts and whatever the hour. It closes by itself
only when a person has dealt with the last reply that waited behind it.
"""

from datetime import datetime

from sqlmodel import Session, select

from screening.model.causes import Cause
from storage.chain.counters import lock_counter
from storage.chain.events import About, Happening, append
from storage.chain.kinds import Alarm, Kind, Told
from storage.states import OutboxState
from storage.tables import Breaker, Outbox


def breaker_of(session: Session, contest: str) -> Breaker:
    """The contest's breaker; one that never tripped is not in the database."""
    return session.get(Breaker, contest) or Breaker(contest=contest)


def trip(session: Session, contest: str, about: About, now: datetime) -> None:
    """From here on what may be a loop waits. `about` is the reply that was one too many."""
    lock_counter(session, contest)
    breaker = breaker_of(session, contest)
    if breaker.open_since is None:
        breaker.open_since = now
        session.add(breaker)
        append(session, contest, now, Happening("rules", Alarm(Cause.BREAKER), about))


def release(session: Session, contest: str, who: str, now: datetime) -> bool:
    """Closes the breaker for a person; false where it was closed. What waits goes on waiting."""
    lock_counter(session, contest)
    breaker = breaker_of(session, contest)
    if breaker.open_since is None:
        return False
    breaker.open_since, breaker.released_at = None, now
    session.add(breaker)
    append(session, contest, now, Happening(who, Told(Kind.BREAKER_RELEASED)))
    return True


def settle(session: Session, contest: str, who: str, now: datetime) -> None:
    """Closes the breaker once nothing waits behind it any more."""
    waiting = select(Outbox.id).where(
        Outbox.contest == contest, Outbox.state == OutboxState.HELD, Outbox.why == Cause.BREAKER
    )
    session.flush()
    if session.exec(waiting.limit(1)).first() is None:
        release(session, contest, who, now)
