from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from desk import AGENCY, GOOD, NOON, RULES, Desk, Ruling
from sqlalchemy import event

from screening.model.codes import reason
from screening.model.decision import AgencyFinding, EntryStatus, Role, Template, Verdict
from screening.model.history import History, HistoryKeys
from storage.engine import reading, writing
from storage.entries.history import read_history
from storage.entries.past import Point, before
from storage.outbox.replies import attempt, confirm, drop, fail
from storage.outbox.step import Answer as Said
from storage.outbox.step import supersede_one
from storage.states import OutboxState
from storage.tables import DecisionRow, Message, Outbox

NONE: frozenset[str] = frozenset()
NOTHING = HistoryKeys("", NONE, NONE, NONE)
FORM, DECK = ("f_form1.pdf", Role.FORM), ("d.pptx", Role.DECK)
INCOMPLETE = Ruling(
    verdict=Verdict.REJECTED,
    status=EntryStatus.INCOMPLETE,
    template=Template.CORRECTION,
    files=(FORM, ("logo.png", Role.OTHER)),
    reasons=(reason("deck-missing"), reason("form-renamed", received="ฟอร์ม")),
)


def history(desk: Desk, point: Point | None = None, **keys: Any) -> History:
    asked = replace(NOTHING, **keys)
    with reading(desk.engine) as session:
        return read_history(session, RULES.contest, asked, desk.now, ZoneInfo("Asia/Bangkok"), point)


@pytest.mark.parametrize(
    "keys",
    [
        {"sender": "a@maesai.go.th"},
        {"message_ids": frozenset({"<1@maesai.go.th>"})},
        {"message_ids": frozenset({"<reply-1@dga.or.th>"})},
        {"references": frozenset({"DGTI-2566-0001"})},
        {"agencies": frozenset({"เทศบาลตำบล แม่สาย"})},
    ],
)
def test_every_key_leads_to_the_entry_and_to_no_other(desk: Desk, keys: dict[str, Any]) -> None:
    desk.decide(1, INCOMPLETE)
    desk.decide(2, Ruling(agency=AgencyFinding()), sender="b@elsewhere.go.th")
    found = history(desk, **keys)
    assert ([entry.reference for entry in found.entries], found.number) == (["DGTI-2566-0001"], 2)


def test_without_a_key_there_is_only_the_number(desk: Desk) -> None:
    desk.decide(1)
    assert (history(desk).number, history(desk).entries) == (1, ())


def test_another_contest_is_another_world(desk: Desk) -> None:
    desk.decide(1)
    with reading(desk.engine) as session:
        keys = HistoryKeys("a@maesai.go.th", NONE, frozenset({"DGTI-2566-0001"}), NONE)
        found = read_history(session, "dgti-2567", keys, NOON, ZoneInfo("Asia/Bangkok"))
    assert found == History()


def test_an_entry_is_told_in_full(desk: Desk) -> None:
    desk.decide(1, INCOMPLETE)
    desk.decide(2, Ruling(join=0, files=(DECK,), reasons=(reason("completed-by-thread"),)))
    (entry,) = history(desk, sender="a@maesai.go.th").entries
    assert (entry.status, entry.verdict, entry.agency) == (EntryStatus.COMPLETE, Verdict.ACCEPTED, AGENCY)
    assert entry.circle == {"a@maesai.go.th"}
    assert entry.message_ids == {"<1@maesai.go.th>", "<2@maesai.go.th>"}
    letters = [(each.message_id, each.address, each.full, each.position) for each in entry.letters]
    # The correction had not gone out when the second mail made it pointless: nobody can answer it.
    assert letters == [("<reply-2@dga.or.th>", "a@maesai.go.th", True, 2)]
    assert [kept.file.name for kept in entry.files] == ["f_form1.pdf", "logo.png", "d.pptx"]
    assert [kept.passes for kept in entry.files] == [True, False, True]
    assert entry.reasons == (reason("completed-by-thread"),)
    form, deck = entry.standing(Role.FORM), entry.standing(Role.DECK)
    assert form is not None
    assert deck is not None
    assert (form.received_at, deck.received_at) == (NOON + timedelta(seconds=1), NOON + timedelta(seconds=2))
    assert (entry.first_received_at, entry.last_received_at) == (form.received_at, deck.received_at)


def test_templates_already_answered_are_forgotten_when_the_entry_changes(desk: Desk) -> None:
    desk.decide(1, INCOMPLETE)
    assert history(desk, sender="a@maesai.go.th").entries[0].answered == {"correction"}
    desk.decide(2, Ruling(join=0, files=(DECK,)))
    assert history(desk, sender="a@maesai.go.th").entries[0].answered == {"acknowledgement"}
    desk.decide(3, Ruling(join=0, files=(), template=Template.IDENTICAL))
    answered = {"acknowledgement", "identical"}
    assert history(desk, sender="a@maesai.go.th").entries[0].answered == answered


