"""The files of an entry, in an order by which people can number them."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from screening.model.decision import Role
from storage.codec import was_erased
from storage.entries.current import current_in
from storage.tables import DecisionRow, Message, StoredFile


@dataclass(frozen=True, slots=True)
class Filed:
    """One file: its name as the sender wrote it, what it is taken for, and when it came first. `erased`: a
    person has erased it, and it has not come again since.
    """

    sha256: str
    name: str
    role: Role
    passes: bool
    size: int
    received_at: datetime
    type: str = ""
    erased: bool = False


def files_in(session: Session, entry_id: int) -> list[Filed]:
    """Each file of an entry once, in the order in which they came."""
    return files_by_entry(session, [entry_id])[entry_id]


def files_by_entry(session: Session, entries: Collection[int]) -> Mapping[int, list[Filed]]:
    """The same of many entries at once."""
    received_at = func.coalesce(StoredFile.received_at, Message.received_at, Message.internal_date)
    query = (
        select(DecisionRow.entry_id, StoredFile, received_at)
        .join(DecisionRow, col(DecisionRow.id) == col(StoredFile.decision_id))
        .join(Message, col(Message.id) == col(DecisionRow.message_id))
        .where(current_in(entries), StoredFile.sha256 != "")
        .order_by(col(DecisionRow.history_number), col(StoredFile.position))
    )
    found: dict[int | None, dict[str, Filed]] = defaultdict(dict)
    for entry, row, at in session.exec(query):
        files = found[entry]
        known = files.get(row.sha256)
        if known is None or (known.erased and not was_erased(row)):
            files[row.sha256] = Filed(
                row.sha256,
                row.name,
                row.role,
                row.passes,
                row.size,
                at,
                row.type.value,
                was_erased(row),
            )
    return {entry: list(found[entry].values()) for entry in entries}
