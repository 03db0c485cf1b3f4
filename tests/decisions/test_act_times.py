"""Times of acts that make no sense: refused with what was understood, and nothing is done."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from acting import Staff, staff
from servers.smtp_sink import SmtpSink

from decisions.acts.errors import ActRefusedError
from review.refused import refused
from screening.model.act import Act, ActKind

FIRST = "DGTI-2566-0001"
WRONG_ERA = datetime(2566, 7, 24, 2, tzinfo=UTC)
END_OF_TIME = datetime(9999, 12, 31, 23, 59, tzinfo=UTC)
WORDS = {ActKind.EXTEND: "ขยายเวลาให้"}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Staff]:
    with SmtpSink() as sink, staff(tmp_path, sink) as made:
        made.entry("เทศบาลตำบลแม่ไทรงาม")
        yield made


def refusal(desk: Staff, kind: ActKind, at: datetime) -> ActRefusedError:
    with pytest.raises(ActRefusedError) as error:
        desk.do(FIRST, kind, at=at, words=WORDS.get(kind, ""))
    assert desk.card(FIRST).acts == ()
    return error.value


@pytest.mark.parametrize("kind", [ActKind.LATER, ActKind.EXTEND, ActKind.APPEAL])
@pytest.mark.parametrize(("days", "says"), [(-2, "is past"), (420, "too far ahead")])
def test_what_is_to_come_lies_ahead_and_not_too_far(desk: Staff, kind: ActKind, days: int, says: str) -> None:
    error = refusal(desk, kind, desk.office.clock.now + timedelta(days=days))
    assert says in str(error)
    assert "--at 2023-0" in str(error)


@pytest.mark.parametrize("kind", [ActKind.LATER, ActKind.EXTEND, ActKind.APPEAL])
def test_a_year_of_the_wrong_era_shows_in_what_was_understood(desk: Staff, kind: ActKind) -> None:
    error = refusal(desk, kind, WRONG_ERA)
    thai, english = refused(error)
    assert "24 กรกฎาคม พ.ศ. 3109 เวลา 09.00 น." in thai and "--at" not in thai
    assert "24 July 2566, 09:00" in english
    assert "พ.ศ. 3109" in str(error)
    assert "9999" in str(refusal(desk, kind, END_OF_TIME))


def test_more_time_is_time_after_the_close(desk: Staff) -> None:
    closes = desk.office.parts.judge.rules.closes
    error = refusal(desk, ActKind.EXTEND, closes)
    assert "พ.ศ. 2566 เวลา 16.30 น." in refused(error)[0]
    desk.do(FIRST, ActKind.EXTEND, at=closes + timedelta(seconds=1), words="ขยาย")


def test_an_appeal_may_be_due_today(desk: Staff) -> None:
    zone = desk.office.parts.desk.zone
    today = desk.office.clock.now.astimezone(zone).replace(hour=0, minute=0)
    desk.do(FIRST, ActKind.APPEAL, at=today)
    assert desk.codes(FIRST) == ["appeal"]


@pytest.mark.parametrize(("days", "says"), [(1, "still to come"), (-500, "long before the contest")])
def test_nothing_has_come_tomorrow_nor_before_there_was_a_contest(desk: Staff, days: int, says: str) -> None:
    desk.office.clock.now = desk.office.parts.judge.rules.closes + timedelta(hours=1)
    desk.entry("เทศบาลตำบลอื่น", sender="b@two.example")
    with pytest.raises(ActRefusedError, match=says):
        desk.do("DGTI-2566-0002", ActKind.TIME, at=desk.office.clock.now + timedelta(days=days))
    with pytest.raises(ActRefusedError, match=says):
        desk.enter(sender="c@three.example", at=desk.office.clock.now + timedelta(days=days))


def test_what_was_proposed_is_refused_once_its_time_is_past(desk: Staff) -> None:
    day = desk.office.parts.judge.rules.closes + timedelta(days=1)
    later = Act(ActKind.EXTEND, at=day, words="ขยาย")
    proposal = desk.do(FIRST, ActKind.PROPOSE, proposed=later)
    desk.office.clock.now = day + timedelta(minutes=1)
    with pytest.raises(ActRefusedError, match="is past"):
        desk.do(FIRST, ActKind.CONFIRM, act=proposal.act.id, who="anan")
