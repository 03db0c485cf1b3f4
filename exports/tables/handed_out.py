"""What has left the house: every file that was made of the records, its hash, by whom and for whom."""

from collections.abc import Iterator

from sqlmodel import Session, col, select

from exports.tables.table import Cell, Column, Shape, Table
from storage.chain.kinds import Kind
from storage.tables import Event, EventText

COLUMNS = (
    Column("event", "เหตุการณ์ที่", Shape.NUMBER, 12),
    Column("at", "เมื่อ", Shape.MOMENT, 22),
    Column("by", "โดย", width=16),
    Column("thing", "สิ่งที่ส่งออก", width=18),
    Column("count", "จำนวนรายการ", Shape.NUMBER, 12),
    Column("file", "ไฟล์ → ผู้รับ", width=50),
    Column("sha256", "SHA-256", width=66),
)


def handed_out_table(session: Session, contest: str) -> Table:
    """Every such file, oldest first. The one in which this table stands is not in it yet."""
    return Table("handed-out", "การส่งออก handed-out", COLUMNS, _rows(session, contest))


def _rows(session: Session, contest: str) -> Iterator[tuple[Cell, ...]]:
    query = (
        select(Event, EventText.text)
        .join(EventText, col(EventText.event_id) == col(Event.id), isouter=True)
        .where(Event.contest == contest, Event.what == Kind.HANDED_OUT)
        .order_by(col(Event.seq))
        .execution_options(yield_per=200)
    )
    for event, text in session.exec(query):
        facts = event.facts
        yield event.seq, event.at, event.who, facts["thing"], facts["count"], text or "", facts["sha256"]
