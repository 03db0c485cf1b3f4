"""XLSX files as an operator's Excel would save them."""

import io
from collections.abc import Iterable, Sequence

from openpyxl import Workbook


def xlsx(rows: Iterable[Sequence[object]]) -> bytes:
    """A workbook of one sheet with these rows."""
    book = Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
