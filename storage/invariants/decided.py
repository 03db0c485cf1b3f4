"""What must hold of decisions, and of the entries that are their sums."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import String, func, type_coerce
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from screening.model.decision import EntryStatus, Verdict
from storage.chain.counters import counter_of
from storage.chain.kinds import Kind
from storage.entries.current import current_of, is_current
from storage.invariants.finding import Check
from storage.states import MessageStatus
from storage.tables import DecisionRow, Entry, Event, Message, StoredFile


def _one_current_decision(session: Session, contest: str) -> Iterator[str]:
    counted = (
        select(col(Message.id), col(Message.status) != MessageStatus.STORED, func.count(col(DecisionRow.id)))
        .join(DecisionRow, current_of(col(Message.id)), isouter=True)
        .where(Message.contest == contest)
        .group_by(col(Message.id))
    )
    for message, is_decided, count in session.exec(counted):
        if count != int(is_decided):
            yield f"message {message} has {count} current decisions, and should have {int(is_decided)}"


def _decision_numbers(session: Session, contest: str) -> Iterator[str]:
    counter = counter_of(session, contest)
    numbers = select(DecisionRow.number).where(DecisionRow.contest == contest)
    found = session.exec(numbers.order_by(col(DecisionRow.number))).all()
    if list(found) != list(range(1, counter.last_decision + 1)):
        yield f"contest {contest}: decisions are not numbered 1 to {counter.last_decision}"


def _references(session: Session, contest: str) -> Iterator[str]:
    counter = counter_of(session, contest)
    pairs = select(Entry.number, Entry.reference).where(Entry.contest == contest)
    found = session.exec(pairs.order_by(col(Entry.number))).all()
    if [number for number, _ in found] != list(range(1, counter.last_reference + 1)):
        yield f"contest {contest}: references do not run from 1 to {counter.last_reference}"
    for number, reference in found:
        if not reference.endswith(f"-{number:04d}"):
            yield f"entry {number} of contest {contest} bears the reference {reference}"


def _entries_have_messages(session: Session, contest: str) -> Iterator[str]:
    orphans = (
        select(Entry.reference)
        .join(DecisionRow, col(DecisionRow.entry_id) == col(Entry.id), isouter=True)
        .where(Entry.contest == contest, col(DecisionRow.id).is_(None), col(Entry.id).not_in(_void(contest)))
    )
    for reference in session.exec(orphans):
        yield f"entry {reference} has no message"


def _void(contest: str) -> Any:
    """Entries whose mail was lost with what came after a backup: only their number is known."""
    return select(Event.entry_id).where(Event.contest == contest, Event.what == Kind.NUMBER_VOID)


def _decisions_have_entries(session: Session, contest: str) -> Iterator[str]:
    lost = select(DecisionRow.number).where(
        DecisionRow.contest == contest,
        DecisionRow.verdict != Verdict.IGNORED,
        col(DecisionRow.entry_id).is_(None),
        is_current(),
    )
    for number in session.exec(lost):
        yield f"decision {number} is not of an ignored message, and has no entry"


def _complete_entries_have_files(session: Session, contest: str) -> Iterator[str]:
    for role, column in (("form", Entry.form), ("deck", Entry.deck)):
        kept = (
            select(StoredFile.id)
            .join(DecisionRow, col(DecisionRow.id) == col(StoredFile.decision_id))
            .where(DecisionRow.entry_id == Entry.id, is_current(), StoredFile.sha256 == column)
        )
        lacking = select(Entry.reference).where(
            Entry.contest == contest,
            (col(Entry.status) == EntryStatus.COMPLETE) | col(column).is_not(None),
            ~kept.exists(),
        )
        for reference in session.exec(lacking):
            yield f"entry {reference} has no {role} among the files of its messages"


def _entries_stand_as_decided(session: Session, contest: str) -> Iterator[str]:
    later = aliased(DecisionRow)
    last = (
        select(func.max(later.history_number))
        .where(col(later.entry_id) == col(Entry.id), is_current(later))
        .scalar_subquery()
    )
    columns = {
        "status": type_coerce(col(Entry.status), String),
        "form": col(Entry.form),
        "deck": col(Entry.deck),
    }
    for name, column in columns.items():
        pairs = (
            select(col(Entry.reference), column, col(DecisionRow.change))
            .join(DecisionRow, col(DecisionRow.entry_id) == col(Entry.id))
            .where(Entry.contest == contest, col(DecisionRow.history_number) == last, is_current())
        )
        for reference, stands, change in session.exec(pairs):
            if stands != (change or {}).get(name):
                yield f"entry {reference}: its {name} is not what its last decision left"


DECIDED: dict[str, Check] = {
    "one-current-decision": _one_current_decision,
    "decision-numbers": _decision_numbers,
    "references": _references,
    "entries-have-messages": _entries_have_messages,
    "decisions-have-entries": _decisions_have_entries,
    "complete-entries-have-files": _complete_entries_have_files,
    "entries-stand-as-decided": _entries_stand_as_decided,
}
