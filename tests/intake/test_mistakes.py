"""The mistakes that a newcomer makes, and the line that each gives: what is wrong, where, and what to do."""

import re
import zipfile
from pathlib import Path

import pytest

from intake.main import main

ROOT = Path(__file__).parents[2]

MISTAKES: list[tuple[dict[str, str], str, int, str]] = [
    (
        {"INTAKE_MAILBOX__PROT": "1"},
        "log",
        2,
        "environment: INTAKE_MAILBOX__PROT overrides no key of the configuration (INTAKE_MAILBOX__PORT?)",
    ),
    (
        {"INTAKE_MAILBOX__TLS": "ssl", "INTAKE_SMTP__PORT": "smtp"},
        "log",
        2,
        "config.toml: [mailbox] tls: must be 'implicit', 'starttls' or 'none' (set by INTAKE_MAILBOX__TLS);"
        " [smtp] port: must be a valid integer, unable to parse string as an integer"
        " (set by INTAKE_SMTP__PORT)",
    ),
    (
        {"INTAKE_MAILBOX__HELD_FOLDER": "inbox"},
        "log",
        2,
        "config.toml: [mailbox]: held_folder is INBOX, which is read: mail is filed only where it is not read"
        " again; name another folder, or none",
    ),
    ({"INTAKE_CONFIG": "none.toml"}, "log", 2, "none.toml: there is no such file; name one with --config"),
    ({}, "log", 2, "there are no records yet at {folder}/data/intake.db: `intake run` makes the database"),
    ({}, "log --config x", 2, "No such option: --config. It goes before the command: intake --config FILE …"),
    ({}, "doctro", 2, "No such command 'doctro'"),
    (
        {"INTAKE_STORAGE__DATABASE": "sqlite:///config.toml/intake.db"},
        "db upgrade",
        1,
        "{folder}/config.toml: File exists",
    ),
    (
        {},
        "register import none.csv",
        2,
        "none.csv cannot be read: No such file or directory; nothing was imported",
    ),
    (
        {},
        "register import data.zip",
        2,
        "data.zip cannot be opened as XLSX: it is damaged, or no Excel file; open it in Excel, and save it as"
        " .xlsx or as CSV UTF-8",
    ),
    (
        {"INTAKE_AGENCIES__REGISTER": "none.csv"},
        "show 1",
        2,
        "[agencies] register: {folder}/none.csv cannot be",
    ),
    (
        {},
        "run",
        2,
        "INTAKE_MAILBOX_PASSWORD is not set: put the password of the mailbox into the environment",
    ),
]

AILING = {
    "mailbox": "127.0.0.1:9: Connection refused. Check [mailbox] host and port, and the server.",
    "smtp": "the SMTP server, on connecting: 127.0.0.1:9: Connection refused",
    "database": "none yet; `intake run` makes it: {folder}/data/intake.db",
    "disk": "the files of mail: {folder}/data/files",
    "alarm": "[alarm] webhook 127.0.0.1: Connection refused; [alarm] mail us@dga.example: the SMTP server",
}
"""What doctor says of each part."""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the configuration as it is shipped, which is the one that commands are run in."""
    text = (ROOT / "config.toml").read_text(encoding="utf-8")
    (tmp_path / "config.toml").write_text(text, encoding="utf-8")
    with zipfile.ZipFile(tmp_path / "data.zip", "w") as package:
        package.writestr("a", "b")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def told(monkeypatch: pytest.MonkeyPatch, command: str, environment: dict[str, str]) -> int:
    """The exit code of a command."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("sys.argv", ["intake", *command.split()])
    with pytest.raises(SystemExit) as ended:
        main()
    return int(ended.value.code or 0)


@pytest.mark.parametrize(("environment", "command", "code", "line"), MISTAKES)
def test_a_mistake_gives_its_line(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    environment: dict[str, str],
    command: str,
    code: int,
    line: str,
) -> None:
    assert told(monkeypatch, command, environment) == code
    (said,) = capsys.readouterr().err.splitlines()
    assert said.startswith(f"intake: {line.format(folder=folder)}")


def test_doctor_says_of_each_part_what_ails_it_and_where_it_lies(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    environment = {
        "INTAKE_MAILBOX_PASSWORD": "x",
        "INTAKE_SMTP_PASSWORD": "x",
        "INTAKE_MAILBOX__HOST": "127.0.0.1",
        "INTAKE_MAILBOX__PORT": "9",
        "INTAKE_SMTP__HOST": "127.0.0.1",
        "INTAKE_SMTP__PORT": "9",
        "INTAKE_ALARM__WEBHOOK": "http://127.0.0.1:9/t0ken",
        "INTAKE_ALARM__EMAIL": "us@dga.example",
    }
    assert told(monkeypatch, "doctor --alarm", environment) == 1
    said = capsys.readouterr().out
    rows = {name: line for name, _, line in (row.split("\t") for row in said.splitlines())}
    for name, words in AILING.items():
        assert words.format(folder=folder) in rows[name]
    assert not re.search("t0ken", said)


@pytest.mark.parametrize("command", ["outbox list", "register list", "user list", "user log"])
def test_an_empty_list_says_so_to_a_person_and_nothing_to_a_program(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    told(monkeypatch, "db upgrade", {})
    capsys.readouterr()
    assert told(monkeypatch, command, {}) == 0
    assert capsys.readouterr() == ("", "ไม่มี · none\n")
