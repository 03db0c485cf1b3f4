"""The report on a register, on the terminal and as JSON."""

from collections.abc import Iterable, Sequence
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from registers.agencies.report import Report
from registers.agencies.rows import Trouble
from review.text.visible import visible
from screening.model.register import Agency

_MOST_SHOWN = 40

TROUBLES = {
    Trouble.NAME_MISSING: "ไม่มีชื่อหน่วยงาน หรือเป็นสูตรที่ไม่มีค่า · the name is missing, or a formula without a value",
    Trouble.NAME_TOO_LONG: "ชื่อยาวเกินไป · the name is too long",
    Trouble.TYPE_UNKNOWN: "ไม่รู้จักประเภทของหน่วยงาน · its legal type is not known",
    Trouble.TYPE_CONFLICT: "ประเภทไม่ตรงกับชื่อ · type and name contradict each other",
    Trouble.PROVINCE_MISSING: "ไม่มีจังหวัด · the province is missing",
    Trouble.PROVINCE_UNKNOWN: "ไม่มีจังหวัดชื่อนี้ · there is no such province",
    Trouble.TWICE: "ซ้ำกับบรรทัดอื่น · stands on another line already",
    Trouble.TOO_MANY_CELLS: "จำนวนช่องเกินหัวตาราง · more cells than headings",
    Trouble.CODE_MANGLED: "รหัสเสียหายจาก Excel · Excel has made the code a rounded number",
    Trouble.CODE_BAD: "รหัสไม่ใช่ตัวเลข 7 หลัก · the code is not of seven digits",
}


def show_report(console: Console, report: Report) -> None:
    """Counts, then every mistake with its line, then what changes. Long lists are cut on a terminal."""
    _table(console, ("", ""), list(_counts(report)))
    problems = report.reading.problems
    _table(
        console,
        ("บรรทัด line", "ข้อผิดพลาด mistake", "ข้อมูล seen"),
        [(str(each.line), TROUBLES[each.trouble], each.seen) for each in problems],
    )
    _table(
        console,
        ("เขียนต่างกันแต่อ่านเหมือนกัน · spelt differently, read alike",),
        [(" / ".join(names),) for names in report.alike],
    )
    _table(console, ("การเปลี่ยนแปลง change", "หน่วยงาน agency"), list(_changes(report)))


def reported(report: Report, *, imported: bool) -> dict[str, Any]:
    """The whole report as JSON."""
    changes = report.changes
    return {
        "imported": imported,
        "sha256": report.reading.sha256,
        "written_as": report.reading.written_as,
        "rows": report.reading.rows,
        "kept": len(report.reading.agencies),
        "refused": report.reading.refused,
        "problems": [
            {"line": each.line, "trouble": each.trouble.value, "seen": each.seen}
            for each in report.reading.problems
        ],
        "shared_names": report.shared,
        "sharing_agencies": report.sharing,
        "alike": [list(names) for names in report.alike],
        "stale_codes": report.stale_codes,
        "changes": None
        if changes is None
        else {
            "added": [_full(each) for each in changes.added],
            "removed": [_full(each) for each in changes.removed],
            "renamed": [[_full(each) for each in pair] for pair in changes.renamed],
            "retyped": [[_full(each) for each in pair] for pair in changes.retyped],
        },
    }


def show_imports(console: Console, imports: Sequence[tuple[str, ...]]) -> None:
    """The registers imported: a table on a terminal, lines with tabs in a pipe."""
    columns = ("ID", "เมื่อ at", "หน่วยงาน agencies", "โดย by", "digest", "sha256", "ไฟล์ source")
    _table(console, columns, imports)


def _counts(report: Report) -> Iterable[tuple[str, str]]:
    found = report.reading
    yield "รูปแบบไฟล์ written as", found.written_as
    yield "แถว rows", f"{found.rows:,}"
    yield "ใช้ได้ kept", f"{len(found.agencies):,}"
    yield "ใช้ไม่ได้ refused", f"{found.refused:,}"
    yield "ชื่อที่มีหลายแห่ง shared names", f"{report.shared:,} ({report.sharing:,} agencies)"
    if report.stale_codes:
        yield "รหัสของประเภทเดิม codes of another type", f"{report.stale_codes:,} (docs/register.md)"
    if report.changes is None:
        yield "เทียบกับทะเบียนปัจจุบัน against the current", "ยังไม่มีทะเบียน · there is none yet"
    elif not report.changes:
        yield "เทียบกับทะเบียนปัจจุบัน against the current", "ไม่เปลี่ยนแปลง · no change"


def _changes(report: Report) -> Iterable[tuple[str, str]]:
    if report.changes:
        for each in report.changes.removed:
            yield "− ออก removed", _full(each)
        for each in report.changes.added:
            yield "+ เข้า added", _full(each)
        for before, after in report.changes.retyped:
            yield "↑ เปลี่ยนประเภท type changed", f"{_full(before)} → {_full(after)}"
        for before, after in report.changes.renamed:
            yield "≈ เปลี่ยนชื่อ renamed", f"{_full(before)} → {_full(after)}"


def _table(console: Console, columns: Sequence[str], rows: Sequence[tuple[str, ...]]) -> None:
    """Lines with tabs in a pipe; on a terminal a table of the first rows, and how many more there are."""
    if not console.is_terminal:
        for row in rows:
            console.file.write(visible("\t".join(row)) + "\n")
    elif rows:
        shown = Table(box=box.SIMPLE_HEAD, header_style="bold", pad_edge=False)
        for column in columns:
            shown.add_column(column, overflow="fold")
        for row in rows[:_MOST_SHOWN]:
            shown.add_row(*map(Text, row))
        console.print(shown)
        if len(rows) > _MOST_SHOWN:
            console.print(Text(f"… {len(rows) - _MOST_SHOWN:,} more; --json shows them all", "dim"))


def _full(agency: Agency) -> str:
    place = agency.place
    return " ".join(part for part in (place.name, place.district, place.province) if part)
