import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from desk import GOOD, RULES, Desk, Ruling, decide_as, submission_of
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from decisions.decide import record_decision
from screening.model.codes import reason
from screening.model.decision import AgencyFinding, Decision, EntryStatus, Role, Template, Verdict
from screening.model.history import History
from screening.model.letter import Letter, Rendered
from screening.model.rules import Rules
from screening.model.submission import Submission
from storage.engine import open_database, reading, writing
from storage.errors import AlreadyDecided, StorageError
from storage.outbox.replies import attempt
from storage.states import MessageStatus, OutboxState
from storage.tables import Counter, DecisionRow, Entry, Event, Message, Outbox, ReasonRow, StoredFile

FORM, DECK = ("f_form1.pdf", Role.FORM), ("d.pptx", Role.DECK)


def numbers(desk: Desk) -> tuple[list[int], list[str]]:
    with reading(desk.engine) as session:
        return (
            sorted(session.exec(select(DecisionRow.number))),
            sorted(session.exec(select(Entry.reference))),
        )


def test_an_accepted_message_opens_an_entry_under_the_first_reference(desk: Desk) -> None:
    done = desk.decide(1, Ruling(reasons=(reason("deck-topics", topics=["หนึ่ง"]),)))
    assert (done.entry.reference, done.entry.status, done.entry.version) == (
        "DGTI-2566-0001",
        EntryStatus.COMPLETE,
        1,
    )
    assert (done.decision.number, done.decision.history_number, done.decision.by) == (1, 0, "rules")
    assert (done.reply.state, done.reply.data) == (OutboxState.PENDING, b"acknowledgement DGTI-2566-0001")
    with reading(desk.engine) as session:
        message = session.exec(select(Message)).one()
        assert (message.status, message.sender) == (MessageStatus.DECIDED, "a@maesai.go.th")
        assert [row.code for row in session.exec(select(ReasonRow))] == ["deck-topics"]
        assert [row.role for row in session.exec(select(StoredFile))] == [Role.FORM, Role.DECK]


def test_an_ignored_message_takes_a_decision_number_and_no_reference(desk: Desk) -> None:
    done = desk.record(1, Ruling(verdict=Verdict.IGNORED, template=None))
    assert (done.entry, done.reply, done.decision.number) == (None, None, 1)
    assert desk.decide(2).entry.reference == "DGTI-2566-0001"


def test_a_reference_has_at_least_four_digits(desk: Desk) -> None:
    desk.decide(1)
    with writing(desk.engine) as session:
        session.exec(select(Entry)).one().number = 12345

        session.exec(select(Counter)).one().last_reference = 12345
    assert desk.decide(2).entry.reference == "DGTI-2566-12346"


def test_a_decided_message_is_not_decided_again(desk: Desk) -> None:
    desk.decide(1)
    with pytest.raises(AlreadyDecided):
        desk.decide(1)
    assert numbers(desk) == ([1], ["DGTI-2566-0001"])


def test_what_decide_raises_undoes_everything_and_leaves_no_gap(desk: Desk) -> None:
    def broken(*_: object) -> Decision:
        raise RuntimeError("a rule fell over")

    with pytest.raises(RuntimeError):
        desk.decide(1, judge=desk.judge(decide=broken))
    desk.decide(1)
    assert numbers(desk) == ([1], ["DGTI-2566-0001"])


def test_a_crash_after_the_last_write_leaves_no_gap(desk: Desk) -> None:
    message = desk.deliver(1)
    submission = submission_of(1, GOOD)

    def crash() -> None:
        with writing(desk.engine) as session:
            with desk.judge() as judge:
                record_decision(session, message, submission, judge)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        crash()
    assert numbers(desk) == ([], [])
    desk.decide(2)
    assert numbers(desk) == ([1], ["DGTI-2566-0001"])


