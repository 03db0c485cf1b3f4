from collections.abc import Callable
from datetime import timedelta

import pytest
from desk import NOON, RULES, Desk, Ruling
from sqlmodel import Session, select

from screening.model.causes import Cause
from screening.model.decision import Template
from screening.model.letter import Letter, Rendered
from storage.engine import reading, writing
from storage.errors import StorageError, UnknownStep
from storage.outbox import queue, replies
from storage.outbox.step import Answer, supersede_one
from storage.states import ALLOWED, OutboxState, OutboxStep
from storage.tables import Event, Outbox

SAID = Answer(451, "4.7.1 try again later")


def render_anew(session: Session, row: Outbox) -> None:
    session.get_one(Outbox, row.id).data = None
    session.flush()
    found = replies.to_be_rendered(session, RULES.contest, row.id)
    mail = Rendered(row.to_address, "เรื่อง", "<r@dga.or.th>", b"mail")
    replies.render(session, found, mail, (OutboxState.PENDING, ""), "operator", NOON)


STEPS: dict[OutboxStep, Callable[[Session, Outbox], object]] = {
    OutboxStep.ATTEMPT: lambda session, row: replies.attempt(session, RULES.contest, row.id, NOON),
    OutboxStep.CONFIRM: lambda session, row: replies.confirm(session, RULES.contest, row.id, SAID, NOON),
    OutboxStep.DEFER: lambda session, row: replies.defer(session, RULES.contest, row.id, SAID, NOON),
    OutboxStep.FAIL: lambda session, row: replies.fail(session, RULES.contest, row.id, SAID, NOON),
    OutboxStep.DOUBT: lambda session, row: replies.doubt(session, RULES.contest, row.id, SAID, NOON),
    OutboxStep.RELEASE: lambda session, row: replies.release(
        session, RULES.contest, row.id, "operator", NOON
    ),
    OutboxStep.RENDER: render_anew,
    OutboxStep.DROP: lambda session, row: replies.drop(session, RULES.contest, row.id, "operator", NOON),
    OutboxStep.RETRY: lambda session, row: replies.retry(session, RULES.contest, row.id, "operator", NOON),
    OutboxStep.RESTORE: lambda session, row: replies.restore(
        session, RULES.contest, row.id, (OutboxState.PENDING, ""), NOON
    ),
    OutboxStep.SUPERSEDE: lambda session, row: supersede_one(session, RULES.contest, row.id, NOON),
    OutboxStep.HOLD: lambda session, row: replies.hold(session, RULES.contest, row.id, NOON),
    OutboxStep.FIND: lambda session, row: replies.find(session, RULES.contest, row.id, NOON, NOON),
    OutboxStep.BOUNCE: lambda session, row: replies.bounce(session, RULES.contest, row.id, SAID, NOON),
}


def test_every_step_has_its_function_in_this_test() -> None:
    assert set(STEPS) == set(ALLOWED) == set(OutboxStep)


@pytest.mark.parametrize("step", OutboxStep)
@pytest.mark.parametrize("start", OutboxState)
def test_each_step_from_each_state_does_what_the_table_says(
    desk: Desk, start: OutboxState, step: OutboxStep
) -> None:
    reply = desk.decide(1).reply
    ends = ALLOWED[step].get(start, frozenset())
    with writing(desk.engine) as session:
        session.get_one(Outbox, reply.id).state = start
    with writing(desk.engine) as session:
        events = len(session.exec(select(Event)).all())
        if not ends:
            with pytest.raises(UnknownStep):
                STEPS[step](session, reply)
        else:
            STEPS[step](session, reply)
        row = session.get_one(Outbox, reply.id)
        assert row.state in (ends or {start})
        assert len(session.exec(select(Event)).all()) == events + bool(ends)


def step(desk: Desk, name: OutboxStep, reply: Outbox) -> Outbox:
    with writing(desk.engine) as session:
        STEPS[name](session, reply)
        return session.get_one(Outbox, reply.id)


def test_an_attempt_is_counted_before_data_and_only_one_sender_gets_through(desk: Desk) -> None:
    reply = desk.decide(1).reply
    assert step(desk, OutboxStep.ATTEMPT, reply).attempts == 1
    with pytest.raises(UnknownStep):
        step(desk, OutboxStep.ATTEMPT, reply)
    sent = step(desk, OutboxStep.CONFIRM, reply)
    assert (sent.state, sent.sent_at, sent.data) == (OutboxState.SENT, NOON, reply.data)


def test_only_pending_replies_whose_time_has_come_are_due(desk: Desk) -> None:
    first, second = desk.decide(1).reply, desk.decide(2).reply
    desk.decide(3, Ruling(suppressed="old", waits=True))
    step(desk, OutboxStep.DEFER, first)
    with reading(desk.engine) as session:
        assert [row.id for row in queue.due(session, RULES.contest, NOON, 9)] == [second.id]
        later = NOON + timedelta(seconds=60)
        assert [row.id for row in queue.due(session, RULES.contest, later, 9)] == [second.id, first.id]


