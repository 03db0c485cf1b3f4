"""Reads what was decided before a message: every entry that it may touch, as it stood at that point."""

from collections.abc import Collection
from datetime import datetime, tzinfo
from functools import cache
from typing import Any, cast

from sqlalchemy import BindParameter, CompoundSelect, Select, bindparam, union
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from screening.model.decision import Template
from screening.model.history import History, HistoryKeys
from screening.sender import domain_of
from screening.words.names import squeezed
from storage.entries.answered import Clock, answers_of
from storage.entries.current import current_in
from storage.entries.past import BOUND, Point, latest, stands_at
from storage.entries.sum import entry_states
from storage.outbox.returned import is_suppressed
from storage.tables import CircleRow, DecisionRow, Entry, Message, Outbox

OLDEST, NEWEST = 10, 100
"""Of the entries that one way leads to, the first and the last are read. The entry that a message continues
is found in more than one way: by its thread, its writer, its body, its number."""


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
    touched = _touched(session, contest, keys, point)
    entries = entry_states(session, contest, touched, point, keys.message_ids) if touched else ()
    clock = Clock(now, zone)
    return History(
        number=point.after,
        entries=entries,
        answers=answers_of(session, contest, keys, entries, clock, point),
        bounced=is_suppressed(session, contest, keys, point),
        domain_of_many=_founded_two(session, contest, domain_of(keys.sender), point),
    )


def _founded_two(session: Session, contest: str, domain: str, point: Point) -> bool:
    """Whether entries of two bodies were founded from a domain under .go.th; others prove nothing anyway."""
    if not domain.endswith(".go.th"):
        return False
    bodies = (
        select(DecisionRow.agency_key)
        .join(CircleRow, col(CircleRow.decision_id) == col(DecisionRow.id))
        .where(CircleRow.contest == contest, CircleRow.domain == domain, CircleRow.by == "founder")
        .where(DecisionRow.agency_key != "", stands_at(point))
        .distinct()
    )
    return len(session.exec(bodies.limit(2)).all()) > 1


def _touched(session: Session, contest: str, keys: HistoryKeys, point: Point) -> set[int]:
    """The ids of the entries that the keys lead to, or have ever led to, before that point: one query,
    however many keys. Of very many, the first and the last.
    """
    every = {
        "senders": {keys.sender} - {""},
        "message_ids": keys.message_ids,
        "agencies": {squeezed(name) for name in keys.agencies},
        "references": keys.references,
    }
    given = {name: sorted(values) for name, values in every.items() if values}
    if not given:
        return set()
    asked = session.execute(_leading(frozenset(given)), {**given, "contest": contest, "after": point.after})
    found = {entry for (entry,) in asked if entry is not None}
    if not found:
        return found
    return found | set(session.scalars(_BESIDE, {"entries": sorted(found)}))


_BESIDE = (
    sql_select(col(DecisionRow.about_entry_id))
    .where(current_in(cast(Collection[int], bindparam("entries", expanding=True))))
    .where(col(DecisionRow.about_entry_id).is_not(None))
    .distinct()
    .order_by(col(DecisionRow.about_entry_id))
    .limit(OLDEST + NEWEST)
)
"""What lies apart from an entry may be settled by an answer in its own thread."""


@cache
def _leading(given: frozenset[str]) -> CompoundSelect[Any]:
    """The query by those of the keys that are given, each the name of a list."""
    contest: BindParameter[str] = bindparam("contest")
    judged = sql_select(col(DecisionRow.entry_id)).where(
        col(DecisionRow.contest) == contest, col(DecisionRow.history_number) < BOUND.after
    )
    of_message = judged.join(Message, col(Message.id) == col(DecisionRow.message_id))
    answered = judged.join(Outbox, col(Outbox.message_id) == col(DecisionRow.message_id)).where(
        col(Outbox.template) != Template.DIGEST  # lies with one message, and speaks of many
    )
    written_of = sql_select(col(Outbox.entry_id)).where(col(Outbox.contest) == contest)
    circles = judged.join(CircleRow, col(CircleRow.decision_id) == col(DecisionRow.id))
    named = sql_select(col(Entry.id)).where(col(Entry.contest) == contest)
    ways: list[tuple[str, Select[Any]]] = [
        (
            "senders",
            circles.where(col(CircleRow.contest) == contest, col(CircleRow.address).in_(_list("senders"))),
        ),
        (
            "message_ids",
            of_message.where(
                col(Message.contest) == contest, col(Message.message_id).in_(_list("message_ids"))
            ),
        ),
        ("message_ids", answered.where(col(Outbox.rfc_message_id).in_(_list("message_ids")))),
        ("message_ids", written_of.where(col(Outbox.rfc_message_id).in_(_list("message_ids")))),
        ("agencies", judged.where(col(DecisionRow.agency_key).in_(_list("agencies")))),
        ("references", named.where(col(Entry.reference).in_(_list("references")))),
    ]
    return union(*(end for name, query in ways if name in given for end in _ends(query)))


def _list(name: str) -> BindParameter[list[Any]]:
    return bindparam(name, expanding=True)


def _ends(query: Select[Any]) -> list[Select[Any]]:
    """The first and the last of the entries that a query gives."""
    found = query.subquery()
    entry = found.c[0]
    some = sql_select(entry).where(entry.is_not(None)).distinct()
    first, last = some.order_by(entry).limit(OLDEST), some.order_by(entry.desc()).limit(NEWEST)
    return [sql_select(each.subquery().c[0]) for each in (first, last)]
