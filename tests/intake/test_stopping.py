"""SIGTERM in the middle of work: the end within five seconds, and the next run completes everything."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from servers.imap_proxy import ImapProxy
from servers.installation import Installation, message_id
from servers.mails import entry

from intake.version import VERSION

LONGEST = 5.0
WITH_SILENT_HELPER = str(Path(__file__).parent / "with_silent_helper.py")
MAIL = entry(0, media=3_000_000)


@pytest.fixture
def slow_line(installation: Installation) -> Iterator[ImapProxy]:
    """The mailbox behind a line that falls silent in the middle of a large mail."""
    line = ImapProxy(installation.dovecot.port)
    line.break_after(1_000_000, silent=True)
    installation.configure(mailbox={"port": line.port})
    yield line
    line.close()


@pytest.mark.parametrize("once", [(), ("--once",)], ids=["daemon", "once"])
def test_sigterm_in_the_middle_of_a_download(
    installation: Installation, slow_line: ImapProxy, once: tuple[str, ...]
) -> None:
    installation.deliver(MAIL)
    daemon = installation.start(*once)
    assert slow_line.happened.wait(60)
    ends_in_time(installation, daemon)
    assert installation.rows() == []
    installation.configure(mailbox={"port": installation.dovecot.port})
    completes_everything(installation)


@pytest.mark.parametrize("once", [(), ("--once",)], ids=["daemon", "once"])
def test_sigterm_while_a_message_is_read_for_long(installation: Installation, once: tuple[str, ...]) -> None:
    daemon = busy_with_reading(installation, once)
    helpers = children(daemon.pid)
    ends_in_time(installation, daemon)
    assert not [pid for pid in helpers if Path(f"/proc/{pid}/stat").exists()]
    assert [row["status"] for row in installation.rows()] == ["stored"]
    completes_everything(installation)


def test_a_message_is_not_set_aside_for_the_times_the_daemon_was_stopped(installation: Installation) -> None:
    """Only deaths count: an organiser who stops the daemon three times is no fault of the mail."""
    for _ in range(3):
        daemon = busy_with_reading(installation, ())
        ends_in_time(installation, daemon)
    completes_everything(installation)


@pytest.mark.parametrize("once", [(), ("--once",)], ids=["daemon", "once"])
def test_sigterm_while_the_smtp_server_thinks_over_the_final_dot(
    installation: Installation, once: tuple[str, ...]
) -> None:
    installation.deliver(MAIL)
    installation.sink.stall("final", 12)
    daemon = installation.start(*once)
    installation.sink.wait_for_step("final", 60)
    ends_in_time(installation, daemon)
    completes_everything(installation)


def test_sigterm_while_idle_and_sighup_before_it(installation: Installation) -> None:
    log, moved = installation.folder / "intake.log", installation.folder / "intake.log.old"
    installation.configure(mailbox={"poll_seconds": 60}, log={"file": "intake.log"})
    installation.deliver(MAIL)
    daemon = installation.start()
    installation.wait_for_log("1 sent")
    installation.wait_for(installation.is_idling, "IDLE")
    log.rename(moved)
    daemon.send_signal(signal.SIGHUP)
    installation.wait_for(log.exists, "a new log")
    ends_in_time(installation, daemon)
    assert len(installation.sink.mails) == 1
    (row,) = installation.rows()
    before, after = (path.read_text(encoding="utf-8").splitlines() for path in (moved, log))
    started = f"started {VERSION}: INBOX of {installation.dovecot.username} at 127.0.0.1; replies: send"
    assert [line for line in before if line.endswith(started)]
    assert any(f"message {row['id']}: accepted {row['reference']}" in line for line in before)
    # Nothing is said of the connection that the stop has cut.
    assert [line.partition("INFO    ")[2].split()[0] for line in after] == ["SIGHUP:", "stopped"]


def test_sigint_ends_it_as_well(installation: Installation) -> None:
    daemon = installation.start()
    installation.wait_for(lambda: children(daemon.pid) != [], "the helper process")
    installation.deliver(MAIL)
    installation.wait_for_log("1 sent")
    daemon.send_signal(signal.SIGINT)
    assert daemon.wait(LONGEST) == 0
    assert "Traceback" not in installation.daemon_log.read_text()


def busy_with_reading(installation: Installation, once: tuple[str, ...]) -> "subprocess.Popen[str]":
    """A daemon in the middle of a mail whose reading takes for ever."""
    if not installation.rows():
        installation.deliver(MAIL)
    installation.environment["PYTHONPATH"] = os.pathsep.join(sys.path)
    daemon = installation.start(*once, program=(WITH_SILENT_HELPER,))
    installation.wait_for(lambda: installation.reading() > 0, "the reading")
    return daemon


def children(pid: int) -> list[int]:
    """The processes that `pid` has started."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def ends_in_time(installation: Installation, daemon: "subprocess.Popen[str]") -> None:
    seconds = installation.stop(daemon)
    told = installation.daemon_log.read_text()
    assert daemon.returncode == 0, told
    assert seconds < LONGEST
    assert "Traceback" not in told
    assert "ERROR" not in told


def completes_everything(installation: Installation) -> None:
    installation.run_once()
    (row,) = installation.rows()
    assert (row["verdict"], row["status"], row["reply"]["state"]) == ("accepted", "filed", "sent")
    assert installation.answered() == [message_id(MAIL)]
    assert installation.findings() == []
