"""The log as a table: a row a message, ignored ones too."""

from collections.abc import Iterator

from sqlmodel import Session

from exports.tables.table import Cell, Column, Shape, Table
from review.titles import LETTER_STATES, LETTERS, STATUSES, VERDICTS, WHY
from screening.model.causes import Cause
from screening.model.decision import Role
from storage.intake_log import LedgerRow, rows

COLUMNS = (
    Column("id", "ลำดับ", Shape.NUMBER, 8),
    Column("received_at", "ได้รับเมื่อ", Shape.MOMENT, 22),
    Column("verdict", "ผล", width=16),
    Column("reference", "เลขที่รับ", width=17),
    Column("entry_status", "สถานะ", width=14),
    Column("agency", "หน่วยงาน", width=34),
    Column("district", "อำเภอ", width=16),
    Column("province", "จังหวัด", width=16),
    Column("sender", "ผู้ส่ง", width=28),
    Column("subject", "เรื่อง", width=36),
    Column("reasons", "เหตุผล", width=30),
    Column("form", "ใบส่งผลงาน", width=34),
    Column("deck", "เอกสารนำเสนอ", width=34),
    Column("reply", "จดหมายตอบ", width=20),
    Column("reply_state", "สถานะจดหมาย", width=14),
    Column("reply_sent_at", "ส่งเมื่อ", Shape.MOMENT, 22),
    Column("reply_withheld", "ไม่ส่งเพราะ", width=24),
    Column("decided_at", "ตัดสินเมื่อ", Shape.MOMENT, 22),
    Column("by", "โดย", width=14),
    Column("why", "เหตุผลของเจ้าหน้าที่", width=36),
    Column("message_id", "Message-ID", width=30),
)


def log_table(session: Session, contest: str) -> Table:
    """Every message, oldest first."""
    return Table("log", "ทะเบียนอีเมล log", COLUMNS, map(_cells, rows(session, contest)))


def _cells(row: LedgerRow) -> tuple[Cell, ...]:
    place, reply = row.agency.place, row.reply
    withheld = WHY[reply.suppressed][0] if reply.suppressed in WHY else str(reply.suppressed or "")
    return (
        row.id,
        row.received_at,
        VERDICTS[row.verdict][0] if row.verdict else "",
        row.reference,
        STATUSES[row.entry_status][0] if row.entry_status else "",
        place.name if place else "",
        place.district if place else "",
        place.province if place else "",
        row.sender,
        row.subject,
        " ".join(reason.code for reason in row.reasons),
        ", ".join(_names(row, Role.FORM)),
        ", ".join(_names(row, Role.DECK)),
        LETTERS[reply.template][0] if reply.template else "",
        LETTER_STATES[reply.state][0] if reply.state else "",
        reply.sent_at,
        withheld if reply.suppressed is not Cause.UNDECIDED else "",
        row.decided_at,
        row.by,
        row.why,
        row.message_id,
    )


def _names(row: LedgerRow, role: Role) -> Iterator[str]:
    return (file.name for file in (*row.files, *row.taken) if file.role is role)
