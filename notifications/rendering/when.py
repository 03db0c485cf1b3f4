"""The dates of one letter, in one language: the contest's own, and when the office is there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from notifications.rendering import dates
from notifications.rendering.dates import Language
from notifications.rendering.desk import Desk
from notifications.rendering.workdays import (
    after_working_days,
    coming_days_off,
    days_off,
    last_working_day,
    next_working_day,
)

_NEAR = timedelta(days=3)

OBJECTION_DAYS = 15
"""Within so many days of being told may one object to a decision.

In the style of the Administrative Procedure Act B.E. 2539: the term and the words of its section 44, counted
as in its section 64. The day itself does not count, and a last day on which the office is closed gives way to
the next working day.
"""
_OBJECTION_TERM: Mapping[Language, str] = {
    "th": "สิบห้าวันนับแต่วันที่ได้รับแจ้ง",
    "en": "fifteen days of the day on which you were told",
}
"""`OBJECTION_DAYS` in words."""


@dataclass(frozen=True, slots=True)
class When:
    """Slots of time. `opened` and `closed` are as of the writing; an empty string drops its sentence.

    `time_left` is told in the last days alone. `last_workday` is the last day before the close on which
    somebody answers the telephone, empty once it is past. `phone` is empty on holidays; `holiday` then, and
    some days before, names the run of days off, and `back` the first working day after it. `object_within` is
    the term for an objection, `object_by` its last day for who reads the letter on the day of its writing.
    """

    opens: str
    deadline: str
    deadline_exact: str
    deadline_short: str
    opened: bool
    closed: bool
    time_left: str
    last_workday: str
    answer_by: str
    phone: str
    holiday: str
    back: str
    object_within: str
    object_by: str


def when(now: datetime, desk: Desk, language: Language) -> When:
    """The dates of a letter written `now` (an aware time)."""
    today = now.astimezone(desk.zone).date()
    off = coming_days_off(today, desk.holidays)
    last = last_working_day(desk.closes.astimezone(desk.zone).date(), desk.holidays)
    is_near = desk.closes - now <= _NEAR
    return When(
        opens=dates.moment(desk.opens, desk.zone, language),
        deadline=dates.moment(desk.closes, desk.zone, language),
        deadline_exact=dates.moment(desk.closes, desk.zone, language, exact=True),
        deadline_short=dates.short(desk.closes, desk.zone),
        opened=now >= desk.opens,
        closed=now > desk.closes,
        time_left=dates.time_left(now, desk.closes, language) if is_near else "",
        last_workday=dates.day(last, language) if today <= last and now <= desk.closes else "",
        answer_by=dates.day(after_working_days(today, desk.working_days, desk.holidays), language),
        phone="" if days_off(today, desk.holidays) else desk.phone,
        holiday=dates.span(*off, language) if off else "",
        back=dates.day(off[1] + timedelta(days=1), language) if off else "",
        object_within=_OBJECTION_TERM[language],
        object_by=dates.day(
            next_working_day(today + timedelta(days=OBJECTION_DAYS), desk.holidays), language
        ),
    )
