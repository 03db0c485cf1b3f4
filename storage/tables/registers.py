"""The registers of agencies that were imported, whole: a decision must not hang on a file that may vanish."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from storage.tables.base import Base


class RegisterRow(Base, table=True):
    """One import; the newest of a contest is in force.

    `sha256` is that of the file it came from, `source` that file's path as told; `digest` is that of the
    bodies, and what the rules' hash of a decision was made with. `content` is the bodies themselves, in the
    importer's own spelling.
    """

    __tablename__ = "register"
    __table_args__ = (Index(None, "contest", "id", unique=True),)

    id: int = Field(default=None, primary_key=True)
    contest: str
    sha256: str
    digest: str
    agencies: int
    source: str
    by: str
    imported_at: datetime
    content: bytes
