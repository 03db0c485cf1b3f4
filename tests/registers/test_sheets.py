"""The operator's own tables, as Excel and editors really save them."""

import csv
import io
import zipfile
from pathlib import Path

import pytest
from servers.sheets import xlsx

from registers import sheets
from registers.sheets import SheetError, read_bytes, read_sheet

ROWS = [["full_name", "province"], ["เทศบาลตำบลตัวอย่าง", "ตาก"]]
TEXT = "full_name,province\r\nเทศบาลตำบลตัวอย่าง,ตาก\r\n"


@pytest.mark.parametrize(
    ("data", "written_as"),
    [
        (TEXT.encode(), "UTF-8"),
        (TEXT.encode("utf-8-sig"), "UTF-8"),
        (TEXT.replace(",", "\t").encode("utf-16"), "UTF-16"),
        (TEXT.encode("cp874"), "Windows-874"),
        (TEXT.replace(",", ";").encode(), "UTF-8"),
        (TEXT.replace("\r\n", "\r").encode(), "UTF-8"),
        (xlsx(ROWS), "XLSX"),
    ],
)
def test_the_same_table_is_read_however_it_was_saved(data: bytes, written_as: str) -> None:
    sheet = read_sheet(data)
    assert [list(line.cells) for line in sheet.lines] == ROWS
    assert sheet.written_as == written_as


def test_a_line_bears_the_number_that_an_editor_shows() -> None:
    text = 'a,b\n\n"two\nlines",x\nlast,y\n'
    assert [(line.number, line.cells[0]) for line in read_sheet(text.encode()).lines] == [
        (1, "a"),
        (3, "two lines"),
        (5, "last"),
    ]
    assert [line.number for line in read_sheet(xlsx([["a"], [], [None, None], ["b"]])).lines] == [1, 4]


def test_numbers_dates_and_formulas_of_excel_become_the_text_that_is_seen() -> None:
    (line,) = read_sheet(xlsx([[6560115, 6560115.0, 2.5, True, "=1+1", "x"]])).lines
    # Excel has not saved a value with the formula, so there is none: it is never worked out here.
    assert line.cells == ("6560115", "6560115", "2.5", "True", "", "x")


def test_what_cannot_be_seen_is_left_out_of_a_cell() -> None:
    (line,) = read_sheet("\u200bเทศบาล\u00a0ตำบล\x00ก \ufeff,x".encode()).lines
    assert line.cells == ("เทศบาล ตำบลก", "x")


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(500), "old or a password-protected Excel"),
        (b"PK\x03\x04" + bytes(100), "cannot be opened as XLSX"),
        (xlsx(ROWS)[:-200], "cannot be opened as XLSX"),
        (b"a,b\n\xc2\x81\xff", "neither"),
        (b"\xff\xfea", "not UTF-8"),
        (b'a,b\n"x" y,z\n', "line 2: is no CSV"),
        (b'a,b\n"never closed', "line 2: is no CSV"),
        (b"a\n" + b"b\n" * (sheets.MOST_ROWS + 1), "more than 100,000 rows"),
        (b"a,b\n" + b"x" * 200_000, "is no CSV"),
    ],
)
def test_a_file_that_is_no_table_says_so_in_one_line(data: bytes, told: str) -> None:
    with pytest.raises(SheetError, match=told.replace("neither", "not UTF-8, nor Windows Thai")) as caught:
        read_sheet(data)
    assert "\n" not in str(caught.value)


def test_a_zip_that_would_unpack_without_end_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_UNPACKED", 1000)
    with pytest.raises(SheetError, match="would unpack to"):
        read_sheet(xlsx(ROWS))


def test_a_file_that_is_missing_or_too_large_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(SheetError, match="No such file"):
        read_bytes(tmp_path / "none.csv")
    with pytest.raises(SheetError, match="cannot be read"):
        read_bytes(tmp_path)
    monkeypatch.setattr(sheets, "MOST_BYTES", 10)
    path = tmp_path / "large.csv"
    path.write_bytes(b"x" * 11)
    with pytest.raises(SheetError, match="larger than"):
        read_bytes(path)


def test_a_dimension_that_lies_hides_no_row() -> None:
    book = io.BytesIO(xlsx(ROWS))
    out = io.BytesIO()
    with zipfile.ZipFile(book) as before, zipfile.ZipFile(out, "w") as after:
        for name in before.namelist():
            data = before.read(name).replace(b'ref="A1:B2"', b'ref="A1:A1"')
            after.writestr(name, data)
    assert [list(line.cells) for line in read_sheet(out.getvalue()).lines] == ROWS


def test_a_csv_is_read_as_the_standard_library_writes_it() -> None:
    out = io.StringIO(newline="")
    csv.writer(out).writerows([["a", 'b "x", y'], ["c\nd", ""]])
    assert [line.cells for line in read_sheet(out.getvalue().encode()).lines] == [
        ("a", 'b "x", y'),
        ("c d", ""),
    ]
