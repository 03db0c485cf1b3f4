"""An entry with thousands of messages, files or letters, and a sender with thousands of entries."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import pytest
from databases import continue_numbers
from desk import AGENCY, NOON, RULES, Desk, Ruling, sha
from sqlalchemy import event, insert, update
from sqlmodel import col, select

from screening.model.codes import reason
from screening.model.decision import EntryStatus, Role, Template, Verdict
from screening.model.history import EntryState, History, HistoryKeys
from storage.engine import reading, writing
from storage.entries.decisions import MOST_DECISIONS
from storage.entries.files import MOST_FILES
from storage.entries.history import NEWEST, OLDEST, read_history
from storage.entries.letters import MOST_LETTERS
from storage.entries.past import Point
from storage.tables import CircleRow, Counter, DecisionRow, Entry, Message, Outbox, ReasonRow, StoredFile

FOUNDER = "a@maesai.go.th"
MANY = 3_000
INCOMPLETE = Ruling(
    Verdict.REJECTED,
    EntryStatus.INCOMPLETE,
    Template.CORRECTION,
    files=(("f_form1.pdf", Role.FORM),),
    reasons=(reason("deck-missing"),),
)
DECK = Ruling(join=0, files=(("d.pptx", Role.DECK),))
AGAIN = Ruling(join=0, files=(), reasons=(reason("duplicate"),), template=Template.IDENTICAL)


def read(desk: Desk, *named: str, point: Point | None = None, sender: str = FOUNDER) -> History:
    keys = HistoryKeys(sender, frozenset(named), frozenset(), frozenset())
    with reading(desk.engine) as session:
        return read_history(session, RULES.contest, keys, desk.now, ZoneInfo("Asia/Bangkok"), point)


def entry_of(desk: Desk, *named: str, point: Point | None = None) -> EntryState:
    (entry,) = read(desk, *named, point=point).entries
    return entry


def repeat(desk: Desk, count: int) -> None:
    """The newest decision `count` times more, with its message, files, reasons and reply."""
    with writing(desk.engine) as session:
        counter = session.get_one(Counter, RULES.contest)
        last = counter.last_decision
        for table, owner in (
            (Message, Message.id),
            (Outbox, Outbox.message_id),
            (DecisionRow, DecisionRow.id),
            (StoredFile, StoredFile.decision_id),
            (ReasonRow, ReasonRow.decision_id),
        ):
            found = session.scalars(select(table).where(col(owner) == last)).all()
            if values := [_moved(row, at) for at in range(1, count + 1) for row in found]:
                session.execute(insert(table), values)
                continue_numbers(session.connection(), table)
        counter.last_decision += count


def _moved(row: Any, by: int) -> dict[str, Any]:
    """A row as it would be `by` messages later."""
    values: dict[str, Any] = row.model_dump()
    for name in {"id", "message_id", "decision_id", "number", "history_number"} & values.keys():
        if isinstance(values[name], int):
            values[name] += by
    if isinstance(row, StoredFile):
        values["id"] = row.id + 1_000 * by
    if isinstance(row, Message):
        values["digest"] = sha(f"{row.digest} {by}")
        values["message_id"] = f"<{row.id + by}@maesai.go.th>"
        values["received_at"] = NOON + timedelta(seconds=row.id + by)
    if isinstance(row, Outbox):
        values["rfc_message_id"] = f"<reply-{row.message_id + by}@dga.or.th>"
    return values


@contextmanager
def counting(desk: Desk) -> Iterator[list[int]]:
    """How many rows the database gives out meanwhile."""
    given = [0]

    def count(_cursor: Any, row: tuple[Any, ...]) -> tuple[Any, ...]:
        given[0] += 1
        return row

    def counted(cursor: psycopg.Cursor[Any]) -> Any:
        make = psycopg.rows.tuple_row(cursor)
        return lambda values: count(cursor, make(values))

    def checked_out(connection: Any, *_: Any) -> None:
        connection.row_factory = count if desk.engine.dialect.name == "sqlite" else counted

    event.listen(desk.engine, "checkout", checked_out)
    try:
        yield given
    finally:
        event.remove(desk.engine, "checkout", checked_out)
        with desk.engine.connect() as connection:
            raw: Any = connection.connection.dbapi_connection
            assert raw is not None
            raw.row_factory = None if desk.engine.dialect.name == "sqlite" else psycopg.rows.tuple_row


@pytest.fixture
def long(desk: Desk) -> Desk:
    """A form, then the deck, then thousands of messages that bring nothing."""
    desk.decide(1, INCOMPLETE)
    desk.decide(2, DECK)
    desk.decide(3, AGAIN)
    repeat(desk, MANY)
    return desk


def test_of_thousands_of_messages_the_founder_what_stands_and_the_last_reasons_are_known(long: Desk) -> None:
    entry = entry_of(long)
    assert entry.circle == {FOUNDER}
    form, deck = entry.standing(Role.FORM), entry.standing(Role.DECK)
    assert form is not None and form.file.name == "f_form1.pdf"
    assert deck is not None and deck.file.name == "d.pptx"
    assert (form.received_at, deck.received_at) == (NOON + timedelta(seconds=1), NOON + timedelta(seconds=2))
    assert (entry.status, entry.agency, entry.reasons) == (
        EntryStatus.COMPLETE,
        AGENCY,
        (reason("duplicate"),),
    )
    assert (entry.first_received_at, entry.last_received_at) == (
        NOON + timedelta(seconds=1),
        NOON + timedelta(seconds=3 + MANY),
    )
    assert "identical" in entry.answered


def test_twice_the_messages_are_no_more_rows(long: Desk) -> None:
    with counting(long) as once:
        read(long)
    repeat(long, MANY)
    with counting(long) as twice:
        read(long)
    assert twice == once
    assert once[0] <= 4 * MOST_DECISIONS


def test_a_long_entry_is_read_as_it_was_then(long: Desk) -> None:
    last = MANY + 3
    then = entry_of(long)
    long.decide(last + 1, AGAIN)
    repeat(long, 500)
    now = entry_of(long, point=Point(last, last))
    # Of the letters that were copied no former state is recorded.
    assert replace(now, letters=(), answered=frozenset(), asked={}) == replace(
        then, letters=(), answered=frozenset(), asked={}
    )


def test_what_is_answered_is_known_however_old_it_is(long: Desk) -> None:
    ours, theirs = "<reply-1500@dga.or.th>", "<1400@maesai.go.th>"
    without = entry_of(long)
    assert ours not in {each.message_id for each in without.letters} and theirs not in without.message_ids
    entry = entry_of(long, ours, theirs)
    assert ours in {each.message_id for each in entry.letters}
    assert theirs in entry.message_ids


def test_who_came_into_the_circle_between_and_what_a_person_decided_are_known(long: Desk) -> None:
    with writing(long.engine) as session:
        row = session.get_one(DecisionRow, 1500)
        assert row.change is not None
        row.change = {**row.change, "members": [{"address": "b@maesai.go.th", "by": "confirmed"}]}
        circle = CircleRow(
            decision_id=row.id, address="b@maesai.go.th", contest=row.contest, domain="x", by="confirmed"
        )
        session.add(circle)
        ruled = session.get_one(DecisionRow, 1600)
        assert ruled.change is not None
        ruled.by, ruled.change = "somchai", {**ruled.change, "ruling": "accept"}
    entry = entry_of(long)
    assert entry.circle == {FOUNDER, "b@maesai.go.th"}
    assert entry.by_person


def test_what_was_settled_long_ago_is_not_asked_again(long: Desk) -> None:
    """A stranger's files, to which the founder has said no."""
    conflict = Ruling(
        Verdict.HELD, EntryStatus.HELD, Template.HELD, reasons=(reason("sender-conflict"),), files=DECK.files
    )
    apart = long.decide(MANY + 4, conflict, sender="s@else.go.th").decision
    with writing(long.engine) as session:
        session.get_one(DecisionRow, apart.id).about_entry_id = 1
    (waiting,) = read(long).entries[0].waiting
    assert (waiting.kind, waiting.sender) == ("offered", "s@else.go.th")
    no = long.decide(MANY + 5, AGAIN).decision
    with writing(long.engine) as session:
        row = session.get_one(DecisionRow, no.id)
        assert row.change is not None
        row.change = {**row.change, "settled": [waiting.position]}
    long.decide(MANY + 6, AGAIN)
    repeat(long, 2 * MOST_DECISIONS)
    assert read(long).entries[0].waiting == ()


