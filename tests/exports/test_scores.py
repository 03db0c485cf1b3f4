"""Score sheets: what a judge may type, what counts, and what the means come to."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from servers.calc import recalculated
from servers.mails import CONTEST

from exports.scores import layout
from exports.scores.gather import ALL, MEANS, TROUBLES, gather
from exports.scores.make import make_sheets
from exports.scores.read import NOT_YET, PARTLY, STAKE, UNCLEAR, read_scores
from exports.titles import By
from exports.works import Work
from notifications.rendering.desk import Desk
from registers.criteria import SHIPPED, Criterion, read_criteria
from registers.topics import read_topics
from settings.contest import Contest
from settings.errors import WrongUse

CRITERIA = read_criteria()
FULL = [each.most for each in CRITERIA]
AT = datetime(2023, 7, 20, tzinfo=UTC)
KIND = "เทศบาลตำบล"
WORKS = [
    Work(f"DGTI-2566-{number:04}", f"{KIND}ที่ {number}", "", "ตาก", KIND, title, By.SLIDE, None, None, AT)
    for number, title in enumerate(("ระบบคิว", "=1+1", "แอป"), start=1)
]
_CONTEST = Contest.model_validate(CONTEST)
DESK = Desk(
    contest=_CONTEST.id,
    name_th=_CONTEST.name_th,
    name_en=_CONTEST.name_en,
    year_be=_CONTEST.year_be,
    opens=_CONTEST.opens,
    closes=_CONTEST.closes,
    zone=_CONTEST.zone,
    email="",
    phone="",
    unit_th="",
    from_address="",
)


def made(folder: Path, *judges: str) -> list[Path]:
    return make_sheets(folder, DESK, dict.fromkeys(judges, WORKS), CRITERIA)


def fill(path: Path, typed: Mapping[int, Sequence[Any]], stakes: Sequence[int] = ()) -> None:
    """What a judge types: by work, his scores; and the works in which he has a stake."""
    book = load_workbook(path)
    sheet = book.worksheets[0]
    for work, scores in typed.items():
        for column, score in enumerate(scores, start=layout.FIRST_SCORE + 1):
            sheet.cell(layout.FIRST_WORK + 1 + work, column).value = score
    for work in stakes:
        sheet.cell(layout.FIRST_WORK + 1 + work, layout.CONFLICT + 1).value = layout.YES
    book.save(path)


def test_the_criteria_are_those_of_the_announcement_and_of_the_topics() -> None:
    assert FULL == [15, 10, 25, 10, 15, 15, 10] and sum(FULL) == 100
    assert [(each.label, each.most) for each in CRITERIA] == [
        (topic.label, topic.weight) for topic in read_topics(None)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "criteria = []",
        '[[criteria]]\nlabel = "a"\nmost = 0',
        '[[criteria]]\nlabel = "a"\nmost = 5\nmin = 1',
        '[[criteria]]\nlabel = "a"\nmost = 5\n[[criteria]]\nlabel = "a"\nmost = 5',
        "not toml",
    ],
)
def test_criteria_that_make_no_sense_are_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "c.toml").write_text(text)
    with pytest.raises(WrongUse, match="--criteria"):
        read_criteria(tmp_path / "c.toml")


def test_a_judge_gets_a_sheet_with_his_works_and_no_scores(tmp_path: Path) -> None:
    one, two = made(tmp_path, "สมศรี ใจดี", "ประเสริฐ/มั่นคง")
    assert (one.name, two.name) == ("scores_สมศรี ใจดี.xlsx", "scores_ประเสริฐ_มั่นคง.xlsx")
    sheet = load_workbook(one).worksheets[0]
    assert sheet.cell(2, 2).value == "สมศรี ใจดี"
    assert [sheet.cell(row, 1).value for row in (6, 7, 8)] == [work.reference for work in WORKS]
    assert (sheet.cell(7, 2).value, sheet.cell(7, 2).data_type) == ("=1+1", "s")
    assert sheet.protection.sheet
    assert [bool(sheet.cell(6, column).protection.locked) for column in (1, 5, 6)] == [True, False, False]
    assert checks(sheet) == [("decimal", "0", str(most)) for most in FULL] + [("list", '"มี"', None)]
    other = [str(cell.value) for row in load_workbook(two).worksheets[0] for cell in row]
    assert not any("สมศรี" in text for text in other)


def checks(sheet: Worksheet) -> list[tuple[str, str, str | None]]:
    """What cells are held to."""
    return [(each.type, each.formula1, each.formula2) for each in sheet.data_validations.dataValidation]


def test_a_sheet_that_may_hold_scores_is_not_written_over(tmp_path: Path) -> None:
    made(tmp_path, "สมศรี")
    with pytest.raises(WrongUse, match="may hold scores"):
        made(tmp_path, "สมศรี")


def test_only_whole_scores_within_their_bounds_count(tmp_path: Path) -> None:
    (path,) = made(tmp_path, "สมศรี")
    fill(path, {0: FULL, 1: [15, 10, None, 10, 15, 15, 10], 2: [16, -1, "ดี", "๑๐", "7,5", 0, float("nan")]})
    sheet = read_scores(path, CRITERIA)
    totals = [row.total for row in sheet.rows]
    assert totals == [100, None, None]
    assert list(sheet.rows[2].scores) == [None, None, None, 10, 7.5, 0, None]
    told = [each.what for each in sheet.troubles]
    assert told[0] == PARTLY
    assert "16 ไม่อยู่ใน 0–15" in told[1] and "-1 ไม่อยู่ใน 0–10" in told[2] and "“ดี” ไม่ใช่คะแนน" in told[3]
    assert told[-1] == PARTLY


def test_zero_is_a_score_and_an_empty_cell_is_none(tmp_path: Path) -> None:
    (path,) = made(tmp_path, "สมศรี")
    fill(path, {0: [0] * 7})
    sheet = read_scores(path, CRITERIA)
    assert [row.total for row in sheet.rows] == [0, None, None]
    assert [(each.reference, each.what) for each in sheet.troubles] == [
        (WORKS[1].reference, NOT_YET),
        (WORKS[2].reference, NOT_YET),
    ]


def test_a_stake_takes_the_judge_out_of_that_work_alone(tmp_path: Path) -> None:
    (path,) = made(tmp_path, "สมศรี")
    fill(path, {0: FULL, 1: FULL}, stakes=[0])
    sheet = read_scores(path, CRITERIA)
    assert [row.total for row in sheet.rows] == [None, 100, None]
    assert sheet.troubles[0].what == STAKE


def test_a_stake_that_is_not_clear_counts_nothing_and_is_asked(tmp_path: Path) -> None:
    (path,) = made(tmp_path, "สมศรี")
    fill(path, {0: FULL})
    book = load_workbook(path)
    book.worksheets[0].cell(layout.FIRST_WORK + 1, layout.CONFLICT + 1).value = "ไม่มี"
    book.save(path)
    sheet = read_scores(path, CRITERIA)
    assert sheet.rows[0].total is None
    assert [each.what for each in sheet.troubles[:2]] == [UNCLEAR.format(stake="ไม่มี"), STAKE]


def test_a_sheet_of_other_criteria_or_of_nobody_is_refused(tmp_path: Path) -> None:
    (path,) = made(tmp_path, "สมศรี")
    with pytest.raises(WrongUse, match="other criteria"):
        read_scores(path, [*CRITERIA[:-1], Criterion("อื่น", 10)])
    with pytest.raises(WrongUse, match="other criteria"):
        read_scores(path, CRITERIA[:-1])
    other = tmp_path / "other.csv"
    other.write_text("a,b\n")
    with pytest.raises(WrongUse, match="no score sheet"):
        read_scores(other, CRITERIA)
    with pytest.raises(WrongUse, match="cannot be read"):
        read_scores(tmp_path / "none.xlsx", CRITERIA)


HALF = [each / 2 for each in FULL]
EXPECTED = [
    # reference, mean, rank, judges counted, with a stake
    (WORKS[0].reference, 75.0, 2, 2, 1),
    (WORKS[1].reference, 100.0, 1, 1, 0),
    (WORKS[2].reference, None, None, 0, 0),
]


@pytest.fixture
def gathered(tmp_path: Path) -> Path:
    one, two, three = made(tmp_path, "ก", "ข", "ค")
    fill(one, {0: FULL, 1: FULL})
    fill(two, {0: HALF, 1: [15, 10, 25, 10, 15, 15, None]})
    fill(three, {0: [0] * 7}, stakes=[0])
    target = tmp_path / "all.xlsx"
    gather(target, [read_scores(path, CRITERIA) for path in (one, two, three)], CRITERIA)
    return target


def test_the_means_leave_out_stakes_and_what_is_not_whole(gathered: Path) -> None:
    book = load_workbook(gathered, data_only=True)
    assert book.sheetnames == [MEANS, ALL, TROUBLES]
    rows = list(book[MEANS].values)[1:]
    assert [(row[0], *(None if cell == "" else cell for cell in row[4:8])) for row in rows] == EXPECTED
    assert rows[0][8:15] == tuple(each * 0.75 for each in FULL)
    assert len(list(book[ALL].values)) == 1 + 3 * len(WORKS)
    formulas = load_workbook(gathered)[MEANS]
    assert all(str(formulas.cell(2, column).value).startswith("=") for column in range(5, 16))
    assert formulas.cell(3, 2).data_type == "s", "a title is no formula"


def test_a_judge_who_stands_there_twice_is_refused(tmp_path: Path) -> None:
    (path,) = made(tmp_path, "ก")
    sheet = read_scores(path, CRITERIA)
    with pytest.raises(WrongUse, match="two workbooks are of ก"):
        gather(tmp_path / "all.xlsx", [sheet, replace(sheet)], CRITERIA)


@pytest.mark.slow
def test_libreoffice_computes_the_same_means(gathered: Path, tmp_path: Path) -> None:
    lines = list(csv.reader(io.StringIO(recalculated(gathered, tmp_path))))[1:]
    shown = [(line[0], *((float(cell) if cell else None) for cell in line[4:8])) for line in lines]
    assert shown == [tuple(row) for row in EXPECTED]
    assert [float(cell) for cell in lines[0][8:15]] == pytest.approx(
        [each * 0.75 for each in FULL], abs=0.005
    )


@pytest.mark.slow
def test_libreoffice_adds_up_what_a_judge_types(tmp_path: Path) -> None:
    (path,) = made(tmp_path, "ก")
    fill(path, {0: FULL, 1: [15, 10, None, 10, 15, 15, 10], 2: FULL}, stakes=[2])
    lines = list(csv.reader(io.StringIO(recalculated(path, tmp_path))))
    totals = [line[layout.total_column(CRITERIA)] for line in lines if line[0].startswith("DGTI-")]
    assert totals == ["100", "", ""]


def test_the_shipped_file_is_the_one_that_is_read() -> None:
    assert read_criteria(SHIPPED) == CRITERIA
