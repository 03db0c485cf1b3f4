"""The workbook that gathers what all judges have said: for the secretary alone.

The first sheet has a work a row, with means that are formulas over the second, so that whoever checks them
sees where each comes from; their values are written with them for programs that compute nothing. A judge with
a stake in a work, and one who has not scored all of it, is in no mean of it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name

from exports.landing import landing
from exports.scores.layout import REMARK, TOTAL, YES, height
from exports.scores.read import Scored, Sheet, Trouble
from exports.tables.text import looks_like_formula, plain
from exports.tables.xlsx import OPTIONS
from registers.criteria import Criterion
from settings.errors import WrongUse

MEANS, ALL, TROUBLES = "ผลรวม means", "คะแนนทั้งหมด scores", "ที่ต้องสอบถาม troubles"
_HEADS = ("เลขที่รับ", "ชื่อผลงาน", "หน่วยงาน", "จังหวัด")
_MEAN, _FIRST = len(_HEADS), len(_HEADS) + 4
"""The columns of the mean of the totals, and of the first criterion's: rank and two counts lie between."""
_FIRST_SCORE = 5
_DECIMALS = 6
"""Of a mean: two that are alike must not differ in rank by the order in which they were added up."""
_WIDTHS, _NARROW = (16, 34, 26, 14), 12


def gather(target: Path, sheets: Sequence[Sheet], criteria: Sequence[Criterion]) -> list[Trouble]:
    """Writes the workbook and returns what is to be asked. Raises WrongUse where a judge stands there twice;
    as `landing`.
    """
    judges = [sheet.judge for sheet in sheets]
    if twice := sorted({each for each in judges if judges.count(each) > 1}):
        raise WrongUse(f"two workbooks are of {twice[0]}: name only the last")
    rows = sorted((row for sheet in sheets for row in sheet.rows), key=lambda row: (row.reference, row.judge))
    troubles = [each for sheet in sheets for each in sheet.troubles]
    with landing(target) as path:
        book = Workbook(str(path), {**OPTIONS, "tmpdir": str(path.parent)})
        pen = _Pen(book)
        _means(pen, book.add_worksheet(MEANS), rows, criteria)
        _all(pen, book.add_worksheet(ALL), rows, criteria)
        _troubles(pen, book.add_worksheet(TROUBLES), troubles)
        book.close()
    return troubles


class _Pen:
    """How cells are written."""

    def __init__(self, book: Workbook) -> None:
        edge = {"text_wrap": True, "valign": "top"}
        self.head = book.add_format({**edge, "bold": True, "bg_color": "#E8EEF4", "bottom": 1})
        self.text = book.add_format(edge)
        self.guarded = book.add_format({**edge, "quote_prefix": True})
        self.number = book.add_format({**edge, "num_format": "0.00"})
        self.count = book.add_format(edge)

    def heads(self, sheet: Any, heads: Sequence[str], widths: Sequence[int], rows: int) -> None:
        """The first row, in sight, with filters."""
        wide = [*widths, *(_NARROW for _ in heads[len(widths) :])]
        sheet.set_row(0, height(heads, wide))
        for column, (head, width) in enumerate(zip(heads, wide, strict=True)):
            sheet.write_string(0, column, head, self.head)
            sheet.set_column(column, column, width)
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, max(rows, 1), len(heads) - 1)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)

    def words(self, sheet: Any, row: int, texts: Sequence[str], first: int = 0) -> None:
        """Texts side by side, none of them a formula."""
        for column, text in enumerate(texts, start=first):
            told = plain(text)
            sheet.write_string(row, column, told, self.guarded if looks_like_formula(told) else self.text)


@dataclass(frozen=True, slots=True)
class _Ranges:
    """The columns of the sheet of all scores, as formulas name them; `last` is its last row, from 1."""

    criteria: int
    last: int

    @property
    def references(self) -> str:
        """The works."""
        return self._column(0)

    @property
    def stakes(self) -> str:
        """Where a judge has said that he has a stake."""
        return self._column(_FIRST_SCORE - 1)

    @property
    def totals(self) -> str:
        """The totals: empty where none counts."""
        return self._column(_FIRST_SCORE + self.criteria)

    def scores(self, place: int) -> str:
        """The scores of one criterion."""
        return self._column(_FIRST_SCORE + place)

    def mean(self, of: str, line: int) -> str:
        """The mean of a column for the work in that line, over the judges whose total counts."""
        mean = f'AVERAGEIFS({of},{self.references},$A{line},{self.totals},">=0")'
        return f'=IFERROR(ROUND({mean},{_DECIMALS}),"")'

    def _column(self, number: int) -> str:
        name = xl_col_to_name(number, True)
        return f"'{ALL}'!{name}$2:{name}${max(self.last, 2)}"