def test_eight_threads_give_every_number_once(desk: Desk, url: str) -> None:
    def work(worker: int) -> None:
        own = Desk(open_database(url), desk.files)
        for number in range(worker * 8 + 1, worker * 8 + 9):
            own.decide(number, sender=f"{number}@maesai.go.th", judge=nullcontext(judge))
        own.engine.dispose()

    # One for all threads: what each would put in and take out by itself would come apart.
    with desk.judge() as judge, ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))
    expected = list(range(1, 65))
    assert numbers(desk) == (expected, [f"DGTI-2566-{number:04d}" for number in expected])


def test_four_processes_give_every_number_once(desk: Desk, url: str) -> None:
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    program = Path(__file__).with_name("decide_many.py")
    files = desk.files.root.as_uri()
    running = [
        subprocess.Popen([sys.executable, program, url, files, *map(str, range(first, 33, 4))], env=env)
        for first in range(1, 5)
    ]
    assert [process.wait() for process in running] == [0, 0, 0, 0]
    expected = list(range(1, 33))
    assert numbers(desk) == (expected, [f"DGTI-2566-{number:04d}" for number in expected])


def test_an_entry_grows_from_message_to_message(desk: Desk) -> None:
    first = desk.decide(
        1,
        Ruling(
            verdict=Verdict.REJECTED,
            status=EntryStatus.INCOMPLETE,
            template=Template.CORRECTION,
            files=(FORM,),
            agency=AgencyFinding(),
        ),
    )
    desk.now += timedelta(minutes=5)
    second = desk.decide(2, Ruling(join=0, files=(DECK,)))
    assert second.entry.id == first.entry.id
    assert (second.entry.status, second.entry.version) == (EntryStatus.COMPLETE, 2)
    assert second.entry.agency_name == "เทศบาลตำบลแม่สาย"
    letter = desk.letters[-1]
    assert letter.form is not None
    assert letter.deck is not None
    assert (letter.form.file.name, letter.form.is_new) == ("f_form1.pdf", False)
    assert (letter.deck.file.name, letter.deck.is_new) == ("d.pptx", True)
    assert letter.form.received_at < letter.deck.received_at
    assert letter.first_received_at == letter.form.received_at


def test_a_known_agency_is_not_forgotten(desk: Desk) -> None:
    desk.decide(1)
    done = desk.decide(2, Ruling(join=0, agency=AgencyFinding()))
    assert done.entry.agency_name == "เทศบาลตำบลแม่สาย"


def test_a_decision_may_not_join_an_entry_that_it_was_not_shown(desk: Desk) -> None:
    desk.decide(1)
    shown = decide_as(GOOD)

    def sneaky(submission: Submission, history: History, rules: Rules) -> Decision:
        decision = shown(submission, history, rules)
        assert decision.change is not None
        return replace(decision, change=replace(decision.change, entry=1))

    with pytest.raises(StorageError, match="was not shown"):
        desk.decide(2, sender="b@elsewhere.go.th", judge=desk.judge(decide=sneaky))


@pytest.mark.parametrize(
    ("plan", "state", "why"),
    [
        ({}, OutboxState.PENDING, ""),
        ({"suppressed": "old", "waits": True}, OutboxState.HELD, "old"),
        ({"suppressed": "automatic"}, OutboxState.SUPPRESSED, "automatic"),
    ],
)
def test_the_plan_says_in_which_state_the_reply_begins(
    desk: Desk, plan: dict[str, Any], state: OutboxState, why: str
) -> None:
    reply = desk.decide(1, Ruling(**plan)).reply
    assert (reply.state, reply.why, reply.data is not None) == (state, why, True)


def test_the_first_replies_wait_for_a_look(desk: Desk) -> None:
    held = [desk.decide(n, judge=desk.judge(hold_first=2)).reply for n in (1, 2, 3)]
    assert [(reply.state, reply.why) for reply in held] == [
        (OutboxState.HELD, "first"),
        (OutboxState.HELD, "first"),
        (OutboxState.PENDING, ""),
    ]


