from datetime import timedelta

import pytest
from desk import NOON, RULES, Desk
from sqlmodel import col, select

from screening.model.decision import Verdict
from storage.engine import reading, writing
from storage.errors import StorageError, UnknownStep
from storage.mail.messages import POISON_ATTEMPTS, begin_work, end_work, last_uid, undecided
from storage.mail.sightings import (
    filing_due,
    filing_failed,
    forget_absent,
    ledger_count,
    mark_filed,
    mark_gone,
)
from storage.states import MessageStatus, SightingState
from storage.tables import Event, Message, Sighting

ACCOUNT = "dgti@dga.or.th"
HERE = (ACCOUNT, "INBOX", 7)


def statuses(desk: Desk) -> list[MessageStatus]:
    with reading(desk.engine) as session:
        return list(session.exec(select(col(Message.status)).order_by(col(Message.id))))


def test_a_message_seen_again_elsewhere_is_one_message_with_two_sightings(desk: Desk) -> None:
    first = desk.deliver(1)
    desk.now += timedelta(hours=1)
    assert desk.deliver(1, uid=9) == first
    assert desk.deliver(1, folder="Junk") == first
    with reading(desk.engine) as session:
        message = session.exec(select(Message)).one()
        assert (message.first_seen_at, message.internal_date) == (NOON, NOON + timedelta(seconds=1))
        assert len(session.exec(select(Sighting)).all()) == 3


def test_the_same_place_again_changes_nothing(desk: Desk) -> None:
    desk.deliver(1)
    desk.deliver(1)
    with reading(desk.engine) as session:
        assert len(session.exec(select(Sighting)).all()) == 1
        assert [event.what for event in session.exec(select(Event))] == ["message-stored", "message-seen"]


def test_a_repeated_message_is_filed_and_not_decided_again(desk: Desk) -> None:
    desk.decide(1)
    desk.deliver(1, uid=9)
    with reading(desk.engine) as session:
        assert undecided(session, RULES.contest, 9) == []
        assert [task.uid for task in filing_due(session, RULES.contest, ACCOUNT, 9)] == [1, 9]


def test_only_a_contests_own_mail_is_moved_and_all_that_lies_there_is_counted(desk: Desk) -> None:
    desk.decide(1)
    desk.deliver(2, contest="dgti-2567")
    with reading(desk.engine) as session:
        assert [task.uid for task in filing_due(session, RULES.contest, ACCOUNT, 9)] == [1]
        assert filing_due(session, "dgti-2567", ACCOUNT, 9) == []
        assert (ledger_count(session, *HERE), last_uid(session, *HERE)) == (2, 2)
    with writing(desk.engine) as session, pytest.raises(StorageError, match="no sighting 1"):
        mark_filed(session, "dgti-2567", 1, "x", NOON)


def test_the_same_bytes_in_another_contest_are_another_message(desk: Desk) -> None:
    first = desk.deliver(1)
    assert desk.deliver(1, uid=9, contest="dgti-2567") != first


def test_undecided_messages_come_in_the_order_they_were_received(desk: Desk) -> None:
    for number in (5, 2, 9):
        desk.deliver(number)
    desk.decide(2)
    with reading(desk.engine) as session:
        found = undecided(session, RULES.contest, 9)
        assert [message.size for message in found] == [5, 5]
        assert [(message.internal_date - NOON).seconds for message in found] == [5, 9]
        assert len(undecided(session, RULES.contest, 1)) == 1
        assert undecided(session, "another", 9) == []


def test_the_cursor_belongs_to_one_uidvalidity(desk: Desk) -> None:
    desk.deliver(1, uid=400)
    desk.deliver(2, uid=300)
    desk.deliver(1, uid=1, uidvalidity=8)
    with reading(desk.engine) as session:
        assert last_uid(session, *HERE) == 400
        assert last_uid(session, "dgti@dga.or.th", "INBOX", 8) == 1
        assert last_uid(session, "dgti@dga.or.th", "INBOX", 9) == 0
        assert last_uid(session, "another", "INBOX", 7) == 0
        assert len(session.exec(select(Message)).all()) == 2


def test_the_largest_uid_and_uidvalidity_are_kept(desk: Desk) -> None:
    desk.deliver(1, uid=2**32 - 1, uidvalidity=2**32 - 1)
    with reading(desk.engine) as session:
        assert last_uid(session, "dgti@dga.or.th", "INBOX", 2**32 - 1) == 2**32 - 1


