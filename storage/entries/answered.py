"""Counts the answers that went out before a message, as far as they stop others (`screening.answer.caps`)."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from screening.model.decision import Template
from screening.model.history import Answers, EntryState, HistoryKeys
from storage.entries.past import Point
from storage.entries.sum import ANSWERED, TOLD
from storage.outbox.past_states import reply_state_at
from storage.outbox.returned import suppressed_among
from storage.states import OutboxState
from storage.tables import Breaker, DecisionRow, Message, Outbox

# A bounced answer has used up the caps as much as one that arrived.
_SPENT = (*TOLD, OutboxState.FAILED)


@dataclass(frozen=True, slots=True)
class Clock:
    """This moment, and the zone that says where a day begins."""

    now: datetime
    zone: tzinfo

    @property
    def midnight(self) -> datetime:
        """When today began there."""
        return self.now.astimezone(self.zone).replace(hour=0, minute=0, second=0, microsecond=0)


def answers_of(
    session: Session,
    contest: str,
    keys: HistoryKeys,
    entries: Collection[EntryState],
    clock: Clock,
    point: Point,
) -> Answers:
    """What was answered to the address that would be written to, and to mail of the same sender."""
    state = reply_state_at(session, contest, point)
    released = select(Breaker.released_at).where(Breaker.contest == contest).scalar_subquery()
    is_open = select(Breaker.contest).where(Breaker.contest == contest, col(Breaker.open_since).is_not(None))
    spent = select(func.count()).where(Outbox.contest == contest, state.in_(_SPENT))
    to_address = spent.where(_of_address(contest, keys))
    today = to_address.where(Outbox.counts, Outbox.created_at >= clock.midnight)
    lately = spent.where(
        Outbox.counts,
        Outbox.created_at >= clock.now - timedelta(hours=1),
        or_(released.is_(None), col(Outbox.created_at) > released),
    )
    free = to_address.where(
        ~col(Outbox.counts),
        Outbox.template != Template.DIGEST,
        Outbox.queued_at == Outbox.created_at,  # what a person has released does not count
    )
    free_hour = free.where(Outbox.created_at >= clock.now - timedelta(hours=1))
    free_day = free.where(Outbox.created_at >= clock.midnight)
    asked = (to_address, today, lately, free_hour, free_day)
    numbers: Select[Any] = sql_select(*(query.scalar_subquery() for query in asked), is_open.exists())
    ever, to_address_today, in_all_hour, letters_hour, letters_day, breaker_open = session.execute(
        numbers
    ).one()
    touched = [entry.id for entry in entries]
    noticed = _noticed_today(session, touched, clock, state)
    return Answers(
        to_address_today,
        in_all_hour,
        first_to_address=ever == 0,
        breaker_open=breaker_open,
        threads_today=_threads_today(session, touched, keys, clock, state),
        noticed_today=frozenset(noticed),
        changed_today=frozenset(
            entry for entry, templates in noticed.items() if Template.CHANGED in templates
        ),
        letters_hour=letters_hour,
        letters_day=letters_day,
        **_of_founders(session, contest, entries, clock, point),
    )


def _of_address(contest: str, keys: HistoryKeys) -> ColumnElement[bool]:
    """The letters that use up the same caps: those caused by the sender, wherever they went, since his mails
    may ask to be answered at a thousand addresses; and all to the address that he wants to be answered at.

    Who is answered at his own address has only what his own mails have used up: others can have us write to
    him as often as they like.
    """
    from_sender = select(Message.id).where(
        Message.contest == contest, Message.sender == keys.sender, Message.sender != ""
    )
    caused = col(Outbox.message_id).in_(from_sender)
    if keys.reply_address == keys.sender:
        return caused
    return or_(col(Outbox.to_address).in_({keys.reply_address, keys.sender} - {""}), caused)


def _noticed_today(
    session: Session, touched: Collection[int], clock: Clock, state: ColumnElement[Any]
) -> dict[int, set[Template]]:
    """Those of the entries whose founders were written to today about somebody else's mail, and how."""
    told = select(Outbox.entry_id, Outbox.template).where(
        col(Outbox.entry_id).in_(touched), Outbox.created_at >= clock.midnight, state.in_(ANSWERED)
    )
    found: dict[int, set[Template]] = defaultdict(set)
    for entry, template in session.exec(told) if touched else ():
        if entry is not None:
            found[entry].add(Template(template))
    return found


def _of_founders(
    session: Session, contest: str, entries: Collection[EntryState], clock: Clock, point: Point
) -> dict[str, Any]:
    """Which founders' addresses do not exist, and how many letters of each kind about others' mail each had
    today: what others have us answer at his address must not keep him from hearing of his entry.
    """
    addresses = {each.address for entry in entries for each in entry.members if each.by == "founder"}
    if not addresses:
        return {}
    state = reply_state_at(session, contest, point)
    counted = (
        select(Outbox.to_address, Outbox.template, func.count())
        .where(Outbox.contest == contest, col(Outbox.to_address).in_(addresses))
        .where(col(Outbox.template).in_((Template.CHANGED, Template.CONFIRM)))
        .where(Outbox.created_at >= clock.midnight, state.in_(_SPENT))
        .group_by(col(Outbox.to_address), col(Outbox.template))
    )
    return {
        "closed_to": suppressed_among(session, contest, addresses, point),
        "noticed_to": {(to, Template(kind)): count for to, kind, count in session.exec(counted)},
    }


def _threads_today(
    session: Session, touched: Collection[int], keys: HistoryKeys, clock: Clock, state: ColumnElement[Any]
) -> frozenset[int]:
    """Those of the entries of which this address was told today how it stands, or is to be."""
    told = (
        select(col(DecisionRow.entry_id))
        .join(Outbox, col(Outbox.message_id) == col(DecisionRow.message_id))
        .where(
            col(DecisionRow.entry_id).in_(touched),
            Outbox.template == Template.HELD,
            Outbox.full,
            col(Outbox.entry_id).is_(None),
            col(Outbox.to_address).in_({keys.reply_address, keys.sender}),
            Outbox.created_at >= clock.midnight,
            state.in_(ANSWERED),
        )
    )
    return frozenset(entry for entry in session.exec(told) if entry is not None) if touched else frozenset()
