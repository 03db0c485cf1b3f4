"""Tables as one workbook: typed cells, dates in the Buddhist Era, filters on, the head in sight.

Rows go to the disk as they are read (XlsxWriter's constant_memory): the workbook's size is not that of the
memory. Text from a mail is written as text, whatever it begins with: as a string cell no spreadsheet computes
it, and the quote prefix keeps it one when a person edits the cell.
"""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from xlsxwriter import Workbook

from exports.landing import landing
from exports.tables.table import Cell, Column, Progress, Table, nothing
from exports.tables.text import looks_like_formula, plain

BUDDHIST = "[$-107041E]d mmm yyyy hh:mm:ss"
"""Thai months and the Buddhist calendar (07) in Arabic digits (1), ECMA-376 part 1, 18.8.31: 31 ก.ค. 2566.

The cell stays a date; LibreOffice and Excel show the year 2566, a program that knows no calendars 2023.
"""
OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
"""For every workbook that holds others' words."""
_TOLD_EVERY = 100
_TWO_LINES = 34  # points: LibreOffice does not find the height of wrapped text


def write_workbook(
    target: Path, tables: Iterable[Table], zone: ZoneInfo, progress: Progress = nothing
) -> dict[str, int]:
    """Writes the tables, a sheet each, and returns how many rows each has. Raises as `landing`."""
    with landing(target) as path:
        book = Workbook(
            str(path), {**OPTIONS, "constant_memory": True, "in_memory": False, "tmpdir": str(path.parent)}
        )
        sheets = _Sheets(book, zone, progress)
        try:
            return {table.key: sheets.write(table) for table in tables}
        finally:
            book.close()


class _Sheets:
    """The sheets of one workbook, and the formats that they share."""

    def __init__(self, book: Workbook, zone: ZoneInfo, progress: Progress) -> None:
        self._book, self._zone, self._progress = book, zone, progress
        self._head = book.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#E8EEF4"}
        )
        self._moment = book.add_format({"num_format": BUDDHIST, "align": "left"})
        self._guarded = book.add_format({"quote_prefix": True})

    def write(self, table: Table) -> int:
        """Writes one sheet; returns its rows."""
        sheet = self._book.add_worksheet(table.name)
        sheet.freeze_panes(1, 1)
        sheet.set_row(0, _TWO_LINES)
        for number, column in enumerate(table.columns):
            sheet.set_column(number, number, column.width)
            sheet.write_string(0, number, _head(column), self._head)
        count = 0
        for count, row in enumerate(table.rows, start=1):
            for number, cell in enumerate(row):
                self._cell(sheet, count, number, cell)
            if count % _TOLD_EVERY == 0:
                self._progress(table.name, count)
        self._progress(table.name, count)
        sheet.autofilter(0, 0, max(count, 1), len(table.columns) - 1)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        return count

    def _cell(self, sheet: Any, row: int, column: int, cell: Cell) -> None:
        if cell is None or cell == "":
            return
        if isinstance(cell, datetime):
            sheet.write_datetime(row, column, local(cell, self._zone), self._moment)
        elif isinstance(cell, str):
            text = plain(cell)
            sheet.write_string(row, column, text, self._guarded if looks_like_formula(text) else None)
        else:
            sheet.write_number(row, column, cell)


def local(at: datetime, zone: ZoneInfo) -> datetime:
    """A time as a spreadsheet keeps it: on the wall clock of the zone, to the second."""
    return at.astimezone(zone).replace(tzinfo=None, microsecond=0)


def _head(column: Column) -> str:
    return f"{column.thai}\n{column.key}"
