"""Whether an act can be taken back, and by whom: what `undo` refuses, known before it is asked."""

from collections.abc import Sequence

from sqlmodel import Session

from decisions.acts.errors import ActRefusedError
from decisions.acts.refusals import of_acts
from decisions.acts.second import undo_needs_second
from decisions.acts.who_may import least_role, open_on
from decisions.judge import Judge
from screening.model.act import ActKind, Nature, nature_of
from storage.accounts.roles import StaffRole
from storage.acts.proposals import carried_out_by
from storage.acts.written import went_out
from storage.codec import act_of
from storage.entries.lying import Lying
from storage.tables import ActRow, Entry

_NEVER = (ActKind.UNDO, ActKind.CONFIRM)


def why_never(session: Session, row: ActRow) -> ActRefusedError | None:
    """Why nobody can take an act back; None where it can be."""
    if row.undone_id is not None:
        return ActRefusedError(of_acts.TAKEN_BACK, act=row.id)
    if (done := carried_out_by(session, row)) is not None:
        return ActRefusedError(of_acts.CARRIED_OUT, act=row.id, done=done)
    if row.kind is ActKind.ERASE:
        return ActRefusedError(of_acts.ERASED_FOR_GOOD, act=row.id)
    if row.kind in _NEVER:
        return ActRefusedError(of_acts.NOT_TAKEN_BACK, act=row.id, kind=row.kind)
    if nature_of(row.kind) is Nature.WORDS and went_out(session, row.id):
        return ActRefusedError(of_acts.WORDS_ARE_OUT, act=row.id)
    return None


def why_not(
    session: Session,
    entry: Entry,
    row: ActRow,
    lying: Sequence[Lying],
    judge: Judge,
    *,
    name: str,
    role: StaffRole,
) -> ActRefusedError | None:
    """Why this member of staff cannot take it back, or propose that; None where he can."""
    if (never := why_never(session, row)) is not None:
        return never
    least = least_role(act_of(row.act), open_on(session, entry, lying))
    if undo_needs_second(session, row.id, judge):
        least = StaffRole.REVIEWER
    if role.covers(least):
        return None
    return ActRefusedError(of_acts.ROLE_TOO_SMALL, name=name, role=role, kind=ActKind.UNDO, least=least)
