"""The decisions of an entry that are read: of very many the first, the last, and between them what tells."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlmodel import Session, col

from screening.model.decision import Reason, Role
from storage.codec import reason_of
from storage.entries.past import Point, stands_at
from storage.tables import CircleRow, DecisionRow, Entry, Message, ReasonRow, StoredFile

MOST_DECISIONS = 200
"""Decisions of one entry that are read: the first, which founds its circle, and the last ones, of which the
very last says what stands and what the entry waits for. Of those between, as many of each kind that tell."""
MOST_OF_ALL = 20_000
"""And of all entries together: each is a parameter of later queries, of which SQLite takes 32,766."""

RULES = "rules"
"""Who decides, where no person does."""

_COLUMNS: tuple[Any, ...] = (
    col(DecisionRow.id),
    col(DecisionRow.entry_id),
    col(DecisionRow.about_entry_id),
    col(DecisionRow.message_id),
    col(DecisionRow.history_number),
    col(DecisionRow.verdict),
    col(DecisionRow.agency),
    col(DecisionRow.change),
    col(DecisionRow.writer),
    col(DecisionRow.by),
    col(Message.sender),
    col(Message.message_id).label("rfc_id"),
    func.coalesce(Message.received_at, Message.internal_date).label("received_at"),
    col(Entry.reference),
)


def decisions_in(
    session: Session, ids: Collection[int], point: Point, named: Collection[str]
) -> dict[int, list[Any]]:
    """By entry: its decisions with what their messages say, in the order of their positions. `named` are the
    Message-IDs that the message to be judged answers.
    """
    most = min(MOST_DECISIONS, MOST_OF_ALL // max(1, len(ids)))
    found = ends(session, col(DecisionRow.entry_id), ids, point, most)
    return {
        entry: rows if rows[0].from_end <= most else _with_telling(session, rows, point, named)
        for entry, rows in found.items()
    }


def ends(
    session: Session,
    entry: Any,
    ids: Collection[int],
    point: Point,
    most: int,
) -> dict[int, list[Any]]:
    """By `entry`, a column of decisions: the first and the last `most` of them, in one query."""
    position = col(DecisionRow.history_number)
    ranked = (
        select(
            col(DecisionRow.id),
            func.row_number().over(partition_by=entry, order_by=position).label("from_start"),
            func.row_number().over(partition_by=entry, order_by=position.desc()).label("from_end"),
        )
        .where(entry.in_(ids), stands_at(point))
        .subquery()
    )
    wanted = or_(ranked.c.from_start == 1, ranked.c.from_end <= most)
    query = _read(ranked.c.from_end).join(ranked, ranked.c.id == DecisionRow.id).where(wanted)
    found: dict[int, list[Any]] = defaultdict(list)
    for row in session.execute(query.order_by(position)):
        found[getattr(row, entry.key)].append(row)
    return found


def reasons_of(session: Session, decisions: Collection[int]) -> Mapping[int, list[Reason]]:
    """By decision: its reasons, in their order."""
    query = select(ReasonRow).where(col(ReasonRow.decision_id).in_(decisions))
    reasons: dict[int, list[Reason]] = defaultdict(list)
    for row in session.scalars(query.order_by(col(ReasonRow.position))):
        reasons[row.decision_id].append(reason_of(row))
    return reasons


def _read(*more: ColumnElement[Any]) -> Select[Any]:
    return (
        select(*_COLUMNS, *more)
        .join(Message, col(Message.id) == col(DecisionRow.message_id))
        .join(Entry, col(Entry.id) == col(DecisionRow.entry_id))
    )


def _with_telling(session: Session, rows: Sequence[Any], point: Point, named: Collection[str]) -> list[Any]:
    """The rows of one long entry, and those between that must not be forgotten."""
    entry, position = rows[0].entry_id, col(DecisionRow.history_number)
    between = _read().where(
        DecisionRow.entry_id == entry, stands_at(point), position < rows[1].history_number
    )
    found = {row.id: row for row in rows}
    newest = [between.where(each).order_by(position.desc()).limit(MOST_DECISIONS) for each in _telling(named)]
    first = [between.where(each).order_by(position).limit(1) for each in _bringing(rows[-1].change)]
    for query in (*newest, *first):
        found |= {row.id: row for row in session.execute(query) if row.id not in found}
    return sorted(found.values(), key=lambda row: row.history_number)


def _telling(named: Collection[str]) -> Iterable[ColumnElement[bool]]:
    """Who came into the circle, what was settled, what a person decided; and what is being answered."""
    circles = select(col(CircleRow.decision_id))
    settled = col(DecisionRow.change)["settled"].as_string()
    yield or_(col(DecisionRow.id).in_(circles), settled != "[]", col(DecisionRow.by) != RULES)
    if named:
        yield col(Message.message_id).in_(named)


def _bringing(change: Mapping[str, Any] | None) -> Iterable[ColumnElement[bool]]:
    """What brought the files that stand."""
    for role in ("form", "deck"):
        if sha256 := (change or {}).get(role):
            brought = select(col(StoredFile.decision_id)).where(
                col(StoredFile.sha256) == sha256, col(StoredFile.role) == Role(role)
            )
            yield col(DecisionRow.id).in_(brought)
