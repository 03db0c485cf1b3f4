"""One daemon on a database: the lock that a second one meets."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from runtime.records import Records
from settings.errors import WrongUse
from storage import durable
from storage.schema import database_file


@contextmanager
def only_one(records: Records) -> Iterator[None]:
    """Keeps a second `run` off the same SQLite database. Raises WrongUse if one works on it."""
    database = database_file(records.engine)
    if database is None:
        yield
        return
    path = Path(f"{database}.lock")
    durable.make(path.parent)
    with _opened(path) as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.seek(0)
            other = lock.read().strip() or "unknown"
            told = f"another `intake run` works on this database (process {other})"
            raise WrongUse(f"{told}: stop it first (as a service: systemctl stop intake)") from None
        with suppress(OSError):  # no more than a courtesy to the second one
            os.ftruncate(lock.fileno(), 0)
            os.write(lock.fileno(), str(os.getpid()).encode())
        yield


def _opened(lock: Path) -> IO[str]:
    durable.private(lock)
    try:
        return lock.open("a+")
    except OSError:
        if not lock.exists():
            raise
        # On a disk that can only be read: `run` is to start there, to say so and to wait.
        return lock.open()
