"""Letters to others than the writer, and digests, lie with a message and are no answers to it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from desk import GOOD, NOON, RULES, Desk, Ruling, submission_of
from sqlmodel import select

from decisions.again import judge_again
from notifications.sending import digests
from screening.model.codes import reason
from screening.model.decision import EntryStatus, Notice, Role, Template, Verdict
from screening.model.history import HistoryKeys
from screening.model.submission import Bounce, Failure
from storage.chain import timeline
from storage.engine import reading, writing
from storage.entries.history import read_history
from storage.intake_log import lookup
from storage.invariants import RECORDS
from storage.outbox import queue, replies
from storage.outbox.step import Answer
from storage.states import OutboxState
from storage.tables import Entry, Outbox

FOUNDER, STRANGER = "a@maesai.go.th", "b@elsewhere.go.th"
FIRST = "DGTI-2566-0001"
HALF = Ruling(
    verdict=Verdict.REJECTED,
    status=EntryStatus.INCOMPLETE,
    template=Template.CORRECTION,
    reasons=(reason("deck-missing"),),
    files=(("f_form1.pdf", Role.FORM),),
)
APART = Ruling(
    verdict=Verdict.HELD,
    status=EntryStatus.HELD,
    template=Template.HELD,
    files=(("d.pptx", Role.DECK),),
    notices=(Notice(Template.CONFIRM, FOUNDER, 1),),
)
MANY = replace(GOOD, suppressed="many", waits=True, counts=False)


@pytest.fixture
def asked(desk: Desk) -> Desk:
    """1 lacks a deck; 2 is a stranger's, about which the founder of 1 is asked."""
    desk.decide(1, HALF, sender=FOUNDER)
    desk.decide(2, APART, sender=STRANGER, subject=FIRST)
    return desk


def letters(desk: Desk) -> dict[str, Outbox]:
    """Every letter by its kind and the number of its message."""
    with reading(desk.engine) as session:
        return {f"{row.kind} {row.message_id}": row for row in session.exec(select(Outbox)).all()}


def states(desk: Desk) -> dict[str, str]:
    return {name: row.state.value for name, row in letters(desk).items()}


def send(desk: Desk, name: str) -> None:
    number = letters(desk)[name].id
    with writing(desk.engine) as session:
        replies.attempt(session, RULES.contest, number, desk.now)
        replies.confirm(session, RULES.contest, number, Answer(250), desk.now)


def digest(desk: Desk) -> Outbox:
    """Letters 1 and 2 wait, and a digest stands in their place."""
    for number in (1, 2):
        desk.decide(number, MANY)
    desk.now = NOON + timedelta(minutes=11)
    with writing(desk.engine) as session:
        with desk.outgoing() as outgoing:
            row = digests.queue_next(session, outgoing)
        assert row is not None
        return row


def test_a_letter_to_a_founder_is_a_letter_of_his_entry_and_goes_out_like_any(asked: Desk) -> None:
    row = letters(asked)["confirm 2"]
    assert (row.entry_id, row.to_address, row.full, row.template) == (1, FOUNDER, True, Template.CONFIRM)
    with reading(asked.engine) as session:
        assert row.id in [each.id for each in queue.due(session, RULES.contest, asked.now, 9)]
        assert [line for holds in RECORDS.values() for line in holds(session, RULES.contest)] == []


@pytest.mark.parametrize("kind", ["confirm", "digest"])
def test_one_that_comes_back_names_the_entry_that_it_speaks_of(desk: Desk, kind: str) -> None:
    if kind == "digest":
        digest(desk)
    else:
        desk.decide(1, HALF, sender=FOUNDER)
        desk.decide(2, APART, sender=STRANGER, subject=FIRST)
    send(desk, f"{kind} 2")
    row = letters(desk)[f"{kind} 2"]
    failure = Failure(FOUNDER, "5.1.1", permanent=True)
    report = Ruling(verdict=Verdict.IGNORED, template=None, files=())
    bounce = Bounce((failure,), (row.rfc_message_id,))
    (returned,) = desk.record(50, report, sender="mailer-daemon@x.example", bounce=bounce).returned
    assert (returned.outbox_id, returned.suppressed) == (row.id, True)
    assert returned.reference == {"confirm": FIRST, "digest": ""}[kind]
    assert letters(desk)[f"{kind} 2"].state is OutboxState.FAILED


def test_a_completing_mail_makes_the_correction_pointless_and_no_letter_to_a_founder(asked: Desk) -> None:
    asked.decide(3, Ruling(join=0, files=(("d.pptx", Role.DECK),)), sender=FOUNDER)
    assert states(asked) == {
        "reply 1": "suppressed",
        "reply 2": "pending",
        "confirm 2": "pending",
        "reply 3": "pending",
    }


def again(desk: Desk, number: int, ruling: Ruling, sender: str) -> None:
    with writing(desk.engine) as session, desk.judge(ruling) as judge:
        judge_again(session, number, submission_of(number, ruling, sender), judge, answer=True)


def test_a_new_answer_takes_the_place_of_the_old_answer_alone(asked: Desk) -> None:
    again(asked, 2, replace(GOOD, files=APART.files), STRANGER)
    assert states(asked) == {
        "reply 1": "pending",
        "reply 2": "suppressed",
        "confirm 2": "pending",
        "decision-3 2": "pending",
    }


