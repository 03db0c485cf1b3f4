"""The mail server goes, lies or refuses under the running daemon: it stays small, waits, and goes on."""

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from servers.imap_proxy import ImapProxy
from servers.installation import FOLDERS, Installation, message_id
from servers.mails import entry

LITERAL = re.compile(rb"BODY\[\] \{\d+\}")
MOST_GROWTH_KIB = 8 * 1024
BACK_SECONDS = 60.0


@pytest.fixture
def line(installation: Installation) -> Iterator[ImapProxy]:
    proxy = ImapProxy(installation.dovecot.port)
    installation.configure(mailbox={"port": proxy.port})
    yield proxy
    proxy.close()


def peak_kib(pid: int) -> int:
    """The most that the process ever held resident."""
    return int(re.findall(r"VmHWM:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())[0])


def test_a_literal_of_ten_gigabytes_costs_neither_memory_nor_disk(
    installation: Installation, line: ImapProxy
) -> None:
    daemon = installation.start()
    installation.deliver(entry(0))
    installation.sink.wait_for_mails(1, 60)
    before = peak_kib(daemon.pid)
    line.change(answer=lambda data: LITERAL.sub(b"BODY[] {9999999999}", data))
    installation.deliver(entry(1, media=3_000_000))
    installation.wait_for_log("Try 2")
    assert peak_kib(daemon.pid) - before < MOST_GROWTH_KIB
    assert sum(path.stat().st_size for path in (installation.folder / "files/tmp").rglob("*")) == 0
    line.mend()
    installation.deliver(entry(2))
    installation.sink.wait_for_mails(3, 60)
    installation.stop(daemon)
    assert installation.findings() == []


def test_a_server_that_was_away_is_back_at_work_within_a_minute(installation: Installation) -> None:
    daemon = installation.start()
    installation.deliver(entry(0))
    installation.sink.wait_for_mails(1, 60)
    installation.dovecot.stop()
    try:
        installation.deliver(entry(1))
        time.sleep(4)  # long enough for three attempts
    finally:
        installation.dovecot.start()
    installation.wait_for(lambda: installation.statuses() == ["filed", "filed"], "filing", BACK_SECONDS)
    installation.stop(daemon)
    assert installation.folders() == {FOLDERS["accepted"]: [message_id(entry(0)), message_id(entry(1))]}
    assert installation.findings() == []


def test_a_wrong_password_is_not_tried_each_second(installation: Installation) -> None:
    installation.configure(mailbox={"poll_seconds": 1})
    proxy = ImapProxy(installation.dovecot.port)
    try:
        installation.configure(mailbox={"port": proxy.port})
        installation.environment["INTAKE_MAILBOX_PASSWORD"] = "wrong-pw"
        daemon = installation.start()
        installation.wait_for_log("INTAKE_MAILBOX_PASSWORD")
        time.sleep(3)
        assert sum(b"LOGIN" in said for said in proxy.heard) == 1
        installation.stop(daemon)
        assert daemon.returncode == 0
        assert "wrong-pw" not in installation.daemon_log.read_text()
    finally:
        proxy.close()
