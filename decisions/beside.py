"""What one letter tells of the other entries that an act has made of one mail."""

from dataclasses import replace

from sqlmodel import Session, col, select

from screening.model.act import ActKind
from screening.model.decision import Disclosure
from screening.model.letter import Beside
from storage.codec import act_of, plan_of
from storage.entries.recall import decision_of
from storage.tables import ActRow, DecisionRow, Entry


def told_beside(session: Session, act: ActRow, entry: Entry, to: str) -> tuple[Beside, ...]:
    """The entries beside `entry` between which `act` has parted a mail, or did before it was taken back.

    Only those of which the address `to` may know all.
    """
    parted = session.get(ActRow, act_of(act.act).act) if act.kind is ActKind.UNDO else act
    if parted is None or parted.kind is not ActKind.SPLIT:
        return ()
    made = select(DecisionRow).where(DecisionRow.act_id == parted.id, DecisionRow.entry_id != entry.id)
    found: dict[int, Beside] = {}
    for row in session.exec(made.order_by(col(DecisionRow.number))):
        plan = plan_of(row.reply)
        if row.entry_id is not None and plan.to == to and plan.disclosure is Disclosure.FULL:
            decision = decision_of(session, row)
            said = decision if row.current else replace(decision, reasons=())
            other = session.get_one(Entry, row.entry_id)
            found[other.id] = Beside(other.reference, other.status, said)
    return tuple(found.values())
