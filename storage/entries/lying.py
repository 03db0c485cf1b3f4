"""The messages of an entry as they are judged now: what staff look at, and what acts are about."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from screening.model.decision import Reason, Severity, Verdict
from storage.entries.current import is_current
from storage.entries.decisions import reasons_of
from storage.tables import ActRow, DecisionRow, Message, StoredFile


@dataclass(frozen=True, slots=True)
class Lying:
    """One message of an entry, as it is judged now."""

    message_id: int
    position: int
    verdict: Verdict
    reasons: tuple[Reason, ...]
    files: frozenset[str]
    sender: str
    received_at: datetime
    by: str

    @property
    def holds(self) -> frozenset[str]:
        """The codes that a person has to settle."""
        holds = {each.code for each in self.reasons if each.severity is Severity.HOLD}
        late = {"late"} & {each.code for each in self.reasons}
        return frozenset(holds | late) if self.verdict is not Verdict.IGNORED else frozenset()

    @property
    def waits(self) -> frozenset[str]:
        """The same, and what a person has to see to though it holds nothing: what nobody may keep."""
        if self.verdict is Verdict.IGNORED:
            return self.holds
        return self.holds | ({"identity-card"} & {each.code for each in self.reasons})


def lying_in(session: Session, entries: Collection[int]) -> dict[int, list[Lying]]:
    """By entry: its messages, in the order of their positions."""
    received_at = func.coalesce(Message.received_at, Message.internal_date)
    query = (
        select(DecisionRow, Message.sender, received_at)
        .join(Message, col(Message.id) == col(DecisionRow.message_id))
        .where(col(DecisionRow.entry_id).in_(entries), is_current())
        .order_by(col(DecisionRow.history_number))
    )
    found = session.execute(query).all()
    ids = [row.id for row, *_ in found]
    reasons, files = reasons_of(session, ids), _files_of(session, ids)
    lying: dict[int, list[Lying]] = defaultdict(list)
    for row, sender, at in found:
        lying[row.entry_id].append(
            Lying(
                row.message_id,
                row.history_number + 1,
                row.verdict,
                tuple(reasons.get(row.id, ())),
                frozenset(files.get(row.id, ())),
                sender,
                at,
                row.by,
            )
        )
    return lying


def version_of(session: Session, entry_id: int) -> str:
    """Changes with every decision on the entry, or about it, and with every act on it."""
    return versions_of(session, [entry_id])[entry_id]


def versions_of(session: Session, entries: Collection[int]) -> dict[int, str]:
    """The same of many entries at once."""
    decisions, acts = dict.fromkeys(entries, 0), dict.fromkeys(entries, 0)
    for column in (col(DecisionRow.entry_id), col(DecisionRow.about_entry_id)):
        newest = select(column, func.max(DecisionRow.number)).where(column.in_(entries)).group_by(column)
        for entry, number in session.execute(newest).all():
            decisions[entry] = max(decisions[entry], number)
    entry_of = col(ActRow.entry_id)
    newest = select(entry_of, func.max(ActRow.id)).where(entry_of.in_(entries)).group_by(entry_of)
    for entry, number in session.execute(newest).all():
        acts[entry] = number
    return {entry: f"{decisions[entry]}.{acts[entry]}" for entry in entries}


def _files_of(session: Session, decisions: Collection[int]) -> dict[int, list[str]]:
    query = select(StoredFile.decision_id, StoredFile.sha256).where(
        col(StoredFile.decision_id).in_(decisions), StoredFile.sha256 != ""
    )
    files: dict[int, list[str]] = defaultdict(list)
    for decision, sha256 in session.exec(query):
        files[decision].append(sha256)
    return files
