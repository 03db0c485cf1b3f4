"""SQLite: one file, one writer at a time."""

import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from sqlalchemy import URL, Column, ColumnElement, Connection, Engine, Table, create_engine, event
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool, StaticPool

from storage.dialects.dialect import BUSY_MILLISECONDS, WRITES, Held
from storage.errors import DatabaseDamaged, SchemaError


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


class _Sqlite:
    def create(self, target: URL) -> Engine:
        pool = StaticPool if _in_memory(target) else _Connections
        # Parameters are mail: they stay out of exceptions, and so out of the log.
        engine = create_engine(target, hide_parameters=True, poolclass=pool)
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", _begin)
        return engine

    def require_sound(self, connection: Connection) -> None:
        # What this connection holds in memory would be found sound, whatever the disk says.
        connection.exec_driver_sql("PRAGMA shrink_memory")
        found = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one()
        if found != "ok":
            raise DatabaseDamaged(str(found).splitlines()[0])

    def forget_past(self, connection: Connection) -> None:
        connection.exec_driver_sql("PRAGMA secure_delete = ON")

    def empty_log(self, engine: Engine) -> None:
        if _in_memory(engine.url):
            return
        connection = engine.raw_connection()
        try:
            cursor = connection.cursor()
            cursor.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS // 30}")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            cursor.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
        finally:
            connection.close()

    @contextmanager
    def changing(self, connection: Connection) -> Iterator[None]:
        # A table is rebuilt to change it, and this setting is taken only outside a transaction.
        _enforce_foreign_keys(connection, "OFF")
        try:
            yield
        finally:
            _enforce_foreign_keys(connection, "ON")

    def require_fit(self, connection: Connection) -> None:
        """The library is part of Python, with all that the tables need."""

    def require_whole(self, connection: Connection) -> None:
        if connection.exec_driver_sql("PRAGMA foreign_key_check").all():
            raise SchemaError("the upgrade would leave rows that point to nothing; it was undone")

    def copy_into(self, engine: Engine, copy: Engine) -> bool:
        # Its online backup.
        with engine.connect() as source, copy.connect() as target:
            from_, to = source.connection.driver_connection, target.connection.driver_connection
            if not isinstance(from_, sqlite3.Connection) or not isinstance(to, sqlite3.Connection):
                raise TypeError("only an SQLite database is copied so")
            from_.backup(to)
        return True

    def by_bytes(self, column: Column[Any]) -> ColumnElement[Any]:
        return column  # its collation is BINARY

    def continue_numbers(self, connection: Connection, table: Table) -> None:
        """A new id is the largest and one."""

    def size(self, connection: Connection) -> int:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        return int(pages) * int(connection.exec_driver_sql("PRAGMA page_size").scalar_one())

    def locked(self, engine: Engine, key: int, *, shared: bool = False) -> AbstractContextManager[Held]:
        raise NotImplementedError("files beside the database are locked instead (runtime.lock)")

    def problem(self, connection: Connection) -> str:
        return ""  # each connection sets what it needs


SQLITE = _Sqlite()


def _in_memory(target: URL) -> bool:
    return target.database in (None, "", ":memory:")


def _prepare(connection: Any, _record: Any) -> None:
    # Python's own transaction handling lost 119 of 160 concurrent increments (measured); ours begins them.
    connection.isolation_level = None
    for setting in (
        f"busy_timeout = {BUSY_MILLISECONDS}",
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
    ):
        connection.execute(f"PRAGMA {setting}")


def _begin(connection: Connection) -> None:
    # A reader that turned writer would fail as soon as another had written: only IMMEDIATE ones may write.
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql(f"PRAGMA query_only = {'OFF' if writes else 'ON'}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _enforce_foreign_keys(connection: Connection, enforce: str) -> None:
    if driver := connection.connection.driver_connection:
        driver.execute(f"PRAGMA foreign_keys = {enforce}")