def test_an_answer_that_went_out_is_forgotten_too_when_the_entry_changes(desk: Desk) -> None:
    desk.decide(1, Ruling(Verdict.HELD, EntryStatus.HELD, Template.HELD))
    assert history(desk, sender="a@maesai.go.th").entries[0].answered == {"held"}
    desk.decide(2, Ruling(join=0, files=()))
    assert history(desk, sender="a@maesai.go.th").entries[0].answered == {"acknowledgement"}


def test_what_was_suppressed_or_dropped_has_answered_nothing(desk: Desk) -> None:
    desk.decide(1, Ruling(suppressed="automatic"))
    waiting = desk.decide(2, Ruling(join=0, files=(), template=Template.HELD, suppressed="old", waits=True))
    assert history(desk, sender="a@maesai.go.th").entries[0].answered == {"held"}
    with writing(desk.engine) as session:
        drop(session, RULES.contest, waiting.reply.id, "operator", NOON)
    assert history(desk, sender="a@maesai.go.th").entries[0].answered == frozenset()


def test_an_ignored_message_touches_no_entry(desk: Desk) -> None:
    desk.record(1, Ruling(verdict=Verdict.IGNORED, template=None))
    assert history(desk, sender="a@maesai.go.th").entries == ()


def test_answers_are_counted_by_bangkok_day_and_by_hour(desk: Desk) -> None:
    desk.now = NOON.replace(hour=16, minute=50)  # ten minutes before midnight in Bangkok
    desk.decide(1, replace(GOOD, counts=False))
    for number in (2, 3):
        desk.decide(number)
    answers = history(desk, sender="a@maesai.go.th").answers
    assert (answers.to_address_today, answers.in_all_hour, answers.first_to_address) == (2, 2, False)
    desk.now += timedelta(minutes=20)
    answers = history(desk, sender="a@maesai.go.th").answers
    assert (answers.to_address_today, answers.in_all_hour) == (0, 2)
    desk.now += timedelta(hours=1)
    answers = history(desk, sender="b@elsewhere.go.th").answers
    assert (answers.to_address_today, answers.in_all_hour, answers.first_to_address) == (0, 0, True)


def test_a_reply_that_was_never_to_go_out_uses_up_no_cap(desk: Desk) -> None:
    for number in (1, 2):
        desk.decide(number, Ruling(suppressed="automatic"))
    answers = history(desk, sender="a@maesai.go.th").answers
    assert (answers.to_address_today, answers.in_all_hour, answers.first_to_address) == (0, 0, True)


def test_a_sent_reply_still_counts(desk: Desk) -> None:
    reply = desk.decide(1).reply
    with writing(desk.engine) as session:
        attempt(session, RULES.contest, reply.id, NOON)
        confirm(session, RULES.contest, reply.id, Said(250), NOON)
        assert session.get_one(Outbox, reply.id).state is OutboxState.SENT
    assert history(desk, sender="a@maesai.go.th").answers.to_address_today == 1


def test_an_address_is_counted_by_what_is_written_to_it_whoever_asks(desk: Desk) -> None:
    """A thousand senders with one Reply-To are one address; so is one sender with a thousand."""
    desk.decide(1, sender="a@one.go.th")
    desk.decide(2, sender="b@two.go.th")
    with writing(desk.engine) as session:
        session.get_one(Outbox, 1).to_address = "victim@x.go.th"
    by_address = history(desk, sender="c@three.go.th", reply_address="victim@x.go.th").answers
    by_sender = history(desk, sender="a@one.go.th", reply_address="another@x.go.th").answers
    neither = history(desk, sender="c@three.go.th", reply_address="c@three.go.th").answers
    assert [each.to_address_today for each in (by_address, by_sender, neither)] == [1, 1, 0]
    assert [each.first_to_address for each in (by_address, by_sender, neither)] == [False, False, True]


def test_what_others_have_us_write_to_an_address_uses_up_nothing_of_its_owners(desk: Desk) -> None:
    desk.decide(1, sender="a@one.go.th")
    with writing(desk.engine) as session:
        session.get_one(Outbox, 1).to_address = "victim@x.go.th"
    own = history(desk, sender="victim@x.go.th", reply_address="victim@x.go.th").answers
    assert (own.to_address_today, own.first_to_address) == (0, True)


