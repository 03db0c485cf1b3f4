"""What is wrong is told in one line, with exit code 2 (wrong use) or 1 (a part fails), and no secret."""

import io
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from servers.installation import SMTP_LOGIN, Installation, message_id, one_clear_line
from servers.mails import entry
from servers.smtp_sink import SmtpSink

from intake.main import main
from intake.version import VERSION
from review.text.visible import Console

SECRETS = ("mailbox-Pa55-word", SMTP_LOGIN[1])


def no_such_file(installation: Installation) -> None:
    installation.config.unlink()


def bad_toml(installation: Installation) -> None:
    installation.config.write_text("[contest\n")


def unknown_key(installation: Installation) -> None:
    installation.configure(mailbox={"pasword": SECRETS[0]})


def wrong_value(installation: Installation) -> None:
    installation.configure(mailbox={"port": SECRETS[0]})


def missing_key(installation: Installation) -> None:
    installation.configure(contest={"opens": None})


def unknown_override(installation: Installation) -> None:
    installation.environment["INTAKE_MAILBOX__PASWORD"] = SECRETS[0]


def override_that_is_no_list(installation: Installation) -> None:
    installation.environment["INTAKE_MAILBOX__FOLDERS"] = "INBOX"


def no_mailbox_password(installation: Installation) -> None:
    del installation.environment["INTAKE_MAILBOX_PASSWORD"]


def no_smtp_password(installation: Installation) -> None:
    installation.configure(smtp={"username": "intake"})


def no_register(installation: Installation) -> None:
    installation.configure(agencies={"register": "missing.csv"})


def register_in_another_charset(installation: Installation) -> None:
    (installation.folder / "r.csv").write_bytes(b"full_name,province\n\xc2\x81\x82,\xff\n")
    installation.configure(agencies={"register": "r.csv"})


def register_without_its_columns(installation: Installation) -> None:
    (installation.folder / "r.csv").write_text("name,where\nx,y\n")
    installation.configure(agencies={"register": "r.csv"})


def register_is_a_folder(installation: Installation) -> None:
    (installation.folder / "registers").mkdir()
    installation.configure(agencies={"register": "registers"})


def broken_own_texts(installation: Installation) -> None:
    (installation.folder / "texts").mkdir()
    (installation.folder / "texts" / "acknowledgement.jinja").write_text("{% if %}")
    installation.configure(replies={"templates_dir": "texts"})


def no_such_host(installation: Installation) -> None:
    installation.configure(mailbox={"host": "mailbox.invalid", "tls": "implicit"})


def refused_port(installation: Installation) -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    installation.configure(mailbox={"port": port})


def wrong_mailbox_password(installation: Installation) -> None:
    installation.environment["INTAKE_MAILBOX_PASSWORD"] = SECRETS[0]


def no_such_folder(installation: Installation) -> None:
    installation.configure(mailbox={"folders": ["ไม่มี"]})


def close_without_a_time(installation: Installation) -> None:
    installation.environment["INTAKE_CONTEST__CLOSES"] = "2026-12-15"


def close_in_the_buddhist_era(installation: Installation) -> None:
    installation.environment["INTAKE_CONTEST__CLOSES"] = "2569-12-15T16:30:59"


def storage_that_is_no_folder(installation: Installation) -> None:
    (installation.folder / "full").write_text("")
    installation.configure(storage={"files": "full/files"})


def database_that_is_none(installation: Installation) -> None:
    (installation.folder / "intake.db").write_text("these are no records " * 100)


def database_where_no_folder_can_be(installation: Installation) -> None:
    (installation.folder / "full").write_text("")
    installation.configure(storage={"database": "sqlite:///full/intake.db"})


