"""The tables of a contest of 500 numbers, as Excel, LibreOffice and other programs read them."""

import csv
import io
import tracemalloc
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from odd_contest import ENTRIES, FORMULA, LONG, Contest
from openpyxl import load_workbook
from servers.calc import recalculated

from exports.account.facts import BY_ACT, BY_SERVER, account_of
from exports.account.page import account_page
from exports.choice import Choice, table_of, tables
from exports.tables.csv import write_csv
from exports.tables.text import MOST
from exports.tables.xlsx import BUDDHIST, write_workbook
from settings.errors import PartFailed, WrongUse
from storage.engine import reading

Rows = dict[str, list[dict[str, Any]]]


@pytest.fixture(scope="module")
def workbook(made: Contest) -> Path:
    path = made.folder / "all.xlsx"
    with reading(made.parts.engine) as session:
        contest = made.parts.settings.contest
        write_workbook(path, tables(session, contest, list(Choice)), contest.zone)
    return path


@pytest.fixture(scope="module")
def sheets(workbook: Path) -> Rows:
    """By table: its rows by their keys."""
    book = load_workbook(workbook)
    found: Rows = {}
    for sheet in book.worksheets:
        head, *rows = sheet.iter_rows(values_only=True)
        keys = [str(cell).split("\n")[-1] for cell in head]
        found[sheet.title.split()[-1]] = [dict(zip(keys, row, strict=True)) for row in rows]
    return found


def one(sheets: Rows, made: Contest, table: str, odd: str) -> dict[str, Any]:
    (row,) = (each for each in sheets[table] if each["reference"] == made.odd[odd])
    return row


def test_every_message_and_every_number_has_one_row(sheets: Rows, made: Contest) -> None:
    assert len({row["id"] for row in sheets["log"]}) == len(sheets["log"]) == ENTRIES + 1
    assert [row["reference"] for row in sheets["numbers"]] == [
        f"DGTI-2566-{number:04}" for number in range(1, ENTRIES + 1)
    ]
    ignored = [row for row in sheets["log"] if row["reference"] is None]
    assert len(ignored) == 48
    missing = [row for row in sheets["numbers"] if row["fate"] == "ไม่มีในทะเบียน"]
    assert len(sheets["entries"]) == ENTRIES - len(missing) - 2, (
        "neither the question nor the number that is void"
    )
    assert len(missing) == 47, "the mails written straight into the tables that are ignored leave no number"


def test_cells_are_typed_filters_are_on_and_the_head_stays_in_sight(workbook: Path) -> None:
    book = load_workbook(workbook)
    for sheet in book.worksheets:
        assert sheet.freeze_panes == "B2"
        last = sheet.cell(max(sheet.max_row, 2), sheet.max_column)
        assert sheet.auto_filter.ref == f"A1:{last.coordinate}"
    log = book.worksheets[0]
    received = log.cell(2, 2)
    assert received.number_format == BUDDHIST
    assert isinstance(received.value, datetime)
    assert isinstance(log.cell(2, 1).value, int)


def test_nothing_that_somebody_wrote_is_a_formula_or_a_link(
    workbook: Path, made: Contest, sheets: Rows
) -> None:
    row = one(sheets, made, "log", "formula")
    assert (row["subject"], row["deck"]) == (FORMULA, "=cmd.pptx")
    assert one(sheets, made, "entries", "formula")["title"] == FORMULA
    assert one(sheets, made, "discretion", "accepted though")["why"] == FORMULA
    with zipfile.ZipFile(workbook) as parts:
        for name in parts.namelist():
            assert b"<f>" not in parts.read(name) and b"<hyperlink" not in parts.read(name)
            assert b'TargetMode="External"' not in parts.read(name)
    book = load_workbook(workbook)
    cells = [cell for sheet in book.worksheets for line in sheet.iter_rows() for cell in line]
    assert [cell for cell in cells if cell.data_type == "f" or cell.hyperlink] == []
    formulas = [cell for cell in cells if isinstance(cell.value, str) and cell.value.startswith("=")]
    assert formulas and all(cell.quotePrefix for cell in formulas)


def test_what_does_not_show_is_shown_and_a_long_text_is_cut(sheets: Rows, made: Contest) -> None:
    subject = one(sheets, made, "log", "hidden")["subject"]
    assert subject.startswith("ผลงาน\\u202excod.exe")
    assert len(subject) == MOST
    assert one(sheets, made, "numbers", "long")["agency"] == LONG


def test_each_oddity_is_told_as_it_is(sheets: Rows, made: Contest) -> None:
    def fate(odd: str) -> tuple[str, str | None]:
        row = one(sheets, made, "numbers", odd)
        return row["fate"], row["eligibility"]

    assert fate("withdrawn") == ("ถอนแล้ว", "ยังไม่ได้ตรวจ")
    assert fate("question") == ("คำถาม", None)
    assert fate("not eligible") == ("ครบถ้วน", "ไม่ผ่านคุณสมบัติ")
    assert fate("eligible") == ("ครบถ้วน", "ผ่านคุณสมบัติ")
    assert fate("rival")[0] == "รอตัดสิน"
    assert one(sheets, made, "numbers", "joined")["remark"] == f"รวมเข้ากับ {made.odd['kept']}"
    assert one(sheets, made, "numbers", "kept")["messages"] == 2
    assert one(sheets, made, "entries", "renamed")["agency"] == "เทศบาลเมืองชื่อใหม่"
    assert one(sheets, made, "entries", "titled")["title"] == "ระบบจองคิวออนไลน์บ้านดอน"
    assert one(sheets, made, "entries", "late")["status"] == "ยังไม่ครบ"
    assert "แมโคร" in one(sheets, made, "entries", "macros")["notes"]
    assert "2 รายการ" in one(sheets, made, "entries", "macros")["notes"]


