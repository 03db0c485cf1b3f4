"""What the account of one entry tells, read from the records."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy.orm import QueryableAttribute
from sqlalchemy.orm import defer as without
from sqlmodel import Session, col, or_, select

from exports.tables.entries import ELIGIBILITY
from exports.works import Work, works_of
from review.titles import STATUSES, Title
from screening.model.act import ActKind
from screening.model.decision import EntryStatus
from settings.errors import PartFailed
from storage.chain.timeline import Moment, of_entry
from storage.entries.card_parts import acts_of
from storage.entries.current import belongs
from storage.entries.filed import Filed, files_in
from storage.intake_log import LedgerRow, lookup
from storage.tables import ActRow, ActTarget, DecisionRow, Entry, Message, Outbox

_SAME = timedelta(seconds=1)

BY_HAND: Title = ("เจ้าหน้าที่บันทึก", "entered by staff")
BY_ACT: Title = ("เจ้าหน้าที่ระบุ", "set by a person")
BY_FIRST_SIGHT: Title = (
    "เวลาที่โปรแกรมพบครั้งแรก (เซิร์ฟเวอร์ไม่แจ้งเวลา)",
    "our first sight; the server told no time",
)
BY_SERVER: Title = ("เวลาที่เซิร์ฟเวอร์กล่องจดหมายรับไว้ (INTERNALDATE)", "the mailbox server's INTERNALDATE")
BY_STAMP: Title = ("ตราเวลาของเซิร์ฟเวอร์รับ (Received)", "the Received stamp of a receiving host")


@dataclass(frozen=True, slots=True)
class Clocks:
    """The three times of one message. `counts` is the one that decided, `source` where it came from;
    `server` is None where the server told no time.
    """

    counts: datetime
    source: Title
    server: datetime | None
    seen: datetime


@dataclass(frozen=True, slots=True)
class Mail:
    """A message with its clocks and the hash of its bytes as they came."""

    row: LedgerRow
    clocks: Clocks
    digest: str
    rules: str


@dataclass(frozen=True, slots=True)
class Account:
    """All that is told of one entry, oldest first. `acts` are with the messages that they are about."""

    entry: Entry
    status: Title
    eligibility: Title | None
    work: Work
    mails: Sequence[Mail]
    letters: Sequence[Outbox]
    acts: Sequence[ActRow]
    files: Sequence[Filed]
    events: Sequence[Moment]


def account_of(session: Session, contest: str, reference: str) -> Account:
    """The account of the entry of that reference. Raises PartFailed where there is none."""
    query = select(Entry).where(Entry.contest == contest, Entry.reference == reference.strip().upper())
    entry = session.exec(query).first()
    if entry is None:
        raise PartFailed(f"there is no entry {reference}; `intake log` lists what there is")
    rows = lookup(session, contest, entry.reference)
    acts = list(reversed(acts_of(session, [entry.id])[entry.id]))
    work = works_of(session, [entry.id], {})[entry.id]
    is_work = entry.status not in (EntryStatus.ENQUIRY, EntryStatus.VOID)
    return Account(
        entry,
        STATUSES[entry.status],
        ELIGIBILITY[work.eligibility] if is_work else None,
        work,
        [_mail(session, row) for row in rows],
        letters_of(session, contest, entry.id, [row.id for row in rows]),
        acts,
        files_in(session, entry.id),
        of_entry(session, contest, entry.id),
    )


def letters_of(session: Session, contest: str, entry_id: int, messages: Sequence[int]) -> Sequence[Outbox]:
    """Our letters on account of those messages, and those that speak of the entry, without their bytes."""
    about = or_(col(Outbox.message_id).in_(messages), Outbox.entry_id == entry_id)
    bare = without(cast(QueryableAttribute[bytes], Outbox.data))
    query = select(Outbox).where(belongs(Outbox.contest, contest), about).options(bare)
    return session.exec(query.order_by(col(Outbox.id))).all()


def _mail(session: Session, row: LedgerRow) -> Mail:
    message = session.get_one(Message, row.id)
    query = select(DecisionRow.rules_hash).where(DecisionRow.message_id == row.id, col(DecisionRow.current))
    return Mail(row, clocks_of(session, message), message.digest, session.exec(query).first() or "")


def clocks_of(session: Session, message: Message) -> Clocks:
    """When a message came, by each of the clocks."""
    counts = message.received_at or message.internal_date
    server = message.internal_date if message.time_told else None
    return Clocks(counts, _source(session, message, counts), server, message.first_seen_at)


def _source(session: Session, message: Message, counts: datetime) -> Title:
    if message.source == "by staff":
        return BY_HAND
    said = (
        select(ActRow.id)
        .join(ActTarget, col(ActTarget.act_id) == col(ActRow.id))
        .where(
            ActTarget.message_id == message.id, ActRow.kind == ActKind.TIME, col(ActRow.undone_id).is_(None)
        )
    )
    if session.exec(said).first() is not None:
        return BY_ACT
    if abs(counts - message.internal_date) < _SAME:
        return BY_SERVER if message.time_told else BY_FIRST_SIGHT
    return BY_STAMP
