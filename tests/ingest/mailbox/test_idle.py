"""Waiting for mail: woken by it, by being told to stop, or by the end of the connection."""

import threading
import time
from collections.abc import Callable, Mapping

import pytest
from servers.dovecot import Dovecot
from servers.imap_script import CUT, ScriptedImap

from credentials import Password
from ingest.mailbox import Connection, Folder, connect
from ingest.mailbox.errors import ConnectionLost

Scripted = Callable[[Mapping[str, bytes]], Connection]
LONG = 60  # seconds that no test waits: each ends by what it tests
MAIL = b"Subject: new\r\n\r\nbody\r\n"


@pytest.fixture
def never() -> threading.Event:
    return threading.Event()


def waiting(connection: Connection, then: Callable[[], object], seconds: float = LONG) -> tuple[bool, float]:
    """What `wait` says when `then` happens a moment later, and after how many seconds."""
    timer = threading.Timer(0.2, then)
    timer.start()
    began = time.monotonic()
    woken = connection.wait(seconds, threading.Event())
    timer.join()
    return woken, time.monotonic() - began


def test_mail_that_arrives_wakes(dovecot: Dovecot, connection: Connection, folder: Folder) -> None:
    woken, seconds = waiting(connection, lambda: dovecot.append(MAIL))
    assert woken
    assert seconds < LONG / 2
    assert folder.new_uids(0) == [1]


def test_mail_announced_since_the_last_search_wakes_at_once(
    dovecot: Dovecot, connection: Connection, folder: Folder, never: threading.Event
) -> None:
    assert folder.new_uids(0) == []
    dovecot.append(MAIL)
    folder.describe([1])  # the server tells of the new message in passing
    assert connection.wait(LONG, never)


def test_mail_that_came_before_the_folder_was_opened_again_wakes_at_once(
    dovecot: Dovecot, connection: Connection, folder: Folder, never: threading.Event
) -> None:
    folder.new_uids(0)
    dovecot.append(MAIL)
    connection.select("INBOX", readonly=True)
    assert connection.wait(LONG, never)
    connection.select("INBOX", readonly=True).new_uids(0)
    connection.select("INBOX", readonly=True)
    assert not connection.wait(0.2, never)


def test_mail_that_was_found_does_not_wake_again(
    dovecot: Dovecot, connection: Connection, folder: Folder, never: threading.Event
) -> None:
    dovecot.append(MAIL)
    connection.client.noop()
    assert folder.new_uids(0) == [1]
    assert not connection.wait(0.2, never)


def test_flags_and_deletions_do_not_wake(dovecot: Dovecot, connection: Connection, folder: Folder) -> None:
    dovecot.append(MAIL)
    folder.new_uids(0)

    def clean_up() -> None:
        with dovecot.client() as other:
            other.select_folder("INBOX")
            other.delete_messages([1])
            other.expunge()

    woken, _ = waiting(connection, clean_up, seconds=1.2)
    assert not woken


def test_nothing_for_a_while_is_nothing(
    connection: Connection, folder: Folder, never: threading.Event
) -> None:
    assert not connection.wait(0.3, never)
    assert folder.new_uids(0) == []  # out of IDLE again


@pytest.mark.parametrize("idle", [True, False])
def test_stopping_ends_the_wait(dovecot: Dovecot, idle: bool) -> None:
    stop = threading.Event()
    with connect(dovecot.settings("none", idle=idle), Password(dovecot.password)) as connection:
        connection.select("INBOX", readonly=False)
        timer = threading.Timer(0.2, stop.set)
        timer.start()
        began = time.monotonic()
        assert not connection.wait(LONG, stop)
        assert time.monotonic() - began < LONG / 2
        timer.join()


def test_idle_is_taken_up_again_before_the_server_tires(
    scripted: Callable[..., ScriptedImap], never: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.mailbox.idle.REARM_SECONDS", 0.1)
    server = scripted({"IDLE": b"+ idling\r\n"})
    with connect(server.settings(), Password("secret")) as connection:
        connection.select("INBOX", readonly=False)
        assert not connection.wait(0.35, never)
    assert server.heard.count("IDLE") >= 3


def test_mail_told_together_with_the_plus_wakes(
    scripted_connection: Scripted, never: threading.Event
) -> None:
    connection = scripted_connection({"IDLE": b"+ idling\r\n* 4 EXISTS\r\n"})
    connection.select("INBOX", readonly=False)
    began = time.monotonic()
    assert connection.wait(LONG, never)
    assert time.monotonic() - began < LONG / 2


def test_a_server_that_hangs_up_is_a_lost_connection(own_dovecot: Callable[..., Dovecot]) -> None:
    server = own_dovecot()
    with connect(server.settings("none"), Password(server.password)) as connection:
        connection.select("INBOX", readonly=False)
        with pytest.raises(ConnectionLost):
            waiting(connection, server.stop)


def test_an_end_without_a_word_is_a_lost_connection(
    scripted_connection: Scripted, never: threading.Event
) -> None:
    connection = scripted_connection({"IDLE": b"+ idling\r\n" + CUT})
    connection.select("INBOX", readonly=False)
    with pytest.raises(ConnectionLost):
        connection.wait(LONG, never)