def test_the_list_of_discretion_says_what_was_found_who_did_it_and_why(sheets: Rows, made: Contest) -> None:
    accepted = one(sheets, made, "discretion", "accepted though")
    assert (accepted["does"], accepted["found"], accepted["by"]) == ("รับผลงาน", "form-type", "prasert")
    late = one(sheets, made, "discretion", "taken late")
    assert (late["does"], late["late"], late["found"]) == ("ระบุเวลารับ", "หลังกำหนด", "late")
    assert late["says"] == "30/07/2566 09:00:00"
    proposal, done = (row for row in sheets["discretion"] if row["reference"] == made.odd["proposed"])
    assert (proposal["does"], proposal["proposed_by"], proposal["by"]) == ("เสนอ", "somsri", None)
    assert (done["does"], done["proposed_by"], done["by"]) == ("ถอนผลงาน", "somsri", "prasert")
    attached = one(sheets, made, "discretion", "attached")
    assert attached["evidence"] == made.staff.entry_row(made.odd["attached"]).deck
    held, undone = (row for row in sheets["discretion"] if row["reference"] == made.odd["undone"])
    assert (held["undone_by"], undone["does"]) == (undone["act"], "ย้อน")
    assert not {"ตอบ", "จดบันทึก"} & {row["does"] for row in sheets["discretion"]}


def test_csv_guards_formulas_and_tells_each_time_twice(made: Contest, tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    contest = made.parts.settings.contest
    with reading(made.parts.engine) as session:
        write_csv(path, table_of(session, contest, Choice.LOG), contest.zone)
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(data.decode("utf-8-sig").splitlines()))
    (row,) = (each for each in rows if each["reference"] == made.odd["formula"])
    assert (row["subject"], row["deck"]) == (f"'{FORMULA}", "'=cmd.pptx")
    assert row["received_at"] == "2023-07-20T10:50:00+07:00"
    assert row["received_at_be"] == "20/07/2566 10:50:00"
    assert (path.stat().st_mode & 0o777) == 0o600


def test_a_table_that_breaks_off_leaves_the_older_file_alone(made: Contest, tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text("older")

    def broken(_: str, count: int) -> None:
        raise ZeroDivisionError(count)

    contest = made.parts.settings.contest
    with reading(made.parts.engine) as session, pytest.raises(ZeroDivisionError):
        write_csv(path, table_of(session, contest, Choice.LOG), contest.zone, broken)
    assert path.read_text() == "older"
    assert list(tmp_path.iterdir()) == [path]
    with pytest.raises(WrongUse, match="no such folder"):
        write_csv(tmp_path / "none" / "x.csv", table_of(session, contest, Choice.LOG), contest.zone)


def test_the_account_tells_three_clocks_what_we_wrote_and_who_decided(made: Contest) -> None:
    with reading(made.parts.engine) as session:
        account = account_of(session, made.parts.contest, made.odd["taken late"].lower())
        (mail,) = account.mails
        assert mail.clocks.source == BY_ACT
        assert mail.clocks.server is not None and mail.clocks.server > mail.clocks.counts
        shown = account_page(account, made.parts.desk, head="ab12")
        assert "30/07/2566 09:00:00" in shown and "01/08/2566 09:20:00" in shown
        assert "เซิร์ฟเวอร์ล่ม มีหลักฐาน" in shown and "prasert" in shown and "ab12" in shown
        eligible = account_of(session, made.parts.contest, made.odd["eligible"])
        assert eligible.mails[0].clocks.source == BY_SERVER
        assert [letter.state for letter in eligible.letters] == ["sent"]
        shown = account_page(eligible, made.parts.desk)
        assert "ใบรับผลงาน" in shown and "ส่งแล้ว" in shown and str(eligible.entry.deck) in shown
        with pytest.raises(PartFailed, match="no entry"):
            account_of(session, made.parts.contest, "DGTI-2566-9999")


def test_the_account_of_every_number_is_one_page_that_fetches_nothing(made: Contest) -> None:
    with reading(made.parts.engine) as session:
        for reference in made.odd.values():
            shown = account_page(account_of(session, made.parts.contest, reference), made.parts.desk)
            assert (
                "<script" not in shown
                and "src=" not in shown
                and "http" not in shown.replace("https://evil.example", "").replace("http-equiv", "")
            )
            assert "\u202e" not in shown


def test_memory_does_not_grow_with_the_rows(made: Contest, tmp_path: Path) -> None:
    """The same rows ten times: the peak stays, while a sheet in memory would need as much again each time."""
    contest = made.parts.settings.contest

    def peak(times: int) -> int:
        with reading(made.parts.engine) as session:
            table = table_of(session, contest, Choice.NUMBERS)
            rows = list(table.rows)
            again = type(table)(
                table.key, table.name, table.columns, (row for _ in range(times) for row in rows)
            )
            tracemalloc.start()
            write_workbook(tmp_path / "big.xlsx", [again], contest.zone)
            top = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
        return top

    peak(1)  # what is imported and kept once
    assert peak(10) < peak(2) * 1.5


@pytest.mark.slow
def test_libreoffice_shows_the_buddhist_era(workbook: Path, made: Contest, tmp_path: Path) -> None:
    lines = list(csv.reader(io.StringIO(recalculated(workbook, tmp_path))))
    assert lines[0][1] == "ได้รับเมื่อ\nreceived_at"
    (line,) = (each for each in lines if made.odd["formula"] in each)
    assert FORMULA in line
    assert line[1] == "20 ก.ค. 2566 10:50:00"
