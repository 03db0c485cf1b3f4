"""What every command works with, put together once from the settings."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from decisions.judge import Judge
from notifications import Desk, desk_of
from notifications.alarms import Alarms
from notifications.sending.outgoing import Outgoing
from registers.agencies.in_force import register_in_force
from registers.rules import rules_of
from registers.sheets import SheetError
from runtime.faults import problem_of
from screening.model.register import Register
from settings import Settings
from settings.errors import PartFailed, WrongUse
from storage import durable
from storage.engine import open_database, reading
from storage.entries.entry import contest_numbered
from storage.errors import SchemaError
from storage.files import FileStore
from storage.schema import SchemaState, database_file, schema_state, upgrade


def now() -> datetime:
    """This moment, in UTC: the only clock of the program."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Parts:
    """The opened parts of one installation. Sessions are made from `engine`, one a thread."""

    settings: Settings
    desk: Desk
    engine: Engine
    files: FileStore
    judge: Judge
    alarms: Alarms

    @property
    def contest(self) -> str:
        """The contest whose entries these are."""
        return self.settings.contest.id

    @property
    def outgoing(self) -> Outgoing:
        """What sending works with."""
        judge = self.judge
        return Outgoing(
            self.engine,
            judge.rules.contest,
            self.desk,
            self.alarms,
            judge.clock,
            judge.rules.replies,
            judge.hold_first,
        )


def open_parts(settings: Settings, register: Register | None = None) -> Parts:
    """The parts of an installation. Only the operator's files are read, and which register is in force.

    With a `register` given, no database is looked into. Raises WrongUse for one that cannot be used.
    """
    desk = desk_of(settings)
    engine = open_database(settings.storage.database)
    judge = Judge(
        rules=rules_of(settings, _register(settings, engine) if register is None else register),
        desk=desk,
        clock=now,
        hold_first=settings.replies.hold_first,
    )
    return Parts(settings, desk, engine, FileStore(settings.storage.files), judge, _alarms(engine))


def _register(settings: Settings, engine: Engine) -> Register:
    path = settings.agencies.register_
    try:
        return register_in_force(path, engine, settings.contest.id).register
    except SheetError as error:
        raise WrongUse(f"[agencies] register: {path} {error}") from None
    finally:
        # The parser's helper is started after this, and must inherit no open database.
        engine.dispose()


def _alarms(engine: Engine) -> Alarms:
    database = database_file(engine)
    return Alarms(database.with_name(f"{database.name}.alarms") if database else None, now)


def has_records(parts: Parts) -> bool:
    """Whether there is a database already; one on a server is taken to be."""
    database = database_file(parts.engine)
    return database is None or database.exists()


def make_ready(parts: Parts) -> None:
    """As `prepare`; raises PartFailed when the disk does not let us."""
    try:
        prepare(parts)
    except (OSError, SQLAlchemyError) as error:
        raise PartFailed(f"the storage cannot be made ready: {problem_of(error)}") from None


def prepare(parts: Parts) -> None:
    """Makes a fresh database and the folders. An older database is left for `intake db upgrade`.

    Raises WrongUse for such a database, OSError or SQLAlchemyError when the disk does not let us.
    """
    try:
        if schema_state(parts.engine) is SchemaState.BEHIND:
            raise WrongUse(
                "the database is of an older version: run `intake db upgrade` (it makes a copy first)"
            )
        upgrade(parts.engine)
        _refuse_shared_numbers(parts)
    except SchemaError as error:
        raise WrongUse(str(error)) from None
    parts.files.prepare()


def _refuse_shared_numbers(parts: Parts) -> None:
    """Two contests under one prefix would give each receipt number twice, and hide each other's mail."""
    with reading(parts.engine) as session:
        other = contest_numbered(session, parts.judge.rules.prefix, besides=parts.contest)
    if other is not None:
        raise WrongUse(
            f"[contest] id is {parts.contest}, but {other} gave receipt numbers {parts.judge.rules.prefix}:"
            " put that id back, or give the new contest a reference_prefix of its own"
        )


def require_records(parts: Parts) -> None:
    """Raises WrongUse where there is no database of this version to read from."""
    try:
        state = schema_state(parts.engine)
    except SQLAlchemyError as error:
        raise PartFailed(problem_of(error)) from None
    if state is SchemaState.FRESH:
        raise WrongUse("there are no records yet: `intake run` makes the database")
    if state is not SchemaState.CURRENT:
        raise WrongUse("the database is of another version of this program: run `intake db upgrade`")


@contextmanager
def only_one(parts: Parts) -> Iterator[None]:
    """Keeps a second `run` off the same SQLite database. Raises WrongUse if one works on it."""
    database = database_file(parts.engine)
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
            raise WrongUse(f"another `intake run` works on this database (process {other})") from None
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
