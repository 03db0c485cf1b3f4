"""The register of numbers: every receipt number that was ever given, enquiries too, and what became of it."""

from collections.abc import Iterator, Sequence

from sqlmodel import Session, col, select

from exports.tables.entries import ELIGIBILITY
from exports.tables.pages import entries_by_page
from exports.tables.table import Cell, Column, Shape, Table
from review.titles import STATUSES, Title
from screening.model.decision import EntryStatus
from storage.chain.counters import counter_of
from storage.codec import act_of
from storage.entries.card_parts import acts_of
from storage.entries.cards import eligibility_of
from storage.entries.current import is_current
from storage.entries.lying import Lying, lying_in
from storage.entries.numbers import spell_reference
from storage.tables import ActRow, DecisionRow, Entry

NOT_GIVEN: Title = ("ไม่มีในทะเบียน", "there is no such entry")
MOVED: Title = ("รวมเข้ากับ {other}", "its mails lie under {other} now")
LOST: Title = ("ออกไว้ก่อนกู้คืนข้อมูล ไม่พบอีเมล", "given before a loss; its mail is found nowhere")

COLUMNS = (
    Column("reference", "เลขที่รับ", width=17),
    Column("fate", "ผล", width=18),
    Column("eligibility", "คุณสมบัติ", width=16),
    Column("agency", "หน่วยงาน", width=34),
    Column("province", "จังหวัด", width=16),
    Column("received_at", "ได้รับเมื่อ", Shape.MOMENT, 22),
    Column("last_received_at", "ได้รับล่าสุดเมื่อ", Shape.MOMENT, 22),
    Column("messages", "จำนวนอีเมล", Shape.NUMBER, 10),
    Column("reasons", "เหตุผลล่าสุด", width=34),
    Column("decided_by", "ตัดสินโดย", width=16),
    Column("acts", "การดำเนินการของเจ้าหน้าที่", Shape.NUMBER, 14),
    Column("remark", "หมายเหตุ", width=40),
)


def numbers_table(session: Session, contest: str, prefix: str) -> Table:
    """One row a number, from 1 to the last that was given, without a gap."""
    return Table("numbers", "ทะเบียนเลขรับ numbers", COLUMNS, _rows(session, contest, prefix))


def _rows(session: Session, contest: str, prefix: str) -> Iterator[tuple[Cell, ...]]:
    last, next_ = counter_of(session, contest).last_reference, 1
    for page in entries_by_page(session, contest):
        ids = [entry.id for entry in page]
        lying, acts = lying_in(session, ids), acts_of(session, ids)
        moved = _moved(session, contest, [each for each in ids if each not in lying])
        for entry in page:
            yield from (_absent(prefix, number) for number in range(next_, entry.number))
            next_ = entry.number + 1
            yield _cells(entry, lying.get(entry.id, []), acts[entry.id], moved.get(entry.id, ""))
    yield from (_absent(prefix, number) for number in range(next_, last + 1))


def _absent(prefix: str, number: int) -> tuple[Cell, ...]:
    return (spell_reference(prefix, number), NOT_GIVEN[0], *(None,) * (len(COLUMNS) - 2))


def _cells(entry: Entry, lying: list[Lying], acts: Sequence[ActRow], moved: str) -> tuple[Cell, ...]:
    last = lying[-1] if lying else None
    done = [act_of(row.act) for row in acts if row.undone_id is None]
    void = entry.status is EntryStatus.VOID
    is_work = not void and entry.status is not EntryStatus.ENQUIRY
    return (
        entry.reference,
        STATUSES[entry.status][0],
        ELIGIBILITY[eligibility_of(done)][0] if is_work else "",
        entry.agency_name,
        entry.agency_province,
        None if void and not moved else entry.first_received_at,
        None if void and not moved else entry.last_received_at,
        len(lying),
        " ".join(reason.code for reason in last.reasons) if last else "",
        last.by if last else "",
        len(acts),
        MOVED[0].format(other=moved) if moved else LOST[0] if void and not lying else "",
    )


def _moved(session: Session, contest: str, empty: Sequence[int]) -> dict[int, str]:
    """By entry that no message lies in any more: where the messages lie that once did."""
    once = (
        select(DecisionRow.message_id, DecisionRow.entry_id)
        .where(DecisionRow.contest == contest, col(DecisionRow.entry_id).in_(empty))
        .distinct()
    )
    came = dict(session.exec(once).all())
    now = (
        select(DecisionRow.message_id, Entry.reference)
        .join(Entry, col(Entry.id) == col(DecisionRow.entry_id))
        .where(col(DecisionRow.message_id).in_(came), is_current())
    )
    return {entry: other for message, other in session.exec(now) if (entry := came[message]) is not None}
