"""When a work was first used, as deck and form say: shown to staff, never judged.

The announcement asks for works in use before 1 April 2566. People write dates in every way there is, so the
sentence itself is what staff read; the date beside it is only how it was understood.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import zip_longest

from screening.case import Case
from screening.codes import reason
from screening.decision import Reason
from screening.said_dates import mentions_date, said_date
from screening.works import files_of, keyed_lines

_MOST_REASONS = 5
_BEFORE, _AFTER = 30, 110  # characters of a sentence around the words

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
    found = []
    for file in files_of(case):
        pages = [(str(number), text) for number, text in enumerate(file.content.slides or (), start=1)]
        for slide, text in [*pages, ("", file.content.words)]:
            found += [
                reason("first-use", received=file.name, slide=slide, sentence=said.sentence, date=said.date)
                for said in said_in(text)
            ]
    yield from sorted(found, key=lambda each: not each.params["date"])[:_MOST_REASONS]


def said_in(text: str) -> Iterator[Said]:
    """What a text says of first use. A heading counts with the line behind it, as in a table."""
    lines = keyed_lines(text)
    for line, following in zip_longest(lines, lines[1:], fillvalue=""):
        for words in _SPEAKS.finditer(line):
            said = _sentence(line, words, following)
            if said:
                yield said
                break


def _sentence(line: str, words: re.Match[str], following: str) -> Said | None:
    start = line.find(" ", words.start() - _BEFORE, words.start()) + 1 if words.start() > _BEFORE else 0
    behind = line[words.end() : words.end() + _AFTER]
    for around, shown in (
        (behind, line[start : words.end() + _AFTER]),
        (line[start : words.start()], line[start : words.end() + _AFTER]),
        (following[:_AFTER], f"{line[start:]} {following[:_AFTER]}"),
    ):
        date = said_date(around)
        if date or (around is behind and (_DURATION.search(around) or mentions_date(around))):
            return Said(shown.strip(), date)
    return None
