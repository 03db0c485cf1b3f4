"""Pages of the log, the newest message first: which messages, then their rows."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from screening.model.decision import Verdict
from storage.entries.current import belongs, current_of
from storage.intake_log import LedgerRow, rows_of
from storage.narrowing import bearing, located, of_province
from storage.search import Found, called
from storage.tables import DecisionRow, Message


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a page of the log is held to; what is empty holds nothing back.

    `entries` are ids: only their messages. `since` is aware and inclusive, `until` aware and not.
    """

    words: str = ""
    verdict: Verdict | None = None
    code: str = ""
    province: str = ""
    since: datetime | None = None
    until: datetime | None = None
    entries: Collection[int] | None = None


def newest(
    session: Session, contest: str, wanted: Wanted, count: int, before: int | None = None
) -> list[LedgerRow]:
    """At most `count` messages, from the one before the message `before` on; the newest without it."""
    found: set[int] = set()
    for query, number in _queries(session, contest, wanted):
        older = query if before is None else query.where(number < before)
        found |= set(session.execute(older.order_by(number.desc()).limit(count)).scalars())
    return rows_of(session, contest, sorted(found, reverse=True)[:count])


def came_after(session: Session, contest: str, number: int) -> int:
    """How many messages have come since the message of that number."""
    query = select(func.count()).where(belongs(Message.contest, contest), col(Message.id) > number)
    return session.exec(query).one()


def _queries(session: Session, contest: str, wanted: Wanted) -> Iterable[Found]:
    """What is wanted is what any of them finds. Each walks an index from the newest on, so that it ends with
    the page.
    """
    query, few = _plain(contest, wanted), wanted.entries is not None
    if wanted.code:
        reason = bearing(session, wanted.code)
        query, few = query.where(reason.condition), few or reason.few
    if wanted.province:
        there = located(session, contest, [of_province(wanted.province)])
        query, few = query.where(there.condition), few or there.few
    # The same number under two names: the indexes of decisions give it in order.
    decided = wanted.verdict or wanted.code
    found = query, col(DecisionRow.message_id) if decided else col(Message.id)
    return called(session, contest, wanted.words, found, few=few) if wanted.words.strip() else [found]


def _plain(contest: str, wanted: Wanted) -> Select[int]:
    """By what a message or its decision says itself."""
    query = sql_select(col(Message.id)).where(belongs(Message.contest, contest))
    if wanted.verdict or wanted.code or wanted.entries is not None:
        query = query.join(DecisionRow, current_of(col(Message.id)))
    if wanted.verdict:
        query = query.where(col(DecisionRow.contest) == contest, col(DecisionRow.verdict) == wanted.verdict)
    if wanted.entries is not None:
        query = query.where(col(DecisionRow.entry_id).in_(wanted.entries))
    at = func.coalesce(col(Message.received_at), col(Message.internal_date))
    if wanted.since:
        query = query.where(at >= wanted.since)
    if wanted.until:
        query = query.where(at < wanted.until)
    return query