def _means(pen: _Pen, sheet: Any, rows: Sequence[Scored], criteria: Sequence[Criterion]) -> None:
    works: dict[str, list[Scored]] = defaultdict(list)
    for row in rows:
        works[row.reference].append(row)
    heads = (*_HEADS, "คะแนนเฉลี่ย", "อันดับ", "กรรมการที่นับ", "มีส่วนได้เสีย")
    labels = (f"เฉลี่ย {each.label} ({each.most})" for each in criteria)
    pen.heads(sheet, (*heads, *labels), _WIDTHS, len(works))
    means = [_mean(each.total for each in said) for said in works.values()]
    ranges = _Ranges(len(criteria), len(rows) + 1)
    for number, said in enumerate(works.values(), start=1):
        told = (said[0].reference, said[0].title, said[0].agency, said[0].province)
        sheet.set_row(number, height(told, _WIDTHS))
        pen.words(sheet, number, told)
        cells = _work(said, number + 1, ranges, _rank(means, number - 1), len(works) + 1)
        for column, (formula, value) in enumerate(cells, start=len(_HEADS)):
            of = pen.count if _MEAN < column < _FIRST else pen.number
            sheet.write_formula(number, column, formula, of, "" if value is None else value)


def _work(
    said: Sequence[Scored], line: int, ranges: _Ranges, rank: int | None, last: int
) -> Iterator[tuple[str, float | None]]:
    """The formulas of one work, each with its value: mean, rank, judges counted, judges with a stake, and
    the mean of each criterion.
    """
    counted = [each for each in said if each.total is not None]
    yield ranges.mean(ranges.totals, line), _mean(each.total for each in counted)
    yield f'=IF(E{line}="","",RANK(E{line},$E$2:$E${last}))', rank
    its = f"{ranges.references},$A{line}"
    yield f'=COUNTIFS({its},{ranges.totals},">=0")', len(counted)
    yield f'=COUNTIFS({its},{ranges.stakes},"{YES}")', sum(each.conflict for each in said)
    for place in range(ranges.criteria):
        yield (
            ranges.mean(ranges.scores(place), line),
            _mean(each.scores[place] for each in counted),
        )


def _all(pen: _Pen, sheet: Any, rows: Sequence[Scored], criteria: Sequence[Criterion]) -> None:
    heads = ("เลขที่รับ", "ชื่อผลงาน", "หน่วยงาน", "กรรมการ", "มีส่วนได้เสีย")
    labels = [f"{each.label} ({each.most})" for each in criteria]
    pen.heads(sheet, (*heads, *labels, TOTAL, REMARK), _WIDTHS, len(rows))
    first, last = xl_col_to_name(_FIRST_SCORE), xl_col_to_name(_FIRST_SCORE + len(criteria) - 1)
    total = _FIRST_SCORE + len(criteria)
    for number, row in enumerate(rows, start=1):
        pen.words(
            sheet, number, (row.reference, row.title, row.agency, row.judge, YES if row.conflict else "")
        )
        for column, score in enumerate(row.scores, start=_FIRST_SCORE):
            if score is not None:
                sheet.write_number(number, column, score, pen.count)
        its = f"{first}{number + 1}:{last}{number + 1}"
        formula = f'=IF(E{number + 1}<>"","",IF(COUNT({its})={len(criteria)},SUM({its}),""))'
        sheet.write_formula(number, total, formula, pen.count, "" if row.total is None else row.total)
        pen.words(sheet, number, (row.remark,), total + 1)


def _troubles(pen: _Pen, sheet: Any, troubles: Sequence[Trouble]) -> None:
    pen.heads(sheet, ("กรรมการ", "เลขที่รับ", "เรื่อง"), (24, 18, 80), len(troubles))
    for number, each in enumerate(troubles, start=1):
        pen.words(sheet, number, (each.judge, each.reference, each.what))


def _mean(scores: Iterable[float | None]) -> float | None:
    given = [each for each in scores if each is not None]
    return round(fmean(given), _DECIMALS) if given else None


def _rank(means: Sequence[float | None], place: int) -> int | None:
    """As RANK does: one more than there are better ones."""
    mine = means[place]
    return None if mine is None else 1 + sum(each is not None and each > mine for each in means)
