"""What people are shown: one row a message, with its decision, its files and its reply."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, or_, select

from screening.decision import AgencyFinding, EntryStatus, Reason, Template, Verdict
from screening.names import squeezed
from storage.codec import agency_of, plan_of, reason_of
from storage.states import MessageStatus, OutboxState
from storage.tables import DecisionRow, Entry, Message, Outbox, ReasonRow, StoredFile

_PAGE = 200


@dataclass(frozen=True, slots=True)
class LedgerReply:
    """The answer to one message. `suppressed` is None only if it goes, or went, out.

    `id` and `state` are None where no answer is due; `message_id` and `subject` are empty until rendered.
    """

    id: int | None
    template: Template | None
    to: str
    subject: str
    message_id: str
    suppressed: str | None
    state: OutboxState | None
    sent_at: datetime | None = None
    last_error: str = ""


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One message as staff see it. What follows from the decision is None or empty until there is one.

    `received_at` is INTERNALDATE until the decision has settled it. `files` follow the message.
    """

    id: int
    source: str
    message_id: str
    sender: str
    subject: str
    received_at: datetime
    status: MessageStatus
    number: int | None
    verdict: Verdict | None
    decided_at: datetime | None
    by: str
    why: str
    entry_id: int | None
    reference: str | None
    entry_status: EntryStatus | None
    agency: AgencyFinding
    files: tuple[StoredFile, ...]
    reasons: tuple[Reason, ...]
    reply: LedgerReply


def rows(
    session: Session,
    contest: str,
    *,
    verdict: Verdict | None = None,
    agency: str = "",
    since: datetime | None = None,
) -> Iterator[LedgerRow]:
    """The contest's messages, oldest first, read page by page. `agency` is any part of its name.

    A message without an agency's name matches no `agency`; one without a decision no `verdict`.
    """
    wanted: list[ColumnElement[bool]] = [col(Message.contest) == contest]
    if verdict is not None:
        wanted.append(col(DecisionRow.verdict) == verdict)
    if agency:
        wanted.append(col(Entry.agency_key).contains(squeezed(agency), autoescape=True))
    if since is not None:
        wanted.append(_received() >= since)
    yield from _read(session, wanted)


def lookup(session: Session, contest: str, reference_or_id: str) -> list[LedgerRow]:
    """The messages of the entry with that reference, in any case; or the one message with that id.

    An entry that its messages have left for another still leads to them.
    """
    asked = reference_or_id.strip()
    if asked.isascii() and asked.isdigit():
        # Longer numbers are no id of ours, and more than a database takes.
        condition = col(Message.id) == (int(asked) if len(asked) < 18 else 0)
    else:
        condition = func.upper(col(Entry.reference)) == asked.upper()
    found = list(_read(session, [col(Message.contest) == contest, condition]))
    return found or list(_read(session, [col(Message.contest) == contest, _once_under(asked)]))


def _once_under(reference: str) -> ColumnElement[bool]:
    """The messages that have left an entry: whoever was given its number must still find what he sent."""
    once = (
        select(DecisionRow.message_id)
        .join(Entry, col(Entry.id) == col(DecisionRow.entry_id))
        .where(func.upper(col(Entry.reference)) == reference.upper())
    )
    return col(Message.id).in_(once)


def _received() -> Any:
    return func.coalesce(col(Message.received_at), col(Message.internal_date))


def _last_answer() -> Any:
    """The newest answer to a message; others than the first are those to later judgements of it."""
    answer = aliased(Outbox)
    is_answer = or_(answer.kind == "reply", col(answer.kind).startswith("decision-"))
    last = select(func.max(answer.id)).where(answer.message_id == Message.id, is_answer)
    return last.correlate(Message).scalar_subquery()


def _read(session: Session, wanted: Iterable[ColumnElement[bool]]) -> Iterator[LedgerRow]:
    query = (
        select(Message, DecisionRow, Entry, Outbox)
        .join(
            DecisionRow,
            (col(DecisionRow.message_id) == col(Message.id)) & col(DecisionRow.current),
            isouter=True,
        )
        .join(Entry, col(Entry.id) == col(DecisionRow.entry_id), isouter=True)
        .join(Outbox, col(Outbox.id) == _last_answer(), isouter=True)
        .where(*wanted)
        .order_by(_received(), col(Message.id))
        .execution_options(yield_per=_PAGE)
    )
    for page in session.exec(query).partitions():
        yield from _page(session, page)


def _page(session: Session, page: Sequence[tuple[Any, Any, Any, Any]]) -> Iterator[LedgerRow]:
    files: dict[int, list[StoredFile]] = defaultdict(list)
    reasons: dict[int, list[Reason]] = defaultdict(list)
    decisions = [decision.id for _, decision, *_ in page if decision]
    for file in session.exec(
        select(StoredFile)
        .where(col(StoredFile.decision_id).in_(decisions), col(StoredFile.received_at).is_(None))
        .order_by(col(StoredFile.position))
    ):
        files[file.decision_id].append(file)
    for reason in session.exec(
        select(ReasonRow).where(col(ReasonRow.decision_id).in_(decisions)).order_by(col(ReasonRow.position))
    ):
        reasons[reason.decision_id].append(reason_of(reason))
    for message, decision, entry, outbox in page:
        judged = _judged(decision, entry, reasons[decision.id] if decision else [])
        yield LedgerRow(
            id=message.id,
            source=message.source,
            message_id=message.message_id,
            sender=message.sender,
            subject=message.subject,
            received_at=message.received_at or message.internal_date,
            status=message.status,
            files=tuple(files[decision.id]) if decision else (),
            reply=_reply(decision, outbox),
            **judged,
        )


def _judged(decision: DecisionRow | None, entry: Entry | None, reasons: list[Reason]) -> dict[str, Any]:
    return {
        "number": decision.number if decision else None,
        "verdict": decision.verdict if decision else None,
        "decided_at": decision.decided_at if decision else None,
        "by": decision.by if decision else "",
        "why": decision.why if decision else "",
        "agency": agency_of(decision.agency) if decision else AgencyFinding(),
        "reasons": tuple(reasons),
        "entry_id": entry.id if entry else None,
        "reference": entry.reference if entry else None,
        "entry_status": entry.status if entry else None,
    }


def _reply(decision: DecisionRow | None, outbox: Outbox | None) -> LedgerReply:
    if outbox is None:
        plan = plan_of(decision.reply) if decision else None
        return LedgerReply(
            None, None, plan.to if plan else "", "", "", plan.suppressed if plan else None, None
        )
    waits = outbox.state in (OutboxState.HELD, OutboxState.SUPPRESSED)
    return LedgerReply(
        id=outbox.id,
        template=outbox.template,
        to=outbox.to_address,
        subject=outbox.subject,
        message_id=outbox.rfc_message_id,
        suppressed="dropped" if outbox.state is OutboxState.DROPPED else outbox.why if waits else None,
        state=outbox.state,
        sent_at=outbox.sent_at,
        last_error=outbox.last_error,
    )
