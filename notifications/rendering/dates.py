"""Dates as an official letter writes them: aware times of any zone go in, the Buddhist Era comes out.

B.E. = C.E. + 543. A `datetime` of the year 2566 is never built: its leap days would be others'.
"""

from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from screening.words.era import ERA

Language = Literal["th", "en"]

_GLUE = "\u00a0"
"""Stands for a space at which no line may be broken; `loose` makes it a plain one again."""

_WEEKDAYS = {
    "th": ("จันทร์", "อังคาร", "พุธ", "พฤหัสบดี", "ศุกร์", "เสาร์", "อาทิตย์"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_MONTHS = {
    "th": (
        *("มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน"),
        *("กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม"),
    ),
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
}
_MONTHS_SHORT = (
    *("ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย."),
    *("ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค."),
)


def glued(text: str) -> str:
    """`text` as one unit that wrapping does not break."""
    return text.replace(" ", _GLUE)


def loose(text: str) -> str:
    """`text` as it is sent, with plain spaces."""
    return text.replace(_GLUE, " ")


def months(language: Language) -> tuple[str, ...]:
    """Their full names, January first."""
    return _MONTHS[language]


def day(of: date, language: Language) -> str:
    """`วันจันทร์ที่ 31 กรกฎาคม พ.ศ. 2566`, or `Monday 31 July 2023`."""
    weekday, month = _WEEKDAYS[language][of.weekday()], _MONTHS[language][of.month - 1]
    if language == "th":
        return glued(f"วัน{weekday}ที่ {of.day} {month} พ.ศ. {of.year + ERA}")
    return glued(f"{weekday} {of.day} {month} {of.year}")


def moment(at: datetime, zone: ZoneInfo, language: Language, *, exact: bool = False) -> str:
    """`at` in `zone`: the day and `เวลา 16.30 น.`; `exact` adds the seconds, `(16:30:59)`."""
    local = at.astimezone(zone)
    if language == "th":
        clock = f"เวลา {local:%H.%M} น." + (f" ({local:%H:%M:%S})" if exact else "")
        return glued(f"{day(local.date(), 'th')} {clock}")
    return glued(
        f"{day(local.date(), 'en')}, {local:%H:%M:%S}"
        if exact
        else f"{day(local.date(), 'en')}, {local:%H:%M}"
    )


def short(at: datetime, zone: ZoneInfo) -> str:
    """`31 ก.ค. 66 เวลา 16.30 น.`, for subject lines."""
    local = at.astimezone(zone)
    year = (local.year + ERA) % 100
    return f"{local.day} {_MONTHS_SHORT[local.month - 1]} {year:02} เวลา {local:%H.%M} น."


def span(first: date, last: date, language: Language) -> str:
    """The days from `first` to `last`: `วันที่ 28 กรกฎาคม – 2 สิงหาคม พ.ศ. 2566`."""
    if first == last:
        return day(first, language)
    thai = language == "th"
    era, before = (ERA, " พ.ศ.") if thai else (0, "")
    start, end = (f"{each.day} {_MONTHS[language][each.month - 1]}" for each in (first, last))
    if first.year != last.year:
        start += f"{before} {first.year + era}"
    return glued(f"{'วันที่ ' * thai}{start} – {end}{before} {last.year + era}")


def time_left(now: datetime, until: datetime, language: Language) -> str:
    """How long until `until`, rounded down; empty when it is an hour or less, or past."""
    left = until - now
    if left <= timedelta(hours=1):
        return ""
    units = {"th": ("วัน", "ชั่วโมง"), "en": ("day(s)", "hour(s)")}[language]
    counts = zip((left.days, left.seconds // 3600), units, strict=True)
    return glued(" ".join(f"{count} {unit}" for count, unit in counts if count))
