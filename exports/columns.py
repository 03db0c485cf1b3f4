"""Sheets that a person hands in beside a command: the columns that are wanted, wherever they stand."""

from collections.abc import Sequence
from pathlib import Path

from registers.sheets import SheetError, read_bytes, read_sheet
from settings.errors import WrongUse


def read_columns(path: Path, heads: Sequence[str]) -> list[tuple[str, ...]]:
    """The rows of an XLSX's first sheet or of a CSV, below the row that bears these heads; a head may have
    words before it, as those of our own workbooks do. Raises WrongUse where there is no such row.
    """
    try:
        lines = read_sheet(read_bytes(path)).lines
    except SheetError as error:
        raise WrongUse(f"{path} {error}") from None
    for place, line in enumerate(lines):
        keys = [cell.split()[-1].lower() if cell.split() else "" for cell in line.cells]
        if all(head in keys for head in heads):
            wanted = [keys.index(head) for head in heads]
            rows = (each.cells for each in lines[place + 1 :])
            return [tuple(row[at] if at < len(row) else "" for at in wanted) for row in rows]
    raise WrongUse(f"{path} has no row with the column(s) {', '.join(heads)}")
