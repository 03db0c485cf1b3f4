"""The files in which the log of views lies: one that is written to, and full ones that are put aside.

A full one is called after its last line (`intake.db.views.000000081244`), and never written to again. The
numbers and hashes of lines go on from one file to the next, so that all together are one log.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

from storage import durable

LARGEST = 16 << 20
"""Some 75,000 lines: a file that an editor still opens, and of which a year of a busy desk fills a few."""


def log_of(database: Path) -> Path:
    """Where the log of a database lies: the file that is written to."""
    return database.with_name(f"{database.name}.views")


def put_aside(log: Path) -> list[Path]:
    """The full ones, oldest first."""
    found = [path for path in log.parent.glob(f"{log.name}.*") if path.suffix[1:].isdecimal()]
    return sorted(found, key=lambda path: int(path.suffix[1:]))


@contextmanager
def locked(log: Path) -> Iterator[IO[bytes]]:
    """The file that is written to, for us alone; it is made where it is missing. Raises OSError."""
    while True:
        durable.private(log)
        # Another process may put it aside at any moment, until it is locked.
        if (found := _opened(log, "r+b")) is None:
            continue
        with found as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            if _is_at(file, log):
                yield file
                return


def put_it_aside(log: Path, last_line: int) -> None:
    """Ends the file that is written to, which the caller has locked; the next one is made when it is."""
    log.rename(log.with_name(f"{log.name}.{last_line:012}"))
    durable.sync(log.parent)


@contextmanager
def all_of(log: Path) -> Iterator[list[IO[bytes]]]:
    """Every file, oldest first, to be read while others write: none is missed, and none is read twice."""
    with ExitStack() as opened:
        # First the newest: put aside meanwhile, it is found among the others once more, and left out there.
        newest = _opened(log, "rb")
        current = [opened.enter_context(newest)] if newest else []
        aside = [path for path in put_aside(log) if not any(_is_at(file, path) for file in current)]
        yield [*(opened.enter_context(path.open("rb")) for path in aside), *current]


def _opened(log: Path, mode: str) -> IO[bytes] | None:
    try:
        return log.open(mode)
    except FileNotFoundError:
        return None


def _is_at(file: IO[bytes], path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except FileNotFoundError:
        return False
