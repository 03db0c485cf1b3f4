"""Where nothing more is sent."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from storage.tables.base import Base


class Suppression(Base, table=True):
    """An address that does not exist, by a report on a mail that we sent there.

    `status` is the report's (RFC 3463, 5.1.x), `outbox_id` our mail. `since` is the number of the decision on
    the report, `lifted` that of the decision on the next mail that came from the address.
    """

    __tablename__ = "suppression"
    __table_args__ = (Index(None, "contest", "address"),)

    id: int = Field(default=None, primary_key=True)
    contest: str
    address: str
    status: str
    outbox_id: int = Field(foreign_key="outbox.id")
    since: int
    lifted: int | None = None
    created_at: datetime
