"""A frozen list as a workbook: typed columns, a filter, nothing that mail could have a program compute."""

from io import BytesIO

from xlsxwriter import Workbook

from exports.lists.wording import CHANGES, ELIGIBILITY, WARNINGS, day_of, title
from notifications.rendering.desk import Desk
from storage.lists.freezing import Frozen

_COLUMNS = (
    ("ลำดับ", 6),
    ("การเปลี่ยนแปลง", 14),
    ("เลขที่รับ", 18),
    ("หน่วยงาน", 38),
    ("อำเภอ", 16),
    ("จังหวัด", 16),
    ("ชื่อผลงาน (ตามสไลด์แรก)", 50),
    ("ได้รับครั้งแรก", 28),
    ("คุณสมบัติ", 22),
    ("SHA-256 ใบส่งผลงาน", 20),
    ("SHA-256 เอกสารนำเสนอ", 20),
)
_PLAIN = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "in_memory": True,
}


def sheet(frozen: Frozen, desk: Desk) -> bytes:
    """The workbook: the list, and beside it what it was warned of and the hashes that it is known by."""
    made = BytesIO()
    with Workbook(made, _PLAIN) as book:
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "border": 1})
        cell = book.add_format({"text_wrap": True, "valign": "top", "border": 1})
        rows = book.add_worksheet(f"บัญชี {frozen.number}")
        for column, (name, width) in enumerate(_COLUMNS):
            rows.set_column(column, column, width)
            rows.write_string(0, column, name, head)
        for number, each in enumerate(frozen.changes, start=1):
            entry = each.entry
            rows.write_number(number, 0, number, cell)
            texts = (
                CHANGES[each.change][0],
                entry.reference,
                entry.agency,
                entry.district,
                entry.province,
                entry.title,
                day_of(entry.first_received_at, desk.zone),
                ELIGIBILITY[entry.eligibility][0],
                entry.form or "",
                entry.deck or "",
            )
            for column, text in enumerate(texts, start=1):
                rows.write_string(number, column, text, cell)
        rows.autofilter(0, 0, len(frozen.changes), len(_COLUMNS) - 1)
        rows.freeze_panes(1, 0)
        rows.set_landscape()
        rows.repeat_rows(0)
        rows.fit_to_pages(1, 0)
        _about(book, frozen, desk)
    return made.getvalue()


def _about(book: Workbook, frozen: Frozen, desk: Desk) -> None:
    about = book.add_worksheet("เกี่ยวกับบัญชี")
    about.set_column(0, 0, 40)
    about.set_column(1, 1, 100)
    lines = [
        (title(frozen, thai=True), f"{desk.name_th} {desk.year_be}"),
        ("จัดทำเมื่อ", day_of(frozen.at, desk.zone)),
        ("จัดทำโดย", frozen.by),
        ("SHA-256 ของรายการ", frozen.digest),
        ("หัวของสายโซ่บันทึกก่อนจัดทำ", frozen.head),
        *((WARNINGS[code][0], ", ".join(references)) for code, references in frozen.warnings.items()),
    ]
    for number, (name, value) in enumerate(lines):
        about.write_string(number, 0, name)
        about.write_string(number, 1, value)
