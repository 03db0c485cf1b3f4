"""Many letters at once to one address, or for one sender: they wait, a digest goes, one act lets all go."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from builders import deck, form, mail, register
from servers.installation import Installation, parsed, text_of
from servers.mails import entry, sender
from servers.office import Office, office, whose
from servers.smtp_sink import SmtpSink

from notifications.rendering.desk import Desk
from notifications.sending import digests
from runtime.parts import Parts
from screening.model.decision import Template
from screening.model.letter import Digest, Rendered
from screening.model.rules import Rules
from screening.model.submission import Address, Bounce, Failure
from storage.engine import reading, writing
from storage.outbox import queue, replies
from storage.states import OutboxState
from storage.tables import Outbox

VICTIM = "victim@v.example"
PROVINCE = "clerk@province.example"
BODIES = [f"เทศบาลตำบลบ้าน{letters}" for letters in ("กกก", "ขขข", "คคค", "งงง", "จจจ", "ฉฉฉ")]
BODIES = [f"{name}{part}" for part in ("นา", "ดอน", "สวน", "ห้วย", "ท่า") for name in BODIES]
BAIT = "รางวัล-ฟรี-คลิก"
"""What an attacker would like others to read in a mail of ours."""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Office]:
    with SmtpSink() as sink, office(tmp_path, sink) as made:
        yield made


def under(desk: Office, change: Callable[[Rules], Rules]) -> None:
    """The same installation with other rules."""
    judge = desk.parts.judge
    desk.parts = replace(desk.parts, judge=replace(judge, rules=change(judge.rules)))


def with_register(desk: Office) -> None:
    places = [(name, "เมือง", "ตาก") for name in BODIES]
    under(desk, lambda rules: replace(rules, register=register(*places)))


def attack(desk: Office, count: int, to: str = VICTIM, first: int = 0) -> None:
    """Whole entries of one sender, answered at somebody else's address."""
    for name in BODIES[first : first + count]:
        wanted: dict[str, Any] = {
            "sender": Address("attacker@x.example", BAIT),
            "return_path": "attacker@x.example",
            "reply_to": (Address(to, BAIT),),
            "subject": f"ส่งผลงาน {BAIT}",
            "text": f"ส่งผลงาน {BAIT}",
        }
        desk.receive(mail(form(f"{name}{BAIT}"), deck(f"{BAIT}.pptx"), **wanted))
        desk.clock.step(seconds=1)


def enter(desk: Office, count: int, first: int = 0) -> None:
    """A province's entries for so many of its bodies, from one address."""
    for name in BODIES[first : first + count]:
        desk.receive(mail(form(name), deck(), **whose(PROVINCE)))
        desk.clock.step(seconds=1)


def digests_of(desk: Office) -> list[Outbox]:
    return [row for row in desk.replies() if row.template is Template.DIGEST]


def waiting(desk: Office) -> list[Outbox]:
    return [row for row in desk.replies() if (row.state, row.why) == (OutboxState.HELD, "many")]


def let_go(desk: Office, step: Callable[..., object] = replies.release) -> None:
    """What `intake outbox release --many` does."""
    with reading(desk.parts.engine) as session:
        ids = queue.beyond_many(session, desk.parts.contest)
    for number in ids:
        with writing(desk.parts.engine) as session:
            step(session, desk.parts.contest, number, "somchai", desk.clock())


def test_a_victim_behind_one_sender_gets_five_letters_and_one_digest_an_hour_with_nothing_of_the_mail(
    desk: Office,
) -> None:
    attack(desk, 20)
    desk.send()
    assert [mail.recipients for mail in desk.sink.mails] == [(VICTIM,)] * 5
    assert desk.alarms() == ["many"]

    for _ in range(50):
        desk.clock.step(minutes=1)
        desk.send()
    assert len(desk.sink.mails) == 6
    digest = desk.sink.mails[-1]
    shown = parsed(digest)
    assert digest.recipients == (VICTIM,)
    html = shown.get_body(("html",))
    assert html is not None
    for text in (text_of(digest), str(html.get_content()), *map(str, shown.values())):
        assert BAIT not in text
        assert BODIES[7] not in text  # unlisted: it stands in the mail alone
    assert [f"DGTI-2566-{number:04}" in text_of(digest) for number in (5, 6, 20)] == [False, True, True]
    assert {row.digest_id for row in waiting(desk)} == {digests_of(desk)[0].id}


