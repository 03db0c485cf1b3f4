"""The operator's own tables, as CSV or XLSX: cells as text, with the line each row stands on.

Both come out of Excel as often as not: separated by commas, semicolons or tabs, in UTF-8, UTF-16 or Windows
Thai. Formulas are never evaluated; of a formula counts the value that Excel last saved with it.
"""

import codecs
import csv
import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from settings.errors import WrongUse

MOST_BYTES = 50 << 20  # the register of all 7,850 bodies has 3 MB
MOST_UNPACKED = 400 << 20
MOST_ROWS = 100_000

_ZIP, _OLE = b"PK\x03\x04", bytes.fromhex("d0cf11e0a1b11ae1")
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_SEPARATORS = ",;\t"


class SheetError(WrongUse):
    """The file as a whole cannot be used; the text says why, and what to do, in one line."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row: the line it begins on, counted from 1 as an editor or Excel does, and its cells as text."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows that are not empty. `written_as` is UTF-8, UTF-16, Windows-874 or XLSX."""

    lines: tuple[Line, ...]
    written_as: str


def read_bytes(path: Path) -> bytes:
    """The bytes of the file. Raises SheetError when it cannot be read, or is no file of a table's size."""
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise SheetError(f"cannot be read: {error.strerror}") from None
    if len(data) > MOST_BYTES:
        raise SheetError(f"is larger than {MOST_BYTES >> 20} MB, which no such table is")
    return data


def read_sheet(data: bytes) -> Sheet:
    """The rows of a CSV or of the first sheet of an XLSX, told apart by their bytes. Raises SheetError."""
    if data.startswith(_OLE):
        raise SheetError("is an old or a password-protected Excel file; save it as .xlsx or as CSV UTF-8")
    if data.startswith(_ZIP):
        found, written_as = _of_xlsx(data), "XLSX"
    else:
        text, written_as = _decoded(data)
        found = _of_csv(text)
    lines = tuple(islice((line for line in found if any(line.cells)), MOST_ROWS + 1))
    if len(lines) > MOST_ROWS:
        raise SheetError(f"has more than {MOST_ROWS:,} rows")
    return Sheet(lines, written_as)


def _decoded(data: bytes) -> tuple[str, str]:
    for mark, codec in _MARKS:
        if data.startswith(mark):
            return _strictly(data, codec), codec.removesuffix("-sig").upper()
    try:
        return data.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError:
        return _strictly(data, "cp874"), "Windows-874"


def _strictly(data: bytes, codec: str) -> str:
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        raise SheetError("is not UTF-8, nor Windows Thai; save it as CSV UTF-8") from None


def _of_csv(text: str) -> Iterator[Line]:
    head = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(_SEPARATORS, key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    begins = 1
    try:
        for cells in reader:
            yield Line(begins, tuple(map(_tidy, cells)))
            begins = reader.line_num + 1
    except csv.Error as error:
        raise SheetError(f"line {begins}: is no CSV: {error}") from None


def _of_xlsx(data: bytes) -> Iterator[Line]:
    # Its import takes a tenth of a second, and most commands never need it.
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            unpacked = sum(member.file_size for member in package.infolist())
        if unpacked > MOST_UNPACKED:
            raise SheetError(f"would unpack to {unpacked >> 20} MB, which no such table does")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of features that it leaves out: colours, drop-down lists
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            try:
                sheet = book.worksheets[0]
                sheet.reset_dimensions()  # other programs write them wrong, and rows would be left out
                for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
                    yield Line(number, tuple(map(_as_text, cells)))
            finally:
                book.close()
    except SheetError:
        raise
    except Exception as error:
        # The library raises whatever its own libraries do: BadZipFile, KeyError, XMLSyntaxError and more.
        cure = "it is damaged, or no Excel file; open it in Excel, and save it as .xlsx or as CSV UTF-8"
        raise SheetError(f"cannot be opened as XLSX: {cure} ({type(error).__name__})") from None


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    return _tidy(str(value))


def _tidy(text: str) -> str:
    """On one line, without what cannot be seen: a table that was copied from a page is full of it."""
    return " ".join(_INVISIBLE.sub("", text).split())


_INVISIBLE = re.compile("[\x00-\x08\x0e-\x1b\x7f\u00ad\u200b-\u200f\u2060\ufeff]")
