"""The entries as a table: a row each, as they stand now. It is the sheet in which titles are corrected."""

from collections.abc import Iterator

from sqlmodel import Session

from exports.notes import told
from exports.tables.pages import entries_by_page
from exports.tables.table import Cell, Column, Shape, Table
from exports.titles import By
from exports.work_files import WorkFile
from exports.works import Work, works_of
from review.titles import NOT_ELIGIBLE, STATUSES, VERDICTS, Title
from screening.model.decision import EntryStatus
from storage.entries.lying import Lying, lying_in
from storage.tables import Entry

ELIGIBILITY: dict[str, Title] = {
    "undecided": ("ยังไม่ได้ตรวจ", "undecided"),
    "eligible": ("ผ่านคุณสมบัติ", "eligible"),
    "not-eligible": NOT_ELIGIBLE,
}
TITLED_BY: dict[By, Title] = {
    By.PERSON: ("เจ้าหน้าที่", "by a person"),
    By.SLIDE: ("สไลด์แรก", "by the first slide"),
    By.PROPERTIES: ("คุณสมบัติของไฟล์", "by the file's properties"),
    By.FILE: ("ชื่อไฟล์", "by the file's name"),
    By.NOTHING: ("", ""),
}
NO_WORKS = (EntryStatus.ENQUIRY, EntryStatus.VOID)

COLUMNS = (
    Column("reference", "เลขที่รับ", width=17),
    Column("status", "สถานะ", width=14),
    Column("eligibility", "คุณสมบัติ", width=16),
    Column("agency", "หน่วยงาน", width=34),
    Column("district", "อำเภอ", width=16),
    Column("province", "จังหวัด", width=16),
    Column("kind", "ประเภท", width=20),
    Column("title", "ชื่อผลงาน", width=44),
    Column("titled_by", "ชื่อผลงานมาจาก", width=14),
    Column("received_at", "ได้รับเมื่อ", Shape.MOMENT, 22),
    Column("last_received_at", "ได้รับล่าสุดเมื่อ", Shape.MOMENT, 22),
    Column("form", "ใบส่งผลงาน", width=34),
    Column("form_received_at", "ได้รับใบส่งผลงานเมื่อ", Shape.MOMENT, 22),
    Column("form_bytes", "ขนาด (ไบต์)", Shape.NUMBER, 12),
    Column("form_sha256", "SHA-256 ใบส่งผลงาน", width=20),
    Column("deck", "เอกสารนำเสนอ", width=34),
    Column("deck_type", "ชนิด", width=8),
    Column("deck_received_at", "ได้รับเอกสารนำเสนอเมื่อ", Shape.MOMENT, 22),
    Column("deck_bytes", "ขนาด (ไบต์)", Shape.NUMBER, 12),
    Column("deck_sha256", "SHA-256 เอกสารนำเสนอ", width=20),
    Column("notes", "หมายเหตุ", width=40),
    Column("sender", "ผู้ส่งฉบับแรก", width=28),
    Column("messages", "จำนวนอีเมล", Shape.NUMBER, 10),
    Column("verdict", "ผลล่าสุด", width=16),
    Column("reasons", "เหตุผลล่าสุด", width=30),
    Column("version", "แก้ไขครั้งที่", Shape.NUMBER, 8),
)


def entries_table(session: Session, contest: str) -> Table:
    """Every entry by its number; enquiries and void numbers stand in the register of numbers alone."""
    return Table("entries", "ผลงาน entries", COLUMNS, _rows(session, contest))


def _rows(session: Session, contest: str) -> Iterator[tuple[Cell, ...]]:
    for page in entries_by_page(session, contest):
        shown = [entry for entry in page if entry.status not in NO_WORKS]
        ids = [entry.id for entry in shown]
        works, lying = works_of(session, ids, {}), lying_in(session, ids)
        for entry in shown:
            yield _cells(entry, works[entry.id], lying.get(entry.id, []))


def _cells(entry: Entry, work: Work, lying: list[Lying]) -> tuple[Cell, ...]:
    last = lying[-1] if lying else None
    return (
        entry.reference,
        STATUSES[entry.status][0],
        ELIGIBILITY[work.eligibility][0],
        work.agency,
        work.district,
        work.province,
        work.kind,
        work.title,
        TITLED_BY[work.titled_by][0],
        entry.first_received_at,
        entry.last_received_at,
        *_form(work.form),
        *_deck(work.deck),
        told(work.deck),
        lying[0].sender if lying else "",
        len(lying),
        VERDICTS[last.verdict][0] if last else "",
        " ".join(reason.code for reason in last.reasons) if last else "",
        entry.version,
    )


def _form(file: WorkFile | None) -> tuple[Cell, ...]:
    if file is None:
        return (None,) * 4
    return file.name, file.received_at, file.size, file.sha256


def _deck(file: WorkFile | None) -> tuple[Cell, ...]:
    if file is None:
        return (None,) * 5
    return file.name, file.type.value, file.received_at, file.size, file.sha256
