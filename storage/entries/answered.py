"""Counts the answers that went out before a message, as far as they stop others (`screening.answer.caps`)."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
    ScalarSelect,
    Select,
    SelectBase,
    bindparam,
    func,
    or_,
    union,
)
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from screening.model.decision import IN_BULK, Template
from screening.model.history import Answers, EntryState, HistoryKeys
from storage.entries.past import BOUND, Point
from storage.entries.sum import ANSWERED, TOLD
from storage.outbox.past_states import is_past, reply_state, reply_state_at
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
    own, past = keys.reply_address == keys.sender, is_past(session, contest, point)
    state = reply_state(point if past else None)
    asked = {
        "contest": contest,
        "known": point.known,
        "sender": keys.sender,
        "addresses": sorted({keys.reply_address, keys.sender} - {""}),
        "midnight": clock.midnight,
        "hour_ago": clock.now - timedelta(hours=1),
    }
    ever, to_address_today, in_all_hour, letters_hour, letters_day, breaker_open = session.execute(
        _numbers(own=own, past=past), asked
    ).one()
    touched = [entry.id for entry in entries]
    noticed = _noticed_today(session, touched, clock, state)
    return Answers(
        to_address_today,
        in_all_hour,
        first_to_address=not ever,
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


@cache
def _numbers(*, own: bool, past: bool) -> Select[Any]:
    """Whether anything was answered to an address; how much today, and in the last hour to all; letters to it
    this hour and today that a person need not look at; whether the breaker is open.

    `own`: who writes is answered at his own address. `past`: at a point of the past.
    """
    contest: BindParameter[str] = bindparam("contest")
    midnight: BindParameter[datetime] = bindparam("midnight")
    hour_ago: BindParameter[datetime] = bindparam("hour_ago")
    state = reply_state(BOUND if past else None)
    released = sql_select(col(Breaker.released_at)).where(col(Breaker.contest) == contest).scalar_subquery()
    is_open = sql_select(1).where(col(Breaker.contest) == contest, col(Breaker.open_since).is_not(None))
    counts, created, is_spent = col(Outbox.counts), col(Outbox.created_at), state.in_(_SPENT)
    free = (
        ~counts,
        col(Outbox.template).not_in(IN_BULK),
        col(Outbox.queued_at) == created,  # what a person has released does not count
    )
    lately = sql_select(func.count()).where(
        col(Outbox.contest) == contest,
        is_spent,
        counts,
        created >= hour_ago,
        or_(released.is_(None), created > released),
    )
    ever, today, free_hour, free_day = (
        _of_address(own, is_spent, *wanted)
        for wanted in (
            (),
            (counts, created >= midnight),
            (*free, created >= hour_ago),
            (*free, created >= midnight),
        )
    )
    numbers = (_count(today), lately.scalar_subquery(), _count(free_hour), _count(free_day))
    return sql_select(ever.exists(), *numbers, is_open.exists())


def _of_contest(contest: str | BindParameter[str]) -> ColumnElement[bool]:
    """That a letter is of the contest, for letters found by an address: nearly all are of it, and by an index
    that begins with the contest all of a day, or ever, would be gone through.
    """
    return func.coalesce(Outbox.contest, "") == contest


def _count(letters: SelectBase) -> ScalarSelect[int]:
    return sql_select(func.count()).select_from(letters.subquery()).scalar_subquery()


def _of_address(own: bool, *wanted: ColumnElement[bool]) -> Select[Any] | CompoundSelect[Any]:
    """The letters that use up the same caps: those caused by the sender, wherever they went, since his mails
    may ask to be answered at a thousand addresses; and all to the address that he wants to be answered at.

    Who is answered at his own address has only what his own mails have used up: others can have us write to
    him as often as they like.
    """
    contest: BindParameter[str] = bindparam("contest")
    sender: BindParameter[str] = bindparam("sender")
    held = (_of_contest(contest), *wanted)
    caused = (
        sql_select(col(Outbox.id))
        .select_from(Message)
        .join(Outbox, col(Outbox.message_id) == col(Message.id))
        .where(col(Message.contest) == contest, col(Message.sender) == sender, col(Message.sender) != "")
        .where(*held)
    )
    if own:
        return caused
    addresses: BindParameter[list[str]] = bindparam("addresses", expanding=True)
    return union(caused, sql_select(col(Outbox.id)).where(col(Outbox.to_address).in_(addresses), *held))


def _noticed_today(
    session: Session, touched: Collection[int], clock: Clock, state: ColumnElement[Any]
) -> dict[int, set[Template]]:
    """Those of the entries whose founders were written to today about somebody else's mail, and how."""
    told = select(Outbox.entry_id, Outbox.template).where(
        col(Outbox.entry_id).in_(touched),
        Outbox.created_at >= clock.midnight,
        state.in_(ANSWERED),
        col(Outbox.template).not_in(IN_BULK),
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
        .where(_of_contest(contest), col(Outbox.to_address).in_(addresses))
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
