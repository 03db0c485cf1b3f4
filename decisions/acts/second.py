"""Acts that one person proposes and another does (`[review] second_person`)."""

from collections.abc import Sequence
from dataclasses import replace

from sqlmodel import Session

from decisions.acts.errors import ActRefusedError
from decisions.acts.order import Done, Order
from decisions.acts.refusals import of_acts
from decisions.judge import Judge
from screening.model.act import Act, ActKind
from storage.acts.proposals import carried_out_by
from storage.acts.written import act_at, targets_of, went_out, write_act
from storage.codec import act_of
from storage.entries.lying import Lying
from storage.tables import Entry

_TAKES_LATE = frozenset({ActKind.ACCEPT, ActKind.TIME})


def needs_second(session: Session, order: Order, lying: Sequence[Lying], judge: Judge) -> bool:
    """Whether a second person is to do it: `undo` once a letter has gone, `late` for what takes that in.

    A preview shows what it will come to.
    """
    kind, wanted = order.act.kind, judge.second_person
    if order.act.seconds is not None or order.preview:
        return False
    if kind is ActKind.UNDO:
        return undo_needs_second(session, order.act.act or 0, judge)
    late = kind in _TAKES_LATE and any("late" in each.holds for each in lying)
    return kind.value in wanted or (late and "late" in wanted)


def undo_needs_second(session: Session, act_id: int, judge: Judge) -> bool:
    """Whether a second person is to take that act back: a letter of it has gone."""
    return "undo" in judge.second_person and went_out(session, act_id)


def propose(session: Session, entry: Entry, order: Order, targets: Sequence[int], judge: Judge) -> Done:
    """Records the act for another person to `confirm`; nothing else changes."""
    act = Act(ActKind.PROPOSE, proposed=order.act)
    return Done(write_act(session, entry, act, targets, order.who, order.why, judge.clock()), entry)


def confirmed(session: Session, entry: Entry, order: Order) -> Order:
    """The order that a confirmation carries out. Raises ActRefusedError where this person may do none."""
    number = order.act.act or 0
    row = act_at(session, entry.contest, number)
    proposed = act_of(row.act).proposed
    if row.entry_id != entry.id or proposed is None:
        raise ActRefusedError(of_acts.PROPOSES_NOTHING, act=number, reference=entry.reference)
    if (done := carried_out_by(session, row)) is not None or row.undone_id is not None:
        raise ActRefusedError(of_acts.PROPOSAL_ENDED, act=number, done=done or row.undone_id or 0)
    if row.by == order.who:
        raise ActRefusedError(of_acts.OWN_PROPOSAL, name=row.by)
    why = f"{order.why} (เสนอโดย proposed by {row.by}: {row.why})" if order.why.strip() else ""
    return replace(order, act=replace(proposed, seconds=number), why=why)


def proposed_targets(session: Session, proposal: int, lying: Sequence[Lying]) -> tuple[int, ...]:
    """The messages that were meant. Raises ActRefusedError where one lies elsewhere by now."""
    meant = tuple(targets_of(session, proposal))
    if not set(meant) <= {each.message_id for each in lying}:
        raise ActRefusedError(of_acts.LIES_ELSEWHERE)
    return meant
