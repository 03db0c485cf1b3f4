"""What cards are made of, read for many entries at once: acts, letters, points that a person has closed."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import cast

from sqlalchemy.orm import QueryableAttribute
from sqlalchemy.orm import defer as without
from sqlmodel import Session, col, select

from screening.model.act import ActKind
from screening.model.causes import Cause
from screening.model.decision import Verdict
from storage.codec import act_of, plan_of
from storage.entries.current import current_in, is_current
from storage.states import OutboxState
from storage.tables import ActRow, ActTarget, DecisionRow, Outbox, ReasonRow

ANSWERED = {"enquiry", "message-in-thread"}
"""What an answer in words ends."""
STUCK = {OutboxState.FAILED: "reply-failed", OutboxState.UNCERTAIN: "reply-uncertain"}
_WAIT = ("late", "identity-card")
"""Reasons that hold nothing, and are a person's to see to."""
_CLOSES = (ActKind.SETTLED, ActKind.ANSWER)


def candidates(session: Session, contest: str) -> list[int]:
    """Entries that a person may have to look at: a message of theirs is held, late or shows an identity card,
    or a letter is stuck.
    """
    held = select(DecisionRow.entry_id).where(
        DecisionRow.contest == contest, is_current(), DecisionRow.verdict == Verdict.HELD
    )
    late = (
        select(DecisionRow.entry_id)
        .join(ReasonRow, col(ReasonRow.decision_id) == col(DecisionRow.id))
        .where(DecisionRow.contest == contest, is_current(), col(ReasonRow.code).in_(_WAIT))
    )
    stuck = (
        select(DecisionRow.entry_id)
        .join(Outbox, col(Outbox.message_id) == col(DecisionRow.message_id))
        .where(Outbox.contest == contest, is_current())
    )
    # Two queries: of a condition or another SQLite finds no index.
    failed = stuck.where(col(Outbox.state).in_(STUCK))
    unwritten = stuck.where(Outbox.why == Cause.RENDER_FAILED, Outbox.state == OutboxState.HELD)
    asked_for = select(ActRow.entry_id).where(
        ActRow.contest == contest,
        col(ActRow.kind).in_((ActKind.APPEAL, ActKind.PROPOSE, ActKind.EXTEND)),
        col(ActRow.undone_id).is_(None),
    )
    found = {entry for query in (held, late, failed, unwritten, asked_for) for entry in session.exec(query)}
    return sorted(entry for entry in found if entry is not None)


def is_unwritten(letter: Outbox) -> bool:
    """Whether it waits for a person because its text could not be written; one that was dropped does not."""
    return letter.why == Cause.RENDER_FAILED and letter.state is OutboxState.HELD


def acts_of(session: Session, entries: Collection[int]) -> Mapping[int, list[ActRow]]:
    """By entry: the acts on it, the newest first."""
    query = select(ActRow).where(col(ActRow.entry_id).in_(entries)).order_by(col(ActRow.id).desc())
    found: dict[int, list[ActRow]] = defaultdict(list)
    for row in session.exec(query):
        found[row.entry_id].append(row)
    return found


def letters_about(session: Session, entries: Collection[int]) -> Mapping[int, list[Outbox]]:
    """By entry: our letters on account of its messages, without their bytes."""
    query = (
        select(DecisionRow.entry_id, Outbox)
        .join(DecisionRow, col(DecisionRow.message_id) == col(Outbox.message_id))
        .where(current_in(entries))
        .options(without(cast(QueryableAttribute[bytes], Outbox.data)))
    )
    found: dict[int, list[Outbox]] = defaultdict(list)
    for entry, letter in session.exec(query.order_by(col(Outbox.id))):
        if entry is not None:
            found[entry].append(letter)
    return found


def closed_of(session: Session, entries: Collection[int]) -> dict[int, set[str]]:
    """By message: the points of its own that a person has settled."""
    query = (
        select(ActTarget.message_id, ActRow)
        .join(ActRow, col(ActRow.id) == col(ActTarget.act_id))
        .where(
            col(ActRow.entry_id).in_(entries), col(ActRow.kind).in_(_CLOSES), col(ActRow.undone_id).is_(None)
        )
    )
    found: dict[int, set[str]] = defaultdict(set)
    for message, row in session.exec(query):
        codes = act_of(row.act).codes
        found[message] |= set(codes) if row.kind is ActKind.SETTLED else ANSWERED
    return found


def quiet_of(session: Session, entries: Collection[int]) -> set[int]:
    """Messages of thanks: they are listed, and wait for nobody."""
    query = select(DecisionRow.message_id, DecisionRow.reply).where(
        current_in(entries), DecisionRow.verdict == Verdict.HELD
    )
    return {
        message for message, reply in session.exec(query) if plan_of(dict(reply)).suppressed == Cause.THANKS
    }
