"""The line to the mail server breaks, and the server lies: nothing is lost, and nothing comes twice."""

import re
from functools import partial

import pytest
from servers.installation import message_id
from servers.mails import entry, mail
from servers.polling import FETCH, Polling, all_is_well, question

from ingest.mailbox import Timeouts

SIZE = re.compile(rb"RFC822\.SIZE \d+")


@pytest.mark.parametrize("stride", [101, pytest.param(1, marks=pytest.mark.slow)])
def test_the_fetch_of_a_message_is_cut_at_every_byte(polls: Polling, stride: int) -> None:
    whole = question(0)
    polls.installation.deliver(whole)
    for offset in range(0, len(whole) + 20, stride):
        polls.line.break_after(offset, on=FETCH)
        polls.poll()
        assert polls.line.broken == offset // stride + 1
        assert polls.messages() == []
        assert polls.leftovers() == []
    all_is_well(polls, whole)


@pytest.mark.parametrize("stride", [211, pytest.param(1, marks=pytest.mark.slow)])
def test_a_whole_look_is_cut_at_every_byte(polls: Polling, stride: int) -> None:
    """Greeting, login, search, fetch and move; a new mail for each cut, and then a look that ends."""
    mails: list[bytes] = []
    offset, broken = 0, True
    while broken:
        mails.append(mail(0, [], slug=f"cut-{offset}", subject="สอบถาม", text="ส่งได้ถึงวันใด"))
        polls.installation.deliver(mails[-1])
        polls.poller.disconnect()
        before = polls.line.broken
        polls.line.break_after(offset)
        whole = polls.poll() == ""
        broken = polls.line.broken > before
        polls.line.mend()
        again = polls.poll()
        # A line cut behind the last byte of a look is found out by the next one.
        assert again == "" or (whole and polls.poll() == "")
        assert polls.recorded() == len(mails)
        offset += stride
    assert offset > 3000
    all_is_well(polls, *mails)


@pytest.mark.parametrize("on", [b"LOGIN", b"EXAMINE", b"SEARCH", b"RFC822.SIZE", FETCH, b"MOVE"])
def test_a_farewell_at_any_moment(polls: Polling, on: bytes) -> None:
    polls.installation.deliver(entry(0))
    polls.line.break_after(0, on=on, say=b"* BYE shutting down\r\n")
    assert "127.0.0.1" in polls.poll()
    assert polls.line.broken == 1
    all_is_well(polls, entry(0))


