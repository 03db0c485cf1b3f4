"""What staff have done last, whatever it was about."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from screening.model.act import Act, ActKind
from storage.codec import act_of
from storage.states import OutboxState
from storage.tables import ActRow, Entry, Outbox

_LEFT = (OutboxState.ATTEMPTING, OutboxState.SENT, OutboxState.UNCERTAIN)


@dataclass(frozen=True, slots=True)
class Recent:
    """An act, its entry, who did it and when. `left`: a letter of it has gone out; `waits_until`: until then
    one waits to go. `undone`: it is taken back already.
    """

    id: int
    kind: ActKind
    reference: str
    by: str
    at: datetime
    act: Act
    undone: bool
    left: bool
    waits_until: datetime | None


def recent_acts(session: Session, contest: str, count: int) -> list[Recent]:
    """The last acts of a contest, the newest first."""
    query = (
        select(ActRow, Entry.reference)
        .join(Entry, col(Entry.id) == col(ActRow.entry_id))
        .where(ActRow.contest == contest)
        .order_by(col(ActRow.id).desc())
        .limit(count)
    )
    found = session.exec(query).all()
    ids = [row.id for row, _ in found]
    left = set(
        session.exec(select(Outbox.act_id).where(col(Outbox.act_id).in_(ids), col(Outbox.state).in_(_LEFT)))
    )
    waits = dict(
        session.exec(
            select(col(Outbox.act_id), func.max(Outbox.not_before))
            .where(col(Outbox.act_id).in_(ids), Outbox.state == OutboxState.PENDING)
            .group_by(col(Outbox.act_id))
        ).all()
    )
    return [
        Recent(
            row.id,
            row.kind,
            reference,
            row.by,
            row.at,
            act_of(row.act),
            row.undone_id is not None,
            row.id in left,
            waits.get(row.id),
        )
        for row, reference in found
    ]
