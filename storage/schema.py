"""Brings a database to the schema of this version of the program."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from enum import StrEnum
from pathlib import Path

from sqlalchemy import Column, Connection, Engine, MetaData, String, Table, inspect, select
from sqlmodel import Session

from storage import dialects, durable
from storage.dialects import Dialect
from storage.engine import writer
from storage.errors import SchemaError
from storage.tables import Base

_MIGRATIONS = Path(__file__).parent / "migrations"
_VERSION = Table("alembic_version", MetaData(), Column("version_num", String))
"""In which Alembic keeps the version of a database."""


class SchemaState(StrEnum):
    """How a database stands to this program: `ahead` means that a newer version has changed it."""

    FRESH = "fresh"
    CURRENT = "current"
    BEHIND = "behind"
    AHEAD = "ahead"


def schema_state(engine: Engine) -> SchemaState:
    """Compares the database with the migrations. A file that does not exist is fresh, and is not made."""
    file = database_file(engine)
    if file is not None and not file.exists():
        return SchemaState.FRESH
    with engine.connect() as connection:
        return _state(connection)


def database_file(engine: Engine) -> Path | None:
    """The file of an SQLite database; None in memory, and for a server."""
    if engine.dialect.name != "sqlite" or engine.url.database in (None, "", ":memory:"):
        return None
    return Path(str(engine.url.database))


def place_of(engine: Engine) -> str:
    """Where the database is, for people: its file, or its address without a password."""
    file = database_file(engine)
    return str(file) if file else engine.url.set(drivername="postgresql").render_as_string(hide_password=True)


def size_of(engine: Engine) -> int:
    """How many bytes it takes; 0 where there is none."""
    file = database_file(engine)
    if file is not None:
        return file.stat().st_size if file.exists() else 0
    with engine.connect() as connection:
        return dialects.of(engine.dialect.name).size(connection)


def upgrade(engine: Engine, revision: str = "head") -> SchemaState:
    """Makes or changes the tables, in one transaction; returns the state found before.

    An SQLite file that holds records is first copied beside itself, as `<file>.before-<revision>`. Two
    programs at once do it one after the other. Raises SchemaError when the database is ahead of us, or its
    server lacks what the tables need.
    """
    file = database_file(engine)
    if file is not None:
        _make_private(file)
    with writer(engine).connect() as connection:
        dialect = dialects.of(engine.dialect.name)
        with dialect.changing(connection), connection.begin():
            return _upgrade(connection, dialect, file, revision)


def make_for_a_while(engine: Engine) -> None:
    """The tables of records that end with this process: no version, no search, no guard against changes.

    Going through every version of the schema takes longer than judging a mail.
    """
    with writer(engine).begin() as connection:
        Base.metadata.create_all(connection)


def lost_uniqueness(session: Session) -> Iterator[str]:
    """A line for each unique index that is no longer there: a copy made by other tools may lack some.

    What stands twice is refused by the database itself, whatever a mistake in the program would write.
    """
    there = inspect(session.connection())
    for table in Base.metadata.sorted_tables:
        kept = {index["name"] for index in there.get_indexes(table.name) if index["unique"]}
        for index in sorted(str(index.name) for index in table.indexes if index.unique):
            if index not in kept:
                yield f"the table {table.name} has lost its unique index {index}"


def _upgrade(connection: Connection, dialect: Dialect, file: Path | None, revision: str) -> SchemaState:
    before = _state(connection)
    if before is SchemaState.AHEAD:
        raise SchemaError("the database was made by a newer version of this program; install that one")
    if before is SchemaState.CURRENT:
        return before
    if before is SchemaState.BEHIND and file is not None:
        # Under the write lock, so that nothing is written between the copy and the change.
        copy_database(file, file.with_name(f"{file.name}.before-{revisions()[-1]}"))
    dialect.require_fit(connection)
    _migrate(connection, revision)
    dialect.require_whole(connection)
    return before


def _migrate(connection: Connection, revision: str) -> None:
    # Not above: Alembic takes longer to load than most commands take to work, and few ever need it.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def revisions() -> list[str]:
    """Every version of the schema, oldest first, as the files of `storage/migrations/versions` are named."""
    return sorted(path.name.partition("_")[0] for path in (_MIGRATIONS / "versions").glob("[0-9]*_*.py"))


def _state(connection: Connection) -> SchemaState:
    if not inspect(connection).has_table(_VERSION.name):
        return SchemaState.FRESH
    found = connection.execute(select(_VERSION.c.version_num)).scalar()
    if found is None:
        return SchemaState.FRESH
    known = revisions()
    if found == known[-1]:
        return SchemaState.CURRENT
    return SchemaState.BEHIND if found in known else SchemaState.AHEAD


def _make_private(file: Path) -> None:
    """The records are personal data: only our own account reads them. SQLite's side files follow the file."""
    durable.make(file.parent)
    # One that exists is never opened: closing it would drop every lock that our connections hold on it
    # (POSIX; sqlite.org/howtocorrupt.html, 2.2), and the next reader would delete the log they write to.
    with suppress(FileExistsError):
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        durable.sync(file.parent)


def copy_database(source: Path, target: Path) -> None:
    """Copies an SQLite file as it is at one moment; others may write to it meanwhile (its online backup)."""
    target.unlink(missing_ok=True)
    os.close(os.open(target, os.O_CREAT | os.O_RDWR, 0o600))
    with closing(sqlite3.connect(source)) as from_, closing(sqlite3.connect(target)) as to:
        from_.backup(to)
