"""Replies that are overtaken: by a later message while they are being sent, by a person, by the clock."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from builders import deck, form, mail
from servers.office import Office, office, whose
from servers.smtp_script import Step
from servers.smtp_sink import SmtpSink

from notifications.sending.sender import Sent, send_due
from notifications.sending.unrecorded import Outcomes
from storage.engine import writing
from storage.outbox import replies

APPLICANT = "clerk@one.example"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Office]:
    with SmtpSink() as sink, office(tmp_path, sink) as made:
        yield made


def send_half(office: Office) -> None:
    """A form alone: a correction is due."""
    office.receive(mail(form(), **whose(APPLICANT), message_id="<half@one.example>"))


def send_the_rest(office: Office) -> None:
    """The deck that was asked for: the entry is accepted."""
    office.receive(mail(deck(), **whose(APPLICANT), in_reply_to=("<half@one.example>",)))


def while_it_is_sent(office: Office, verb: str, happens: Callable[[], None]) -> None:
    """Once, when the sink hears `verb` for the first time."""
    hear, waiting = office.sink.hear, [happens]

    def heard(command: str) -> None:
        if command.startswith(verb) and waiting:
            waiting.pop()()
        hear(command)

    office.sink.hear = heard  # type: ignore[method-assign]  # the moment is the server's alone


def told(office: Office) -> list[str]:
    """What the applicant has heard, in order."""
    templates = {row.data: row.template.value for row in office.replies()}
    return [templates[each.data] for each in office.sink.mails]


def later_round(office: Office, outcomes: Outcomes) -> Sent:
    office.clock.step(minutes=2)
    return send_due(office.parts.outgoing, office.smtp, lambda: False, outcomes=outcomes)


@pytest.mark.parametrize(
    ("at", "answer"),
    [("mail", "421 4.3.2 busy"), ("rcpt", "450 4.7.1 greylisted"), ("rcpt", "550 5.1.1 no"), ("rcpt", "")],
)
def test_a_correction_made_pointless_while_it_is_sent_stops_no_other_reply(
    desk: Office, at: Step, answer: str
) -> None:
    send_half(desk)
    while_it_is_sent(desk, at.upper(), lambda: send_the_rest(desk))
    if answer:
        desk.sink.fail(at, answer)
    outcomes = Outcomes(desk.parts.outgoing)
    for _ in range(3):
        later_round(desk, outcomes)
    assert desk.states() == ["suppressed", "sent"]
    assert told(desk) == ["acknowledgement"]


def test_a_correction_refused_for_now_is_not_tried_again_once_the_entry_is_accepted(desk: Office) -> None:
    send_half(desk)
    while_it_is_sent(desk, "DATA", lambda: send_the_rest(desk))
    desk.sink.fail("final", "451 4.3.0 later")
    for _ in range(3):
        later_round(desk, Outcomes(desk.parts.outgoing))
    assert told(desk) == ["acknowledgement"]
    assert [(row.state.value, row.why) for row in desk.replies()] == [
        ("suppressed", "superseded"),
        ("sent", ""),
    ]


def test_a_correction_that_may_have_arrived_is_not_sent_after_the_acknowledgement(desk: Office) -> None:
    send_half(desk)
    while_it_is_sent(desk, "DATA", lambda: send_the_rest(desk))
    desk.sink.drop("after_final")
    for _ in range(3):
        later_round(desk, Outcomes(desk.parts.outgoing))
    assert told(desk) == ["correction", "acknowledgement"]


def test_a_crash_while_a_correction_was_sent_does_not_bring_it_after_the_acknowledgement(
    desk: Office,
) -> None:
    send_half(desk)
    with writing(desk.parts.engine) as session:
        replies.attempt(session, desk.parts.contest, desk.reply().id, desk.clock())
    send_the_rest(desk)
    with writing(desk.parts.engine) as session:
        assert replies.recover(session, desk.parts.contest, desk.clock()) == 1
    desk.send()
    assert told(desk) == ["acknowledgement"]


def test_an_attempt_that_stands_though_its_commit_failed_is_made_again(desk: Office) -> None:
    send_half(desk)
    with writing(desk.parts.engine) as session:
        replies.attempt(session, desk.parts.contest, desk.reply().id, desk.clock())
    for _ in range(2):
        later_round(desk, Outcomes(desk.parts.outgoing))
    assert told(desk) == ["correction"]
    assert desk.states() == ["sent"]


def test_a_failed_correction_that_a_person_has_sent_again_is_not_sent_to_who_was_accepted(
    desk: Office,
) -> None:
    send_half(desk)
    desk.sink.fail("rcpt", "550 5.1.1 no such user")
    desk.send()
    send_the_rest(desk)
    desk.send()
    with writing(desk.parts.engine) as session:
        retried = replies.retry(session, desk.parts.contest, desk.replies()[0].id, "operator", desk.clock())
    assert retried.why == "superseded"
    desk.send()
    assert told(desk) == ["acknowledgement"]


def test_a_failed_correction_of_an_entry_that_is_still_open_is_sent_again(desk: Office) -> None:
    send_half(desk)
    desk.sink.fail("rcpt", "550 5.1.1 no such user")
    desk.send()
    with writing(desk.parts.engine) as session:
        replies.retry(session, desk.parts.contest, desk.reply().id, "operator", desk.clock())
    desk.send()
    assert told(desk) == ["correction"]


def test_a_correction_of_what_came_after_the_acceptance_is_sent_again(desk: Office) -> None:
    send_half(desk)
    send_the_rest(desk)
    desk.send()
    desk.receive(mail(**whose(APPLICANT), subject="ส่งผลงาน", text="ขอส่งผลงานอีกหนึ่งผลงานตามแนบ"))
    desk.sink.fail("rcpt", "450 4.7.1 greylisted")
    before = len(told(desk))
    desk.send()
    later_round(desk, Outcomes(desk.parts.outgoing))
    assert len(told(desk)) == before + 1


def test_a_reply_queued_while_the_clock_was_hours_ahead_goes_out_when_it_is_set(desk: Office) -> None:
    desk.clock.step(hours=7)
    desk.entry()
    desk.clock.step(hours=-7)
    desk.send()
    assert desk.states() == ["sent"]
