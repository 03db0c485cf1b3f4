"""Pages of the log, the newest message first: which messages, then their rows."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from screening.model.decision import Verdict
from storage.entries.current import belongs, current_of
from storage.intake_log import LedgerRow, rows_of
from storage.search import matching
from storage.tables import DecisionRow, Entry, Message, ReasonRow


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
    query = _wanted(contest, wanted, session)
    # The same number under two names: by verdict the index of decisions gives it in order.
    number = col(DecisionRow.message_id) if wanted.verdict else col(Message.id)
    if before is not None:
        query = query.where(number < before)
    query = query.order_by(number.desc()).limit(count)
    return rows_of(session, contest, session.execute(query).scalars().all())


def came_after(session: Session, contest: str, number: int) -> int:
    """How many messages have come since the message of that number."""
    query = select(func.count()).where(belongs(Message.contest, contest), col(Message.id) > number)
    return session.exec(query).one()


def _wanted(contest: str, wanted: Wanted, session: Session) -> Select[int]:
    query = sql_select(col(Message.id)).where(belongs(Message.contest, contest))
    if wanted.verdict or wanted.code or wanted.province or wanted.entries is not None:
        query = query.join(DecisionRow, current_of(col(Message.id)))
    if wanted.verdict:
        query = query.where(col(DecisionRow.contest) == contest, col(DecisionRow.verdict) == wanted.verdict)
    if wanted.code:
        holds = sql_select(col(ReasonRow.decision_id)).where(col(ReasonRow.code) == wanted.code)
        query = query.where(col(DecisionRow.id).in_(holds))
    if wanted.entries is not None:
        query = query.where(col(DecisionRow.entry_id).in_(wanted.entries))
    if wanted.province:
        query = query.join(Entry, col(Entry.id) == col(DecisionRow.entry_id)).where(
            col(Entry.agency_province) == wanted.province
        )
    at = func.coalesce(col(Message.received_at), col(Message.internal_date))
    if wanted.since:
        query = query.where(at >= wanted.since)
    if wanted.until:
        query = query.where(at < wanted.until)
    return query.where(matching(session, contest, wanted.words)) if wanted.words.strip() else query