def test_what_came_after_a_digest_is_in_the_next_an_hour_later(desk: Office) -> None:
    attack(desk, 8)
    desk.clock.step(minutes=11)
    desk.send()
    attack(desk, 4, first=8)
    for minutes, count in ((30, 1), (20, 1), (11, 2), (120, 2)):
        desk.clock.step(minutes=minutes)
        desk.send()
        assert len(digests_of(desk)) == count
    listed = [row.digest_id for row in waiting(desk)]
    first, second = (row.id for row in digests_of(desk))
    assert listed == [first] * 3 + [second] * 4


def test_nothing_is_listed_before_its_time_and_rounds_repeat_nothing(desk: Office) -> None:
    attack(desk, 7)
    desk.clock.step(minutes=9)
    for _ in range(3):
        desk.send()
        assert digests_of(desk) == []
    desk.clock.step(minutes=2)
    for _ in range(5):
        desk.send()
        assert len(digests_of(desk)) == 1


def test_a_province_hears_of_five_bodies_at_once_of_the_rest_in_a_digest_and_of_all_when_let_go(
    desk: Office,
) -> None:
    with_register(desk)
    enter(desk, 30)
    desk.send()
    assert len(desk.sink.mails) == 5
    desk.clock.step(minutes=10)
    desk.send()
    text = text_of(desk.sink.mails[-1])
    assert len(desk.sink.mails) == 6
    assert [name in text for name in BODIES] == [False] * 5 + [True] * 25

    let_go(desk)
    desk.send()
    answers = [row for row in desk.replies() if row.template is Template.ACKNOWLEDGEMENT]
    assert [row.state.value for row in answers] == ["sent"] * 30
    assert {each.data for each in desk.sink.mails} == {row.data for row in desk.replies()}
    assert desk.alarms() == []


def test_letters_that_a_person_has_let_go_hold_up_no_later_ones(desk: Office) -> None:
    with_register(desk)
    enter(desk, 25)
    let_go(desk)
    desk.clock.step(hours=1)
    enter(desk, 5, first=25)
    desk.send()
    assert desk.states() == ["sent"] * 30


def test_letters_let_go_or_dropped_before_are_in_no_digest(desk: Office) -> None:
    attack(desk, 8)
    let_go(desk, replies.drop)
    desk.clock.step(minutes=30)
    desk.send()
    assert desk.states() == ["sent"] * 5 + ["dropped"] * 3
    assert desk.alarms() == []


def test_a_digest_is_in_nobodys_count_and_nobodys_thread(desk: Office) -> None:
    attack(desk, 6)
    desk.clock.step(minutes=10)
    desk.send()
    (digest,) = digests_of(desk)
    assert (digest.counts, digest.full, digest.why, digest.state) == (False, False, "", OutboxState.SENT)
    answer = desk.words("somebody@else.example", "สอบถามเรื่องนี้ครับ", in_reply_to=(digest.rfc_message_id,))
    assert answer.entry is not None
    assert (answer.entry.reference, answer.decision.about_entry_id) == ("DGTI-2566-0007", None)


def test_a_digest_that_was_queued_when_the_daemon_died_goes_out_once(desk: Office) -> None:
    attack(desk, 7)
    desk.clock.step(minutes=10)
    with writing(desk.parts.engine) as session:
        assert digests.queue_next(session, desk.parts.outgoing) is not None
    desk.clock.step(minutes=2)
    for _ in range(3):
        desk.send()
    assert [row.state.value for row in digests_of(desk)] == ["sent"]


def test_a_death_within_the_queueing_leaves_nothing(desk: Office) -> None:
    attack(desk, 7)
    desk.clock.step(minutes=10)
    with pytest.raises(RuntimeError), writing(desk.parts.engine) as session:
        digests.queue_next(session, desk.parts.outgoing)
        raise RuntimeError
    assert (digests_of(desk), [row.digest_id for row in waiting(desk)]) == ([], [None, None])
    desk.send()
    assert len(digests_of(desk)) == 1


def test_one_sender_causes_no_more_digests_in_an_hour_than_letters(desk: Office) -> None:
    for number in range(20):
        attack(desk, 1, f"victim{number}@v.example", first=number)
    desk.clock.step(minutes=10)
    for _ in range(4):
        desk.send()
    assert [row.to_address for row in digests_of(desk)] == [f"victim{n}@v.example" for n in range(5, 10)]
    assert len({mail.recipients for mail in desk.sink.mails}) == 10
    desk.clock.step(minutes=61)
    desk.send()
    assert len(digests_of(desk)) == 10


