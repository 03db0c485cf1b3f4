"""The lists of entries that were put before the head to sign."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index
from sqlmodel import Field

from storage.tables.base import Base


class FrozenList(Base, table=True):
    """One list, never changed. The first of a contest holds all its entries, each later one, a supplement,
    what has changed since. `head` is the hash of the chain's last event before it, `digest` that of its rows;
    `warnings` are the references that were warned of, by what was wrong.
    """

    __tablename__ = "frozen_list"
    __table_args__ = (Index(None, "contest", "number", unique=True),)

    id: int = Field(default=None, primary_key=True)
    contest: str
    number: int
    at: datetime
    by: str
    head: str
    digest: str
    warnings: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)


class ListRow(Base, table=True):
    """One entry on a list, as it stood. `change` is `added`, `changed` or `removed`; `eligibility` as on its
    card. `form` and `deck` are hashes; `received_at` is when the entry's first message came.
    """

    __tablename__ = "list_row"

    list_id: int = Field(foreign_key="frozen_list.id", primary_key=True)
    position: int = Field(primary_key=True)
    change: str
    reference: str = Field(index=True)
    agency: str
    district: str
    province: str
    title: str
    eligibility: str
    form: str | None
    deck: str | None
    received_at: datetime
