"""One daemon on a database: the lock that a second one meets."""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from runtime.records import Records
from settings.errors import WrongUse
from storage import durable
from storage.dialects import of
from storage.schema import database_file

DAEMON, _VISITORS = 0x696E74616B650002, 0x696E74616B650003
"""Keys of the same two locks in a database on a server: held by the server as long as our session lives."""


@contextmanager
def only_one(records: Records) -> Iterator[Callable[[], bool]]:
    """Keeps a second `run` off the same database. Raises WrongUse if one works on it.

    Gives a question: whether it is ours still, which a file's lock always is. On a server a session may end
    and another program take its lock; it raises SQLAlchemyError while the server cannot be asked.
    """
    database = database_file(records.engine)
    if database is None:
        with of(records.engine.dialect.name).locked(records.engine, DAEMON) as held:
            if held.by is not None:
                raise WrongUse(f"another `intake run` works on this database ({held.by}): stop it first")
            yield held.still
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
        yield lambda: True


@contextmanager
def at_the_records(records: Records) -> Iterator[None]:
    """For whoever works on the records beside `run`: they are not exchanged meanwhile."""
    with _visitors(records, fcntl.LOCK_SH):
        yield


@contextmanager
def nobody_at(records: Records) -> Iterator[None]:
    """For whoever exchanges the records. Raises WrongUse while the staff's pages are served from them."""
    with _visitors(records, fcntl.LOCK_EX):
        yield


@contextmanager
def _visitors(records: Records, kind: int) -> Iterator[None]:
    database = database_file(records.engine)
    others = (
        "the staff's pages are served from" if kind == fcntl.LOCK_EX else "a backup is put in the place of"
    )
    refused = WrongUse(f"{others} these records: end that first")
    if database is None:
        shared = kind == fcntl.LOCK_SH
        with of(records.engine.dialect.name).locked(records.engine, _VISITORS, shared=shared) as held:
            if held.by is not None:
                raise refused
            yield
        return
    path = Path(f"{database}.visitors")
    durable.make(path.parent)
    with _opened(path) as lock:
        try:
            fcntl.flock(lock, kind | fcntl.LOCK_NB)
        except OSError:
            raise refused from None
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
