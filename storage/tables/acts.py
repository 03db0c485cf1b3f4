"""What persons have done about entries."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index
from sqlmodel import Field

from screening.model.act import ActKind
from storage.tables.base import Base, word


class ActRow(Base, table=True):
    """One act, never changed but for its end. `act` is `screening.model.act.Act` as JSON; `why` is the reason
    given, `by` who did it. `undone_id` is the act that took it back. `over` are the letters that it has made
    pointless, as they stood, so that taking it back brings them back.
    """

    __tablename__ = "act"
    __table_args__ = (Index(None, "contest", "at"),)

    id: int = Field(default=None, primary_key=True)
    contest: str
    entry_id: int = Field(foreign_key="entry.id", index=True)
    kind: ActKind = Field(sa_type=word(ActKind))
    act: dict[str, Any] = Field(sa_type=JSON)
    why: str
    by: str
    at: datetime
    undone_id: int | None = Field(default=None, foreign_key="act.id")
    over: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)


class ActTarget(Base, table=True):
    """A message that an act is about: it feeds every judgement of that message."""

    __tablename__ = "act_target"

    act_id: int = Field(foreign_key="act.id", primary_key=True)
    message_id: int = Field(foreign_key="message.id", primary_key=True, index=True)
