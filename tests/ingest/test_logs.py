"""The log: where its lines go, and that a disk that takes none of them stops nothing."""

import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest
from loguru import logger

from ingest.logs import start_log
from settings.tables import Log

SPEAKING = """
import logging, sys
from pathlib import Path
from loguru import logger
from ingest.logs import start_log
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
    monkeypatch.setattr("ingest.logs.FILE_BYTES", 400)
    monkeypatch.setattr("ingest.logs.FILES", 2)
    start_log(Log(file=tmp_path / "logs" / "intake.log"))
    for number in range(30):
        logger.info("ขอ {}", number)
    logger.remove()
    logging.basicConfig(handlers=[], force=True)
    kept = sorted(path.name for path in (tmp_path / "logs").iterdir())
    assert kept == ["intake.log", "intake.log.1", "intake.log.2"]
    assert (tmp_path / "logs" / "intake.log").read_text(encoding="utf-8").endswith("ขอ 29\n")
