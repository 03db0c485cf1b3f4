"""Reads what was decided before a message: every entry that it may touch, as it stood at that point."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, union
from sqlmodel import Session, col, select

from screening.decision import Role, Template
from screening.history import Answers, History, HistoryKeys
from screening.names import squeezed
from storage.bounces import is_suppressed
from storage.entry_states import ANSWERED, TOLD, entry_states
from storage.points import Point, latest, reply_state_at
from storage.states import OutboxState
from storage.tables import Breaker, DecisionRow, Entry, Message, Outbox, StoredFile

# A bounced answer has used up the caps as much as one that arrived.
_SPENT = (*TOLD, OutboxState.FAILED)


@dataclass(frozen=True, slots=True)
class _Clock:
    now: datetime
    zone: tzinfo

    @property
    def midnight(self) -> datetime:
        return self.now.astimezone(self.zone).replace(hour=0, minute=0, second=0, microsecond=0)


def read_history(
    session: Session,
    contest: str,
    keys: HistoryKeys,
    now: datetime,
    zone: tzinfo,
    point: Point | None = None,
) -> History:
    """What `decide` may know at `point`; by default, of a message that is judged as it comes.

    `zone` says where a day begins, for the caps on answers. Read it under the counter's lock: what it returns
    is then complete up to its number.
    """
    point = point or latest(session, contest)
    touched = _touched(session, contest, keys)
    return History(
        number=point.after,
        entries=entry_states(session, contest, touched, point) if touched else (),
        answers=_answers(session, contest, keys, touched, _Clock(now, zone), point),
        bounced=is_suppressed(session, contest, keys, point),
    )


def _touched(session: Session, contest: str, keys: HistoryKeys) -> set[int]:
    """The ids of the entries that the keys lead to, or have ever led to: one query, however many keys."""
    judged = select(col(DecisionRow.entry_id)).where(col(DecisionRow.contest) == contest)
    of_message = judged.join(Message, col(Message.id) == col(DecisionRow.message_id))
    answered = judged.join(Outbox, col(Outbox.message_id) == col(DecisionRow.message_id))
    filed = judged.join(StoredFile, col(StoredFile.decision_id) == col(DecisionRow.id))
    agencies = {squeezed(name) for name in keys.agencies}
    ways: list[tuple[Collection[str], Select[Any]]] = [
        (keys.sender, of_message.where(Message.contest == contest, Message.sender == keys.sender)),
        (
            keys.message_ids,
            of_message.where(Message.contest == contest, col(Message.message_id).in_(keys.message_ids)),
        ),
        (keys.message_ids, answered.where(col(Outbox.rfc_message_id).in_(keys.message_ids))),
        # Only forms and decks: a logo that stands in every mail would lead to every entry.
        (keys.hashes, filed.where(col(StoredFile.sha256).in_(keys.hashes), StoredFile.role != Role.OTHER)),
        (agencies, judged.where(col(DecisionRow.agency_key).in_(agencies))),
        (
            keys.references,
            select(col(Entry.id)).where(Entry.contest == contest, col(Entry.reference).in_(keys.references)),
        ),
    ]
    given = [query for key, query in ways if key]
    if not given:
        return set()
    return {entry for (entry,) in session.execute(union(*given)) if entry is not None}


def _answers(
    session: Session, contest: str, keys: HistoryKeys, touched: Collection[int], clock: _Clock, point: Point
) -> Answers:
    """Answers to the address that would be written to, and to mail of the same sender, wherever they went.

    By both: one victim's address can stand in the Reply-To of a thousand senders, and the other way round.
    """
    state = reply_state_at(session, contest, point)
    released = select(Breaker.released_at).where(Breaker.contest == contest).scalar_subquery()
    is_open = select(Breaker.contest).where(Breaker.contest == contest, col(Breaker.open_since).is_not(None))
    from_sender = select(Message.id).where(
        Message.contest == contest, Message.sender == keys.sender, Message.sender != ""
    )
    spent = select(func.count()).where(Outbox.contest == contest, state.in_(_SPENT))
    to_address = spent.where(
        or_(
            col(Outbox.to_address).in_({keys.reply_address, keys.sender} - {""}),
            col(Outbox.message_id).in_(from_sender),
        )
    )
    today = to_address.where(Outbox.counts, Outbox.created_at >= clock.midnight)
    lately = spent.where(
        Outbox.counts,
        Outbox.created_at >= clock.now - timedelta(hours=1),
        or_(released.is_(None), col(Outbox.created_at) > released),
    )
    numbers = select(
        to_address.scalar_subquery(), today.scalar_subquery(), lately.scalar_subquery(), is_open.exists()
    )
    ever, to_address_today, in_all_hour, breaker_open = session.execute(numbers).one()
    return Answers(
        to_address_today,
        in_all_hour,
        first_to_address=ever == 0,
        breaker_open=breaker_open,
        threads_today=_threads_today(session, touched, clock, state),
    )


def _threads_today(
    session: Session, touched: Collection[int], clock: _Clock, state: ColumnElement[Any]
) -> frozenset[int]:
    """Those of the entries whose applicant was told today how it stands, or is to be."""
    told = (
        select(col(DecisionRow.entry_id))
        .join(Outbox, col(Outbox.message_id) == col(DecisionRow.message_id))
        .where(
            col(DecisionRow.entry_id).in_(touched),
            Outbox.template == Template.HELD,
            Outbox.created_at >= clock.midnight,
            state.in_(ANSWERED),
        )
    )
    return frozenset(entry for entry in session.exec(told) if entry is not None) if touched else frozenset()
