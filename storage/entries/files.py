"""The files of an entry that are read: those that stand, and of very many others the last."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlmodel import Session, col

from screening.model.decision import Role
from screening.model.history import KeptFile
from storage.codec import file_of
from storage.tables import DecisionRow, StoredFile

MOST_FILES = 40
"""Files of one entry that are read beside those that stand: forms and decks first, of these the last ones."""

_COLUMNS = (
    col(StoredFile.decision_id),
    col(StoredFile.position),
    col(StoredFile.name),
    col(StoredFile.size),
    col(StoredFile.sha256),
    col(StoredFile.type),
    col(StoredFile.role),
    col(StoredFile.passes),
    col(StoredFile.aside),
    col(StoredFile.received_at),
    col(StoredFile.origin),
    col(StoredFile.content),
)


def files_of(
    session: Session, rows: Mapping[int, Any], standing: Collection[str] = ()
) -> dict[int, list[KeptFile]]:
    """By decision: its files, in their order. `standing` are hashes, each read as it came first."""
    judged, position = col(DecisionRow.history_number), col(StoredFile.position)
    last = func.row_number().over(
        partition_by=col(DecisionRow.entry_id),
        order_by=(col(StoredFile.role) == Role.OTHER, judged.desc(), position),
    )
    alike = (col(DecisionRow.entry_id), col(StoredFile.role), col(StoredFile.sha256))
    copy = func.row_number().over(partition_by=alike, order_by=(judged, position))
    ranked = (
        select(col(StoredFile.id), last.label("last"), copy.label("copy"))
        .join(DecisionRow, col(DecisionRow.id) == col(StoredFile.decision_id))
        .where(col(StoredFile.decision_id).in_(rows))
        .subquery()
    )
    stands = and_(col(StoredFile.sha256).in_(standing), ranked.c.copy == 1)
    query = (
        select(*_COLUMNS)
        .join(ranked, ranked.c.id == StoredFile.id)
        .where(or_(ranked.c.last <= MOST_FILES, stands))
        .order_by(position)
    )
    files: dict[int, list[KeptFile]] = defaultdict(list)
    for file in session.execute(query):
        came = file.received_at or rows[file.decision_id].received_at
        files[file.decision_id].append(KeptFile(file_of(file), file.role, file.passes, came, file.aside))
    return files
