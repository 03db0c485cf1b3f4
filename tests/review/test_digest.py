"""When staff are told by mail what waits, and that no name is among the words."""

import email
from collections.abc import Iterator
from datetime import timedelta
from email.policy import default
from pathlib import Path

import pytest
from acting import Staff, staff
from builders import file
from servers.smtp_sink import SmtpSink

from intake.digest import Digest
from screening.model.act import ActKind
from storage.engine import reading
from storage.switches import switches_of

TO = "somsri@office.example"
SENDER = "wichai@private.example"
UNKNOWN = "เทศบาลตำบลไม่มีในทะเบียน_form1.pdf"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Staff]:
    with SmtpSink() as sink, staff(tmp_path, sink) as made:
        settings = made.office.parts.settings
        review = settings.review.model_copy(update={"digest_to": (TO,)})
        made.office.parts.settings = settings.model_copy(update={"review": review})
        yield made


def tell(office: Staff) -> list[str]:
    """What one round sends to staff, decoded."""
    sink = office.office.sink
    before = len(sink.mails)
    Digest(office.office.parts, None).tell_if_due()
    return [mail.data.decode() for mail in sink.mails[before:] if TO in mail.recipients]


def wait_until(office: Staff, hour: int, minute: int, days: int = 0) -> None:
    """The office's clock, on a later day or this one."""
    clock, zone = office.office.clock, office.office.parts.desk.zone
    local = clock.now.astimezone(zone) + timedelta(days=days)
    clock.now = local.replace(hour=hour, minute=minute, second=0, microsecond=0).astimezone(clock.now.tzinfo)


def question(office: Staff) -> None:
    office.mail(
        file(UNKNOWN), sender=SENDER, subject="ความลับของนายวิชัย", links=("https://drive.google.com/file/d/1",)
    )


def test_each_morning_once_and_not_where_nothing_waits(office: Staff) -> None:
    wait_until(office, 9, 0)
    assert tell(office) == []
    question(office)
    (mail,) = tell(office)
    assert tell(office) == []
    wait_until(office, 8, 29, days=1)
    assert tell(office) == []
    wait_until(office, 8, 31)
    assert len(tell(office)) == 1
    assert "Auto-Submitted: auto-generated" in mail


def test_on_the_last_day_at_once_and_then_no_oftener_than_every_ten_minutes(office: Staff) -> None:
    clock, closes = office.office.clock, office.office.parts.desk.closes
    clock.now = closes - timedelta(hours=6)
    question(office)
    assert len(tell(office)) == 1
    clock.step(minutes=5)
    question(office)
    clock.step(minutes=-6)  # `receive` steps ten
    assert tell(office) == []
    clock.step(minutes=6)
    assert len(tell(office)) == 1
    clock.step(minutes=11)
    assert tell(office) == []  # nothing new
    clock.now = closes + timedelta(minutes=1)
    assert tell(office) == []  # told today


def test_it_says_numbers_and_codes_and_no_name(office: Staff) -> None:
    wait_until(office, 9, 0)
    question(office)
    (raw,) = tell(office)
    mail = email.message_from_string(raw, policy=default)
    text = str(mail["Subject"]) + mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "รอตัดสิน 1" in text
    assert "deck-by-link" in text
    for private in (SENDER, "วิชัย", "ไม่มีในทะเบียน", "DGTI"):
        assert private not in text


def test_what_rests_is_not_told(office: Staff) -> None:
    wait_until(office, 9, 0)
    question(office)
    office.do("DGTI-2566-0001", ActKind.LATER, at=office.office.clock.now + timedelta(days=3))
    assert tell(office) == []


def test_a_server_that_is_down_costs_a_mail_and_no_second_one(office: Staff) -> None:
    wait_until(office, 9, 0)
    question(office)
    office.office.sink.stop()
    Digest(office.office.parts, None).tell_if_due()
    with reading(office.office.parts.engine) as session:
        assert switches_of(session, office.office.parts.contest).digest_at is not None
    office.office.sink.start()
    assert tell(office) == []
