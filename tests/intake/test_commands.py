"""What an organiser does with what came in: lets replies go, looks things up, asks after the health."""

import json
import os
import pty
import sqlite3
import subprocess
from contextlib import closing, suppress
from datetime import timedelta
from typing import Any

import pytest
from rich.progress import Progress, TaskID
from servers.installation import ROOT, Installation, message_id, one_clear_line, text_of
from servers.mails import NAMES, OPENS, entry, form, mail, sender
from typer.testing import CliRunner

from intake.main import app

INCOMPLETE = mail(1, [form(1)])
ENQUIRY = mail(2, [], subject="สอบถาม", text="ขอทราบวันประกาศผล")
AWAY = mail(3, [], subject="ตอบกลับอัตโนมัติ", text="ลาพักร้อน")


def outbox(installation: Installation, *arguments: str) -> str:
    done = installation.intake("outbox", *arguments)
    assert done.returncode == 0, done.stderr
    return done.stdout


def waiting(installation: Installation) -> list[tuple[int, str, str]]:
    """Number, state and why of each reply."""
    rows = [json.loads(line) for line in outbox(installation, "list", "--json").splitlines()]
    return [(row["id"], row["state"], row["why"]) for row in rows]


def test_in_approve_mode_a_person_lets_each_reply_go_or_drops_it(installation: Installation) -> None:
    installation.configure(replies={"mode": "approve"})
    installation.deliver(entry(0), INCOMPLETE)
    installation.run_once()
    assert installation.sink.mails == []
    assert waiting(installation) == [(1, "held", "approval"), (2, "held", "approval")]

    assert outbox(installation, "release", "1") == "1: pending\n"
    assert outbox(installation, "drop", "2") == "2: dropped\n"
    installation.run_once()
    assert [(number, state) for number, state, _ in waiting(installation)] == [(1, "sent"), (2, "dropped")]
    first = next(row for row in installation.rows() if row["reply"]["state"] == "sent")
    assert installation.answered() == [first["message_id"]]

    again = installation.intake("outbox", "release", "1", "9")
    assert again.returncode == 1
    assert [line[:2] for line in again.stderr.splitlines()] == ["1:", "9:"]
    installation.verify()


def test_a_release_reaches_a_running_daemon(installation: Installation) -> None:
    installation.configure(replies={"mode": "approve"})
    installation.deliver(entry(0))
    daemon = installation.start()
    installation.wait_for(lambda: installation.statuses() == ["filed"], "filing")
    outbox(installation, "release", "--all")
    installation.sink.wait_for_mails(1, 60)
    installation.stop(daemon)


def test_the_first_so_many_replies_wait_for_a_look(installation: Installation) -> None:
    installation.configure(replies={"hold_first": 2})
    installation.deliver(entry(0), entry(1), entry(2))
    installation.run_once()
    assert [(state, why) for _, state, why in waiting(installation)] == [
        ("held", "first"),
        ("held", "first"),
        ("sent", ""),
    ]


def test_replies_to_what_was_received_before_the_start_wait(installation: Installation) -> None:
    start = OPENS + timedelta(days=7)
    installation.configure(replies={"answer_received_after": start})
    installation.dovecot.deliver([entry(0)], start - timedelta(seconds=1))
    installation.dovecot.deliver([entry(1)], start)
    installation.run_once()
    assert [(state, why) for _, state, why in waiting(installation)] == [("held", "old"), ("sent", "")]
    assert installation.answered() == [message_id(entry(1))]


def test_a_refused_reply_is_listed_with_the_servers_words_and_can_be_tried_again(
    installation: Installation,
) -> None:
    installation.sink.fail("rcpt", "550 5.1.1 [/red] no [bold]such user")
    installation.deliver(entry(0))
    installation.run_once()
    assert [state for _, state, _ in waiting(installation)] == ["failed"]
    assert "[/red] no [bold]such user" in on_a_terminal(installation, "outbox", "list", plain=True)
    assert "[/red] no [bold]such user" in outbox(installation, "list")
    outbox(installation, "retry", "--all")
    installation.run_once()
    assert installation.answered() == [message_id(entry(0))]