def test_a_new_answer_leaves_a_digest_that_was_not_sent_yet(desk: Desk) -> None:
    digest(desk)
    again(desk, 2, replace(GOOD, verdict=Verdict.HELD, status=EntryStatus.HELD), FOUNDER)
    assert states(desk) == {
        "reply 1": "held",
        "reply 2": "suppressed",
        "digest 2": "pending",
        "decision-3 2": "pending",
    }


@pytest.mark.parametrize("kind", ["confirm", "digest"])
def test_one_that_is_put_off_is_not_made_pointless_by_a_new_answer(desk: Desk, kind: str) -> None:
    if kind == "digest":
        digest(desk)
    else:
        desk.decide(1, HALF, sender=FOUNDER)
        desk.decide(2, APART, sender=STRANGER, subject=FIRST)
    again(desk, 2, replace(GOOD, verdict=Verdict.HELD, status=EntryStatus.HELD), STRANGER)
    with writing(desk.engine) as session:
        row = replies.defer(session, RULES.contest, letters(desk)[f"{kind} 2"].id, Answer(450), desk.now)
        assert (row.state, row.why) == (OutboxState.PENDING, "")


def test_the_answer_that_people_are_shown_is_the_answer(asked: Desk) -> None:
    with reading(asked.engine) as session:
        (row,) = lookup(session, RULES.contest, "2")
    assert (row.reply.template, row.reply.to) == (Template.HELD, STRANGER)
    assert [(each.template, each.to) for each in row.notices] == [(Template.CONFIRM, FOUNDER)]


def test_each_letter_in_a_digest_shows_it(desk: Desk) -> None:
    row = digest(desk)
    with reading(desk.engine) as session:
        for number in ("1", "2"):
            (shown,) = lookup(session, RULES.contest, number)
            assert (shown.reply.template, shown.reply.suppressed) == (Template.ACKNOWLEDGEMENT, "many")
            assert [(each.id, each.template) for each in shown.notices] == [(row.id, Template.DIGEST)]


def test_what_happened_to_a_letter_stands_with_the_entry_that_it_speaks_of(asked: Desk) -> None:
    send(asked, "confirm 2")
    with reading(asked.engine) as session:
        of_first = [(each.message_id, each.what) for each in timeline.of_entry(session, RULES.contest, 1)]
    assert of_first[-3:] == [(2, "reply-queued"), (2, "reply-attempt"), (2, "reply-confirm")]


def test_an_answer_to_a_digest_leads_to_no_entry_and_one_to_a_letter_to_its_own(desk: Desk) -> None:
    row = digest(desk)
    desk.decide(3, APART, sender=STRANGER)
    assert found(desk, row.rfc_message_id) == []
    assert FIRST in found(desk, letters(desk)["confirm 3"].rfc_message_id)


def found(desk: Desk, message_id: str) -> list[str]:
    none: frozenset[str] = frozenset()
    keys = HistoryKeys("x@y.example", frozenset({message_id}), none, none)
    with reading(desk.engine) as session:
        history = read_history(session, RULES.contest, keys, desk.now, RULES.zone)
    return [entry.reference for entry in history.entries]


def test_a_digest_lists_numbers_and_only_names_that_are_sure(desk: Desk) -> None:
    desk.decide(1, MANY)
    guess = replace(GOOD.agency, certainty="unlisted")  # type: ignore[arg-type]  # as it is stored
    desk.decide(2, replace(MANY, agency=guess))
    desk.now = NOON + timedelta(minutes=11)
    with writing(desk.engine) as session:
        with desk.outgoing() as outgoing:
            row = digests.queue_next(session, outgoing)
        assert row is not None
        entries = session.exec(select(Entry.reference)).all()
    assert row.data == f"{entries[0]} เทศบาลตำบลแม่สาย\n{entries[1]} ".encode()


def test_a_digest_names_no_agency_where_its_letter_may_not(desk: Desk) -> None:
    desk.decide(1, MANY)
    with writing(desk.engine) as session:
        session.get_one(Outbox, 1).full = False
    desk.now = NOON + timedelta(minutes=11)
    with writing(desk.engine) as session, desk.outgoing() as outgoing:
        row = digests.queue_next(session, outgoing)
    assert row is not None
    assert row.data == f"{FIRST} ".encode()


def test_a_letter_whose_message_is_ignored_by_now_holds_up_no_other(desk: Desk) -> None:
    desk.decide(1, replace(HALF, suppressed="many", waits=True, counts=False))
    with writing(desk.engine) as session:
        ignored = Ruling(verdict=Verdict.IGNORED, template=None)
        with desk.judge(ignored) as judge:
            judge_again(session, 1, submission_of(1, ignored), judge, answer=False)
    desk.decide(2, MANY, sender=STRANGER)
    desk.now = NOON + timedelta(minutes=11)
    with writing(desk.engine) as session:
        with desk.outgoing() as outgoing:
            row = digests.queue_next(session, outgoing)
        assert row is not None
        assert row.to_address == STRANGER
        with desk.outgoing() as outgoing:
            assert digests.queue_next(session, outgoing) is None
