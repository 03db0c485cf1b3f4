"""The files that stand for entries, with what a person should know of each before he opens it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_
from sqlalchemy import select as sql_select
from sqlmodel import Session, col

from screening.model.decision import Role
from screening.model.submission import File, FileType
from screening.roles import is_identity_card
from storage.entries.current import current_in
from storage.tables import DecisionRow, Entry, Message, StoredFile


@dataclass(frozen=True, slots=True)
class WorkFile:
    """A file that stands for an entry. `name` is the sender's; `barred` says why it never leaves the house:
    `malware`, `identity-card`, `erased`; empty for one that may.
    """

    sha256: str
    name: str
    type: FileType
    size: int
    received_at: datetime
    barred: str = ""
    macros: bool = False
    external_media: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """A file, its role, and what tells the title of its work."""

    file: WorkFile
    role: Role
    first_slide: str
    properties: str


def files_standing(session: Session, entries: Sequence[Entry]) -> Mapping[int, dict[str, Found]]:
    """By entry and hash: what stands, and what cannot because of malware. Of a deck only the first slide's
    words are read.
    """
    content = col(StoredFile.content)
    standing = {each for row in entries for each in (row.form, row.deck) if each}
    query = (
        sql_select(
            col(DecisionRow.entry_id).label("entry"),
            col(StoredFile.sha256),
            col(StoredFile.name),
            col(StoredFile.type),
            col(StoredFile.role),
            col(StoredFile.size),
            func.coalesce(StoredFile.received_at, Message.received_at, Message.internal_date).label("at"),
            content["malware"].as_string().label("malware"),
            content["erased"].as_string().label("erased"),
            content["macros"].as_boolean().label("macros"),
            content["external_media"].label("media"),
            content["title"].as_string().label("title"),
            content[("slides", 0)].as_string().label("slide"),
        )
        .join(DecisionRow, col(DecisionRow.id) == col(StoredFile.decision_id))
        .join(Message, col(Message.id) == col(DecisionRow.message_id))
        .where(
            current_in([each.id for each in entries]),
            or_(col(StoredFile.sha256).in_(standing), content["malware"].as_string() != ""),
        )
        .order_by(col(DecisionRow.history_number))
    )
    found: dict[int, dict[str, Found]] = defaultdict(dict)
    for row in session.execute(query):
        before = found[row.entry].get(row.sha256)
        found[row.entry][row.sha256] = _kept(row, before)
    return found


def _kept(row: Any, before: Found | None) -> Found:
    """A file that came several times keeps the time of the first, and what ever barred it since."""
    file = WorkFile(
        row.sha256,
        row.name,
        row.type,
        row.size,
        before.file.received_at if before else row.at,
        _barred(row) or (before.file.barred if before and before.file.barred != "erased" else ""),
        bool(row.macros),
        tuple(row.media or ()),
    )
    return Found(file, row.role, row.slide or "", row.title or "")


def _barred(row: Any) -> str:
    if row.erased:
        return "erased"
    if row.malware:
        return "malware"
    card = is_identity_card(File(row.name, row.size, row.sha256, row.type))
    return "identity-card" if card else ""


def with_malware(files: Mapping[str, Found], role: Role) -> Found | None:
    """What would stand there, if it might."""
    return next(
        (each for each in files.values() if each.role is role and each.file.barred == "malware"), None
    )