def test_a_server_that_falls_silent_in_a_literal(polls: Polling, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.mailbox.connection.Timeouts", lambda: Timeouts(read=0.5))
    polls.installation.deliver(entry(0), entry(1))
    polls.line.break_after(2000, on=FETCH, silent=True)
    assert "fell silent" in polls.poll()
    all_is_well(polls, entry(0), entry(1))


@pytest.mark.parametrize("size", [b"0", b"1", b"9999999999"])
def test_a_size_that_lies(polls: Polling, size: bytes) -> None:
    polls.line.change(answer=lambda data: SIZE.sub(b"RFC822.SIZE " + size, data))
    polls.installation.deliver(entry(0, media=2_000_000))
    assert polls.poll() == ""
    (message,) = polls.messages()
    assert message.size > 2_000_000
    assert not message.too_large
    all_is_well(polls, entry(0, media=2_000_000))


def test_a_message_larger_than_it_says_is_judged_by_its_headers(polls: Polling) -> None:
    polls.configure(max_message_mb=1)
    polls.line.change(answer=lambda data: SIZE.sub(b"RFC822.SIZE 10", data))
    polls.installation.deliver(entry(0, media=900_000))
    assert polls.poll() == ""
    (message,) = polls.messages()
    assert message.too_large
    assert message.size < 10_000 < 900_000 < message.announced_size


def test_a_uid_that_the_server_leaves_out_for_a_while(polls: Polling) -> None:
    """Its number lies below the last one when it is shown: a cursor alone would never see it."""
    polls.installation.deliver(question(0), question(1), question(2))
    hide = re.compile(rb"(\* SEARCH.*?) 2(?=[ \r])")
    fewer = re.compile(rb"\* 3 EXISTS")
    polls.line.change(answer=lambda data: fewer.sub(b"* 2 EXISTS", hide.sub(rb"\1", data)))
    assert polls.poll() == ""
    assert len(polls.messages()) == 2
    all_is_well(polls, question(0), question(1), question(2))


def test_a_uid_that_is_hidden_after_it_was_recorded_comes_back(polls: Polling) -> None:
    polls.configure(held_folder="")
    polls.installation.deliver(question(0), question(1))
    assert polls.poll() == ""
    polls.line.change(
        answer=lambda data: data.replace(b"* 2 EXISTS", b"* 1 EXISTS").replace(b"SEARCH 1 2", b"SEARCH 2")
    )
    assert polls.poll() == ""
    assert [state for _, _, state in polls.sightings()] == ["gone", "filed"]
    polls.line.mend()
    assert polls.poll() == ""
    assert polls.poll() == ""
    assert [state for _, _, state in polls.sightings()] == ["filed", "filed"]
    assert len(polls.messages()) == 2


def test_a_uidvalidity_that_changes_between_and_during_looks_enters_nothing_twice(polls: Polling) -> None:
    polls.configure(held_folder="")
    polls.installation.deliver(question(0), question(1))
    assert polls.poll() == ""
    for number in (b"7", b"8"):
        polls.line.change(answer=partial(re.compile(rb"UIDVALIDITY \d+").sub, b"UIDVALIDITY " + number))
        polls.line.break_after(300, on=FETCH)
        polls.poll()
        assert polls.poll() == ""
        assert len(polls.messages()) == 2
    polls.line.mend()
    assert polls.poll() == ""
    assert len(polls.messages()) == 2
    assert polls.installation.findings() == []


@pytest.mark.parametrize("elsewhere", ["", "ตรวจแล้ว/รอเจ้าหน้าที่"])
def test_a_message_that_staff_take_away_while_it_is_fetched(polls: Polling, elsewhere: str) -> None:
    polls.installation.deliver(question(0), question(1))
    taken: list[bytes] = []

    def take(data: bytes) -> bytes:
        if FETCH in data and not taken:
            taken.append(data)
            with polls.installation.dovecot.client() as staff:
                staff.select_folder("INBOX")
                if elsewhere:
                    staff.create_folder(elsewhere)
                    staff.move([1], elsewhere)
                else:
                    staff.delete_messages([1])
                    staff.expunge()
        return data

    polls.line.change(command=take)
    assert polls.poll() == ""
    ids = [message.message_id for message in polls.messages()]
    assert ids in ([message_id(question(1))], [message_id(question(0)), message_id(question(1))])
    polls.line.mend()
    assert polls.poll() == ""
    assert len(polls.messages()) == len(ids)
    assert polls.installation.findings() == []


def test_a_missing_folder_leaves_none_of_the_others_unread(polls: Polling) -> None:
    polls.configure(folders=["ไม่มี", "INBOX"])
    polls.installation.deliver(question(0))
    assert "ไม่มี" in polls.poll()
    assert [str(message.status) for message in polls.messages()] == ["filed"]


def test_a_wrong_password_is_tried_again_slowly_and_then_works(polls: Polling) -> None:
    polls.installation.deliver(question(0))
    login = re.compile(rb'(LOGIN "[^"]*" )"[^"]*"')
    polls.line.change(command=lambda data: login.sub(rb'\1"expired"', data))
    for _ in range(2):
        assert "INTAKE_MAILBOX_PASSWORD" in polls.poll()
        assert 30 <= polls.poller.pause <= 60
    all_is_well(polls, question(0))
    assert polls.poller.pause == 0


def test_a_server_that_is_away_is_looked_for_again_within_half_a_minute(polls: Polling) -> None:
    polls.line.break_after(0, times=100)
    pauses = []
    for _ in range(8):
        polls.poll()
        pauses.append(polls.poller.pause)
    assert pauses == [1, 2, 5, 10, 20, 30, 30, 30]
    all_is_well(polls)
