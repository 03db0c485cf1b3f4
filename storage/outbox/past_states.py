"""Which state a reply had, by decision number: needed to judge a message again at its old position."""

from typing import Any, cast

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from storage.chain.counters import lock_counter
from storage.entries.past import Point, latest
from storage.tables import Outbox, ReplyState


def first_state(session: Session, row: Outbox) -> None:
    """Records the state in which a reply begins that was never in the outbox before."""
    since = lock_counter(session, row.contest).last_decision
    session.add(ReplyState(outbox_id=row.id, since=since, state=row.state))


def note_state(session: Session, row: Outbox) -> None:
    """Records the state in which a reply stands from now on, in the transaction that brought it there."""
    since = lock_counter(session, row.contest).last_decision
    noted = session.get(ReplyState, (row.id, since))
    if noted is None:
        session.add(ReplyState(outbox_id=row.id, since=since, state=row.state))
    else:
        noted.state = row.state


def reply_state_at(session: Session, contest: str, point: Point) -> ColumnElement[Any]:
    """The state of an outbox row at that point; NULL for one that was not queued yet.

    Today's state stands in the row itself.
    """
    return reply_state(point if is_past(session, contest, point) else None)


def is_past(session: Session, contest: str, point: Point) -> bool:
    """Whether something was decided after that point."""
    return point.known < latest(session, contest).known


def reply_state(point: Point | None) -> ColumnElement[Any]:
    """The state of an outbox row at a point of the past; None: today."""
    if point is None:
        return cast(ColumnElement[Any], col(Outbox.state))
    return (
        select(ReplyState.state)
        .where(ReplyState.outbox_id == Outbox.id, ReplyState.since <= point.known)
        .order_by(col(ReplyState.since).desc())
        .limit(1)
        .correlate(Outbox)
        .scalar_subquery()
    )
