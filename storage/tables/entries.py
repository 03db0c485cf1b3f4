"""What was decided: entries, decisions, their reasons, and the counters of a contest."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, text
from sqlmodel import Field

from screening.model.decision import EntryStatus, Severity, Verdict
from storage.tables.base import Base, word


class Counter(Base, table=True):
    """The last numbers given in a contest, and the head of its event chain: the lock of every decision."""

    __tablename__ = "counter"

    contest: str = Field(primary_key=True)
    last_reference: int = 0
    last_decision: int = 0
    last_event: int = 0
    event_head: str = ""
    # Between a restored backup and the end of `intake recover`; else neither is set. From `next_new` on is
    # looked for a number that no letter has told; None: what letters told is not known yet.
    restored_at: datetime | None = None
    next_new: int | None = None


class PromisedNumber(Base, table=True):
    """A number of which a letter told before a loss: that letter's mail gets no other, no other mail gets it.

    `digest` is the hash of that mail.
    """

    __tablename__ = "promised_number"

    contest: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    digest: str = Field(index=True)


class Entry(Base, table=True):
    """An entry as it stands. `number` counts from 1 in a contest; `reference` is how people write it.

    `agency` is `screening.model.decision.AgencyFinding` as JSON; the columns beside it are for searching, and
    `agency_key` is the name's comparison key. `form` and `deck` are hashes. `version` counts the times
    these changed, from 1; `changed_number` is the position (see `DecisionRow`) of the decision that last
    changed files, status or agency.
    """

    __tablename__ = "entry"
    __table_args__ = (
        Index(None, "contest", "number", unique=True),
        Index(None, "contest", "reference", unique=True),
        Index(None, "contest", "agency_key"),
        Index(None, "contest", "agency_district"),
        Index(None, "contest", "agency_province"),
    )

    id: int = Field(default=None, primary_key=True)
    contest: str
    number: int
    reference: str
    status: EntryStatus = Field(sa_type=word(EntryStatus))
    agency: dict[str, Any] = Field(sa_type=JSON)
    agency_name: str = ""
    agency_district: str = ""
    agency_province: str = ""
    agency_key: str = ""
    form: str | None = None
    deck: str | None = None
    first_received_at: datetime
    last_received_at: datetime
    version: int = 1
    changed_number: int


class DecisionRow(Base, table=True):
    """One judgement of one message. `number` counts from 1 in a contest, without a gap.

    `history_number` is the last decision whose message stands before this one; the number after it is the
    message's position. A message that is judged again keeps its own, whatever number the new judgement has.
    `reply` is the ReplyPlan, `change` the EntryChange, `writer` the Writer, as JSON; `agency_key` is the
    comparison key of the agency's name. `about_entry_id` is an entry that the message speaks of and does not
    join. `by` is `rules` or the person who decided, `why` that person's reason; `act_id` is the act in which
    it was made. A later judgement of the same message leaves this row and takes `current` from it.
    """

    __tablename__ = "decision"
    __table_args__ = (
        Index(None, "contest", "number", unique=True),
        Index(None, "contest", "agency_key"),
        # The log by verdict, the newest first.
        Index(
            "ix_decision_verdict",
            "contest",
            "verdict",
            "message_id",
            # As the queries spell it, or SQLite does not use the index.
            sqlite_where=text("current = 1"),
            postgresql_where=text("current"),
        ),
        Index(
            "uq_decision_current",
            "message_id",
            unique=True,
            sqlite_where=text("current"),
            postgresql_where=text("current"),
        ),
    )

    id: int = Field(default=None, primary_key=True)
    contest: str
    number: int
    message_id: int = Field(foreign_key="message.id", index=True)
    entry_id: int | None = Field(default=None, foreign_key="entry.id", index=True)
    about_entry_id: int | None = Field(default=None, foreign_key="entry.id", index=True)
    verdict: Verdict = Field(sa_type=word(Verdict))
    agency: dict[str, Any] = Field(sa_type=JSON)
    agency_key: str = ""
    change: dict[str, Any] | None = Field(default=None, sa_type=JSON(none_as_null=True))
    reply: dict[str, Any] = Field(sa_type=JSON)
    writer: dict[str, Any] | None = Field(default=None, sa_type=JSON(none_as_null=True))
    rules_hash: str
    history_number: int
    decided_at: datetime
    by: str = "rules"
    why: str = ""
    act_id: int | None = Field(default=None, foreign_key="act.id", index=True)
    current: bool = True


class CircleRow(Base, table=True):
    """Who came into the circle of an entry by one decision: a `Member` of the model, with its domain."""

    __tablename__ = "circle"
    __table_args__ = (Index(None, "contest", "address"), Index(None, "contest", "domain"))

    decision_id: int = Field(foreign_key="decision.id", primary_key=True)
    address: str = Field(primary_key=True)
    contest: str
    domain: str
    by: str
    authenticated: bool = False


class ReasonRow(Base, table=True):
    """One reason of a decision, in the order given."""

    __tablename__ = "reason"

    decision_id: int = Field(foreign_key="decision.id", primary_key=True)
    position: int = Field(primary_key=True)
    code: str = Field(index=True)
    severity: Severity = Field(sa_type=word(Severity))
    params: dict[str, Any] = Field(sa_type=JSON)
