"""One workbook a judge: his works, a cell a score, and nothing of any other judge's.

A score is from 0 to the most of its criterion; an empty cell is no zero: as long as one is empty there is no
total. Whoever has a stake in a work says so in its column, and scores nothing there.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name, xl_range_abs

from exports.landing import landing
from exports.names import safe
from exports.scores import layout
from exports.tables.text import plain
from exports.tables.xlsx import OPTIONS
from exports.works import Work
from notifications.rendering.desk import Desk
from registers.criteria import Criterion
from settings.errors import WrongUse

_HOW = (
    "ให้คะแนนในช่องสีเหลือง ตั้งแต่ 0 ถึงคะแนนเต็มของแต่ละข้อ ช่องว่างไม่ใช่ 0 และยังไม่นับรวมจนกว่าจะครบทุกข้อ"
    " หากมีส่วนได้เสียกับผลงานใด เลือก “มี” และเว้นคะแนนของผลงานนั้น"
)
_WIDTHS = (16, 30, 24, 12, 9)
_SCORE, _TOTAL, _REMARK = 11, 9, 26


def make_sheets(
    folder: Path, desk: Desk, works: Mapping[str, Sequence[Work]], criteria: Sequence[Criterion]
) -> list[Path]:
    """A workbook for each judge in `works`, named after him. Raises WrongUse for two of one name, and for one
    that is there already: it may hold scores.
    """
    targets = {judge: folder / safe(f"scores_{judge}", ".xlsx", 120) for judge in works}
    if len(set(targets.values())) < len(targets):
        raise WrongUse("two judges have the same name: tell them apart")
    if there := [path for path in targets.values() if path.exists()]:
        raise WrongUse(f"{there[0]} is there already and may hold scores: name another folder")
    for judge, path in targets.items():
        _make(path, desk, judge, works[judge], criteria)
    return list(targets.values())


def _make(target: Path, desk: Desk, judge: str, works: Sequence[Work], criteria: Sequence[Criterion]) -> None:
    with landing(target) as path:
        book = Workbook(str(path), {**OPTIONS, "tmpdir": str(path.parent)})
        book.set_calc_mode("auto")
        sheet = book.add_worksheet("คะแนน scores")
        formats = _formats(book)
        _head(sheet, desk, judge, criteria, formats)
        for row, work in enumerate(works, start=layout.FIRST_WORK):
            _row(sheet, row, work, criteria, formats)
        _checks(sheet, len(works), criteria, formats)
        book.close()


def _formats(book: Workbook) -> dict[str, Any]:
    wrapped = {"text_wrap": True, "valign": "top", "border": 1, "border_color": "#BBBBBB"}
    typed = {**wrapped, "locked": False, "bg_color": "#FFF9DB"}
    return {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "plain": book.add_format({}),
        "head": book.add_format({**wrapped, "bold": True, "bg_color": "#E8EEF4"}),
        "text": book.add_format(wrapped),
        "typed": book.add_format(typed),
        "wide": book.add_format({**typed, "num_format": "@"}),
        "total": book.add_format({**wrapped, "bold": True}),
        "wrong": book.add_format({"bg_color": "#F8C9C4"}),
        "out": book.add_format({"bg_color": "#DDDDDD", "font_color": "#666666"}),
    }


def _head(
    sheet: Any, desk: Desk, judge: str, criteria: Sequence[Criterion], formats: Mapping[str, Any]
) -> None:
    sheet.write_string(0, 0, f"ใบให้คะแนน {desk.name_th} พ.ศ. {desk.year_be}", formats["title"])
    sheet.write_string(layout.JUDGE_ROW, 0, layout.JUDGE, formats["plain"])
    sheet.write_string(layout.JUDGE_ROW, 1, plain(judge), formats["title"])
    sheet.write_string(2, 0, _HOW, formats["plain"])
    most = sum(each.most for each in criteria)
    total = f"{layout.TOTAL}\n(เต็ม {most})"
    heads = (*layout.HEADS, *map(layout.head_of, criteria), total, layout.REMARK)
    widths = (*_WIDTHS, *(_SCORE for _ in criteria), _TOTAL, _REMARK)
    for column, (head, width) in enumerate(zip(heads, widths, strict=True)):
        sheet.write_string(layout.HEAD_ROW, column, head, formats["head"])
        sheet.set_column(column, column, width)
    sheet.set_row(layout.HEAD_ROW, layout.height(heads, widths))
    sheet.freeze_panes(layout.FIRST_WORK, layout.TITLE + 1)
    sheet.repeat_rows(layout.HEAD_ROW)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)


def _row(sheet: Any, row: int, work: Work, criteria: Sequence[Criterion], formats: Mapping[str, Any]) -> None:
    told = (work.reference, work.title, work.agency, work.province)
    sheet.set_row(row, layout.height(told, _WIDTHS))
    for column, text in enumerate(told):
        sheet.write_string(row, column, plain(text), formats["text"])
    total = layout.total_column(criteria)
    for column in range(layout.CONFLICT, total):
        sheet.write_blank(row, column, None, formats["typed"])
    first, last = xl_col_to_name(layout.FIRST_SCORE), xl_col_to_name(total - 1)
    scores, number = f"{first}{row + 1}:{last}{row + 1}", len(criteria)
    stake = f"{xl_col_to_name(layout.CONFLICT)}{row + 1}"
    formula = f'=IF({stake}<>"","",IF(COUNT({scores})={number},SUM({scores}),""))'
    sheet.write_formula(row, total, formula, formats["total"], "")
    sheet.write_blank(row, total + 1, None, formats["wide"])


def _checks(sheet: Any, works: int, criteria: Sequence[Criterion], formats: Mapping[str, Any]) -> None:
    """What may be typed where; what was pasted all the same is shown in red, and found at the gathering."""
    first, last = layout.FIRST_WORK, layout.FIRST_WORK + max(works, 1) - 1
    stake = xl_col_to_name(layout.CONFLICT, True)
    for column, criterion in enumerate(criteria, start=layout.FIRST_SCORE):
        sheet.data_validation(
            first,
            column,
            last,
            column,
            {
                "validate": "decimal",
                "criteria": "between",
                "minimum": 0,
                "maximum": criterion.most,
                "error_title": "คะแนนไม่ถูกต้อง",
                "error_message": f"ให้คะแนนได้ตั้งแต่ 0 ถึง {criterion.most}",
            },
        )
        cell = f"{xl_col_to_name(column)}{first + 1}"
        wrong = f'=AND({cell}<>"",OR(NOT(ISNUMBER({cell})),{cell}<0,{cell}>{criterion.most}))'
        # A comparison with text is true in a spreadsheet, so that a word is wrong by each of the three.
        sheet.conditional_format(
            first, column, last, column, {"type": "formula", "criteria": wrong, "format": formats["wrong"]}
        )
    sheet.conditional_format(
        first,
        layout.FIRST_SCORE,
        last,
        layout.total_column(criteria),
        {"type": "formula", "criteria": f'={stake}{first + 1}<>""', "format": formats["out"]},
    )
    sheet.data_validation(
        first,
        layout.CONFLICT,
        last,
        layout.CONFLICT,
        {"validate": "list", "source": [layout.YES], "error_message": "เลือก “มี” หรือเว้นว่าง"},
    )
    sheet.autofilter(xl_range_abs(layout.HEAD_ROW, 0, last, layout.total_column(criteria)))
    # Without a password: against a slip of the hand, not against the judge.
    sheet.protect("", {"autofilter": True, "sort": True, "format_columns": True, "format_rows": True})
