"""What becomes of a decided message on the server, and how many messages should lie there.

Only a contest's own messages are moved. What lies in a folder is counted, and missed, whichever contest it is
of: the places are the mailbox's.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, case, func, or_
from sqlmodel import Session, col, select

from screening.model.decision import Verdict
from storage.chain.counters import lock_counter
from storage.chain.events import About, Happening, append
from storage.chain.kinds import Kind, Located
from storage.codec import storable
from storage.entries.current import current_of
from storage.errors import StorageError
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

_TELLS = {
    SightingState.SEEN: Kind.MESSAGE_SEEN,
    SightingState.FILED: Kind.MESSAGE_FILED,
    SightingState.GONE: Kind.MESSAGE_GONE,
}


@dataclass(frozen=True, slots=True)
class FilingTask:
    """A decided message that still lies where it was found; `verdict` tells where it is to go."""

    sighting_id: int
    folder: str
    uidvalidity: int
    uid: int
    verdict: Verdict


def filing_due(session: Session, contest: str, account: str, limit: int) -> list[FilingTask]:
    """What of the contest is to be moved in the account's mailbox, oldest first; what could not be moved
    comes last, of it the longest untried first.
    """
    # Not the decision's own column: SQLite would then go through the whole contest (its query plan).
    owner = select(Message.contest).where(Message.id == Sighting.message_id).correlate(Sighting)
    query = (
        select(Sighting, DecisionRow.verdict)
        .join(DecisionRow, current_of(col(Sighting.message_id)))
        .where(Sighting.account == account, Sighting.state == SightingState.SEEN)
        .where(owner.scalar_subquery() == contest)
    )
    failed = col(Sighting.last_error) != ""
    found = session.exec(
        query.order_by(failed, case((failed, Sighting.changed_at)), col(Sighting.id)).limit(limit)
    )
    return [
        FilingTask(sighting.id, sighting.folder, sighting.uidvalidity, sighting.uid, Verdict(verdict))
        for sighting, verdict in found
    ]


def mark_filed(
    session: Session,
    contest: str,
    sighting_id: int,
    target: str,
    now: datetime,
    there: tuple[int, int] | None = None,
) -> None:
    """The message was moved to `target`, or is to stay where it is (empty). Raises UnknownStep.

    `there` are UIDVALIDITY and UID in the new folder, where the server told them: from there it can be moved
    once more.
    """
    sighting = _change(session, contest, sighting_id, SightingStep.FILE, SightingState.FILED, now)
    sighting.target, sighting.last_error = target, ""
    if there is not None:
        _note_new_place(session, sighting, there, now)
    message = lock_message(session, contest, sighting.message_id)
    check_move(MESSAGE_MOVES, MessageStep.FILE, message.status, MessageStatus.FILED)
    message.status = MessageStatus.FILED


def _note_new_place(session: Session, moved: Sighting, there: tuple[int, int], now: datetime) -> None:
    """The place to which it was moved is a sighting of its own, which waits for nothing."""
    uidvalidity, uid = there
    known = select(Sighting.id).where(*_at(moved.account, moved.target, uidvalidity), Sighting.uid == uid)
    if session.exec(known).first() is None:
        session.add(
            Sighting(
                message_id=moved.message_id,
                account=moved.account,
                folder=moved.target,
                uidvalidity=uidvalidity,
                uid=uid,
                state=SightingState.FILED,
                seen_at=now,
                changed_at=now,
            )
        )


def file_again(session: Session, contest: str, message_id: int, now: datetime) -> None:
    """A person has decided otherwise: the message is to be moved from where it lies to its new folder."""
    stays = col(Sighting.target).in_(("", col(Sighting.folder)))
    lying = select(Sighting.id).where(
        Sighting.message_id == message_id, Sighting.state == SightingState.FILED, stays
    )
    found = session.exec(lying.order_by(col(Sighting.id))).all()
    for sighting_id in found:
        _change(session, contest, sighting_id, SightingStep.REOPEN, SightingState.SEEN, now)
    message = lock_message(session, contest, message_id)
    if found and message.status is MessageStatus.FILED:
        check_move(MESSAGE_MOVES, MessageStep.REOPEN, message.status, MessageStatus.DECIDED)
        message.status = MessageStatus.DECIDED


def mark_gone(session: Session, contest: str, sighting_id: int, now: datetime) -> None:
    """Somebody else moved or expunged it there; the record stands. Raises UnknownStep."""
    _change(session, contest, sighting_id, SightingStep.LOSE, SightingState.GONE, now)


def filing_failed(session: Session, contest: str, sighting_id: int, error: str, now: datetime) -> None:
    """The move failed; the sighting stays due, and the error is shown to staff."""
    sighting = _locked(session, contest, sighting_id)
    sighting.last_error, sighting.changed_at = storable(error[:500]), now


def take_back(
    session: Session, account: str, folder: str, uidvalidity: int, present: Collection[int], now: datetime
) -> int:
    """Marks as seen what was gone and lies among the UIDs `present` again; returns how many."""
    gone = (*_at(account, folder, uidvalidity), col(Sighting.state) == SightingState.GONE)
    back = [each[:2] for each in _by_contest(session, *gone) if each[2] in present]
    for contest, sighting_id in back:
        _change(session, contest, sighting_id, SightingStep.RETURN, SightingState.SEEN, now)
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
    lying = _lying(account, folder, uidvalidity)
    absent = [each[:2] for each in _by_contest(session, *lying) if each[2] not in present]
    for contest, sighting_id in absent:
        mark_gone(session, contest, sighting_id, now)
    return len(absent)


def _by_contest(session: Session, *wanted: ColumnElement[bool]) -> Sequence[tuple[str, int, int]]:
    """The contest, id and UID of sightings, in the one order in which more than one contest is locked."""
    query = select(Message.contest, Sighting.id, Sighting.uid).join(Message).where(*wanted)
    return session.exec(query.order_by(col(Message.contest), col(Sighting.id))).all()


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
    session: Session, contest: str, sighting_id: int, step: SightingStep, end: SightingState, now: datetime
) -> Sighting:
    sighting = _locked(session, contest, sighting_id)
    check_move(SIGHTING_MOVES, step, sighting.state, end)
    sighting.state, sighting.changed_at = end, now
    told = Located(_TELLS[end], sighting.uidvalidity, sighting.uid)
    append(session, contest, now, Happening("mailbox", told, About(sighting.message_id)))
    return sighting


def _locked(session: Session, contest: str, sighting_id: int) -> Sighting:
    """The sighting of the contest's message, locked behind its counter. Raises StorageError without one."""
    lock_counter(session, contest)
    query = select(Sighting).join(Message).where(Sighting.id == sighting_id, Message.contest == contest)
    found = session.exec(query.with_for_update(of=Sighting)).first()
    if found is None:
        raise StorageError(f"there is no sighting {sighting_id}")
    return found
