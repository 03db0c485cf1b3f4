"""What becomes of a decided message on the server, and how many messages should lie there."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, case, func, or_
from sqlmodel import Session, col, select

from screening.model.decision import Verdict
from storage.chain.events import About, Happening, append
from storage.codec import storable
from storage.mail.messages import lock_message
from storage.states import (
    MESSAGE_MOVES,
    SIGHTING_MOVES,
    MessageStatus,
    MessageStep,
    SightingState,
    SightingStep,
    check_move,
)
from storage.tables import DecisionRow, Message, Sighting


@dataclass(frozen=True, slots=True)
class FilingTask:
    """A decided message that still lies where it was found; `verdict` tells where it is to go."""

    sighting_id: int
    folder: str
    uidvalidity: int
    uid: int
    verdict: Verdict


def filing_due(session: Session, account: str, limit: int) -> list[FilingTask]:
    """What is to be moved in the account's mailbox, oldest first; what could not be moved comes last, the
    longest untried first.
    """
    query = (
        select(Sighting, DecisionRow.verdict)
        .join(DecisionRow, col(DecisionRow.message_id) == col(Sighting.message_id))
        .where(Sighting.account == account, Sighting.state == SightingState.SEEN, DecisionRow.current)
    )
    failed = col(Sighting.last_error) != ""
    found = session.exec(
        query.order_by(failed, case((failed, Sighting.changed_at)), col(Sighting.id)).limit(limit)
    )
    return [
        FilingTask(sighting.id, sighting.folder, sighting.uidvalidity, sighting.uid, Verdict(verdict))
        for sighting, verdict in found
    ]


def mark_filed(session: Session, sighting_id: int, target: str, now: datetime) -> None:
    """The message was moved to `target`, or is to stay where it is (empty). Raises UnknownStep."""
    sighting = _change(session, sighting_id, SightingStep.FILE, SightingState.FILED, now)
    sighting.target, sighting.last_error = target, ""
    message = lock_message(session, sighting.message_id)
    check_move(MESSAGE_MOVES, MessageStep.FILE, message.status, MessageStatus.FILED)
    message.status = MessageStatus.FILED


def mark_gone(session: Session, sighting_id: int, now: datetime) -> None:
    """Somebody else moved or expunged it there; the record stands. Raises UnknownStep."""
    _change(session, sighting_id, SightingStep.LOSE, SightingState.GONE, now)


def filing_failed(session: Session, sighting_id: int, error: str, now: datetime) -> None:
    """The move failed; the sighting stays due, and the error is shown to staff."""
    sighting = session.get_one(Sighting, sighting_id)
    sighting.last_error, sighting.changed_at = storable(error[:500]), now


def take_back(
    session: Session, account: str, folder: str, uidvalidity: int, present: Collection[int], now: datetime
) -> int:
    """Marks as seen what was gone and lies among the UIDs `present` again; returns how many."""
    gone = session.exec(
        select(Sighting.id, Sighting.uid).where(
            *_at(account, folder, uidvalidity), Sighting.state == SightingState.GONE
        )
    )
    back = [sighting_id for sighting_id, uid in gone.all() if uid in present]
    for sighting_id in back:
        _change(session, sighting_id, SightingStep.RETURN, SightingState.SEEN, now)
    return len(back)


def ledger_uids(session: Session, account: str, folder: str, uidvalidity: int) -> set[int]:
    """The UIDs of what `ledger_count` counts."""
    return set(session.exec(select(Sighting.uid).where(*_lying(account, folder, uidvalidity))))


def ledger_count(session: Session, account: str, folder: str, uidvalidity: int) -> int:
    """How many messages should lie in the folder: its sightings neither moved away nor expunged."""
    query = select(func.count()).where(*_lying(account, folder, uidvalidity))
    return session.exec(query).one()


def forget_absent(
    session: Session, account: str, folder: str, uidvalidity: int, present: Collection[int], now: datetime
) -> int:
    """Marks as gone what should lie in the folder and is not among the UIDs `present`; returns how many."""
    lying = session.exec(select(Sighting.id, Sighting.uid).where(*_lying(account, folder, uidvalidity)))
    absent = [sighting_id for sighting_id, uid in lying.all() if uid not in present]
    for sighting_id in absent:
        mark_gone(session, sighting_id, now)
    return len(absent)


def _lying(account: str, folder: str, uidvalidity: int) -> tuple[ColumnElement[bool], ...]:
    stays = (col(Sighting.state) == SightingState.FILED) & col(Sighting.target).in_(("", folder))
    return (*_at(account, folder, uidvalidity), or_(col(Sighting.state) == SightingState.SEEN, stays))


def _at(account: str, folder: str, uidvalidity: int) -> tuple[ColumnElement[bool], ...]:
    return (
        col(Sighting.account) == account,
        col(Sighting.folder) == folder,
        col(Sighting.uidvalidity) == uidvalidity,
    )


def _change(
    session: Session, sighting_id: int, step: SightingStep, end: SightingState, now: datetime
) -> Sighting:
    sighting = session.get_one(Sighting, sighting_id, with_for_update=True)
    check_move(SIGHTING_MOVES, step, sighting.state, end)
    sighting.state, sighting.changed_at = end, now
    message = session.get_one(Message, sighting.message_id)
    facts = {"uidvalidity": sighting.uidvalidity, "uid": sighting.uid}
    append(session, message.contest, now, Happening("mailbox", f"message-{end}", About(message.id), facts))
    return sighting
