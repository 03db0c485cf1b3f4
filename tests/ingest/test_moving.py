"""Mail that the server will not move holds up neither new mail nor what can be moved."""

import re
from datetime import timedelta

import pytest
from servers.installation import FOLDERS, message_id
from servers.mails import entry
from servers.polling import FETCH, Polling, all_is_well, question
from sqlmodel import select

from runtime.clock import now
from storage.engine import writing
from storage.tables import Unfetched

MOVE = re.compile(rb"UID MOVE (\S+)")


def ends_over(polls: Polling, *uids: int) -> None:
    """From here on the server ends every connection on which one of `uids` is to be moved."""

    def command(data: bytes) -> bytes:
        found = MOVE.search(data)
        named = set(map(int, re.split(rb"[:,]", found[1]))) if found else set()
        return b"x LOGOUT\r\n" if named & set(uids) else data

    polls.line.change(command=command)


def test_new_mail_is_judged_though_the_server_ends_the_connection_over_every_move(polls: Polling) -> None:
    polls.installation.deliver(question(0))
    ends_over(polls, 1, 2, 3)
    for _ in range(2):
        assert polls.poll()
    polls.installation.deliver(question(1), question(2))
    assert polls.poll()
    assert [each.message_id for each in polls.messages()] == [message_id(question(n)) for n in range(3)]
    assert {each.status.value for each in polls.messages()} == {"decided"}
    all_is_well(polls, *(question(number) for number in range(3)))


def test_a_move_whose_answer_is_lost_is_recorded_as_ours_and_not_asked_for_again(polls: Polling) -> None:
    polls.installation.deliver(question(0))
    polls.line.break_after(0, on=b"UID MOVE", times=1000)
    assert polls.poll()
    assert polls.poll() == ""
    assert [state for _, _, state in polls.sightings()] == ["filed"]
    all_is_well(polls, question(0))


def test_a_message_that_ends_every_connection_when_moved_keeps_no_other_in_the_inbox(polls: Polling) -> None:
    mails = [question(number) for number in range(4)]
    polls.installation.deliver(*mails)
    ends_over(polls, 2)
    for _ in range(5):
        assert polls.poll()
    assert [each.status.value for each in polls.messages()] == ["filed", "decided", "filed", "filed"]
    assert polls.installation.folders()["INBOX"] == [message_id(mails[1])]
    all_is_well(polls, *mails)


def test_a_folder_full_of_mail_that_cannot_be_moved_keeps_no_other_there(
    polls: Polling, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.moving.BATCH", 2)
    polls.configure(held_folder="x" * 300)
    polls.installation.deliver(*(question(number) for number in range(3)))
    assert polls.poll() == ""
    polls.installation.deliver(entry(3))
    for _ in range(2):
        assert polls.poll() == ""
    assert polls.installation.folders()[FOLDERS["accepted"]] == [message_id(entry(3))]
    polls.configure(held_folder=FOLDERS["held"])
    all_is_well(polls, *(question(number) for number in range(3)), entry(3))


def test_a_folder_that_ends_the_connection_leaves_none_of_the_others_unread(polls: Polling) -> None:
    polls.configure(folders=["ค้าง", "INBOX"])
    with polls.installation.dovecot.client() as staff:
        staff.create_folder("ค้าง")
    polls.installation.deliver(question(0))
    polls.line.break_after(0, on=b'EXAMINE "&')
    assert polls.poll()
    assert polls.line.broken == 1
    assert [each.status.value for each in polls.messages()] == ["decided"]
    all_is_well(polls, question(0))


def test_a_folder_opened_without_a_count_of_its_messages_ends_the_connection_and_not_the_poller(
    polls: Polling,
) -> None:
    polls.installation.deliver(question(0))
    assert polls.poll() == ""
    polls.line.change(answer=lambda data: re.sub(rb"\* \d+ EXISTS\r\n", b"", data))
    polls.poller.wait(0.1, wake=polls.poller.busy)
    assert "beyond reason" in polls.poll()
    all_is_well(polls, question(0))


def test_a_try_made_while_the_clock_was_ahead_is_repeated_when_it_is_set(
    polls: Polling, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.retries.PAUSE", timedelta(seconds=15))
    polls.installation.deliver(question(0))
    polls.line.break_after(0, on=FETCH, times=2)
    for _ in range(2):
        assert polls.poll()
    with writing(polls.parts.engine) as session:
        for row in session.exec(select(Unfetched)).all():
            row.first_at = row.last_at = now() + timedelta(days=300)
    all_is_well(polls, question(0))
