"""Waiting for the server's word is never trusted: it wakes at best, and never spins."""

import threading
import time
from functools import partial

import pytest
from servers.polling import Polling, question

from ingest.mailbox import Timeouts

NEVER = threading.Event()


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.poller.PAUSE_SECONDS", 0.05)


def waited(polls: Polling, seconds: float) -> float:
    """How long a wait of at most so many seconds took."""
    began = time.monotonic()
    polls.poller.wait(seconds, NEVER)
    return time.monotonic() - began


def heard(polls: Polling, word: bytes) -> int:
    """How many commands held that word."""
    return sum(word in line for line in polls.line.heard)


def test_a_server_that_hangs_up_at_each_idle_is_left_until_the_next_poll(polls: Polling) -> None:
    polls.line.break_after(0, on=b"IDLE", times=1000)
    for number in range(3):
        assert polls.poll() == ""
        assert waited(polls, 0.3) >= 0.3
        assert heard(polls, b"LOGIN") == heard(polls, b"IDLE") == number + 1
    polls.installation.deliver(question(0))
    assert polls.poll() == ""
    assert len(polls.messages()) == 1


def test_a_server_that_announces_mail_at_each_idle_costs_one_look_a_pause(
    polls: Polling, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.poller.PAUSE_SECONDS", 0.3)
    polls.line.change(answer=lambda data: data.replace(b"+ idling\r\n", b"+ idling\r\n* 9 EXISTS\r\n"))
    for _ in range(3):
        assert polls.poll() == ""
        assert waited(polls, 30) >= 0.3
    assert heard(polls, b"IDLE") == 3


def test_a_line_that_dies_silently_while_waiting_is_given_up_at_the_time_out(
    polls: Polling, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.mailbox.connection.Timeouts", partial(Timeouts, read=1))
    assert polls.poll() == ""
    polls.line.break_after(10, on=b"IDLE", silent=True)
    waited(polls, 0.3)
    polls.line.mend()
    polls.installation.deliver(question(0))
    assert polls.poll() == ""
    assert len(polls.messages()) == 1


def test_being_woken_ends_the_wait(polls: Polling) -> None:
    assert polls.poll() == ""
    wake = threading.Event()
    wake.set()
    began = time.monotonic()
    polls.poller.wait(60, wake)
    assert time.monotonic() - began < 30
