"""The log: where its lines go, and that a disk that takes none of them stops nothing."""

import json
import logging
import os
import re
import stat
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from loguru import logger

from intake.commands.run import _tell_of_walls
from intake.logs import start_log
from settings.tables import Log

SPEAKING = """
import logging, sys
from pathlib import Path
from loguru import logger
from intake.logs import start_log
from settings.tables import Log
start_log(Log(file=Path(sys.argv[1])))
logger.info("one")
logging.getLogger("library").warning("two")
print("went on")
"""


def spoken(file: str, stderr: int) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-c", SPEAKING, file]
    search = {"PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.run(command, env=os.environ | search, stdout=subprocess.PIPE, stderr=stderr, timeout=60)


def test_a_full_disk_under_the_log_stops_nothing_and_writes_no_traceback() -> None:
    found = spoken("/dev/full", subprocess.PIPE)
    assert (found.returncode, found.stdout) == (0, b"went on\n")
    assert found.stderr.count(b"\n") == 2
    assert b"Traceback" not in found.stderr


def test_a_full_disk_under_standard_error_leaves_the_file_its_lines(tmp_path: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        found = spoken(str(tmp_path / "intake.log"), full.fileno())
    assert (found.returncode, found.stdout) == (0, b"went on\n")
    assert [line.split()[-1] for line in (tmp_path / "intake.log").read_text().splitlines()] == ["one", "two"]


def test_the_file_turns_over_and_old_ones_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("intake.logs.FILE_BYTES", 400)
    monkeypatch.setattr("intake.logs.FILES", 2)
    start_log(Log(file=tmp_path / "logs" / "intake.log"))
    for number in range(30):
        logger.info("ขอ {}", number)
    logger.remove()
    logging.basicConfig(handlers=[], force=True)
    kept = sorted(path.name for path in (tmp_path / "logs").iterdir())
    assert kept == ["intake.log", "intake.log.1", "intake.log.2"]
    assert (tmp_path / "logs" / "intake.log").read_text(encoding="utf-8").endswith("ขอ 29\n")


@pytest.fixture
def quiet() -> Iterator[None]:
    yield
    logger.remove()
    logger.configure(patcher=lambda _: None)
    logging.basicConfig(handlers=[], force=True)


@pytest.mark.usefixtures("quiet")
def test_times_are_the_contests_with_their_offset(tmp_path: Path) -> None:
    for as_json in (False, True):
        settings = {"file": tmp_path / f"log{as_json}", "json": as_json}
        start_log(Log.model_validate(settings), ZoneInfo("Asia/Bangkok"))
        logger.info("hello")
    line = (tmp_path / "logFalse").read_text()
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\+07:00 INFO    hello\n", line)
    hour = datetime.now(ZoneInfo("Asia/Bangkok")).strftime(" %H:")
    assert hour in line or line[14:16] == "59"
    assert json.loads((tmp_path / "logTrue").read_text())["record"]["time"]["repr"].endswith("+07:00")


@pytest.mark.usefixtures("quiet")
def test_a_file_that_was_moved_away_is_left_and_a_new_one_begun(tmp_path: Path) -> None:
    log, moved = tmp_path / "log", tmp_path / "log-20230731"
    start_log(Log(file=log))
    logger.info("one")
    log.rename(moved)
    logger.info("two")
    logger.info("three")
    assert [line.split()[-1] for line in moved.read_text().splitlines()] == ["one"]
    assert [line.split()[-1] for line in log.read_text().splitlines()] == ["two", "three"]
    assert stat.S_IMODE(log.stat().st_mode) == 0o600


HOSTILE = "a\u202eb\u200bc\x1b[8md\x9b2Je\U000e0041f"
SHOWN = "a\\u202eb\\u200bc\\u001b[8md\\u009b2Je\\U000e0041f"


@pytest.mark.usefixtures("quiet")
def test_what_a_stranger_wrote_is_visible_in_every_log(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    start_log(Log(file=tmp_path / "log"))
    logger.info("from {}", HOSTILE)
    logging.getLogger("library").warning(HOSTILE)
    try:
        raise ValueError(HOSTILE)
    except ValueError:
        logger.exception("failed")
    for lines in (capsys.readouterr().err, (tmp_path / "log").read_text(encoding="utf-8")):
        assert lines.count(SHOWN) == 3
        assert lines.replace("\n", "").isprintable()


@pytest.mark.usefixtures("quiet")
def test_a_terminal_shows_no_colours_but_our_own(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    start_log(Log())
    logger.warning("from \x1b[31m{}", HOSTILE)
    line = capsys.readouterr().err
    assert f"from \\u001b[31m{SHOWN}" in line
    assert "\x1b[33m" in line
    assert set(re.sub(r"\x1b\[[0-9]+m", "", line)) & set("\x1b\u202e\x9b") == set()


@pytest.mark.usefixtures("quiet")
def test_json_lines_stay_json_and_are_visible(tmp_path: Path) -> None:
    start_log(Log.model_validate({"file": tmp_path / "log", "json": True}))
    logger.info("from {}", HOSTILE)
    line = (tmp_path / "log").read_text(encoding="utf-8")
    assert line.strip().isprintable()
    assert json.loads(line)["record"]["message"] == f"from {HOSTILE}"


@pytest.mark.usefixtures("quiet")
def test_log_files_are_ours_alone_those_of_before_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("intake.logs.FILE_BYTES", 400)
    for name in ("log", "log.1"):
        (tmp_path / name).touch(mode=0o644)
    before = os.umask(0o022)
    try:
        start_log(Log(file=tmp_path / "log"))
        for number in range(30):
            logger.info("ขอ {}", number)
    finally:
        os.umask(before)
    kept = [path for path in tmp_path.iterdir() if path.suffix != ".lock"]
    assert len(kept) > 3
    assert {stat.S_IMODE(path.stat().st_mode) for path in kept} == {0o600}


@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize(
    "confinement,lines", [("limits, files", 0), ("limits; this kernel offers no Landlock and no seccomp", 1)]
)
def test_a_kernel_without_the_walls_is_told_at_the_start(
    confinement: str, lines: int, capsys: pytest.CaptureFixture[str]
) -> None:
    start_log(Log())
    _tell_of_walls(confinement)
    assert capsys.readouterr().err.count("no Landlock and no seccomp") == lines
