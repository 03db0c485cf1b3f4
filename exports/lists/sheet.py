"""A frozen list as the sheets of a workbook: its rows, and what it was warned of and is known by."""

from collections.abc import Iterator

from exports.lists.wording import CHANGES, WARNINGS, title
from exports.tables.entries import ELIGIBILITY
from exports.tables.table import Cell, Column, Shape, Table
from notifications.rendering.desk import Desk
from storage.lists.freezing import Frozen

COLUMNS = (
    Column("position", "ลำดับ", Shape.NUMBER, 8),
    Column("change", "การเปลี่ยนแปลง", width=16),
    Column("reference", "เลขที่รับ", width=17),
    Column("agency", "หน่วยงาน", width=34),
    Column("district", "อำเภอ", width=16),
    Column("province", "จังหวัด", width=16),
    Column("title", "ชื่อผลงาน", width=44),
    Column("received_at", "ได้รับครั้งแรก", Shape.MOMENT, 22),
    Column("eligibility", "คุณสมบัติ", width=16),
    Column("form_sha256", "SHA-256 ใบส่งผลงาน", width=20),
    Column("deck_sha256", "SHA-256 เอกสารนำเสนอ", width=20),
)
_ABOUT = (Column("what", "เรื่อง", width=40), Column("value", "รายละเอียด", width=90))


def list_tables(frozen: Frozen, desk: Desk) -> Iterator[Table]:
    """The two sheets."""
    yield Table("list", f"บัญชี {frozen.number}", COLUMNS, _rows(frozen))
    yield Table("about", "เกี่ยวกับบัญชี", _ABOUT, _about(frozen, desk))


def _rows(frozen: Frozen) -> Iterator[tuple[Cell, ...]]:
    for number, each in enumerate(frozen.changes, start=1):
        entry = each.entry
        yield (
            number,
            CHANGES[each.change][0],
            entry.reference,
            entry.agency,
            entry.district,
            entry.province,
            entry.title,
            entry.received_at,
            ELIGIBILITY[entry.eligibility][0],
            entry.form,
            entry.deck,
        )


def _about(frozen: Frozen, desk: Desk) -> Iterator[tuple[Cell, ...]]:
    yield title(frozen, thai=True), f"{desk.name_th} {desk.year_be}"
    yield "จัดทำเมื่อ", frozen.at
    yield "จัดทำโดย", frozen.by
    yield "SHA-256 ของรายการ", frozen.digest
    yield "หัวของสายโซ่บันทึกก่อนจัดทำ", frozen.head
    for code, references in frozen.warnings.items():
        yield WARNINGS[code][0], ", ".join(references)
