from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from notifications.rendering import dates
from notifications.rendering.workdays import after_working_days, coming_days_off, days_off

ZONE = ZoneInfo("Asia/Bangkok")
HOLIDAYS = frozenset({date(2023, 7, 28), date(2023, 7, 31), date(2023, 8, 1), date(2023, 8, 2)})
CLOSES = datetime(2023, 7, 31, 9, 30, 59, tzinfo=UTC)


def test_a_moment_is_shown_in_the_contest_zone_and_the_buddhist_era() -> None:
    shown = dates.loose(dates.moment(CLOSES, ZONE, "th"))
    assert shown == "วันจันทร์ที่ 31 กรกฎาคม พ.ศ. 2566 เวลา 16.30 น."


def test_an_exact_moment_shows_its_seconds() -> None:
    late = datetime(2023, 7, 31, 9, 31, 0, tzinfo=UTC)
    assert dates.loose(dates.moment(late, ZONE, "th", exact=True)).endswith("เวลา 16.31 น. (16:31:00)")


def test_english_keeps_the_common_era() -> None:
    assert dates.loose(dates.moment(CLOSES, ZONE, "en")) == "Monday 31 July 2023, 16:30"


def test_a_leap_day_has_a_date_in_the_buddhist_era_too() -> None:
    assert dates.loose(dates.day(date(2024, 2, 29), "th")) == "วันพฤหัสบดีที่ 29 กุมภาพันธ์ พ.ศ. 2567"


def test_the_short_form_has_a_two_digit_year() -> None:
    assert dates.short(CLOSES, ZONE) == "31 ก.ค. 66 เวลา 16.30 น."


def test_a_span_over_new_year_names_both_years() -> None:
    shown = dates.loose(dates.span(date(2023, 12, 30), date(2024, 1, 1), "th"))
    assert shown == "วันที่ 30 ธันวาคม พ.ศ. 2566 – 1 มกราคม พ.ศ. 2567"


@pytest.mark.parametrize(
    ("left", "shown"),
    [
        (timedelta(days=2, hours=3, minutes=59), "2 วัน 3 ชั่วโมง"),
        (timedelta(hours=1, minutes=59), "1 ชั่วโมง"),
        (timedelta(days=1), "1 วัน"),
        (timedelta(hours=1), ""),
        (timedelta(minutes=59), ""),
        (timedelta(seconds=-1), ""),
    ],
)
def test_the_time_left_is_rounded_down_and_silent_at_an_hour_or_less(left: timedelta, shown: str) -> None:
    assert dates.loose(dates.time_left(CLOSES - left, CLOSES, "th")) == shown


def test_working_days_leave_out_the_long_weekend_of_2566() -> None:
    thursday = date(2023, 7, 27)
    assert after_working_days(thursday, 1, HOLIDAYS) == date(2023, 8, 3)
    assert after_working_days(thursday, 3, HOLIDAYS) == date(2023, 8, 7)


def test_working_days_from_a_holiday_begin_with_the_first_open_day() -> None:
    assert after_working_days(date(2023, 7, 31), 1, HOLIDAYS) == date(2023, 8, 3)


def test_a_saturday_between_holidays_belongs_to_their_run() -> None:
    assert days_off(date(2023, 7, 29), HOLIDAYS) == (date(2023, 7, 28), date(2023, 8, 2))


def test_an_ordinary_weekend_is_no_holiday() -> None:
    assert days_off(date(2023, 7, 15), HOLIDAYS) is None


def test_holidays_are_announced_three_days_ahead_and_not_four() -> None:
    assert coming_days_off(date(2023, 7, 25), HOLIDAYS) == (date(2023, 7, 28), date(2023, 8, 2))
    assert coming_days_off(date(2023, 7, 24), HOLIDAYS) is None
    assert coming_days_off(date(2023, 8, 3), HOLIDAYS) is None