Fault = Callable[[Installation], None]
WRONG_USE: dict[Fault, str] = {
    no_such_file: "there is no such file",
    bad_toml: "is not valid TOML",
    unknown_key: "[mailbox] pasword is not a known key",
    wrong_value: "[mailbox] port",
    missing_key: "[contest] opens is missing",
    close_without_a_time: "[contest] closes: is a day without a time",
    close_in_the_buddhist_era: "[contest] closes: is in the Buddhist Era: write 2026 for 2569",
    unknown_override: "INTAKE_MAILBOX__PASWORD overrides no key",
    override_that_is_no_list: "INTAKE_MAILBOX__FOLDERS must be a JSON list",
    no_mailbox_password: "INTAKE_MAILBOX_PASSWORD is not set",
    no_smtp_password: "INTAKE_SMTP_PASSWORD is not set",
    no_register: "[agencies] register",
    register_in_another_charset: "is not UTF-8",
    register_without_its_columns: "the column province",
    register_is_a_folder: "[agencies] register",
}
PART_FAILS: dict[Fault, str] = {
    broken_own_texts: "acknowledgement.jinja",
    storage_that_is_no_folder: "the storage cannot be made ready",
    database_that_is_none: "the storage cannot be made ready",
    database_where_no_folder_can_be: "full: File exists",
}
PART_DOES_NOT_ANSWER: dict[Fault, str] = {
    no_such_host: "there is no such host",
    refused_port: "Connection refused",
    wrong_mailbox_password: "the login of",
    no_such_folder: "there is no folder ไม่มี",
}


@pytest.mark.parametrize(
    ("fault", "code", "told"),
    [(fault, 2, told) for fault, told in WRONG_USE.items()]
    + [(fault, 1, told) for fault, told in PART_FAILS.items()],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_the_daemon_does_not_start_and_says_why_in_one_line(
    installation: Installation, fault: Fault, code: int, told: str
) -> None:
    fault(installation)
    done = installation.intake("run", "--once")
    line = one_clear_line(done.stderr)
    assert line.startswith("intake: ")
    assert told in line
    assert done.returncode == code
    assert not [secret for secret in SECRETS if secret in done.stdout + done.stderr]


@pytest.mark.parametrize("fault", PART_DOES_NOT_ANSWER, ids=lambda fault: fault.__name__)
def test_a_mailbox_that_does_not_answer_is_one_line_of_the_log(
    installation: Installation, fault: Fault
) -> None:
    fault(installation)
    done = installation.intake("run", "--once")
    line = one_clear_line(done.stderr)
    assert "ERROR" in line
    assert PART_DOES_NOT_ANSWER[fault] in line
    assert done.returncode == 1
    assert not [secret for secret in SECRETS if secret in done.stdout + done.stderr]


def test_with_a_wrong_smtp_password_the_replies_stay_pending_and_are_sent_with_the_right_one(
    installation: Installation,
) -> None:
    installation.deliver(entry(0))
    installation.environment["INTAKE_SMTP_PASSWORD"] = SECRETS[0]
    with SmtpSink(login=SMTP_LOGIN) as installation.sink:
        installation.configure(smtp={"port": installation.sink.port, "username": SMTP_LOGIN[0]})
        done = installation.intake("run", "--once")
        assert done.returncode == 1
        assert "at the login" in done.stderr
        assert "Traceback" not in done.stderr
        assert SECRETS[0] not in done.stderr
        assert [row["reply"]["state"] for row in installation.rows()] == ["pending"]

        installation.environment["INTAKE_SMTP_PASSWORD"] = SMTP_LOGIN[1]
        installation.make_due()
        installation.run_once()
        assert installation.answered() == [message_id(entry(0))]


def test_a_second_run_is_refused_while_one_works(installation: Installation) -> None:
    daemon = installation.start()
    installation.deliver(entry(0))
    installation.sink.wait_for_mails(1, 60)
    done = installation.intake("run", "--once")
    assert done.returncode == 2
    assert f"another `intake run` works on this database (process {daemon.pid})" in one_clear_line(
        done.stderr
    )
    installation.stop(daemon)
    installation.run_once()


@pytest.mark.parametrize(
    "arguments",
    [
        ("log",),
        ("show", "DGTI-2566-0001"),
        ("verify", "--offline"),
        ("outbox", "list"),
    ],
    ids=" ".join,
)
def test_before_the_first_run_there_is_nothing_to_show(
    installation: Installation, arguments: tuple[str, ...]
) -> None:
    done = installation.intake(*arguments)
    assert one_clear_line(done.stderr).startswith(
        f"intake: there are no records yet at {installation.folder / 'intake.db'}: "
    )
    assert done.returncode == 2


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("frobnicate",), "frobnicate"),
        (("log", "--verdict", "maybe"), "maybe"),
        (("log", "--colour"), "--colour"),
        (("check",), "paths"),
        (("log", "--since", "yesterday"), "yesterday"),
        (("check", "missing.eml"), "missing.eml"),
        (("check", "config.toml", "--received-at", "noon"), "noon"),
        (("outbox", "release"), "--all"),
        (("log", "--config", "x.toml"), "It goes before the command: intake --config FILE"),
    ],
    ids=str,
)
def test_a_command_used_wrongly_is_one_line(
    installation: Installation, arguments: tuple[str, ...], told: str
) -> None:
    installation.intake("db", "upgrade")
    done = installation.intake(*arguments)
    line = one_clear_line(done.stderr)
    assert line.startswith("intake: ")
    assert told in line
    assert done.returncode == 2


