"""What persons have erased."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index
from sqlmodel import Field

from storage.tables.base import Base


class Erased(Base, table=True):
    """A file that was erased out of one mail: its tombstone, and the order to remove what is on the disk.

    `digest` is the mail as it came, `cut` what is kept in its place; empty where staff had added the file,
    which is in no mail. `file` is the model's `File` as JSON, with nothing in it that the sender wrote: as it
    is read from then on. `picture` is the sha256 of the picture of its first page. `problem` is what the
    reading could not follow before. `done_at` is when the disk held none of it any more.
    """

    __tablename__ = "erased"
    __table_args__ = (Index(None, "digest", "sha256", unique=True), Index(None, "sha256"))

    id: int = Field(default=None, primary_key=True)
    contest: str
    act_id: int = Field(foreign_key="act.id", index=True)
    digest: str
    sha256: str
    file: dict[str, Any] = Field(sa_type=JSON)
    cut: str = ""
    picture: str = ""
    problem: str = ""
    at: datetime
    done_at: datetime | None = None
