"""One order of locks everywhere: the counter of the contest, then any other row. Two orders would deadlock.

SQLite locks the whole database at once and shows nothing of it; the order of the statements is what another
database would lock in.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from desk import NOON, RULES, Desk, Ruling, submission_of
from sqlalchemy import event
from sqlmodel import Session, col, select

from decisions.again import judge_again
from notifications.sending import digests
from screening.model.causes import Cause
from screening.model.decision import EntryStatus, Template, Verdict
from screening.model.letter import Rendered
from screening.model.submission import Bounce, Failure
from storage.chain.events import About
from storage.engine import writing
from storage.mail.sightings import filing_failed, forget_absent, mark_filed, mark_gone, take_back
from storage.outbox import breaker, replies
from storage.outbox.step import Answer, supersede_one
from storage.states import ALLOWED, OutboxState, OutboxStep
from storage.tables import Breaker, Event, Outbox

CONTEST, SAID = RULES.contest, Answer(451, "4.7.1 try again later")
PLACE = ("dgti@dga.or.th", "INBOX", 7)
_WRITES = re.compile(r"(?:INSERT INTO|UPDATE|DELETE FROM) (\w+)")
_FROM = re.compile(r"\bFROM (\w+)")


@contextmanager
def counter_first(desk: Desk, *tables: str) -> Iterator[None]:
    """Each transaction meanwhile locks the counter before any other row, and one locks rows of `tables`, too.

    Locked is what is read for an update, or written.
    """
    transactions: list[list[str]] = []

    def note(_connection: Any, _cursor: Any, statement: str, _values: Any, context: Any, _many: bool) -> None:
        asked = getattr(context.compiled, "statement", None)
        reads = _FROM.search(statement) if getattr(asked, "_for_update_arg", None) is not None else None
        if found := _WRITES.match(statement) or reads:
            transactions[-1].append(found[1])

    def begin(_connection: Any) -> None:
        transactions.append([])

    event.listen(desk.engine, "begin", begin)
    event.listen(desk.engine, "before_cursor_execute", note)
    try:
        yield
    finally:
        event.remove(desk.engine, "before_cursor_execute", note)
        event.remove(desk.engine, "begin", begin)
    assert [locked for locked in transactions if locked and locked[0] != "counter"] == []
    assert set(tables) <= {table for locked in transactions for table in locked}


def _render(session: Session, row: int) -> None:
    found = replies.to_be_rendered(session, CONTEST, row)
    rendered = Rendered("a@maesai.go.th", "เรื่อง", "<1@dga.or.th>", b"")
    replies.render(session, found, rendered, (OutboxState.PENDING, ""), "operator", NOON)


STEPS: dict[OutboxStep, Callable[[Session, int], object]] = {
    OutboxStep.ATTEMPT: lambda session, row: replies.attempt(session, CONTEST, row, NOON),
    OutboxStep.CONFIRM: lambda session, row: replies.confirm(session, CONTEST, row, SAID, NOON),
    OutboxStep.DEFER: lambda session, row: replies.defer(session, CONTEST, row, SAID, NOON, own_fault=True),
    OutboxStep.FAIL: lambda session, row: replies.fail(session, CONTEST, row, SAID, NOON),
    OutboxStep.DOUBT: lambda session, row: replies.doubt(session, CONTEST, row, SAID, NOON),
    OutboxStep.RELEASE: lambda session, row: replies.release(session, CONTEST, row, "operator", NOON),
    OutboxStep.RENDER: _render,
    OutboxStep.DROP: lambda session, row: replies.drop(session, CONTEST, row, "operator", NOON),
    OutboxStep.RETRY: lambda session, row: replies.retry(session, CONTEST, row, "operator", NOON),
    OutboxStep.RESTORE: lambda session, row: replies.restore(
        session, CONTEST, row, (OutboxState.PENDING, ""), NOON
    ),
    OutboxStep.SUPERSEDE: lambda session, row: supersede_one(session, CONTEST, row, NOON),
    OutboxStep.HOLD: lambda session, row: replies.hold(session, CONTEST, row, NOON),
    OutboxStep.FIND: lambda session, row: replies.find(session, CONTEST, row, NOON, NOON),
    OutboxStep.BOUNCE: lambda session, row: replies.bounce(session, CONTEST, row, SAID, NOON),
}


@pytest.mark.parametrize("step", OutboxStep)
def test_each_step_of_a_reply(desk: Desk, step: OutboxStep) -> None:
    for number, start in enumerate(ALLOWED[step], start=1):
        reply = desk.decide(number).reply
        with writing(desk.engine) as session:
            row = session.get_one(Outbox, reply.id)
            row.state, row.data = start, None if step is OutboxStep.RENDER else row.data
        with counter_first(desk, "outbox"), writing(desk.engine) as session:
            STEPS[step](session, reply.id)


@pytest.mark.parametrize("act", [replies.release, replies.drop])
def test_the_last_reply_behind_the_breaker(desk: Desk, act: Callable[..., object]) -> None:
    reply = desk.decide(1).reply
    with writing(desk.engine) as session:
        row = session.get_one(Outbox, reply.id)
        row.state, row.why = OutboxState.HELD, Cause.BREAKER
        session.add(Breaker(contest=CONTEST, open_since=NOON))
    with counter_first(desk, "outbox", "breaker"), writing(desk.engine) as session:
        act(session, CONTEST, reply.id, "operator", NOON)


def test_the_breaker(desk: Desk) -> None:
    desk.decide(1)
    with counter_first(desk, "breaker"), writing(desk.engine) as session:
        breaker.trip(session, CONTEST, About(), NOON)
    with counter_first(desk, "breaker"), writing(desk.engine) as session:
        breaker.release(session, CONTEST, "operator", NOON)


def test_a_decision_that_overtakes_a_correction(desk: Desk) -> None:
    half = Ruling(Verdict.REJECTED, EntryStatus.INCOMPLETE, Template.CORRECTION, files=())
    desk.decide(1, half)
    with counter_first(desk, "message", "entry", "decision", "outbox"):
        desk.record(2, Ruling(join=0))


def test_a_decision_on_a_report_that_a_reply_came_back(desk: Desk) -> None:
    reply = desk.decide(1).reply
    with writing(desk.engine) as session:
        session.get_one(Outbox, reply.id).state = OutboxState.SENT
    failure = Failure("a@maesai.go.th", "5.1.1", permanent=True)
    report = Bounce((failure,), (reply.rfc_message_id,))
    with counter_first(desk, "outbox", "suppression"):
        ignored = Ruling(verdict=Verdict.IGNORED, template=None)
        desk.record(2, ignored, sender="robot@x.example", bounce=report)
    with counter_first(desk, "suppression"):
        desk.record(3)


def test_a_decision_made_again(desk: Desk) -> None:
    desk.decide(1)
    ruling = Ruling(Verdict.REJECTED, EntryStatus.INCOMPLETE, Template.CORRECTION)
    locked = counter_first(desk, "message", "entry", "decision", "outbox")
    with locked, writing(desk.engine) as session, desk.judge(ruling) as judge:
        judge_again(session, 1, submission_of(1, ruling), judge, answer=True)


def test_a_digest_that_is_queued_and_written_anew(desk: Desk) -> None:
    for number in (1, 2):
        desk.decide(number, Ruling(suppressed="many", waits=True, counts=False))
    desk.now = NOON + timedelta(hours=1)
    with counter_first(desk, "outbox"), writing(desk.engine) as session, desk.outgoing() as outgoing:
        queued = digests.queue_next(session, outgoing)
        assert queued is not None
    with writing(desk.engine) as session:
        row = session.get_one(Outbox, queued.id)
        row.state, row.data = OutboxState.HELD, None
    with counter_first(desk, "outbox"), writing(desk.engine) as session, desk.outgoing() as outgoing:
        assert digests.render_again(session, outgoing, queued.id, "operator").data


def test_a_message_that_is_seen_moved_and_missed(desk: Desk) -> None:
    with counter_first(desk, "message", "sighting"):
        desk.deliver(1)
    desk.decide(1)
    acts: tuple[Callable[[Session], object], ...] = (
        lambda session: filing_failed(session, CONTEST, 1, "NO over quota", NOON),
        lambda session: mark_filed(session, CONTEST, 1, "รับแล้ว", NOON),
        lambda session: mark_gone(session, CONTEST, 1, NOON),
        lambda session: take_back(session, *PLACE, {1}, NOON),
        lambda session: forget_absent(session, *PLACE, set(), NOON),
    )
    for act in acts:
        with counter_first(desk, "sighting"), writing(desk.engine) as session:
            act(session)


def test_the_mails_of_two_contests_that_are_missed_in_one_folder(desk: Desk) -> None:
    """Both counters, each before its own rows; always in the order of the contests' names."""
    for number, contest in enumerate(("b", "a", "b"), start=1):
        desk.deliver(number, contest=contest)
    with counter_first(desk, "sighting"), writing(desk.engine) as session:
        assert forget_absent(session, *PLACE, set(), NOON) == 3
        told = session.exec(select(Event.contest).where(Event.what == "message-gone").order_by(col(Event.id)))
        assert list(told) == ["a", "b", "b"]