def test_suppressed_replies_do_not_use_up_the_first_ones(desk: Desk) -> None:
    quiet = Ruling(suppressed="automatic")
    desk.decide(1, judge=desk.judge(quiet, hold_first=1))
    assert desk.decide(2, judge=desk.judge(hold_first=1)).reply.why == "first"


def test_a_template_that_fails_holds_the_reply_and_raises_an_alarm(desk: Desk) -> None:
    def broken(_: Letter) -> Rendered:
        raise ValueError("no such variable: a@maesai.go.th")

    done = desk.decide(1, judge=desk.judge(render=broken))
    assert (done.reply.state, done.reply.why, done.reply.data) == (OutboxState.HELD, "render-failed", None)
    assert done.entry.reference == "DGTI-2566-0001"
    with reading(desk.engine) as session:
        alarm = session.exec(select(Event).where(Event.what == "alarm")).one()
        assert alarm.facts == {"code": "render-failed"}
        assert (alarm.entry_id, alarm.outbox_id) == (done.entry.id, done.reply.id)


def test_a_correction_not_yet_sent_is_superseded_by_the_completion(desk: Desk) -> None:
    faulty = Ruling(
        verdict=Verdict.REJECTED,
        status=EntryStatus.INCOMPLETE,
        template=Template.CORRECTION,
        files=(FORM,),
    )
    correction = desk.decide(1, faulty).reply
    other = desk.decide(2, faulty, sender="b@elsewhere.go.th").reply
    completion = desk.decide(3, Ruling(join=0, files=(DECK,))).reply
    with reading(desk.engine) as session:
        found = {row.id: (row.state, row.why) for row in session.exec(select(Outbox))}
    assert found == {
        correction.id: (OutboxState.SUPPRESSED, "superseded"),
        other.id: (OutboxState.PENDING, ""),
        completion.id: (OutboxState.PENDING, ""),
    }


def test_a_correction_on_its_way_is_not_superseded(desk: Desk) -> None:
    faulty = Ruling(
        verdict=Verdict.REJECTED, status=EntryStatus.INCOMPLETE, template=Template.CORRECTION, files=(FORM,)
    )
    correction = desk.decide(1, faulty).reply

    with writing(desk.engine) as session:
        attempt(session, RULES.contest, correction.id, desk.now)
    desk.decide(2, Ruling(join=0, files=(DECK,)))
    with reading(desk.engine) as session:
        assert session.get_one(Outbox, correction.id).state is OutboxState.ATTEMPTING


def test_text_that_a_database_refuses_is_made_storable(desk: Desk) -> None:
    done = desk.decide(1, Ruling(reasons=(reason("form-renamed", received="a\0b"),)), subject="x\0\udc80y")
    with reading(desk.engine) as session:
        assert session.get_one(Message, done.decision.message_id).subject == "x\ufffd\ufffdy"
        assert session.exec(select(ReasonRow)).one().params == {"received": "a\ufffdb"}


def test_an_answer_uses_up_the_caps_as_its_plan_says(desk: Desk) -> None:
    counts = [
        desk.decide(number, Ruling(counts=counts)).reply.counts
        for number, counts in enumerate((False, True), 1)
    ]
    assert counts == [False, True]


def test_two_current_decisions_of_one_message_are_refused_by_the_database(desk: Desk) -> None:
    done = desk.decide(1)

    columns = done.decision.model_dump(exclude={"id", "number"})
    with pytest.raises(IntegrityError), writing(desk.engine) as session:
        session.add(DecisionRow(**columns, number=2))
    with writing(desk.engine) as session:
        session.add(DecisionRow(**{**columns, "current": False}, number=2))
    with reading(desk.engine) as session:
        assert len(session.exec(select(DecisionRow).where(col(DecisionRow.current))).all()) == 1
