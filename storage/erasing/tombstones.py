"""What was erased out of which mail, and what is read in its place."""

from collections.abc import Sequence
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import func
from sqlmodel import Session, col, select

from screening.model.submission import File
from storage.codec import storable
from storage.entries.current import is_current
from storage.tables import DecisionRow, Entry, Erased, Message, StoredFile

_FILE = TypeAdapter(File)
IS_ERASED = func.coalesce(col(StoredFile.content)["erased"].as_string(), "") != ""
"""Of a row of a file: it tells of one that was erased."""


def erased_from(session: Session, digest: str) -> Sequence[Erased]:
    """What was erased out of the mail that came under that hash, or from beside it, in order."""
    query = select(Erased).where(Erased.digest == digest)
    return session.exec(query.order_by(col(Erased.at), col(Erased.id))).all()


def kept_as(digest: str, erased: Sequence[Erased]) -> str:
    """The hash under which a mail is kept now; `erased` is what was erased out of it, in order."""
    return next((row.cut for row in reversed(erased) if row.cut), digest)


def is_cut(session: Session, digest: str) -> bool:
    """Whether a mail that comes under that hash must not be kept again."""
    query = select(Erased.id).where(Erased.digest == digest, Erased.cut != "")
    return session.exec(query.limit(1)).first() is not None


def file_in(row: Erased) -> File:
    """The erased file, as it is read from then on."""
    return _FILE.validate_python(row.file)


def told(file: File) -> dict[str, Any]:
    """The same as it is stored."""
    plain: dict[str, Any] = storable(_FILE.dump_python(file, mode="json"))
    return plain


def bringing(session: Session, sha256: str) -> Sequence[Message]:
    """The messages, of whichever contest, in which the file came and from which it is not erased yet."""
    came = (
        select(DecisionRow.message_id)
        .join(StoredFile, col(StoredFile.decision_id) == col(DecisionRow.id))
        .where(StoredFile.sha256 == sha256, col(StoredFile.received_at).is_(None), ~IS_ERASED)
    )
    return session.exec(select(Message).where(col(Message.id).in_(came)).order_by(col(Message.id))).all()


def entries_with(session: Session, sha256: str) -> list[str]:
    """The receipt numbers of all entries that have the same bytes."""
    query = (
        select(Entry.reference)
        .join(DecisionRow, col(DecisionRow.entry_id) == col(Entry.id))
        .join(StoredFile, col(StoredFile.decision_id) == col(DecisionRow.id))
        .where(StoredFile.sha256 == sha256, is_current())
    )
    return sorted(set(session.exec(query)))


def is_there_again(session: Session, sha256: str) -> bool:
    """Whether a file that was erased has come anew since: then it is a file like others."""
    query = select(StoredFile.id).where(StoredFile.sha256 == sha256, ~IS_ERASED)
    return session.exec(query.limit(1)).first() is not None
