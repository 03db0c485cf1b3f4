"""What people are shown: one row a message, with its decision, its files and its reply."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func
from sqlalchemy import select as sql_select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, or_, select

from screening.model.decision import AgencyFinding, EntryStatus, Reason, Verdict, Writer
from screening.words.names import squeezed
from storage.codec import agency_of, reason_of, writer_of
from storage.entries.current import belongs, current_in, current_of
from storage.entries.linked import contested
from storage.entries.shown import LedgerNotice, LedgerReply, notices_of, reply_of
from storage.pictures import pictures_of
from storage.states import MessageStatus
from storage.tables import DecisionRow, Entry, Message, Outbox, ReasonRow, StoredFile

_PAGE = 200


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One message as staff see it. What follows from the decision is None or empty until there is one.

    `received_at` is INTERNALDATE until the decision has settled it. `files` follow the message; `taken` came
    to another number first. `about` is the reference of an entry that the message is about and does not join.
    `contested`: somebody else's files wait for its entry. `pictures`: as `storage.pictures.pictures_of`.
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
    writer: Writer | None = None
    about: str | None = None
    taken: tuple[StoredFile, ...] = ()
    notices: tuple[LedgerNotice, ...] = ()
    contested: bool = False
    pictures: Mapping[str, str] = field(default_factory=dict)


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
    yield from _read(session, contest, wanted)


def lookup(session: Session, contest: str, reference_or_id: str) -> list[LedgerRow]:
    """The messages of the entry with that reference, in any case; or the one message with that id.

    An entry that its messages have left for another still leads to them.
    """
    asked = reference_or_id.strip()
    if asked.isascii() and asked.isdigit():
        # Longer numbers are no id of ours, and more than a database takes.
        ids: Sequence[int] = [int(asked) if len(asked) < 18 else 0]
    else:
        entries = _entries_called(session, contest, asked)
        ids = session.exec(select(DecisionRow.message_id).where(current_in(entries))).all()
        # An entry that all its messages have left: whoever was given its number must still find what he sent.
        once = select(DecisionRow.message_id).where(col(DecisionRow.entry_id).in_(entries)).distinct()
        ids = ids or session.exec(once).all()
    return list(_read(session, contest, [belongs(Message.contest, contest), col(Message.id).in_(ids)]))


def _entries_called(session: Session, contest: str, reference: str) -> Sequence[int]:
    """The entry of that number; where none is written so, whatever the case of its letters."""
    own = select(Entry.id).where(Entry.contest == contest)
    found = session.exec(own.where(Entry.reference == reference)).all()
    return found or session.exec(own.where(func.upper(col(Entry.reference)) == reference.upper())).all()


def rows_of(session: Session, contest: str, ids: Collection[int]) -> list[LedgerRow]:
    """Those messages of the contest, the newest first by their numbers."""
    found = _read(session, contest, [belongs(Message.contest, contest), col(Message.id).in_(ids)])
    return sorted(found, key=lambda row: -row.id)


def _received() -> Any:
    return func.coalesce(col(Message.received_at), col(Message.internal_date))


def _last_answer() -> Any:
    """The newest answer to a message; others than the first are those to later judgements of it."""
    answer = aliased(Outbox)
    is_answer = or_(answer.kind == "reply", col(answer.kind).startswith("decision-"))
    last = select(func.max(answer.id)).where(answer.message_id == Message.id, is_answer)
    return last.correlate(Message).scalar_subquery()


def _read(session: Session, contest: str, wanted: Iterable[ColumnElement[bool]]) -> Iterator[LedgerRow]:
    about = aliased(Entry)
    query = (
        sql_select(Message, DecisionRow, Entry, Outbox, col(about.reference))
        .join(DecisionRow, current_of(col(Message.id)), isouter=True)
        .join(Entry, col(Entry.id) == col(DecisionRow.entry_id), isouter=True)
        .join(about, col(about.id) == col(DecisionRow.about_entry_id), isouter=True)
        .join(Outbox, col(Outbox.id) == _last_answer(), isouter=True)
        .where(*wanted)
        .order_by(_received(), col(Message.id))
        .execution_options(yield_per=_PAGE)
    )
    for page in session.execute(query).partitions():
        yield from _page(session, contest, page)


def _page(session: Session, contest: str, page: Sequence[Any]) -> Iterator[LedgerRow]:
    """The rows of one page. However long it is, its parts are read by one query each."""
    decisions = [decision.id for _, decision, *_ in page if decision]
    files, reasons = _files(session, decisions), _reasons(session, decisions)
    pictures = pictures_of(session, {file.sha256 for each in files.values() for file in each if file.sha256})
    notices = notices_of(session, contest, {message.id: answer for message, _, _, answer, _ in page})
    disputed = contested(session, contest, {entry.id for _, _, entry, *_ in page if entry})
    for message, decision, entry, outbox, about in page:
        all_files = files[decision.id] if decision else []
        yield LedgerRow(
            id=message.id,
            source=message.source,
            message_id=message.message_id,
            sender=message.sender,
            subject=message.subject,
            received_at=message.received_at or message.internal_date,
            status=message.status,
            files=tuple(file for file in all_files if file.received_at is None),
            taken=tuple(file for file in all_files if file.received_at is not None),
            reply=reply_of(decision, outbox),
            about=about,
            notices=tuple(notices[message.id]),
            contested=entry is not None and entry.id in disputed,
            pictures=pictures,
            **_judged(decision, entry, reasons[decision.id] if decision else []),
        )


def _files(session: Session, decisions: Collection[int]) -> dict[int, list[StoredFile]]:
    files: dict[int, list[StoredFile]] = defaultdict(list)
    query = select(StoredFile).where(col(StoredFile.decision_id).in_(decisions))
    for file in session.exec(query.order_by(col(StoredFile.position))):
        files[file.decision_id].append(file)
    return files


def _reasons(session: Session, decisions: Collection[int]) -> dict[int, list[Reason]]:
    reasons: dict[int, list[Reason]] = defaultdict(list)
    query = select(ReasonRow).where(col(ReasonRow.decision_id).in_(decisions))
    for reason in session.exec(query.order_by(col(ReasonRow.position))):
        reasons[reason.decision_id].append(reason_of(reason))
    return reasons


def _judged(decision: DecisionRow | None, entry: Entry | None, reasons: list[Reason]) -> dict[str, Any]:
    return {
        "number": decision.number if decision else None,
        "verdict": decision.verdict if decision else None,
        "decided_at": decision.decided_at if decision else None,
        "by": decision.by if decision else "",
        "why": decision.why if decision else "",
        "agency": agency_of(decision.agency) if decision else AgencyFinding(),
        "reasons": tuple(reasons),
        "writer": writer_of(decision.writer) if decision else None,
        "entry_id": entry.id if entry else None,
        "reference": entry.reference if entry else None,
        "entry_status": entry.status if entry else None,
    }
