"""A table as CSV, for other programs: UTF-8 with the mark that Excel needs, lines end as RFC 4180 says.

A cell that a spreadsheet would compute begins with an apostrophe. A time stands twice: as ISO 8601 in the
contest's zone, and, under the same key with `_be`, as people write it.
"""

import csv
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import IO
from zoneinfo import ZoneInfo

from exports.landing import landing
from exports.tables.table import Cell, Progress, Shape, Table, nothing
from exports.tables.text import looks_like_formula, plain
from exports.when import buddhist

_TOLD_EVERY = 100


def write_csv(target: Path, table: Table, zone: ZoneInfo, progress: Progress = nothing) -> int:
    """Writes the table and returns how many rows it has. Raises as `landing`."""
    with landing(target) as path, path.open("w", encoding="utf-8-sig", newline="") as file:
        return put_csv(file, table, zone, progress)


def put_csv(file: IO[str], table: Table, zone: ZoneInfo, progress: Progress = nothing) -> int:
    """The same into a file that is open already."""
    rows = csv.writer(file)
    rows.writerow(_keys(table))
    count = 0
    for count, row in enumerate(table.rows, start=1):
        rows.writerow(
            each
            for cell, column in zip(row, table.columns, strict=True)
            for each in _cells(cell, column.shape, zone)
        )
        if count % _TOLD_EVERY == 0:
            progress(table.name, count)
    progress(table.name, count)
    return count


def _keys(table: Table) -> Iterator[str]:
    for column in table.columns:
        yield column.key
        if column.shape is Shape.MOMENT:
            yield f"{column.key}_be"


def _cells(cell: Cell, shape: Shape, zone: ZoneInfo) -> tuple[str, ...]:
    if shape is Shape.MOMENT:
        if not isinstance(cell, datetime):
            return "", ""
        return cell.astimezone(zone).isoformat(timespec="seconds"), buddhist(cell, zone)
    text = plain(cell) if isinstance(cell, str) else "" if cell is None else str(cell)
    return (f"'{text}" if isinstance(cell, str) and looks_like_formula(text) else text,)
