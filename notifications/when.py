"""The dates of one letter, in one language: the contest's own, and when the office is there."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from notifications import dates
from notifications.dates import Language
from notifications.desk import Desk
from notifications.workdays import after_working_days, coming_days_off, days_off


@dataclass(frozen=True, slots=True)
class When:
    """Slots of time. `opened` and `closed` are as of the writing; an empty string drops its sentence.

    `phone` is empty on holidays; `holiday` then, and some days before, names the run of days off, and
    `back` the first working day after it.
    """

    opens: str
    deadline: str
    deadline_exact: str
    deadline_short: str
    opened: bool
    closed: bool
    time_left: str
    answer_by: str
    phone: str
    holiday: str
    back: str


def when(now: datetime, desk: Desk, language: Language) -> When:
    """The dates of a letter written `now` (an aware time)."""
    today = now.astimezone(desk.zone).date()
    off = coming_days_off(today, desk.holidays)
    return When(
        opens=dates.moment(desk.opens, desk.zone, language),
        deadline=dates.moment(desk.closes, desk.zone, language),
        deadline_exact=dates.moment(desk.closes, desk.zone, language, exact=True),
        deadline_short=dates.short(desk.closes, desk.zone),
        opened=now >= desk.opens,
        closed=now > desk.closes,
        time_left=dates.time_left(now, desk.closes, language),
        answer_by=dates.day(after_working_days(today, desk.working_days, desk.holidays), language),
        phone="" if days_off(today, desk.holidays) else desk.phone,
        holiday=dates.span(*off, language) if off else "",
        back=dates.day(off[1] + timedelta(days=1), language) if off else "",
    )
