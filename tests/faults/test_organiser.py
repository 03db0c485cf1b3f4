"""What the organiser reads when something breaks: true, once, and with a cure that can be run."""

import re
import sqlite3
import subprocess
import sys
from collections import Counter
from contextlib import closing
from email import message_from_bytes, policy

import pytest
from faults.small_disk import small_disk
from faults.test_own_faults import FIRST, HASTY, LATER, told, wait_until_filed
from servers.installation import Installation, one_clear_line
from servers.webhook import WebhookSink
from typer.testing import CliRunner

from intake.main import app
from notifications.alarms import Notice
from notifications.alarms.mail import written
from notifications.alarms.webhook import document
from notifications.alarms.words import KINDS
from notifications.rendering.desk import desk_of
from notifications.transport import OwnFault
from runtime.clock import now
from runtime.faults import HOW_TO_RESTORE, fault_of, problem_of
from settings import load

__all__ = ["told"]


def hasty(installation: Installation, *command: str) -> str:
    """What a command says that waits as little for a lock as the daemon of these tests."""
    done = subprocess.run(
        [sys.executable, *HASTY, "--config", str(installation.config), *command],
        cwd=installation.folder,
        env=installation.environment,
        capture_output=True,
        text=True,
    )
    return done.stdout + done.stderr


def line_of(output: str, part: str) -> str:
    """A line of `intake doctor`."""
    return next(line for line in output.splitlines() if line.startswith(f"{part}\t"))


def test_a_lock_is_told_until_it_is_gone_also_while_there_is_nothing_to_write(
    installation: Installation, told: WebhookSink
) -> None:
    installation.deliver(FIRST)
    daemon = installation.start(program=HASTY)
    wait_until_filed(installation, FIRST)
    with closing(sqlite3.connect(installation.folder / "data" / "intake.db")) as other:
        other.execute("BEGIN IMMEDIATE")
        installation.deliver(LATER)
        installation.wait_for(lambda: ("database", "raised") in told.keys, "alarm")
        with installation.dovecot.client() as client:
            client.select_folder("INBOX")
            client.delete_messages(client.search())
            client.expunge()
        assert "database\tFAIL\tanother program holds" in hasty(installation, "doctor")
        assert ("database", "over") not in told.keys
        other.rollback()
    installation.wait_for(lambda: ("database", "over") in told.keys, "end of the alarm")
    installation.stop(daemon)


def test_a_daemon_that_starts_on_a_disk_that_can_only_be_read_says_so_and_waits(
    installation: Installation, told: WebhookSink
) -> None:
    with small_disk(installation.folder / "data", "size=300m") as disk:
        installation.deliver(FIRST)
        installation.run_once()
        disk.lock()
        installation.deliver(LATER)
        installation.start(program=HASTY)
        installation.wait_for(lambda: ("disk", "raised") in told.keys, "alarm")
        detail = next(each["detail"] for each in told.told if each["key"] == "disk")
        assert detail.startswith(f"the disk at {disk.path}: Read-only file system")
        said = installation.intake("doctor").stdout
        assert line_of(said, "disk").startswith(f"disk\tFAIL\tthe disk at {disk.path}: Read-only")
        assert "\tFAIL\tthe database can only be read" in line_of(said, "database")
        disk.unlock()
        wait_until_filed(installation, FIRST, LATER)
        installation.wait_for(lambda: ("disk", "over") in told.keys, "end of the alarm")


def test_a_full_disk_is_told_by_the_doctor_without_numbers_of_the_system(
    installation: Installation, told: WebhookSink
) -> None:
    with small_disk(installation.folder / "data", "size=300m") as disk:
        installation.run_once()
        disk.fill(but=50_000_000)
        found = line_of(installation.intake("doctor").stdout, "disk")
        assert re.fullmatch(rf"disk\tFAIL\t{disk.path}\S* needs 203 MB free; until then .+", found)


@pytest.mark.parametrize("header", [False, True])
def test_every_command_says_what_to_do_about_a_damaged_database(
    installation: Installation, header: bool
) -> None:
    installation.run_once()
    database = installation.folder / "intake.db"
    with closing(sqlite3.connect(database)) as other:
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    damaged = bytearray(database.read_bytes())
    for page in [0] if header else range(4096, len(damaged), 4096):
        damaged[page : page + 100] = b"\xa5" * 100
    database.write_bytes(damaged)
    for command in ["log"], ["show", "1"], ["outbox", "list"], ["verify", "--offline"], ["db", "upgrade"]:
        done = installation.intake(*command)
        assert (done.returncode, done.stdout) == (1, "")
        assert HOW_TO_RESTORE in one_clear_line(done.stderr)
    assert HOW_TO_RESTORE in installation.intake("run", "--once").stderr
    said = installation.intake("doctor").stdout
    assert said.count(HOW_TO_RESTORE) == 1
    assert database.read_bytes() == damaged