def test_a_text_of_the_organisers_own_takes_the_place_of_ours(installation: Installation) -> None:
    ours = (ROOT / "notifications/templates/acknowledgement.jinja").read_text(encoding="utf-8")
    texts = installation.folder / "texts"
    texts.mkdir()
    own = ours.replace("จึงเรียนมาเพื่อโปรดทราบ", "ขอขอบพระคุณทุกหน่วยงาน")
    (texts / "acknowledgement.jinja").write_text(own, encoding="utf-8")
    installation.configure(replies={"templates_dir": "texts"})
    installation.deliver(entry(0))
    installation.run_once()
    (sent,) = installation.sink.mails
    assert "ขอขอบพระคุณทุกหน่วยงาน" in text_of(sent)
    assert "จึงเรียนมาเพื่อโปรดทราบ" not in text_of(sent)


@pytest.fixture
def judged(installation: Installation) -> Installation:
    """One of each verdict, an hour apart from the opening on."""
    for hour, raw in enumerate((entry(0), INCOMPLETE, ENQUIRY, AWAY)):
        installation.dovecot.deliver([raw], OPENS.replace(hour=9 + hour))
    installation.run_once()
    return installation


@pytest.mark.parametrize(
    ("filters", "numbers"),
    [
        ((), [0, 1, 2, 3]),
        (("--verdict", "rejected"), [1]),
        (("--verdict", "ignored"), [3]),
        (("--agency", NAMES[1][9:]), [1]),
        (("--agency", "ไม่มีชื่อนี้"), []),
        (("--since", "2023-06-08T11:00"), [2, 3]),
        (("--since", "2023-06-08T05:00Z", "--verdict", "held"), []),
    ],
    ids=str,
)
def test_the_log_is_filtered(judged: Installation, filters: tuple[str, ...], numbers: list[int]) -> None:
    raws = (entry(0), INCOMPLETE, ENQUIRY, AWAY)
    assert [row["message_id"] for row in judged.log_json(*filters)] == [
        message_id(raws[number]) for number in numbers
    ]


def test_the_log_in_a_pipe_is_plain_lines_for_grep(judged: Installation) -> None:
    lines = judged.intake("log").stdout.splitlines()
    assert [line.split("\t")[2] for line in lines] == ["accepted", "rejected", "held", "ignored"]
    assert [line.split("\t")[3] for line in lines][-1] == "-"
    assert "\x1b" not in "".join(lines)


def test_the_log_on_a_terminal_is_a_coloured_table(judged: Installation) -> None:
    shown = on_a_terminal(judged, "log")
    assert "\x1b[32m" in shown
    for words in ("รับแล้ว", "รอแก้ไข", "รอเจ้าหน้าที่", "ไม่พิจารณา", "DGTI-2566-0003"):
        assert words in shown


def test_an_entry_is_shown_by_its_reference_in_any_case_and_by_its_number(judged: Installation) -> None:
    by_reference = judged.intake("show", "dgti-2566-0002").stdout
    for words in (
        NAMES[1],
        sender(1),
        "deck-missing",
        "correction",
        "judged",
        "letter 2",
        str(judged.folder / "files" / "raw"),
    ):
        assert words in by_reference
    (row,) = judged.log_json("--verdict", "rejected")
    assert judged.intake("show", str(row["id"])).stdout == by_reference
    (same,) = [
        json.loads(line) for line in judged.intake("show", str(row["id"]), "--json").stdout.splitlines()
    ]
    assert same == row
    assert "\x1b[" in on_a_terminal(judged, "show", "DGTI-2566-0002")


def test_an_ignored_message_is_shown_by_its_number_alone(judged: Installation) -> None:
    (row,) = judged.log_json("--verdict", "ignored")
    assert sender(3) in judged.intake("show", str(row["id"])).stdout


