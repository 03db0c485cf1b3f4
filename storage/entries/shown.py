"""The letters on account of a message, as people are shown them."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy.orm import QueryableAttribute
from sqlalchemy.orm import defer as without
from sqlmodel import Session, and_, col, or_, select

from screening.model.causes import Cause
from screening.model.decision import Disclosure, ReplyPlan, Template, Verdict
from storage.codec import plan_of
from storage.entries.current import belongs
from storage.states import OutboxState
from storage.tables import DecisionRow, Message, Outbox


@dataclass(frozen=True, slots=True)
class LedgerReply:
    """The answer to one message. `suppressed` is None only if it goes, or went, out.

    `id`, `state` and `disclosure` are None where no answer is due; `message_id` and `subject` are empty until
    rendered.
    """

    id: int | None
    template: Template | None
    to: str
    subject: str
    message_id: str
    suppressed: Cause | None
    state: OutboxState | None
    sent_at: datetime | None = None
    last_error: str = ""
    disclosure: Disclosure | None = None


@dataclass(frozen=True, slots=True)
class LedgerNotice:
    """A letter to somebody else than the writer, or the digest that stands in place of the answer.

    `suppressed` is None only if it goes, or went, out; `message_id` is empty until rendered.
    """

    id: int
    template: Template
    to: str
    suppressed: Cause | None
    message_id: str
    state: OutboxState


def reply_of(decision: DecisionRow | None, outbox: Outbox | None) -> LedgerReply:
    """The answer as it stands now, or why there is none."""
    plan = plan_of(decision.reply) if decision else ReplyPlan(suppressed=Cause.UNDECIDED)
    if outbox is None:
        return LedgerReply(None, None, plan.to, "", "", plan.suppressed or _silent(decision), None)
    return LedgerReply(
        id=outbox.id,
        template=outbox.template,
        to=outbox.to_address,
        subject=outbox.subject,
        message_id=outbox.rfc_message_id,
        suppressed=_stopped(outbox),
        state=outbox.state,
        sent_at=outbox.sent_at,
        last_error=outbox.last_error,
        disclosure=_disclosure(plan, outbox),
    )


def _silent(decision: DecisionRow | None) -> Cause:
    """Why there is no answer, where an older record does not say it."""
    return Cause.AUTOMATIC if decision and decision.verdict is Verdict.IGNORED else Cause.THANKS


def _disclosure(plan: ReplyPlan, outbox: Outbox) -> Disclosure:
    """How much the letter tells; the plan may be a later judgement's, or older than such plans."""
    if outbox.full:
        return Disclosure.FULL
    return Disclosure.NEUTRAL if plan.disclosure is Disclosure.FULL else plan.disclosure


def notices_of(
    session: Session, contest: str, answers: Mapping[int, Outbox | None]
) -> dict[int, list[LedgerNotice]]:
    """By message: the letters to others on its account, and the digest of its answer. One query.

    `answers` are the messages, each with its answer.
    """
    listed: dict[int, list[int]] = defaultdict(list)
    for message, answer in answers.items():
        if answer and answer.digest_id is not None:
            listed[answer.digest_id].append(message)
    query = (
        select(Outbox)
        .join(Message, col(Message.id) == col(Outbox.message_id))
        .where(
            belongs(Message.contest, contest),
            or_(
                and_(col(Outbox.message_id).in_(answers), col(Outbox.entry_id).is_not(None)),
                col(Outbox.id).in_(listed),
            ),
        )
    )
    found: dict[int, list[LedgerNotice]] = defaultdict(list)
    bare = query.options(without(cast(QueryableAttribute[bytes], Outbox.data)))
    for row in session.exec(bare.order_by(col(Outbox.id))):
        shown = LedgerNotice(
            row.id, row.template, row.to_address, _stopped(row), row.rfc_message_id, row.state
        )
        for message in listed.get(row.id, [row.message_id]):
            found[message].append(shown)
    return found


def _stopped(row: Outbox) -> Cause | None:
    """Why a mail does not go out; None where it goes, or went."""
    if row.state is OutboxState.DROPPED:
        return Cause.DROPPED
    stops = row.state in (OutboxState.HELD, OutboxState.SUPPRESSED)
    return row.why or None if stops else None
