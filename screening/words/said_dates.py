"""Dates as people write them in Thai and English, in either era, read as far as they go.

A year from 2400 is B.E.; of two digits, 50 and above are B.E. (65 is 2565) and others are left unread: they
may be either. Nothing here is judged.
"""

import re
from collections.abc import Iterator
from itertools import islice

from screening.words.era import common_year

_NAMES = """
    มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน ตุลาคม พฤศจิกายน ธันวาคม
    ม.ค. ก.พ. มี.ค. เม.ย. พ.ค. มิ.ย. ก.ค. ส.ค. ก.ย. ต.ค. พ.ย. ธ.ค.
    มกรา กุมภา มีนา เมษา พฤษภา มิถุนา กรกฎา สิงหา กันยา ตุลา พฤศจิกา ธันวา
    january february march april may june july august september october november december
    jan feb mar apr may jun jul aug sep oct nov dec
"""
_MONTHS = {word: at % 12 + 1 for at, word in enumerate(_NAMES.split())}
_WITHOUT_DOTS = {word.replace(".", ""): number for word, number in _MONTHS.items()}
_MONTH = "|".join(
    re.escape(word).replace(r"\.", r"\.?\s?") + (r"(?![a-z])" if word.isascii() else "")
    for word in sorted(_MONTHS, key=len, reverse=True)
)
_ERA = r"(?:พ\.?\s?ศ\.?|ค\.?\s?ศ\.?|b\.?e\.?|a\.?d\.?)?\s?"
_YEAR = re.compile(rf"(?:ปี\s?)?{_ERA}'?(?P<year>[0-9]{{4}}|[0-9]{{2}})(?![0-9])")
_RANGE = r"(?:\s?(?:-|–|ถึง|to)\s?[0-9]{1,2})?"
_WRITTEN = re.compile(rf"(?:(?P<day>[0-9]{{1,2}}){_RANGE}\s?(?:เดือน\s?)?)?(?P<month>{_MONTH})\s?")
_IN_ENGLISH = re.compile(
    rf"(?P<month>{_MONTH})\s(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?,?\s(?P<year>[0-9]{{4}})"
)
_FIGURES = re.compile(
    r"(?<![0-9])(?P<day>[0-9]{1,2})(?P<mark>[/.-])(?P<month>[0-9]{1,2})(?P=mark)(?P<year>[0-9]{4}|[0-9]{2})(?![0-9])"
)
_ISO = re.compile(r"(?<![0-9])(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})(?![0-9])")
_YEAR_ALONE = re.compile(
    rf"(?:ปี\s?(?:งบประมาณ|พุทธศักราช)?\s?{_ERA}|พ\.?\s?ศ\.?\s?|since\s|in\s|^\s?)(?P<year>[0-9]{{4}})(?![0-9])"
)
_MENTIONED = re.compile(rf"(?:{_MONTH})\s?'?[0-9]{{2}}")
_LONGEST = 500  # characters of a text that are looked at: one sentence, and the line behind it
_MOST = (
    40  # finds of one pattern: a sentence has one or two dates, and what follows the first is not asked for
)


def said_date(text: str) -> str:
    """The first date in a text (a key), as `2022-01-15`, `2022-01` or `2022`; empty when there is none."""
    found = sorted(_found(text[:_LONGEST]), key=lambda each: (each[0], -len(each[1])))
    return found[0][1] if found else ""


def mentions_date(text: str) -> bool:
    """Whether a text (a key) has a date in it, readable or not: `1 ม.ค. 23` may be of either era."""
    text = text[:_LONGEST]
    return bool(_FIGURES.search(text) or _MENTIONED.search(text))


def _found(text: str) -> Iterator[tuple[int, str]]:
    """Where each date begins, and the date."""
    for pattern in (_IN_ENGLISH, _FIGURES, _ISO):
        for match in islice(pattern.finditer(text), _MOST):
            parts = match.groupdict()
            month = parts["month"]
            yield from _dated(
                match.start(), parts["year"], int(month) if month.isdigit() else _month(month), parts["day"]
            )
    for match in islice(_WRITTEN.finditer(text), _MOST):
        if year := _YEAR.search(text[match.end() : match.end() + _FAR]):
            yield from _dated(match.start(), year["year"], _month(match["month"]), match["day"])
    for match in islice(_YEAR_ALONE.finditer(text), _MOST):
        yield from _dated(match.start(), match["year"], None, None)


_FAR = (
    30  # characters from a month to its year: the first month of a range (ม.ค. - มี.ค. 2565) shares the last's
)


def _month(word: str) -> int:
    spelled = re.sub(r"\s", "", word)
    return _MONTHS.get(spelled) or _WITHOUT_DOTS[spelled.replace(".", "")]


def _dated(at: int, year: str, month: int | None, day: str | None) -> Iterator[tuple[int, str]]:
    number = int(year) + (2500 if len(year) == 2 and int(year) >= 50 else 0)
    common = common_year(number)
    if not 2000 <= common <= 2099 or (month is not None and not 1 <= month <= 12):
        return
    parts = [f"{common}"]
    if month:
        parts.append(f"{month:02}")
        if day and 1 <= int(day) <= 31:
            parts.append(f"{int(day):02}")
    yield at, "-".join(parts)