def test_an_address_that_does_not_exist_gets_no_digest_and_holds_up_nobody_elses(desk: Office) -> None:
    attack(desk, 6)
    desk.send()
    first = desk.replies()[0]
    failure = Failure(VICTIM, "5.1.1", permanent=True)
    report = mail(
        sender=Address("mailer-daemon@v.example"),
        return_path="",
        content_type="multipart/report",
        bounce=Bounce((failure,), (first.rfc_message_id,)),
    )
    desk.receive(report)
    enter(desk, 6)
    desk.clock.step(minutes=10)
    desk.send()
    assert [row.to_address for row in digests_of(desk)] == [PROVINCE]


@pytest.mark.parametrize(("mode", "why"), [("approve", "approval"), ("off", "off")])
def test_where_all_waits_for_a_person_so_does_a_digest(desk: Office, mode: str, why: str) -> None:
    attack(desk, 7)
    under(desk, lambda rules: replace(rules, replies=replace(rules.replies, mode=mode)))  # type: ignore[arg-type]  # one of the words
    desk.clock.step(minutes=10)
    desk.send()
    assert [(row.state.value, row.why) for row in digests_of(desk)] == [("held", why)]


def test_a_digest_that_cannot_be_written_waits_for_a_person_and_stops_nobody(
    desk: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: Digest, _desk: Desk) -> Rendered:
        raise ValueError

    attack(desk, 7)
    monkeypatch.setattr(digests, "render_digest", broken)
    desk.clock.step(minutes=10)
    for _ in range(3):
        desk.send()
    assert [(row.state.value, row.why) for row in digests_of(desk)] == [("held", "render-failed")]
    assert len(desk.sink.mails) == 5
    (failed,) = digests_of(desk)
    with pytest.raises(ValueError), writing(desk.parts.engine) as session:
        digests.render_again(session, desk.parts.outgoing, failed.id, "operator")
    monkeypatch.undo()
    with writing(desk.parts.engine) as session:
        digests.render_again(session, desk.parts.outgoing, failed.id, "operator")
    desk.send()
    assert [(row.state.value, row.why) for row in digests_of(desk)] == [("sent", "")]


def test_the_alarm_names_numbers_alone_and_ends_with_the_last_that_waits(desk: Office) -> None:
    attack(desk, 9)
    desk.send()
    (alarm,) = desk.parts.alarms.lasting()
    assert "4 letters for 1 address(es) wait" in alarm.text
    assert "@" not in alarm.text
    let_go(desk)
    desk.send()
    assert desk.alarms() == []


def test_another_contest_has_nothing_to_do_with_it(desk: Office) -> None:
    attack(desk, 7)
    desk.clock.step(minutes=10)
    other = _of_contest(desk.parts, "next-year")
    with writing(desk.parts.engine) as session:
        assert digests.queue_next(session, other.outgoing) is None
        assert queue.crowd(session, "next-year") is None
        assert queue.beyond_many(session, "next-year") == []


def _of_contest(parts: Parts, contest: str) -> Parts:
    return replace(parts, judge=replace(parts.judge, rules=replace(parts.judge.rules, contest=contest)))


def test_the_organiser_sees_them_and_lets_all_go(installation: Installation) -> None:
    """End to end: mailbox, daemon, log, outbox."""
    of_one = [entry(number).replace(sender(number).encode(), PROVINCE.encode()) for number in range(8)]
    installation.deliver(*of_one)
    installation.run_once()
    assert len(installation.sink.mails) == 5
    held = [row["reply"] for row in installation.log_json() if row["reply"]["state"] == "held"]
    assert [reply["suppressed"] for reply in held] == ["many"] * 3
    lines = installation.intake("outbox", "list", "--state", "held").stdout.splitlines()
    assert all("intake outbox release --many, or drop --many" in line for line in lines)

    both = installation.intake("outbox", "release", "--many", "--breaker")
    assert (both.returncode, both.stdout) == (2, "")
    released = installation.intake("outbox", "release", "--many").stdout.splitlines()
    assert [line.partition(": ")[2] for line in released] == ["pending"] * 3
    installation.run_once()
    assert len(installation.sink.mails) == 8
    assert installation.intake("outbox", "drop", "--many").stdout == "there is none that this applies to\n"
    installation.verify()
