"""A judge's workbook as it comes back: every score that counts, and everything that does not, with why."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from exports.scores import layout
from registers.criteria import Criterion
from registers.sheets import Line, SheetError, read_bytes, read_sheet
from settings.errors import WrongUse

_THAI_DIGITS = {0x0E50 + digit: str(digit) for digit in range(10)}

TWICE = "มีสองแถว ใช้แถวแรก · two rows, the first counts"
STAKE = "มีส่วนได้เสีย ไม่นับคะแนนที่ให้ไว้ · has a stake: the scores are not counted"
UNCLEAR = "ช่องส่วนได้เสียเขียนว่า “{stake}” ไม่นับจนกว่าจะชัดเจน · the column of stakes is not clear"
PARTLY = "ให้คะแนนไม่ครบทุกข้อ · not every criterion is scored"
NOT_YET = "ยังไม่ให้คะแนน · not scored yet"


@dataclass(frozen=True, slots=True)
class Scored:
    """What one judge says of one work. `scores` has None where nothing counts: empty, or not a score."""

    judge: str
    reference: str
    title: str
    agency: str
    province: str
    conflict: bool
    scores: tuple[float | None, ...]
    remark: str = ""

    @property
    def total(self) -> float | None:
        """The sum, once there is a score for each criterion and the judge has no stake in the work."""
        given = [each for each in self.scores if each is not None]
        return None if self.conflict or len(given) < len(self.scores) else sum(given)


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something in a sheet that a person has to ask the judge about."""

    judge: str
    reference: str
    what: str


@dataclass(slots=True)
class Sheet:
    """One judge's sheet."""

    judge: str
    rows: list[Scored] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)


def read_scores(path: Path, criteria: Sequence[Criterion]) -> Sheet:
    """The sheet of the judge whose workbook this is. Raises WrongUse for another file or other criteria."""
    try:
        lines = read_sheet(read_bytes(path)).lines
    except SheetError as error:
        raise WrongUse(f"{path} {error}") from None
    judge = next((line.cells[1].strip() for line in lines if _begins(line, layout.JUDGE)), "")
    heads = [place for place, line in enumerate(lines) if _begins(line, layout.HEADS[0])]
    if not judge or not heads:
        raise WrongUse(f"{path} is no score sheet of ours: the judge's name or the row of heads is missing")
    _require_same(path, lines[heads[0]], criteria)
    sheet, seen = Sheet(judge), set[str]()
    for line in lines[heads[0] + 1 :]:
        reference = _cell(line, layout.REFERENCE).upper()
        if not reference:
            continue
        if reference in seen:
            sheet.troubles.append(Trouble(judge, reference, TWICE))
            continue
        seen.add(reference)
        sheet.rows.append(_scored(sheet, line, reference, criteria))
    return sheet


def _begins(line: Line, word: str) -> bool:
    return len(line.cells) > 1 and line.cells[0] == word


def _require_same(path: Path, head: Line, criteria: Sequence[Criterion]) -> None:
    wanted = [" ".join(layout.head_of(each).split()) for each in criteria]
    found = list(head.cells[layout.FIRST_SCORE : layout.total_column(criteria)])
    if found != wanted or not _cell(head, layout.total_column(criteria)).startswith(layout.TOTAL):
        raise WrongUse(f"{path} was made with other criteria; name theirs with --criteria")


def _scored(sheet: Sheet, line: Line, reference: str, criteria: Sequence[Criterion]) -> Scored:
    stake = _cell(line, layout.CONFLICT)
    conflict = bool(stake)
    if conflict and stake != layout.YES:
        # Whoever wrote it may have meant that there is none: nothing counts until he has said so.
        sheet.troubles.append(Trouble(sheet.judge, reference, UNCLEAR.format(stake=stake)))
    scores = []
    for column, criterion in enumerate(criteria, start=layout.FIRST_SCORE):
        score, wrong = _score(_cell(line, column), criterion)
        scores.append(score)
        if wrong and not conflict:
            sheet.troubles.append(Trouble(sheet.judge, reference, f"{criterion.label}: {wrong}"))
    given = sum(each is not None for each in scores)
    if conflict and given:
        sheet.troubles.append(Trouble(sheet.judge, reference, STAKE))
    elif not conflict and 0 < given < len(criteria):
        sheet.troubles.append(Trouble(sheet.judge, reference, PARTLY))
    elif not conflict and not given:
        sheet.troubles.append(Trouble(sheet.judge, reference, NOT_YET))
    told = (_cell(line, column) for column in (layout.TITLE, layout.AGENCY, layout.PROVINCE))
    title, agency, province = told
    remark = _cell(line, layout.total_column(criteria) + 1)
    return Scored(sheet.judge, reference, title, agency, province, conflict, tuple(scores), remark)


def _score(text: str, criterion: Criterion) -> tuple[float | None, str]:
    """The score, and what is wrong with what stands there instead."""
    typed = text.translate(_THAI_DIGITS).replace(",", ".").strip()
    if not typed:
        return None, ""
    try:
        score = float(typed)
    except ValueError:
        return None, f"“{text}” ไม่ใช่คะแนน · is no score"
    if not 0 <= score <= criterion.most:  # not a number is neither
        return None, f"{text} ไม่อยู่ใน 0–{criterion.most} · is not within 0–{criterion.most}"
    return score, ""


def _cell(line: Line, column: int) -> str:
    return line.cells[column].strip() if column < len(line.cells) else ""