def test_a_kind_that_may_still_be_superseded_is_left_out_until_it_was_tried_once(desk: Desk) -> None:
    fresh = desk.decide(1, Ruling(template=Template.CORRECTION)).reply
    tried = desk.decide(2, Ruling(template=Template.CORRECTION)).reply
    other = desk.decide(3).reply
    step(desk, OutboxStep.ATTEMPT, tried)
    step(desk, OutboxStep.DOUBT, tried)
    with reading(desk.engine) as session:
        due = queue.due(session, RULES.contest, NOON, 9, untried=Template.CORRECTION)
        assert [row.id for row in due] == [tried.id, other.id]
        assert fresh.id in [row.id for row in queue.due(session, RULES.contest, NOON, 9)]


def test_waiting_doubles_from_a_minute_to_4000_seconds(desk: Desk) -> None:
    reply = desk.decide(1).reply
    waits = [(step(desk, OutboxStep.DEFER, reply).not_before - NOON).seconds for _ in range(9)]
    assert waits == [60, 120, 240, 480, 960, 1920, 3840, 4000, 4000]


def test_a_refused_reply_gives_up_after_five_days_but_never_for_a_fault_of_ours(desk: Desk) -> None:
    theirs, ours = desk.decide(1).reply, desk.decide(2).reply
    late = NOON + timedelta(days=5)
    with writing(desk.engine) as session:
        assert (
            replies.defer(session, RULES.contest, ours.id, SAID, late, own_fault=True).state
            is OutboxState.PENDING
        )
        assert replies.defer(session, RULES.contest, theirs.id, SAID, late).state is OutboxState.FAILED
        assert session.get_one(Outbox, theirs.id).last_code == 451


def test_a_reply_that_was_held_for_long_has_its_whole_life_before_it(desk: Desk) -> None:
    reply = desk.decide(1, Ruling(suppressed="old", waits=True)).reply
    released = NOON + timedelta(days=20)
    with writing(desk.engine) as session:
        row = replies.release(session, RULES.contest, reply.id, "operator", released)
        assert (row.state, row.why) == (OutboxState.PENDING, "")
        assert replies.defer(session, RULES.contest, reply.id, SAID, released).state is OutboxState.PENDING


def test_an_unclear_end_is_sent_again_once_and_then_left_to_a_person(desk: Desk) -> None:
    reply = desk.decide(1).reply
    step(desk, OutboxStep.ATTEMPT, reply)
    assert step(desk, OutboxStep.DOUBT, reply).state is OutboxState.PENDING
    step(desk, OutboxStep.ATTEMPT, reply)
    left = step(desk, OutboxStep.DOUBT, reply)
    assert (left.state, left.attempts, left.data) == (OutboxState.UNCERTAIN, 2, reply.data)


def test_what_a_crash_left_half_sent_counts_as_an_unclear_end(desk: Desk) -> None:
    reply, other = desk.decide(1).reply, desk.decide(2).reply
    for expected in (OutboxState.PENDING, OutboxState.UNCERTAIN):
        step(desk, OutboxStep.ATTEMPT, reply)
        with writing(desk.engine) as session:
            assert replies.recover(session, RULES.contest, NOON) == 1
            assert session.get_one(Outbox, reply.id).state is expected
    with reading(desk.engine) as session:
        assert session.get_one(Outbox, other.id).state is OutboxState.PENDING


def test_a_reply_without_bytes_is_not_released_until_it_is_rendered(desk: Desk) -> None:
    def broken(_: Letter) -> Rendered:
        raise ValueError

    reply = desk.decide(1, judge=desk.judge(render=broken)).reply
    finished = Rendered(reply.to_address, "เรื่อง", "<r@dga.or.th>", b"mail")
    with writing(desk.engine) as session, pytest.raises(StorageError, match="never rendered"):
        replies.release(session, RULES.contest, reply.id, "operator", NOON)
    with writing(desk.engine) as session:
        row, waits = replies.to_be_rendered(session, RULES.contest, reply.id), (OutboxState.HELD, Cause.FIRST)
        replies.render(session, row, finished, waits, "operator", NOON)
        with pytest.raises(UnknownStep, match="rendered already"):
            replies.to_be_rendered(session, RULES.contest, reply.id)
        assert replies.release(session, RULES.contest, reply.id, "operator", NOON).data == b"mail"


def test_a_reply_that_does_not_exist_is_one_clear_line(desk: Desk) -> None:
    with writing(desk.engine) as session, pytest.raises(StorageError, match="there is no reply 99"):
        replies.drop(session, RULES.contest, 99, "operator", NOON)


def test_the_servers_words_stand_outside_the_chain(desk: Desk) -> None:
    reply = desk.decide(1).reply
    with writing(desk.engine) as session:
        replies.fail(session, RULES.contest, reply.id, Answer(550, "no such user a@maesai.go.th"), NOON)
        event = session.exec(select(Event).where(Event.what == "reply-fail")).one()
        assert event.facts == {"state": "failed", "attempts": 0, "code": 550}
        assert event.text_hash
