"""No command shows a control character of a stranger's: they hide names, or steer terminals."""

import json
import os
import re
import sqlite3
import stat
import subprocess
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from rich.panel import Panel
from rich.table import Table
from rich.text import Text
from servers.installation import Installation
from servers.mails import form, mail

from intake import main
from notifications.alarms.memory import recall, remember
from review.text.visible import Console, as_json, visible

BIDI, ISOLATE, ZERO, SOFT, BOM, TAG = "\u202e", "\u2066", "\u200b", "\xad", "\ufeff", "\U000e0041"
HOSTILE = f"a{BIDI}b{ISOLATE}c{ZERO}d{SOFT}e{BOM}f{TAG}g"
COLOURS = re.compile(r"\x1b\[[0-9;]*m|\x1b\[(\?25[lh]|2K|1A)|\r")  # and what a progress bar moves by


def raw(text: str) -> set[str]:
    """The characters in a command's output that do not print, but for ends of lines, tabs and our colours."""
    return {char for char in COLOURS.sub("", text) if not char.isprintable()} - set("\n\t\xa0")


def shows(done: subprocess.CompletedProcess[str]) -> str:
    """What the command shows; an assertion fails where it shows a character that does not print."""
    told = done.stdout + done.stderr
    assert raw(told) == set()
    return told


@pytest.fixture
def hostile(installation: Installation) -> Installation:
    """An installation that has taken in a mail with hostile words everywhere."""
    attachment = form(1)
    installation.deliver(
        mail(1, [replace(attachment, name=f"x{HOSTILE}.pdf")], subject=f"ส่ง{HOSTILE}", text="ส่งผลงาน")
    )
    installation.configure(log={"file": "intake.log"})
    before = os.umask(0o022)
    try:
        installation.run_once()
    finally:
        os.umask(before)
    with closing(sqlite3.connect(installation.folder / "intake.db")) as database, database:
        database.execute("UPDATE outbox SET state = 'failed', last_code = 550, last_error = ?", [HOSTILE])
    return installation


def test_what_a_stranger_wrote_is_escaped_by_each_command(hostile: Installation) -> None:
    for terminal in (False, True):
        if terminal:
            hostile.environment |= {"FORCE_COLOR": "1", "COLUMNS": "250"}
        for command in (
            ["log"],
            ["show", "1"],
            ["outbox", "list"],
            ["doctor"],
            ["reprocess", "--all", "--dry-run"],
        ):
            told = shows(hostile.intake(*command))
            if command[0] == "show" or (command[0] == "outbox" and not terminal):  # its table folds the words
                assert visible(HOSTILE) in COLOURS.sub("", told), command
        assert visible(BIDI) in shows(hostile.intake("check", f"no{HOSTILE}.eml"))


def test_json_is_escaped_and_says_the_same(hostile: Installation) -> None:
    (line,) = shows(hostile.intake("outbox", "list", "--json")).splitlines()
    assert json.loads(line)["last_error"] == HOSTILE
    assert "\\u202e" in line
    for command in ("log", "--json"), ("show", "1", "--json"):
        (line,) = shows(hostile.intake(*command)).splitlines()
        # The parser has taken the bidirectional controls out of the file's name already.
        assert {ZERO, TAG} < set(json.loads(line)["files"][0]["name"])
        assert "\\u200b" in line and "\\udb40\\udc41" in line


def test_a_register_and_a_path_are_escaped(installation: Installation) -> None:
    file = installation.folder / f"re{BIDI}.csv"
    file.write_text(f"full_name,abbrev,amphoe,province\nก{HOSTILE},,,\n,,,{HOSTILE}\n", encoding="utf-8")
    told = shows(installation.intake("register", "import", str(file), "--dry-run"))
    told += shows(installation.intake("register", "import", str(file.with_name(f"no{HOSTILE}"))))
    assert "\\u202e" in told


def test_what_it_writes_beside_the_database_is_its_own(hostile: Installation) -> None:
    names = {
        path.name: stat.S_IMODE(path.stat().st_mode) for path in hostile.folder.iterdir() if path.is_file()
    }
    ours = {name: mode for name, mode in names.items() if name.startswith("intake.")}
    assert {"intake.log", "intake.db.lock", "intake.db"} <= ours.keys()
    assert set(ours.values()) == {0o600}
    lock = Path(hostile.folder / "intake.db.lock")
    lock.chmod(0o644)
    hostile.intake("run", "--once")
    assert stat.S_IMODE(lock.stat().st_mode) == 0o600


def test_nothing_gets_past_the_console_whatever_it_stands_in() -> None:
    console = Console(file=StringIO(), force_terminal=True, width=200, highlight=False)
    table = Table("a")
    table.add_row(Text(HOSTILE, "red"))
    table.add_row(f"{HOSTILE}\x1b]0;title\x07\x9b2J")
    for each in (Panel(Text(HOSTILE), title=Text(HOSTILE)), table, HOSTILE):
        console.print(each)
    assert isinstance(console.file, StringIO)
    told = console.file.getvalue()
    assert raw(told) == set()
    assert (
        COLOURS.sub("", told).count(visible(HOSTILE)) == 3
    )  # the narrow column of the table folds the others


@pytest.mark.parametrize(
    "text,shown",
    [
        ("เทศบาลตำบลน้ำใส\t1\n", "เทศบาลตำบลน้ำใส\t1\n"),
        ("a\xa0b\u3000", "a\xa0b\u3000"),
        ("\x1b[2J\r\x00\x7f\x9b", "\\u001b[2J\\u000d\\u0000\\u007f\\u009b"),
        ("\u061c\u200e\u200f\u202a\u2028\ufeff\xad", "\\u061c\\u200e\\u200f\\u202a\\u2028\\ufeff\\u00ad"),
        ("\U000e0001\udcff", "\\U000e0001\\udcff"),
    ],
)
def test_each_is_shown_by_its_number(text: str, shown: str) -> None:
    assert visible(text) == shown
    assert json.loads(as_json({"a": text})) == {"a": text}
    assert raw(as_json({"a": text})) - set("\u3000") == set()


def test_a_mistake_of_ours_shows_no_stranger_s_control(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(**_: object) -> None:
        raise ValueError(f"{HOSTILE}\x1b[2J")

    monkeypatch.setattr(main, "app", fails)
    with pytest.raises(SystemExit, match="1"):
        main.main()
    told = capsys.readouterr().err
    assert raw(told) == set()
    assert "Traceback" in told and visible(HOSTILE) in told


def test_the_file_of_alarms_is_its_own(tmp_path: Path) -> None:
    file = tmp_path / "alarms.json"
    before = os.umask(0o022)
    try:
        remember(file, [])
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        file.chmod(0o644)
        recall(file, datetime.now(UTC))
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    finally:
        os.umask(before)
