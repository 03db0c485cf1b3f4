"""What persons have switched."""

from datetime import datetime

from sqlmodel import Field

from storage.tables.base import Base


class Switches(Base, table=True):
    """Whether a contest's letters rest, since when, and when a person last asked for a look into the mailbox.

    No row: neither ever happened.
    """

    __tablename__ = "switches"

    contest: str = Field(primary_key=True)
    paused_since: datetime | None = None
    look_asked_at: datetime | None = None
