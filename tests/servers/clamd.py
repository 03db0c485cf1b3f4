"""A real clamd on a socket of its own, with one signature of our own: no database is downloaded."""

import os
import shutil
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Self

import pytest

HARMLESS = b"X5O!-nobody-is-hurt-by-this-line-$H+H*"
"""What the scanner is told to find."""

SIGNATURE = "Intake.Test.Harmless.UNOFFICIAL"
_SECONDS = 30
_CONFIG = """\
LocalSocket {folder}/socket
DatabaseDirectory {folder}/db
TemporaryDirectory {folder}
LogFile {folder}/log
Foreground yes
FixStaleSocket yes
StreamMaxLength 1M
User {user}
"""


def program() -> str:
    """The path of clamd. Skips the test where there is none, unless CI is set."""
    found = shutil.which("clamd", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if found is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("clamd is not installed (clamav-daemon)")
    return found


class Clamd:
    """The scanner, started on entry and ended on exit. `socket` is its address."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.socket = str(folder / "socket")
        folder.joinpath("db").mkdir()
        folder.joinpath("db", "test.ndb").write_text(f"Intake.Test.Harmless:0:*:{HARMLESS.hex()}\n")
        user = "root" if os.geteuid() == 0 else os.environ.get("USER", "nobody")
        folder.joinpath("clamd.conf").write_text(_CONFIG.format(folder=folder, user=user))
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        config = str(self._folder / "clamd.conf")
        self._process = subprocess.Popen(
            [program(), "--config-file", config],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        end = time.monotonic() + _SECONDS
        while not Path(self.socket).exists():
            assert self._process.poll() is None and time.monotonic() < end, self._log()
            time.sleep(0.05)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def _log(self) -> str:
        log = self._folder / "log"
        return log.read_text() if log.exists() else "clamd said nothing"
