"""Opens the database, and hands out sessions for writing and for reading."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool, StaticPool
from sqlmodel import Session

from storage.errors import DatabaseDamaged
from storage.turns import Turns

BUSY_MILLISECONDS = 30_000
_WRITES, _TURNS = "intake_writes", "intake_turns"


class _Connections(QueuePool):
    """Once disposed of, it keeps no connection that another thread gives back later.

    SQLite shares a file's wal-index among the connections of a process: one that was opened while the disk
    could only be read would keep all later ones from writing (measured, SQLite 3.40).
    """

    _disposed = False

    def dispose(self) -> None:
        self._disposed = True
        super().dispose()

    def _do_return_conn(self, record: ConnectionPoolEntry) -> None:
        super()._do_return_conn(record)
        if self._disposed:
            super().dispose()


def open_database(url: str) -> Engine:
    """An engine for `url` (`sqlite:///path`, or `sqlite://` in memory). Touches nothing yet.

    After `dispose` every connection is closed, those in use as soon as they are given back. An in-memory
    database lives as long as its engine, in one connection: one session at a time.
    """
    target = make_url(url)
    in_memory = target.database in (None, "", ":memory:")
    # Parameters are mail: they stay out of exceptions, and so out of the log.
    engine = create_engine(target, hide_parameters=True, poolclass=StaticPool if in_memory else _Connections)
    if engine.dialect.name != "sqlite":
        return engine
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    engine.update_execution_options(**{_TURNS: Turns()})
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # Python's own transaction handling lost 119 of 160 concurrent increments (measured); ours begins them.
    connection.isolation_level = None
    for setting in (
        f"busy_timeout = {BUSY_MILLISECONDS}",
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
    ):
        connection.execute(f"PRAGMA {setting}")


def _begin_sqlite(connection: Connection) -> None:
    # A reader that turned writer would fail as soon as another had written: only IMMEDIATE ones may write.
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql(f"PRAGMA query_only = {'OFF' if writes else 'ON'}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def require_sound(engine: Engine) -> None:
    """Raises DatabaseDamaged when SQLite's own check finds the file broken (PRAGMA quick_check)."""
    if engine.dialect.name != "sqlite":
        return
    with reading(engine) as session:
        # What this connection holds in memory would be found sound, whatever the disk says.
        session.connection().exec_driver_sql("PRAGMA shrink_memory")
        found = session.connection().exec_driver_sql("PRAGMA quick_check(1)").scalar_one()
    if found != "ok":
        raise DatabaseDamaged(str(found).splitlines()[0])


def require_writable(engine: Engine) -> None:
    """Raises SQLAlchemyError while nothing can be written: locked, or to be read only. Changes nothing."""
    with writing(engine) as session:
        # Without a statement nothing is begun, and BEGIN IMMEDIATE passes on what can only be read.
        session.connection().exec_driver_sql("DELETE FROM counter WHERE 1 = 0")


def forget_past(session: Session) -> None:
    """What this transaction overwrites is not left readable in the free room of an SQLite file."""
    if session.get_bind().dialect.name == "sqlite":
        session.connection().exec_driver_sql("PRAGMA secure_delete = ON")


def empty_log(engine: Engine) -> None:
    """Takes what is committed over into an SQLite file, so that its log holds no older pages. Where others
    read meanwhile, a later one does it.
    """
    if engine.dialect.name != "sqlite" or engine.url.database in (None, "", ":memory:"):
        return
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS // 30}")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
    finally:
        connection.close()


def copy_in_memory(engine: Engine) -> Engine:
    """A copy in memory of what is committed in an SQLite database: what is done to it is forgotten with it.

    Others may write to the database meanwhile (SQLite's online backup).
    """
    copy = open_database("sqlite://")
    with engine.connect() as source, copy.connect() as target:
        from_, to = source.connection.driver_connection, target.connection.driver_connection
        if not isinstance(from_, sqlite3.Connection) or not isinstance(to, sqlite3.Connection):
            raise TypeError("only an SQLite database can be copied into memory")
        from_.backup(to)
    return copy


def writer(engine: Engine) -> Engine:
    """The same engine, whose transactions take the write lock at once."""
    return engine.execution_options(**{_WRITES: True})


@contextmanager
def writing(engine: Engine) -> Iterator[Session]:
    """One transaction that may write: committed at the end, rolled back on any exception.

    Rows stay readable afterwards, detached.
    """
    turns = engine.get_execution_options().get(_TURNS)
    turn = turns.one(BUSY_MILLISECONDS / 1000) if turns else nullcontext()
    with turn, Session(writer(engine), expire_on_commit=False) as session, session.begin():
        yield session


def others_wait(engine: Engine) -> bool:
    """Whether another thread of this process waits to write."""
    turns = engine.get_execution_options().get(_TURNS)
    return turns is not None and turns.wanted


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """One consistent view of the database; a write in it is refused."""
    with Session(engine, expire_on_commit=False) as session, session.begin():
        yield session