@pytest.mark.parametrize("asked", ["DGTI-2566-9999", "999", "99999999999999999999999", "'; DROP", ""])
def test_what_is_not_there_is_one_line(judged: Installation, asked: str) -> None:
    done = judged.intake("show", asked)
    assert done.returncode == 1
    assert one_clear_line(done.stderr).startswith("intake: nothing is recorded under")


def test_doctor_finds_everything_well(installation: Installation) -> None:
    installation.run_once()
    done = installation.intake("doctor")
    assert done.returncode == 0, done.stdout
    assert {line.split("\t")[1] for line in done.stdout.splitlines()} == {"ok"}
    assert "✓" in on_a_terminal(installation, "doctor")


@pytest.mark.parametrize("part", ["mailbox", "smtp", "database", "disk", "texts", "clock"])
def test_doctor_tells_which_part_ails_and_goes_on_with_the_others(
    installation: Installation, part: str
) -> None:
    installation.run_once()
    break_(installation, part)
    done = installation.intake("doctor")
    assert done.returncode == 1
    found = {line.split("\t")[0]: line.split("\t")[1] for line in done.stdout.splitlines()}
    assert found.pop(part) == "FAIL"
    assert set(found.values()) == {"ok"}
    assert done.stderr == ""


def break_(installation: Installation, part: str) -> None:
    """Spoils one part of a sound installation."""
    if part == "mailbox":
        installation.environment["INTAKE_MAILBOX_PASSWORD"] = "wrong"
    elif part == "smtp":
        installation.sink.stop()
    elif part == "database":
        change(installation, "UPDATE alembic_version SET version_num = 'from the future'")
    elif part == "disk":
        installation.configure(storage={"files": "file:///proc/no/room/here"})
    elif part == "texts":
        installation.configure(privacy={"notice_url": None})
    else:
        installation.deliver(entry(0))
        installation.run_once()
        change(
            installation,
            "DROP TRIGGER event_no_update",
            "UPDATE event SET at = '2999-01-01 00:00:00.000000'",
        )


def change(installation: Installation, *statements: str) -> None:
    with closing(sqlite3.connect(installation.folder / "intake.db")) as database, database:
        for statement in statements:
            database.execute(statement)


def test_the_database_is_made_and_left_alone_when_it_is_current(installation: Installation) -> None:
    made = installation.intake("db", "upgrade")
    assert (made.returncode, made.stdout.endswith("intake.db: made\n")) == (0, True)
    again = installation.intake("db", "upgrade")
    assert (again.returncode, again.stdout.endswith("intake.db: is up to date\n")) == (0, True)


def on_a_terminal(installation: Installation, *arguments: str, plain: bool = False) -> str:
    """What a command shows on a terminal of 200 columns; its colours left out if `plain`."""
    ours, theirs = pty.openpty()
    environment = {**installation.environment, "COLUMNS": "200", "LINES": "50", "TERM": "xterm-256color"}
    if plain:
        environment["NO_COLOR"] = "1"
    with subprocess.Popen(
        installation.command(*arguments), env=environment, stdout=theirs, stderr=theirs, stdin=theirs
    ) as running:
        os.close(theirs)
        shown = b""
        # Linux tells the end of a terminal by EIO.
        with suppress(OSError):
            while data := os.read(ours, 1 << 16):
                shown += data
        os.close(ours)
        assert running.wait() == 0, shown.decode()
    return shown.decode()


def test_verify_shows_one_bar_for_each_thing_that_it_goes_through(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    installation.deliver(entry(0), entry(1))
    installation.run_once()
    bars: list[str] = []
    add_task = Progress.add_task

    def noted(bar: Progress, description: str, **more: Any) -> TaskID:
        bars.append(description)
        return add_task(bar, description, **more)

    monkeypatch.setattr(Progress, "add_task", noted)
    done = CliRunner().invoke(app, ["--config", str(installation.config), "verify", "--offline"])
    assert done.exit_code == 0, done.output
    assert len(bars) == len(set(bars)) > 2
