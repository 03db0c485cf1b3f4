"""What goes out."""

from datetime import datetime
from typing import Literal, TypeAlias

from sqlalchemy import Dialect, Index, String, TypeDecorator
from sqlmodel import Field

from screening.model.causes import Cause
from screening.model.decision import Template
from storage.states import OutboxState
from storage.tables.base import Base, word

Why: TypeAlias = Cause | Literal[""]
"""What stops a letter; empty for one that goes out by itself."""


class WhyWord(TypeDecorator[Why]):
    """`Why` as text. Unlike a state, a word that this version does not know is borne: people are shown it."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: Why | None, dialect: Dialect) -> str | None:
        """What is written."""
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Why:
        """What is read."""
        return Cause(value) if value else ""


class Outbox(Base, table=True):
    """One mail of ours, rendered once: `data` are the bytes that go out, again and again the same.

    `kind` is `reply` for the answer to a message, `decision-<number>` for that of a later judgement of it;
    for a letter to others than the writer it is its template, with the decision behind it for that of an act;
    `act-<id>` for a person's words, `resend-<id>-<n>` for what is sent again. `entry_id` is the entry that a
    letter to others speaks of. `full`: its recipient was in the circle of its entry. `digest_id` is the one
    that stands in its place meanwhile; `act_id` is the act of a person that it follows from. `data` is None
    only while rendering has failed. `attempts` counts the times DATA was begun, `deferrals` the postponements
    since `queued_at`, `ambiguous` the ends that leave open whether it arrived.
    `why` says what a held or suppressed reply waits for. `counts`: it uses up the caps on answers.
    `copied_at`: since when a copy of it lies in the mailbox's folder of sent mail.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        Index(None, "message_id", "kind", "to_address", unique=True),
        # What is due, and what stands in one state.
        Index(None, "contest", "state", "not_before"),
        Index(None, "to_address", "created_at"),
        Index(None, "contest", "created_at"),
        # All that the caps look at: beside it lies the mail itself, which would be read through.
        Index(None, "contest", "counts", "created_at", "state"),
        # What waits for one act of a person, looked for in every round of the sender.
        Index(None, "contest", "why", "state", "digest_id", "created_at"),
        Index(None, "rfc_message_id"),
        # What is to be copied to the folder of sent mail.
        Index(None, "contest", "copied_at", "state"),
    )

    id: int = Field(default=None, primary_key=True)
    contest: str
    message_id: int = Field(foreign_key="message.id")
    entry_id: int | None = Field(default=None, foreign_key="entry.id", index=True)
    digest_id: int | None = Field(default=None, foreign_key="outbox.id")
    act_id: int | None = Field(default=None, foreign_key="act.id", index=True)
    kind: str = "reply"
    template: Template = Field(sa_type=word(Template))
    to_address: str
    subject: str = ""
    rfc_message_id: str = ""
    data: bytes | None = None
    state: OutboxState = Field(sa_type=word(OutboxState))
    why: Why = Field(default="", sa_type=WhyWord)
    attempts: int = 0
    deferrals: int = 0
    ambiguous: int = 0
    counts: bool = True
    full: bool = False
    not_before: datetime
    queued_at: datetime
    created_at: datetime
    sent_at: datetime | None = None
    copied_at: datetime | None = None
    last_code: int | None = None
    last_error: str = ""


class ReplyState(Base, table=True):
    """A state in which a reply stood; `since` is the number of the last decision when it came into it.

    Of several between two decisions the last is kept: a decision sees no other.
    """

    __tablename__ = "reply_state"

    outbox_id: int = Field(foreign_key="outbox.id", primary_key=True)
    since: int = Field(primary_key=True)
    state: OutboxState = Field(sa_type=word(OutboxState))


class Breaker(Base, table=True):
    """Whether a contest's replies are stopped because they may be a loop; no row: it never happened.

    `open_since` is when it tripped, None while replies flow. `released_at`: when a person last closed it; the
    hour's count begins anew there.
    """

    __tablename__ = "breaker"

    contest: str = Field(primary_key=True)
    open_since: datetime | None = None
    released_at: datetime | None = None
