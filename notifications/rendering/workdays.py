"""Days on which the office is open. Saturdays and Sundays are off, and so are the configured holidays."""

from collections.abc import Set
from datetime import date, timedelta

_ONE = timedelta(days=1)
NOTICE_DAYS = 3
"""A run of holidays is announced this many days ahead: letters are read later than they are sent."""


def is_off(day: date, holidays: Set[date]) -> bool:
    """Whether nobody is in the office on `day`."""
    return day.weekday() >= 5 or day in holidays


def after_working_days(start: date, count: int, holidays: Set[date]) -> date:
    """The `count`-th working day after `start`; `start` itself is not counted."""
    day = start
    while count > 0:
        day += _ONE
        count -= not is_off(day, holidays)
    return day


def last_working_day(day: date, holidays: Set[date]) -> date:
    """`day` itself, or the last one before it on which the office is open."""
    while is_off(day, holidays):
        day -= _ONE
    return day


def next_working_day(day: date, holidays: Set[date]) -> date:
    """`day` itself, or the first one after it on which the office is open."""
    while is_off(day, holidays):
        day += _ONE
    return day


def days_off(day: date, holidays: Set[date]) -> tuple[date, date] | None:
    """The run of days off around `day`, its first and last; None unless it holds a configured holiday."""
    if not is_off(day, holidays):
        return None
    first = last = day
    while is_off(first - _ONE, holidays):
        first -= _ONE
    while is_off(last + _ONE, holidays):
        last += _ONE
    return (first, last) if any(first <= holiday <= last for holiday in holidays) else None


def coming_days_off(day: date, holidays: Set[date]) -> tuple[date, date] | None:
    """The run of days off that `day` lies in, or that begins within `NOTICE_DAYS`."""
    near = (days_off(day + ahead * _ONE, holidays) for ahead in range(NOTICE_DAYS + 1))
    return next((run for run in near if run), None)