def test_a_thread_has_heard_today_how_it_stands_until_midnight_in_bangkok(desk: Desk) -> None:
    desk.now = NOON.replace(hour=16, minute=50)  # ten minutes before midnight in Bangkok
    entry = desk.decide(1).entry
    assert history(desk, sender="a@maesai.go.th").answers.threads_today == frozenset()
    desk.decide(2, Ruling(Verdict.HELD, template=Template.HELD, join=0, files=()))
    assert history(desk, sender="a@maesai.go.th").answers.threads_today == {entry.id}
    desk.now += timedelta(minutes=20)
    assert history(desk, sender="a@maesai.go.th").answers.threads_today == frozenset()


EVERY_KEY: dict[str, Any] = {
    "sender": "a@maesai.go.th",
    "message_ids": frozenset({f"<{n}@maesai.go.th>" for n in range(1, 9)}),
    "references": frozenset({f"DGTI-2566-000{n}" for n in range(1, 9)}),
    "agencies": frozenset({"เทศบาลตำบลแม่สาย"}),
}


def test_the_past_is_read_as_it_was_then(desk: Desk) -> None:
    """What each message met is met again under its number, whatever has happened since."""
    met = [history(desk, **EVERY_KEY)]
    for number, ruling in enumerate(
        (
            INCOMPLETE,
            replace(INCOMPLETE, join=0, agency=AgencyFinding()),
            Ruling(join=0, files=(DECK,), reasons=(reason("completed-by-thread"),)),
            Ruling(verdict=Verdict.IGNORED, template=None, files=()),
            GOOD,
            Ruling(join=1, files=(), template=Template.IDENTICAL),
        ),
        1,
    ):
        desk.record(number, ruling)
        met.append(history(desk, **EVERY_KEY))
    desk.record(7, Ruling(join=0))
    with writing(desk.engine) as session:
        for reply in (3, 4):
            attempt(session, RULES.contest, reply, NOON)
        confirm(session, RULES.contest, 3, Said(250), NOON)
        fail(session, RULES.contest, 4, Said(550), NOON)
    for known, then in enumerate(met):
        assert history(desk, Point(known, known), **EVERY_KEY) == then
    assert history(desk, **EVERY_KEY) != met[-1]


def test_an_answer_that_was_taken_back_since_was_on_its_way_then(desk: Desk) -> None:
    reply = desk.decide(1).reply
    desk.decide(2, sender="b@elsewhere.go.th")
    with writing(desk.engine) as session:
        supersede_one(session, RULES.contest, reply.id, NOON)
    today = history(desk, sender="a@maesai.go.th")
    then = history(desk, Point(1, 1), sender="a@maesai.go.th")
    assert (today.answers.first_to_address, set(today.entries[0].answered)) == (True, set())
    assert (then.answers.first_to_address, set(then.entries[0].answered)) == (False, {"acknowledgement"})


def test_before_a_decision_is_all_that_was_decided_when_it_was_made(desk: Desk) -> None:
    desk.decide(1)
    row = desk.decide(2).decision
    assert before(row) == Point(1, 1)
    assert before(DecisionRow(**{**row.model_dump(), "number": 9})) == Point(1, 8)


def test_many_entries_are_read_in_as_many_queries_as_one(desk: Desk) -> None:
    counts = []
    for number in (1, 2, 3):
        desk.decide(number)
        with listening(desk) as statements:
            assert len(history(desk, **EVERY_KEY).entries) == number
        counts.append(len(statements))
    assert counts == [counts[0]] * 3
    assert counts[0] <= 18


@contextmanager
def listening(desk: Desk) -> Iterator[list[str]]:
    """The SELECTs that are sent to the database meanwhile."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith("SELECT"):
            sent.append(statement)

    event.listen(desk.engine, "before_cursor_execute", note)
    yield sent
    event.remove(desk.engine, "before_cursor_execute", note)


def test_a_letter_is_told_which_times_nobody_told(desk: Desk) -> None:
    """The first message came after the close, as far as anybody knows; the second was told its time."""
    closed = replace(RULES, closes=NOON - timedelta(days=1))
    first = desk.decide(1, INCOMPLETE, judge=desk.judge(INCOMPLETE, rules=closed))
    with writing(desk.engine) as session:
        session.get_one(Message, first.decision.message_id).time_told = False
    joins = Ruling(join=0, files=(DECK,))
    desk.decide(2, joins, judge=desk.judge(joins, rules=closed))
    assert desk.letters[-1].untold == {NOON + timedelta(seconds=1)}
    desk.decide(3, joins)
    assert desk.letters[-1].untold == frozenset()
