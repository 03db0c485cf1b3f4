"""What happened: an append-only chain, and beside it the texts that may have to be erased."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index
from sqlmodel import Field

from storage.tables.base import Base


class Event(Base, table=True):
    """One event. `hash` covers every column and the hash before it; the row is never changed.

    It holds ids, codes and hashes, never a name or free text. The ids are no foreign keys, so that erasing
    what they point to leaves the chain whole. `who` is a part of the program or the id of a user.
    """

    __tablename__ = "event"
    __table_args__ = (Index(None, "contest", "seq", unique=True),)

    id: int = Field(default=None, primary_key=True)
    contest: str
    seq: int
    at: datetime
    who: str
    what: str
    message_id: int | None = Field(default=None, index=True)
    entry_id: int | None = Field(default=None, index=True)
    outbox_id: int | None = Field(default=None, index=True)
    facts: dict[str, Any] = Field(sa_type=JSON)
    text_hash: str = ""
    prev: str
    hash: str


class EventText(Base, table=True):
    """The private text of an event. Deleting the row erases it; the salt keeps the hash unguessable."""

    __tablename__ = "event_text"

    event_id: int = Field(foreign_key="event.id", primary_key=True)
    salt: str
    text: str