def test_only_decided_messages_are_due_for_filing(desk: Desk) -> None:
    desk.deliver(1)
    desk.decide(2)
    with reading(desk.engine) as session:
        assert [task.uid for task in filing_due(session, RULES.contest, ACCOUNT, 9)] == [2]


def test_filing_settles_the_sighting_and_the_message(desk: Desk) -> None:
    desk.decide(1)
    with writing(desk.engine) as session:
        (task,) = filing_due(session, RULES.contest, ACCOUNT, 9)
        assert (task.folder, task.uidvalidity, task.uid, task.verdict) == ("INBOX", 7, 1, Verdict.ACCEPTED)
        filing_failed(session, RULES.contest, task.sighting_id, "NO over quota", NOON)
    with writing(desk.engine) as session:
        assert filing_due(session, RULES.contest, ACCOUNT, 9) == [task]
        assert session.get_one(Sighting, task.sighting_id).last_error == "NO over quota"
        mark_filed(session, RULES.contest, task.sighting_id, "รับแล้ว", NOON)
        row = session.get_one(Sighting, task.sighting_id)
        assert (row.state, row.target, row.last_error) == (SightingState.FILED, "รับแล้ว", "")
    assert statuses(desk) == [MessageStatus.FILED]
    with writing(desk.engine) as session, pytest.raises(UnknownStep):
        mark_filed(session, RULES.contest, task.sighting_id, "elsewhere", NOON)


def test_a_message_without_a_decision_cannot_be_filed(desk: Desk) -> None:
    desk.deliver(1)
    with writing(desk.engine) as session, pytest.raises(UnknownStep):
        mark_filed(session, RULES.contest, session.exec(select(Sighting.id)).one(), "x", NOON)


def test_a_message_that_staff_moved_is_gone_here_and_its_record_stands(desk: Desk) -> None:
    desk.decide(1)
    with writing(desk.engine) as session:
        mark_gone(session, RULES.contest, session.exec(select(Sighting.id)).one(), NOON)
    assert statuses(desk) == [MessageStatus.DECIDED]
    with reading(desk.engine) as session:
        assert filing_due(session, RULES.contest, ACCOUNT, 9) == []


def test_what_is_no_longer_in_the_folder_is_forgotten_there_and_nothing_else(desk: Desk) -> None:
    for number in range(1, 4):
        desk.decide(number)
    with writing(desk.engine) as session:
        first, second, third = filing_due(session, RULES.contest, ACCOUNT, 9)
        mark_filed(session, RULES.contest, first.sighting_id, "รับแล้ว", NOON)
        assert forget_absent(session, ACCOUNT, "INBOX", 7, {third.uid}, NOON) == 1
    with reading(desk.engine) as session:
        states = {row.uid: row.state for row in session.exec(select(Sighting))}
    assert states == {
        first.uid: SightingState.FILED,
        second.uid: SightingState.GONE,
        third.uid: SightingState.SEEN,
    }


def test_the_ledger_counts_what_should_still_lie_in_the_folder(desk: Desk) -> None:
    for number in range(1, 6):
        desk.decide(number)
    desk.deliver(6, uid=1, uidvalidity=8)
    with writing(desk.engine) as session:
        moved, stays, stays_by_name, gone, _ = (
            task.sighting_id for task in filing_due(session, RULES.contest, ACCOUNT, 5)
        )
        mark_filed(session, RULES.contest, moved, "รับแล้ว", NOON)
        mark_filed(session, RULES.contest, stays, "", NOON)
        mark_filed(session, RULES.contest, stays_by_name, "INBOX", NOON)
        mark_gone(session, RULES.contest, gone, NOON)
    with reading(desk.engine) as session:
        assert ledger_count(session, *HERE) == 3


def test_a_third_death_on_one_message_is_seen_before_the_fourth(desk: Desk) -> None:
    message = desk.deliver(1)
    earlier = []
    for _ in range(4):
        with writing(desk.engine) as session:
            earlier.append(begin_work(session, RULES.contest, [message])[message])
    assert earlier == [0, 1, 2, 3]
    assert earlier[-1] == POISON_ATTEMPTS


def test_an_attempt_that_ends_in_order_is_no_death(desk: Desk) -> None:
    message = desk.deliver(1)
    with writing(desk.engine) as session:
        begin_work(session, RULES.contest, [message])
    with writing(desk.engine) as session:
        end_work(session, RULES.contest, [message])
    with writing(desk.engine) as session:
        assert begin_work(session, RULES.contest, [message]) == {message: 0}
    desk.decide(1)
    with reading(desk.engine) as session:
        assert session.exec(select(Message.attempts)).one() == 0