def test_a_server_that_is_away_fills_no_log(installation: Installation, told: WebhookSink) -> None:
    installation.sink.stop()
    installation.deliver(FIRST, LATER)
    daemon = installation.start(program=HASTY)
    installation.wait_for(lambda: ("smtp", "raised") in told.keys, "alarm")
    installation.wait_for(lambda: len(installation.rows()) == 2, "decisions")
    installation.make_due()
    installation.sink.start()
    installation.wait_for(lambda: ("smtp", "over") in told.keys, "end of the alarm")
    installation.stop(daemon)
    lines = Counter(line.split(maxsplit=2)[2] for line in installation.daemon_log.read_text().splitlines())
    assert [line for line, count in lines.items() if "SMTP server" in line and count > 1] == []
    assert not [line for line in lines if "put off" in line and "0 put off" not in line]


def test_who_was_not_told_is_named_by_the_doctor(installation: Installation) -> None:
    installation.sink.fail("rcpt", "550 5.1.1 no such user")
    installation.deliver(FIRST)
    installation.run_once()
    replies = line_of(installation.intake("doctor").stdout, "replies")
    assert "1 failed" in replies
    (command,) = re.findall("`intake (.+?)`", replies)
    assert "failed" in installation.intake(*command.split()).stdout
    assert "none" in installation.intake("outbox", "release", "--all").stdout


def test_a_reply_over_which_the_daemon_died_twice_is_told_at_the_next_start(
    installation: Installation, told: WebhookSink
) -> None:
    def die_in_attempt(number: int) -> None:
        daemon = installation.start(program=HASTY)
        installation.wait_for(lambda: reply() == ("attempting", number), "final dot")
        daemon.kill()
        daemon.wait()

    def reply() -> tuple[str, int]:
        with closing(sqlite3.connect(installation.folder / "data" / "intake.db")) as database:
            return next(database.execute("SELECT state, attempts FROM outbox"), ("", 0))

    installation.run_once()
    installation.deliver(FIRST)
    installation.sink.stall("final", 60, times=2)
    die_in_attempt(1)
    die_in_attempt(2)
    daemon = installation.start(program=HASTY)
    installation.wait_for(lambda: any(key == "reply" for key, _ in told.keys), "alarm")
    installation.stop(daemon)
    assert [row["reply"]["state"] for row in installation.rows()] == ["uncertain"]
    (notice,) = [each for each in told.told if each["key"] == "reply"]
    assert "uncertain" in notice["detail"]
    assert "intake outbox list" in notice["detail"]


def test_verify_is_not_fooled_by_counts_that_agree_by_chance(installation: Installation) -> None:
    installation.configure(mailbox={"accepted_folder": "", "held_folder": ""})
    installation.deliver(FIRST)
    installation.run_once()
    with installation.dovecot.client() as client:
        client.select_folder("INBOX")
        client.delete_messages(client.search())
        client.expunge()
    installation.deliver(LATER)
    done = installation.intake("verify")
    assert done.returncode == 1
    assert "only in the mailbox: UID 2" in done.stdout
    assert "only in the ledger: UID 1" in done.stdout
    installation.run_once()
    installation.verify()


def test_what_is_over_is_told_as_past(installation: Installation) -> None:
    notice = Notice("disk-full", "over", "no room: no mail is fetched", now())
    text = str(document(notice, "c")["text"])
    assert "ที่แจ้งไว้เดิม" in text
    assert "Make room" not in text
    desk = desk_of(load(installation.config, {}))
    letter = message_from_bytes(written([notice], "a@b.example", desk, now()), policy=policy.default)
    body = letter.get_body(("plain",))
    assert body is not None
    assert re.search("ตั้งแต่.+\nถึง", body.get_content())
    assert "until" in body.get_content()


def test_a_refused_login_names_the_setting_that_is_wrong() -> None:
    refused = OwnFault("auth", 535, "5.7.8 no")
    assert fault_of(refused).text.endswith("INTAKE_SMTP_PASSWORD. Nothing is lost; it is tried again.")
    assert problem_of(refused).endswith("Check [smtp] username and INTAKE_SMTP_PASSWORD")


def test_every_command_that_an_alarm_names_can_be_run_as_it_stands() -> None:
    texts = [words.cure for pair in KINDS.values() for words in pair] + [HOW_TO_RESTORE]
    commands = {
        found.strip()
        for text in texts
        for found in re.findall(r"\bintake((?: (?:--)?[a-zA-Z][a-zA-Z-]*)+)", text)
    }
    assert len(commands) >= 8
    for command in commands:
        # Help is only given once everything before it is understood.
        assert CliRunner().invoke(app, [*command.split(), "--help"]).exit_code == 0, command
