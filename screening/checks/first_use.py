"""When a work was first used, as deck and form say: shown to staff, never judged.

The announcement asks for works in use before 1 April 2566. People write dates in every way there is, so the
sentence itself is what staff read; the date beside it is only how it was understood.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import zip_longest

from screening.case import Case
from screening.entry.works import files_of, keyed_lines
from screening.model.codes import reason
from screening.model.decision import Reason
from screening.words.said_dates import mentions_date, said_date

_MOST_REASONS = 5
_BEFORE, _AFTER = 30, 110  # characters of a sentence around the words
_LONGEST_BEFORE = 200  # where no space stands before the words: Thai lines without any are rarely longer
_MOST_IN_A_LINE = 5  # wordings of first use of one line that are looked at: a sentence has one or two
_MOST_LOOKS = 300  # and of one message: each reads some 700 characters for a date

_SPEAKS = re.compile(
    r"(?:วันที่|วัน|เวลาที่)?\s?(?:เริ่ม|เปิด)(?:ต้น)?\s?(?:การ)?(?:ทดลอง|นำ)?(?:ใช้|ให้\s?บริการ|บริการ|ดำเนินการ|ดำเนินงาน)"
    r"|(?:นำ(?:มา|ไป|ระบบมา)?\s?ใช้|ใช้)\s?(?:งาน|ประโยชน์)?\s?(?:จริง)?\s?(?:มา)?\s?(?:ตั้งแต่|เมื่อ|มาแล้ว|มาเป็นเวลา)"
    r"|(?<!ผู้)ใช้งานจริง|ทดลองใช้|go[- ]?live|launch(?:ed)?\b|in use since|first used|(?:used|operat\w+) since"
)
_DURATION = re.compile(r"[0-9]+\s?(?:ปี|เดือน)(?!\s?(?:25|20)[0-9]{2})|[0-9]+ (?:years?|months?)\b")


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence of first use, as a key; `date` is ISO, to the day, month or year, empty where unread."""

    sentence: str
    date: str


def first_use(case: Case) -> Iterable[Reason]:
    """Each sentence of deck and form that tells since when the work is in use, with its slide."""
    looks = Looks(_MOST_LOOKS)
    found = list(_said(case, looks))
    yield from sorted(found, key=lambda each: not each.params["date"])[:_MOST_REASONS]
    if looks.cut is not None:
        yield reason("not-looked-further", detail="first-use", received=looks.cut)


@dataclass(slots=True)
class Looks:
    """How often a message may still be looked at for a date; `cut` is the file in which there was more."""

    left: int
    file: str = ""
    cut: str | None = None

    def take(self, in_line: int) -> bool:
        """One look, if any is left; `in_line` are those that the line had already."""
        if not self.left or in_line >= _MOST_IN_A_LINE:
            self.cut = self.file if self.cut is None else self.cut
            return False
        self.left -= 1
        return True


def _said(case: Case, looks: Looks) -> Iterator[Reason]:
    """Each sentence, until there are as many dated ones as are shown: a later one would come behind them."""
    dated = 0
    for file in files_of(case):
        looks.file = file.name
        pages = [(str(number), text) for number, text in enumerate(file.content.slides or (), start=1)]
        for slide, text in [*pages, ("", file.content.words)]:
            for said in said_in(text, looks):
                yield reason(
                    "first-use", received=file.name, slide=slide, sentence=said.sentence, date=said.date
                )
                dated += bool(said.date)
            if dated >= _MOST_REASONS or not looks.left:
                return


def said_in(text: str, looks: Looks | None = None) -> Iterator[Said]:
    """What a text says of first use. A heading counts with the line behind it, as in a table."""
    looks = looks or Looks(_MOST_LOOKS)
    lines = keyed_lines(text)
    for line, following in zip_longest(lines, lines[1:], fillvalue=""):
        for at, words in enumerate(_SPEAKS.finditer(line)):
            if not looks.take(at):
                break
            said = _sentence(line, words, following)
            if said:
                yield said
                break


def _sentence(line: str, words: re.Match[str], following: str) -> Said | None:
    start = line.find(" ", words.start() - _BEFORE, words.start()) + 1 if words.start() > _BEFORE else 0
    start = max(start, words.start() - _LONGEST_BEFORE)
    behind = line[words.end() : words.end() + _AFTER]
    for around, shown in (
        (behind, line[start : words.end() + _AFTER]),
        (line[start : words.start()], line[start : words.end() + _AFTER]),
        (following[:_AFTER], f"{line[start : words.end() + _LONGEST_BEFORE]} {following[:_AFTER]}"),
    ):
        date = said_date(around)
        if date or (around is behind and (_DURATION.search(around) or mentions_date(around))):
            return Said(shown.strip(), date)
    return None
