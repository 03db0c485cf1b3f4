"""What persons have switched."""

from datetime import datetime

from sqlmodel import Field

from storage.tables.base import Base


class Switches(Base, table=True):
    """Since when a contest's letters rest; when a person last asked for a look into the mailbox; when staff
    were last told what waits. No row: none of it ever happened.
    """

    __tablename__ = "switches"

    contest: str = Field(primary_key=True)
    paused_since: datetime | None = None
    look_asked_at: datetime | None = None
    digest_at: datetime | None = None
