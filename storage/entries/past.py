"""Points of the past, and which decision of a message stood there."""

from dataclasses import dataclass
from typing import cast

from sqlalchemy import ColumnElement, and_, bindparam, func
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from storage.chain.counters import counter_of
from storage.tables import DecisionRow


@dataclass(frozen=True, slots=True)
class Point:
    """Behind the messages up to position `after`, by what had been decided up to decision number `known`.

    Both are the last decision for a message that is judged as it comes. One that is judged again keeps its
    position, and meets what stands before it as it is known today.
    """

    after: int
    known: int


BOUND = Point(cast(int, bindparam("after")), cast(int, bindparam("known")))
"""A point as parameters, for statements that are made once: making one costs more than asking (measured)."""


def before(row: DecisionRow) -> Point:
    """The point at which that decision was made: judging there again must give it again."""
    return Point(row.history_number, row.number - 1)


def latest(session: Session, contest: str) -> Point:
    """The point at which the next message is judged."""
    last = counter_of(session, contest).last_decision
    return Point(last, last)


def positions(session: Session, contest: str) -> list[tuple[int, int]]:
    """The contest's decided messages by position and id, in the order in which they were first judged."""
    position = func.min(DecisionRow.history_number)
    query = select(position, DecisionRow.message_id).where(DecisionRow.contest == contest)
    return list(session.exec(query.group_by(col(DecisionRow.message_id)).order_by(position)))


def stands_at(point: Point) -> ColumnElement[bool]:
    """Whether a decision was the last word on its message at that point."""
    later = aliased(DecisionRow)
    replaced = select(later.id).where(
        later.message_id == DecisionRow.message_id,
        later.number > DecisionRow.number,
        later.number <= point.known,
        later.history_number < point.after,
    )
    return and_(
        col(DecisionRow.number) <= point.known,
        col(DecisionRow.history_number) < point.after,
        ~replaced.exists(),
    )
