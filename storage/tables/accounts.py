"""Who may use the staff's pages, and who does so now."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index
from sqlmodel import Field

from storage.accounts.roles import StaffRole
from storage.tables.base import Base, word


class Account(Base, table=True):
    """A member of staff. `password` is an argon2id hash. `second_factor` is the secret of his one-time codes
    (RFC 6238), empty where he has none, and `code_used` the time step of the last one taken: none is taken
    twice. `browsers` seals the cookies of browsers that he has logged in from. `ticket` is the hash of a
    link by which he may come in once, until `ticket_ends`; empty: there is none.
    """

    __tablename__ = "account"
    __table_args__ = (Index(None, "name", unique=True),)

    id: int = Field(default=None, primary_key=True)
    name: str
    role: StaffRole = Field(sa_type=word(StaffRole))
    password: str
    second_factor: str = ""
    code_used: int = 0
    browsers: str
    ticket: str = ""
    ticket_ends: datetime | None = None
    created_at: datetime
    disabled_at: datetime | None = None


class StaffSession(Base, table=True):
    """One login, under the sha256 of the token in its cookie. It ends by itself, or at `ended_at`."""

    __tablename__ = "staff_session"
    __table_args__ = (Index(None, "digest", unique=True),)

    id: int = Field(default=None, primary_key=True)
    digest: str
    account_id: int = Field(foreign_key="account.id", index=True)
    begun_at: datetime
    used_at: datetime
    ended_at: datetime | None = None


class KeptForm(Base, table=True):
    """What a person had typed when his session had ended: the last such form, for him to send again."""

    __tablename__ = "kept_form"

    account_id: int = Field(foreign_key="account.id", primary_key=True)
    path: str
    fields: list[Any] = Field(sa_type=JSON)
    kept_at: datetime