def test_of_thousands_of_files_those_that_stand_and_the_last_are_read(desk: Desk) -> None:
    desk.decide(1, INCOMPLETE)
    desk.decide(2, DECK)
    many = tuple((f"{at}.pdf", Role.OTHER) for at in range(200))
    desk.decide(3, replace(AGAIN, files=many))
    with counting(desk) as once:
        read(desk)
    repeat(desk, 15)
    with counting(desk) as given:
        entry = entry_of(desk)
    assert entry.standing(Role.FORM) and entry.standing(Role.DECK)
    assert len(entry.files) <= MOST_FILES + 2
    assert given[0] <= once[0] + 15 * 5


def test_of_thousands_of_letters_to_others_the_last_are_read(desk: Desk) -> None:
    desk.decide(1)
    with writing(desk.engine) as session:
        row = session.get_one(Outbox, 1)
        plain = row.model_dump()
        told = {"entry_id": 1, "template": Template.CONFIRM, "kind": "confirm", "id": None}
        letters = [
            {
                **plain,
                **told,
                "id": 10 + at,
                "to_address": f"{at}@x.go.th",
                "rfc_message_id": f"<c{at}@dga.or.th>",
            }
            for at in range(MANY)
        ]
        session.execute(insert(Outbox), letters)
    entry = entry_of(desk)
    assert len(entry.letters) == MOST_LETTERS
    assert entry.letters[-1].message_id == f"<c{MANY - 1}@dga.or.th>"
    assert "<c5@dga.or.th>" in {each.message_id for each in entry_of(desk, "<c5@dga.or.th>").letters}


def test_of_a_sender_s_thousands_of_entries_the_first_and_the_last_are_met(desk: Desk) -> None:
    desk.decide(1)
    with writing(desk.engine) as session:
        first = session.get_one(Entry, 1).model_dump()
        numbers = range(2, MANY + 2)
        session.execute(
            insert(Entry),
            [{**first, "id": at, "number": at, "reference": f"DGTI-2566-{at:04d}"} for at in numbers],
        )
    repeat(desk, MANY)
    with writing(desk.engine) as session:
        session.execute(update(DecisionRow).values(entry_id=DecisionRow.id))
        circle = {"address": FOUNDER, "contest": RULES.contest, "domain": "maesai.go.th", "by": "founder"}
        session.execute(insert(CircleRow), [{**circle, "decision_id": at} for at in numbers])
    with counting(desk) as given:
        entries = read(desk).entries
    assert [entry.id for entry in entries] == [
        *range(1, OLDEST + 1),
        *range(MANY + 2 - NEWEST, MANY + 2),
    ]
    assert given[0] <= 12 * (OLDEST + NEWEST)
