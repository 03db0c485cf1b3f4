"""Entries that lack something still."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from screening.model.decision import EntryStatus, Severity
from storage.entries.current import is_current
from storage.tables import DecisionRow, Entry, ReasonRow


@dataclass(frozen=True, slots=True)
class Left:
    """An incomplete entry; `lacks` are the faults of its last decision, by code."""

    reference: str
    agency: str
    lacks: tuple[str, ...]


def incomplete(session: Session, contest: str) -> list[Left]:
    """The contest's incomplete entries, in the order of their numbers."""
    query = (
        select(Entry, DecisionRow.id)
        .join(DecisionRow, col(DecisionRow.entry_id) == col(Entry.id))
        .where(Entry.contest == contest, Entry.status == EntryStatus.INCOMPLETE, is_current())
        .order_by(col(Entry.number), col(DecisionRow.history_number))
    )
    last = {entry.id: (entry, decision) for entry, decision in session.exec(query)}
    faults = select(ReasonRow.decision_id, ReasonRow.code).where(
        col(ReasonRow.decision_id).in_([decision for _, decision in last.values()]),
        ReasonRow.severity == Severity.FAULT,
    )
    found: dict[int, list[str]] = {}
    for decision, code in session.exec(faults.order_by(col(ReasonRow.position))):
        found.setdefault(decision, []).append(code)
    return [
        Left(entry.reference, entry.agency_name, tuple(found.get(decision, ())))
        for entry, decision in last.values()
    ]
