"""Messages that the server announces and does not give: none holds up the others, and none is forgotten."""

import re

import pytest
from servers.installation import FOLDERS, message_id
from servers.polling import Polling, all_is_well, question


def ids(polls: Polling) -> list[str]:
    return [message.message_id for message in polls.messages()]


@pytest.mark.parametrize("literal", [b"BODY[] {9999999999}", b"BODY[] {4294967296}"])
def test_a_literal_beyond_reason_is_not_waited_for_and_blocks_nobody(polls: Polling, literal: bytes) -> None:
    polls.installation.deliver(question(0))
    polls.poll()
    polls.installation.deliver(question(1), question(2))
    lying = re.compile(rb"(UID 2 )BODY\[\] \{\d+\}")
    polls.line.change(answer=lambda data: lying.sub(rb"\1" + literal, data))
    for _ in range(4):
        polls.poll()
    assert [message.message_id for message in polls.messages()] == [
        message_id(question(0)),
        message_id(question(2)),
    ]
    assert polls.tries()[2] >= 2
    assert polls.leftovers() == []
    all_is_well(polls, question(0), question(1), question(2))


def empty(data: bytes) -> bytes:
    """The answer of a server that has announced a message and has no body for it yet."""
    return re.sub(rb"BODY\[\] \{\d+\}\r\n.*\)\r\n(\w+ OK)", rb'BODY[] "")\r\n\1', data, flags=re.DOTALL)


def headless(data: bytes) -> bytes:
    """The same server, asked for the header alone."""
    header = rb"BODY\[HEADER\]<0> \{\d+\}\r\n.*\)\r\n(\w+ OK)"
    return re.sub(header, rb'BODY[HEADER]<0> "")\r\n\1', empty(data), flags=re.DOTALL)


def test_a_body_that_fills_a_moment_later_is_taken_whole(polls: Polling) -> None:
    polls.installation.deliver(question(0))
    polls.line.change(answer=empty)
    for _ in range(3):
        assert polls.poll() == ""
    assert polls.messages() == []
    assert polls.tries() == {1: 3}
    all_is_well(polls, question(0))


@pytest.mark.parametrize("answer", [empty, headless])
def test_a_body_that_never_fills_is_recorded_in_the_end(polls: Polling, answer: object) -> None:
    polls.installation.deliver(question(0))
    polls.line.change(answer=answer)  # type: ignore[arg-type]  # both are what a test passes on
    for _ in range(6):
        polls.poll()
    assert polls.messages() == []
    polls.pass_time()
    assert polls.poll() == ""
    (row,) = polls.installation.rows()
    assert row["verdict"] == "held"
    assert [reason["code"] for reason in row["reasons"]] == ["unparsable"]
    assert row["message_id"] == ("" if answer is headless else message_id(question(0)))
    assert polls.tries() == {}
    polls.line.mend()
    assert polls.poll() == ""
    assert len(polls.messages()) == 1
    assert polls.installation.folders() == {FOLDERS["held"]: [message_id(question(0))]}
    assert polls.installation.findings() == []


def test_a_message_that_ends_every_connection_is_passed_over_and_recorded_in_the_end(polls: Polling) -> None:
    polls.installation.deliver(question(0), question(1), question(2))
    polls.line.break_after(0, on=b"FETCH 1 (UID BODY", times=1000)
    problems = [polls.poll() for _ in range(8)]
    assert [bool(problem) for problem in problems[:4]] == [True, True, False, False]
    assert len(polls.messages()) == 2
    polls.pass_time()
    assert polls.poll() == ""
    assert len(polls.messages()) == 3
    (row,) = [row for row in polls.installation.rows() if row["message_id"] == message_id(question(0))]
    assert row["verdict"] == "held"
    assert "unparsable" in [reason["code"] for reason in row["reasons"]]
    all_is_well(polls, question(0), question(1), question(2))


def test_a_message_of_which_nothing_can_be_had_keeps_its_place_on_record(polls: Polling) -> None:
    polls.installation.deliver(question(0), question(1))
    polls.line.break_after(0, on=b"FETCH 1 (", times=1000)
    for _ in range(7):
        polls.poll()
    polls.pass_time()
    for _ in range(5):
        polls.poll()
    assert sorted(message.message_id for message in polls.messages()) == ["", message_id(question(1))]
    assert polls.tries() == {}


def test_a_message_that_ends_the_connection_when_its_size_is_asked_for_holds_up_nobody(
    polls: Polling,
) -> None:
    polls.installation.deliver(question(0), question(1), question(2))

    def kill(data: bytes) -> bytes:
        numbers = re.search(rb"UID FETCH (\S+) \(INTERNALDATE", data)
        if numbers and b"1" in numbers[1].split(b","):
            polls.poller.abort()
        return data

    polls.line.change(command=kill)
    for _ in range(6):
        polls.poll()
    assert [message.message_id for message in polls.messages()] == [
        message_id(question(1)),
        message_id(question(2)),
    ]
    all_is_well(polls, question(0), question(1), question(2))
