"""What a start and `doctor` say of the deadline, so that a wrong one is seen on the first day."""

from datetime import date, timedelta

from builders import BANGKOK
from servers.installation import Installation
from servers.mails import CLOSES, CONTEST, OPENS

from intake import deadline
from settings.contest import Contest

CONTEST_ = Contest.model_validate(CONTEST)


def test_the_deadline_is_told_in_both_calendars_with_the_days_left() -> None:
    assert deadline.told(CONTEST_, CLOSES - timedelta(days=10, hours=1)) == (
        "open until Monday 31 July 2023, 16:30:59"
        " (วันจันทร์ที่ 31 กรกฎาคม พ.ศ. 2566 เวลา 16.30 น. (16:30:59)), 10 days left"
    )
    assert "1 day left" in deadline.told(CONTEST_, CLOSES - timedelta(days=1))
    assert "0 days left" in deadline.told(CONTEST_, CLOSES)
    assert deadline.told(CONTEST_, OPENS - timedelta(days=1)).startswith("opens on Thursday 8 June 2023")
    assert deadline.told(CONTEST_, CLOSES + timedelta(days=1)).startswith("closed since Monday 31 July 2023")


def test_what_may_be_a_mistake_is_one_line_each() -> None:
    after = CLOSES + timedelta(days=1)
    assert list(deadline.doubts(CONTEST_, after, first_start=False)) == []
    (closed,) = deadline.doubts(CONTEST_, after, first_start=True)
    assert "closed already" in closed
    own = CONTEST_.model_copy(update={"holidays": (date(2023, 7, 28), date(2023, 8, 1))})
    assert list(deadline.doubts(own, OPENS, first_start=True)) == []
    old = CONTEST_.model_copy(update={"holidays": (date(2022, 7, 28), date(2023, 8, 1))})
    (strange,) = deadline.doubts(old, OPENS, first_start=False)
    assert "2022" in strange
    assert CLOSES.astimezone(BANGKOK).year == 2023


def test_doctor_and_run_say_it(installation: Installation) -> None:
    examined = installation.intake("doctor").stdout
    assert "contest\tok\tclosed since Monday 31 July 2023" in examined
    assert "closed already, at its first start" in examined
    first = installation.intake("run", "--once")
    assert "contest: closed since Monday 31 July 2023" in first.stderr
    assert first.stderr.count("closed already, at its first start") == 1
    assert "contest:" not in installation.intake("run", "--once").stderr
