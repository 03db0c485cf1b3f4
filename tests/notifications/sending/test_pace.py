"""A provider that takes so many letters a minute gets no more, and those who are accepted hear first."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from builders import form, mail
from servers.office import Office, office, whose
from servers.smtp_sink import SmtpSink

from notifications.sending.pace import DAY, LIMITS, MINUTE, Pace
from notifications.sending.sender import Sent, send_due
from screening.model.decision import Template


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Office]:
    with SmtpSink() as sink, office(tmp_path, sink) as made:
        yield made


def test_no_more_go_than_the_provider_takes_and_acceptances_go_first(desk: Office) -> None:
    for number in range(3):
        desk.receive(mail(form(f"เทศบาลตำบลบ้าน{number}"), **whose(f"half{number}@one.example")))
        desk.entry(f"whole{number}@one.example", f"เทศบาลตำบลเมือง{number}")
    pace = Pace([(MINUTE, 2)])

    def round_() -> Sent:
        return send_due(desk.parts.outgoing, desk.smtp, lambda: False, pace=pace)

    assert (round_().sent, round_().sent) == (2, 0)
    assert round_().paced
    desk.clock.step(seconds=59)
    assert round_().sent == 0
    desk.clock.step(seconds=1)
    assert round_().sent == 2
    desk.clock.step(minutes=5)
    assert round_().sent == 2
    assert not round_().paced
    letters = [
        row.template for row in sorted(desk.replies(), key=lambda row: (row.sent_at is None, row.sent_at))
    ]
    assert letters == [Template.ACKNOWLEDGEMENT] * 3 + [Template.CORRECTION] * 3


def test_what_went_before_a_restart_counts_and_goes_on_counting_for_a_day(desk: Office) -> None:
    for number in range(5):
        desk.entry(f"a{number}@one.example", f"เทศบาลตำบลเมือง{number}")

    def started() -> Sent:
        pace = Pace([(MINUTE, 2), (DAY, 3)])
        return send_due(desk.parts.outgoing, desk.smtp, lambda: False, pace=pace)

    assert started().sent == 2
    assert started().sent == 0
    desk.clock.step(minutes=1)
    assert started().sent == 1
    desk.clock.step(hours=23)
    assert (started().sent, started().paced) == (0, True)
    desk.clock.step(hours=1)
    assert started().sent == 2


def test_both_providers_that_count_are_known() -> None:
    now = datetime(2023, 7, 31, 9, tzinfo=UTC)
    exchange, google = Pace(LIMITS["microsoft365"]), Pace(LIMITS["google"])
    exchange.recall([now] * 30)
    google.recall([now] * 1_999)
    assert (exchange.has_room(now), exchange.has_room(now + MINUTE), google.has_room(now)) == (
        False,
        True,
        True,
    )
    google.sent(now)
    assert (google.has_room(now + MINUTE), google.has_room(now + DAY)) == (False, True)


def test_where_nobody_counts_all_go_at_once(desk: Office) -> None:
    for number in range(40):
        desk.entry(f"a{number}@one.example", f"เทศบาลตำบลเมือง{number}")
    round_ = send_due(desk.parts.outgoing, desk.smtp, lambda: False)
    assert (round_.sent, round_.paced) == (40, False)
