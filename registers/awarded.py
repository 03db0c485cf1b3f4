"""Reads the works that won in earlier years (docs/register.md)."""

import re
from pathlib import Path

from registers.sheets import Line, SheetError, read_bytes, read_sheet
from screening.model.rules import AwardedWork
from screening.words.names import squeezed

_HEADINGS = {
    "year": ("year", "ปี", "ปีที่ได้รับรางวัล"),
    "agency": ("agency", "หน่วยงาน", "ชื่อหน่วยงาน", "full_name"),
    "title": ("title", "ชื่อผลงาน", "ผลงาน", "ชื่อนวัตกรรม"),
    "district": ("district", "amphoe", "อำเภอ"),
    "province": ("province", "จังหวัด"),
}
_NEEDED = ("year", "agency", "title")


def read_awarded(path: Path | None) -> tuple[AwardedWork, ...]:
    """The works in the CSV or XLSX at `path`; none for None.

    Raises SheetError when the file cannot be read, lacks a column, or a row lacks year, agency or title: a
    work left out in silence might win twice.
    """
    if path is None:
        return ()
    try:
        return _works(read_sheet(read_bytes(path)).lines)
    except SheetError as error:
        raise SheetError(f"[awarded] works: {path} {error}") from None


def _works(lines: tuple[Line, ...]) -> tuple[AwardedWork, ...]:
    headings = [squeezed(cell) for cell in lines[0].cells] if lines else []
    columns = {
        name: headings.index(word)
        for name, words in _HEADINGS.items()
        if (word := next((each for each in words if each in headings), ""))
    }
    if missing := [name for name in _NEEDED if name not in columns]:
        raise SheetError(f"lacks the column {missing[0]}; see docs/register.md")
    return tuple(_work(line, columns) for line in lines[1:])


def _work(line: Line, columns: dict[str, int]) -> AwardedWork:
    cells = {name: line.cells[at] if at < len(line.cells) else "" for name, at in columns.items()}
    if missing := [name for name in _NEEDED if not cells[name]]:
        raise SheetError(f"line {line.number}: {missing[0]} is empty")
    cells["year"] = re.sub(r"^พ\.?\s?ศ\.?\s*", "", cells["year"])
    return AwardedWork(**cells)
