"""Which replies there are to deal with: those that are due, those that wait for a person, and how many."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, or_
from sqlmodel import Session, col, select

from screening.caps import BREAKER
from screening.decision import Template
from storage.outbox import LONGEST_WAIT
from storage.states import OutboxState
from storage.tables import Outbox


def due(
    session: Session,
    began: datetime,
    limit: int,
    *,
    untried: Template | None = None,
    now: datetime | None = None,
) -> Sequence[Outbox]:
    """Replies that may go out in a round that `began` then, the longest waiting first; without those of the
    kind `untried` that were never tried. `now` is this moment, by default the round's first.

    None is ever put off for longer than `LONGEST_WAIT`: a later time was written while the clock was ahead
    (seven hours, where Bangkok's time is taken for UTC until the clock is set).
    """
    has_come = or_(col(Outbox.not_before) <= began, col(Outbox.not_before) > (now or began) + LONGEST_WAIT)
    query = select(Outbox).where(Outbox.state == OutboxState.PENDING, has_come)
    if untried is not None:
        query = query.where(or_(col(Outbox.template) != untried, col(Outbox.attempts) > 0))
    return session.exec(query.order_by(col(Outbox.not_before), col(Outbox.id)).limit(limit)).all()


def tally(session: Session, contest: str) -> dict[OutboxState, int]:
    """How many of a contest's replies are in each state; states without any are left out."""
    query = select(Outbox.state, func.count()).where(Outbox.contest == contest)
    return {OutboxState(state): count for state, count in session.exec(query.group_by(col(Outbox.state)))}


def behind_breaker(session: Session, contest: str) -> list[int]:
    """The replies that the breaker holds, oldest first."""
    query = select(Outbox.id).where(
        Outbox.contest == contest, Outbox.state == OutboxState.HELD, Outbox.why == BREAKER
    )
    return list(session.exec(query.order_by(col(Outbox.id))))