def test_without_a_command_the_help_is_shown() -> None:
    done = subprocess.run([sys.executable, "-m", "intake"], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "doctor" in done.stdout
    assert done.stderr == ""


def test_a_reader_that_leaves_early_is_no_fault(installation: Installation) -> None:
    for number in range(3):
        (installation.folder / f"{number}.eml").write_bytes(entry(number))
    command = installation.command("check", "--json", str(installation.folder))
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as reading:
        assert reading.stdout and reading.stderr
        reading.stdout.read(1)
        reading.stdout.close()
        assert reading.stderr.read() == b""


def test_a_short_answer_that_nobody_reads_is_no_fault(installation: Installation) -> None:
    """It is all written at the very end."""
    installation.intake("db", "upgrade")
    reads, writes = os.pipe()
    os.close(reads)
    command = installation.command("doctor")
    done = subprocess.run(command, env=installation.environment, stdout=writes, stderr=subprocess.PIPE)
    os.close(writes)
    assert done.stderr == b""


@pytest.mark.parametrize(
    ("charset", "shown"), [("tis-620", "? รับแล้ว"), ("ascii", "? ???????"), ("utf-8", "✓ รับแล้ว")]
)
def test_what_a_terminal_cannot_show_is_a_question_mark(
    monkeypatch: pytest.MonkeyPatch, charset: str, shown: str
) -> None:
    terminal = io.TextIOWrapper(io.BytesIO(), charset)
    monkeypatch.setattr("sys.stdout", terminal)
    monkeypatch.setattr("sys.argv", ["intake", "--version"])
    with pytest.raises(SystemExit):
        main()
    Console().print("✓ รับแล้ว")
    terminal.flush()
    assert terminal.buffer.getvalue().decode(charset) == f"intake {VERSION}\n{shown}\n"


def test_the_environment_may_name_the_configuration(installation: Installation) -> None:
    installation.environment["INTAKE_CONFIG"] = str(installation.config)
    done = installation.intake("db", "upgrade", named=False)
    assert (done.returncode, done.stdout) == (0, f"{installation.folder / 'intake.db'}: made\n")


def test_an_unwritable_log_file_is_one_line(installation: Installation) -> None:
    Path(installation.folder / "full").write_text("")
    installation.configure(log={"file": "full/intake.log"})
    done = installation.intake("run", "--once")
    assert done.returncode == 1
    assert one_clear_line(done.stderr).startswith("intake: ")


def test_a_changed_contest_does_not_give_the_same_receipt_numbers_again(installation: Installation) -> None:
    installation.deliver(entry(0))
    installation.run_once()
    installation.configure(contest={"id": "dgti-2567"})
    installation.deliver(entry(1))
    done = installation.intake("run", "--once")
    assert done.returncode == 2
    assert "dgti-2566" in one_clear_line(done.stderr)
    installation.configure(contest={"reference_prefix": "DGTI-2567"})
    installation.run_once()
    assert [row["reference"] for row in installation.rows()] == ["DGTI-2567-0001"]


def test_a_mailbox_password_that_imap_cannot_carry_is_one_line_of_the_log(installation: Installation) -> None:
    installation.environment["INTAKE_MAILBOX_PASSWORD"] = "รหัส"
    done = installation.intake("run", "--once")
    assert done.returncode == 1
    assert "plain ASCII" in one_clear_line(done.stderr)
