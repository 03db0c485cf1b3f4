"""Which replies there are to deal with: those that are due, those that wait for a person, and how many."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_
from sqlmodel import Session, col, select

from screening.model.causes import Cause
from screening.model.decision import Template
from storage.outbox.replies import LONGEST_WAIT
from storage.states import OutboxState
from storage.tables import Outbox


def due(
    session: Session,
    contest: str,
    began: datetime,
    limit: int,
    *,
    untried: Template | None = None,
    first: Template | None = None,
    now: datetime | None = None,
) -> Sequence[Outbox]:
    """Replies of the contest that may go out in a round that `began` then, those of the kind `first` before
    others, the longest waiting first; without those of the kind `untried` that were never tried. `now` is
    this moment, by default the round's first.

    None is ever put off for longer than `LONGEST_WAIT`: a later time was written while the clock was ahead
    (seven hours, where Bangkok's time is taken for UTC until the clock is set).
    """
    has_come = or_(col(Outbox.not_before) <= began, col(Outbox.not_before) > (now or began) + LONGEST_WAIT)
    query = select(Outbox).where(Outbox.contest == contest, Outbox.state == OutboxState.PENDING, has_come)
    if untried is not None:
        query = query.where(or_(col(Outbox.template) != untried, col(Outbox.attempts) > 0))
    if first is not None:
        query = query.order_by(col(Outbox.template) != first)
    return session.exec(query.order_by(col(Outbox.not_before), col(Outbox.id)).limit(limit)).all()


def sent_since(session: Session, contest: str, moment: datetime) -> Sequence[datetime]:
    """When the letters of the contest were sent that went out since `moment`, oldest first."""
    query = select(Outbox.sent_at).where(
        Outbox.contest == contest, Outbox.state == OutboxState.SENT, col(Outbox.sent_at) >= moment
    )
    found = session.exec(query.order_by(col(Outbox.sent_at))).all()
    return [each for each in found if each is not None]


def tally(session: Session, contest: str) -> dict[OutboxState, int]:
    """How many of a contest's replies are in each state; states without any are left out."""
    query = select(Outbox.state, func.count()).where(Outbox.contest == contest)
    return {OutboxState(state): count for state, count in session.exec(query.group_by(col(Outbox.state)))}


@dataclass(frozen=True, slots=True)
class Crowd:
    """How many letters wait because one address got many at once, for how many addresses, and since when."""

    letters: int
    addresses: int
    since: datetime


def crowd(session: Session, contest: str) -> Crowd | None:
    """Of all that wait as `many`, listed in a digest or not; None if none does."""
    count, addresses, since = session.exec(
        select(
            func.count(), func.count(col(Outbox.to_address).distinct()), func.min(Outbox.created_at)
        ).where(*_held(contest, Cause.MANY))
    ).one()
    return Crowd(count, addresses, since) if since else None


def behind_breaker(session: Session, contest: str) -> list[int]:
    """The replies that the breaker holds, oldest first."""
    return _ids(session, contest, Cause.BREAKER)


def beyond_many(session: Session, contest: str) -> list[int]:
    """The letters that wait because one address got many at once, oldest first."""
    return _ids(session, contest, Cause.MANY)


def since_restored(session: Session, contest: str) -> list[int]:
    """The letters that may have gone out before the records came back from a backup, oldest first."""
    return _ids(session, contest, Cause.RESTORED)


def _ids(session: Session, contest: str, why: Cause) -> list[int]:
    query = select(Outbox.id).where(*_held(contest, why))
    return list(session.exec(query.order_by(col(Outbox.id))))


def _held(contest: str, why: Cause) -> tuple[ColumnElement[bool], ...]:
    return (
        col(Outbox.contest) == contest,
        col(Outbox.why) == why,
        col(Outbox.state) == OutboxState.HELD,
    )
