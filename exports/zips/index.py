"""The index of a pack: every work that the pack is about, with or without its file, and why without."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from exports.notes import told
from exports.pages import page
from exports.tables.table import Cell, Column, Shape, Table
from exports.works import Work
from exports.zips.parts import Packed
from notifications.rendering.desk import Desk
from review.contract import moment
from settings.errors import WrongUse

COLUMNS = (
    Column("reference", "เลขที่รับ", width=17),
    Column("title", "ชื่อผลงาน", width=44),
    Column("agency", "หน่วยงาน", width=34),
    Column("district", "อำเภอ", width=16),
    Column("province", "จังหวัด", width=16),
    Column("kind", "ประเภท", width=20),
    Column("file", "ไฟล์", width=40),
    Column("part", "อยู่ในไฟล์ zip ที่", Shape.NUMBER, 10),
    Column("bytes", "ขนาด (ไบต์)", Shape.NUMBER, 12),
    Column("received_at", "ได้รับเมื่อ", Shape.MOMENT, 22),
    Column("notes", "หมายเหตุ", width=44),
    Column("sha256", "SHA-256", width=20),
)


@dataclass(frozen=True, slots=True)
class Pack:
    """Which pack it is: its number, to whom it goes, when it was made."""

    number: int
    to: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Placed:
    """A work with the file that it has in the pack, and the part that this lies in; None and 0 for none.
    `note` is what is to be known of that file, or why there is none.
    """

    work: Work
    item: Packed | None
    part: int
    note: str


def placed(works: Sequence[Work], parts: Sequence[Sequence[Packed]], *, forms: bool = False) -> list[Placed]:
    """Every work in its order."""
    lies = {item.work.reference: (item, number) for number, part in enumerate(parts, 1) for item in part}
    found = []
    for work in works:
        item, part = lies.get(work.reference, (None, 0))
        found.append(Placed(work, item, part, told(work.form if forms else work.deck)))
    return found


def index_table(rows: Sequence[Placed]) -> Table:
    """The index as a sheet."""
    return Table("index", "สารบัญ index", COLUMNS, map(_cells, rows))


def _cells(row: Placed) -> tuple[Cell, ...]:
    work, item = row.work, row.item
    return (
        work.reference,
        work.title,
        work.agency,
        work.district,
        work.province,
        work.kind,
        item.name if item else "",
        row.part or None,
        item.file.size if item else None,
        work.received_at,
        row.note,
        item.file.sha256 if item else "",
    )


def index_page(rows: Sequence[Placed], pack: Pack, desk: Desk, *, part: int) -> str:
    """The index as a page that every tablet opens; files that lie in the same zip are linked."""
    parts = max((row.part for row in rows), default=1)
    return page("index.html", desk, rows=rows, pack=pack, part=part, parts=parts)


def manifest(rows: Sequence[Placed], forms: Mapping[str, Packed], pack: Pack, contest: str) -> str:
    """What a pack held, for the next one and for the records."""
    works = [
        {
            "reference": row.work.reference,
            "deck": row.item.file.sha256 if row.item else None,
            "form": forms[row.work.reference].file.sha256 if row.work.reference in forms else None,
            "title": row.work.title,
        }
        for row in rows
    ]
    told_: dict[str, Any] = {
        "contest": contest,
        "number": pack.number,
        "to": pack.to,
        "made_at": moment(pack.made_at),
        "works": works,
    }
    return json.dumps(told_, ensure_ascii=False, indent=1)


def new_since(works: Sequence[Work], manifests: Sequence[Path], contest: str) -> Iterator[Work]:
    """The works whose deck or form was in none of the earlier packs. Raises WrongUse for another file."""
    had = {pair for path in manifests for pair in _held(path, contest)}
    for work in works:
        files = [(work.reference, each.sha256) for each in (work.deck, work.form) if each and not each.barred]
        if not files or not set(files) <= had:
            yield work


def _held(path: Path, contest: str) -> Iterator[tuple[str, str]]:
    try:
        said = json.loads(path.read_text("utf-8"))
        if said["contest"] != contest:
            raise WrongUse(f"{path} is of another contest: {said['contest']}")
        for work in said["works"]:
            yield from ((work["reference"], each) for each in (work["deck"], work["form"]) if each)
    except (OSError, ValueError, KeyError, TypeError):
        raise WrongUse(f"{path} is no list of an earlier pack (packN.json)") from None
