"""A loop is stopped, and a crowd is not taken for one."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from builders import deck, form, mail
from servers.installation import Installation
from servers.mails import mail as raw_mail
from servers.office import Office, office, whose
from servers.smtp_sink import SmtpSink

from screening.model.submission import Address
from storage.engine import writing
from storage.outbox import replies
from storage.states import OutboxState

DAILY = 10
ABSENT = "เรื่องนี้จะแจ้งอีกครั้งภายหลังค่ะ"
"""What a machine may write as well as a person, and is no mere thanks, which get no answer in a thread."""


@dataclass(frozen=True)
class Scale:
    """How large the day is; `slow` takes deadline day itself, with the number an hour that comes along."""

    hourly: int
    loop: int
    entrants: int
    twice: int


SMALL, WHOLE = Scale(hourly=6, loop=20, entrants=40, twice=12), Scale(300, 1000, 3000, 400)
SCALES = [pytest.param(SMALL, id="small"), pytest.param(WHOLE, id="whole", marks=pytest.mark.slow)]


@pytest.fixture
def sink() -> Iterator[SmtpSink]:
    with SmtpSink() as running:
        yield running


def agency(number: int) -> str:
    """An agency of its own for each number."""
    letters = "กขคงจชซดตถ"
    return "เทศบาลตำบลบ้าน" + "".join(letters[int(digit)] for digit in f"{number:04}")


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("in_thread", [False, True], ids=["new mail", "in our thread"])
def test_a_thousand_absent_people_without_a_sign_of_a_machine_are_answered_no_further_than_the_breaker(
    tmp_path: Path, sink: SmtpSink, scale: Scale, in_thread: bool
) -> None:
    limit, loop = scale.hourly, scale.loop
    with office(tmp_path, sink, replies={"per_hour": limit}) as desk:
        threads: list[tuple[str, ...]] = [()] * loop
        if in_thread:
            for number in range(loop):
                desk.entry(f"clerk@o{number}.example", agency(number))
            threads = [(row.rfc_message_id,) for row in desk.replies()]
            desk.send()
        ours = len(sink.mails)
        for number in range(loop):
            desk.words(f"someone@new{number}.example", ABSENT, in_reply_to=threads[number])
            desk.clock.step(seconds=1)
            if number % 50 == 0:
                desk.send()
        desk.send()
        assert len(sink.mails) - ours == limit
        held = [row.why for row in desk.replies() if row.state is OutboxState.HELD]
        assert held == ["breaker"] * (loop - limit)
        assert desk.alarms() == ["breaker"]

        # Neither the hour nor the day lets it go on; only a person does.
        desk.clock.step(days=2)
        desk.words("one.more@new.example")
        desk.send()
        assert (len(sink.mails) - ours, desk.alarms()) == (limit, ["breaker"])


@pytest.mark.parametrize("scale", SCALES)
def test_everybody_who_enters_in_the_last_hour_hears_also_those_who_send_twice(
    tmp_path: Path, sink: SmtpSink, scale: Scale
) -> None:
    entrants, twice = scale.entrants, scale.twice
    with office(tmp_path, sink, replies={"per_hour": scale.hourly}) as desk:
        for number in range(entrants):
            sender = f"clerk@o{number}.example"
            first = desk.entry(sender, agency(number)).reply
            if number < twice and first is not None:
                desk.entry(sender, agency(number), in_reply_to=(first.rfc_message_id,))
            desk.clock.step(seconds=3600 / entrants)
        desk.send()
        assert Counter(desk.states()) == {"sent": entrants + twice}
        assert (len(sink.mails), desk.alarms()) == (entrants + twice, [])


def test_the_same_files_sent_twice_trip_nothing_either(tmp_path: Path, sink: SmtpSink) -> None:
    with office(tmp_path, sink, replies={"per_hour": 3}) as desk:
        for number in range(10):
            whole = mail(form(agency(number)), deck(), **whose(f"clerk@o{number}.example"))
            desk.receive(whole)
            desk.receive(whole)
        desk.send()
        assert Counter((row.template.value, row.state.value) for row in desk.replies()) == {
            ("acknowledgement", "sent"): 10,
            ("identical", "sent"): 10,
        }


def test_the_first_word_to_everybody_who_sent_half_is_never_stopped_and_the_second_may_be(
    tmp_path: Path, sink: SmtpSink
) -> None:
    with office(tmp_path, sink, replies={"per_hour": 3}) as desk:
        for number in range(10):
            desk.receive(mail(form(agency(number)), **whose(f"clerk@o{number}.example")))
        for number in range(10):
            desk.receive(mail(form(agency(100 + number)), **whose(f"clerk@o{number}.example")))
        desk.send()
        assert desk.states() == ["sent"] * 13 + ["held"] * 7


def test_one_victim_behind_a_thousand_senders_gets_a_days_number(tmp_path: Path, sink: SmtpSink) -> None:
    with office(tmp_path, sink, replies={"per_address_per_day": DAILY}) as desk:
        for number in range(40):
            desk.words(f"attacker{number}@x.example", reply_to=(Address("victim@v.example"),))
        desk.send()
        assert [mail.recipients for mail in sink.mails] == [("victim@v.example",)] * DAILY
        assert Counter(row.why for row in desk.replies() if row.why) == {"capped": 40 - DAILY}
        assert desk.alarms() == []


def test_a_thousand_victims_of_one_sender_are_one_address(tmp_path: Path, sink: SmtpSink) -> None:
    with office(tmp_path, sink, replies={"per_address_per_day": DAILY}) as desk:
        for number in range(40):
            desk.words("attacker@x.example", reply_to=(Address(f"victim{number}@v.example"),))
        desk.send()
        assert len(sink.mails) == DAILY


def test_two_who_answer_each_other_in_one_thread_meet_once_a_day(tmp_path: Path, sink: SmtpSink) -> None:
    with office(tmp_path, sink) as desk:
        first = desk.entry("clerk@o.example").reply
        assert first is not None
        for _ in range(3):
            for _ in range(20):
                desk.words("clerk@o.example", ABSENT, in_reply_to=(first.rfc_message_id,))
            desk.clock.step(days=1)
        desk.send()
        sent = Counter(row.template.value for row in desk.replies() if row.state is OutboxState.SENT)
        assert sent == {"acknowledgement": 1, "held": 3}


def tripped(desk: Office) -> None:
    """Four answers where two an hour are the most."""
    for number in range(4):
        desk.words(f"someone@new{number}.example")
    desk.send()
    assert desk.states() == ["sent", "sent", "held", "held"]


@pytest.mark.parametrize("step", [replies.release, replies.drop])
def test_the_breaker_lets_go_with_the_last_reply_behind_it_and_counts_anew(
    tmp_path: Path, sink: SmtpSink, step: Callable[..., object]
) -> None:
    with office(tmp_path, sink, replies={"per_hour": 2}) as desk:
        tripped(desk)
        for number, alarms in ((3, ["breaker"]), (4, [])):
            with writing(desk.parts.engine) as session:
                step(session, desk.parts.contest, number, "somchai", desk.clock())
            desk.send()
            assert desk.alarms() == alarms
        for number in range(3):
            desk.words(f"someone@later{number}.example")
        desk.send()
        assert desk.states()[4:] == ["sent", "sent", "held"]
        assert desk.alarms() == ["breaker"]


def test_while_it_holds_entries_are_answered_as_ever(tmp_path: Path, sink: SmtpSink) -> None:
    with office(tmp_path, sink, replies={"per_hour": 2}) as desk:
        tripped(desk)
        desk.entry("clerk@o.example")
        desk.send()
        assert desk.states()[4:] == ["sent"]


def test_the_organiser_sees_it_and_lets_it_go(installation: Installation) -> None:
    """End to end: mailbox, daemon, doctor, outbox."""
    installation.configure(replies={"per_hour": 2})
    absent = [raw_mail(number, [], slug="away", subject="แจ้งให้ทราบ", text=ABSENT) for number in range(5)]
    installation.deliver(*absent)
    installation.run_once()
    assert len(installation.sink.mails) == 2
    assert [row["reply"]["suppressed"] for row in installation.log_json()].count("breaker") == 3

    examined = installation.intake("doctor")
    assert examined.returncode == 1
    (line,) = [line for line in examined.stdout.splitlines() if line.startswith("replies\t")]
    assert all(words in line for words in ("FAIL", "3 wait", "--breaker"))

    released = installation.intake("outbox", "release", "--breaker")
    assert (released.returncode, released.stdout.splitlines()) == (
        0,
        ["3: pending", "4: pending", "5: pending", "the breaker is released: later answers go out again"],
    )
    installation.run_once()
    assert len(installation.sink.mails) == 5
    again = installation.intake("outbox", "release", "--breaker")
    assert again.stdout == "there is none that this applies to\n"
    installation.verify()
