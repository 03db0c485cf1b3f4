"""Which acts wait for a second person, and by which they were done."""

from collections.abc import Iterable

from sqlmodel import Session, col, select

from screening.model.act import ActKind
from storage.codec import act_of
from storage.tables import ActRow


def open_proposals(acts: Iterable[ActRow]) -> list[int]:
    """The ids of those among all acts on an entry that wait for a second person, the oldest first."""
    acts = list(acts)
    done = _carried_out(acts)
    return sorted(
        row.id for row in acts if row.kind is ActKind.PROPOSE and row.undone_id is None and row.id not in done
    )


def carried_out_by(session: Session, proposal: ActRow) -> int | None:
    """The act by which a second person has done what was proposed; it may have been taken back since."""
    query = select(ActRow).where(ActRow.entry_id == proposal.entry_id, col(ActRow.id) > proposal.id)
    return _carried_out(session.exec(query)).get(proposal.id)


def _carried_out(acts: Iterable[ActRow]) -> dict[int, int]:
    """By proposal, the act that did it."""
    found = ((act_of(row.act).seconds, row.id) for row in acts)
    return {proposal: number for proposal, number in found if proposal is not None}
