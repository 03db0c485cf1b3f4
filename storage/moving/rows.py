"""Copies every row from one database to another, and holds each copy against its source."""

from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table, bindparam, func, insert, select, update

from storage import dialects
from storage.engine import open_database, reading, writer
from storage.moving.errors import CopyDiffers
from storage.schema import copy_database, database_file, place_of, upgrade
from storage.tables import Base, Counter

Progress = Callable[[str, int, int], None]
"""Told the table, how many of its rows are done, and of how many."""
_AT_ONCE = 500


def copy_in_memory(engine: Engine) -> Engine:
    """A copy in memory of what is committed: what is done to it is forgotten with it. Others may write
    meanwhile.
    """
    copy = open_database("sqlite://")
    if dialects.of(engine.dialect.name).copy_into(engine, copy):
        return copy
    upgrade(copy)
    copy_rows(engine, copy)
    return copy


def copy_to_file(engine: Engine, target: Path) -> None:
    """The same in a new SQLite file."""
    if (database := database_file(engine)) is not None:
        copy_database(database, target)
        return
    copy = open_database(f"sqlite:///{target}")
    try:
        upgrade(copy)
        copy_rows(engine, copy)
    finally:
        copy.dispose()


def copy_rows(source: Engine, target: Engine, progress: Progress = lambda *_: None) -> int:
    """All rows of all tables, as they stand at one moment, into a database that holds none, in one
    transaction; returns how many. Before it is committed each row is read back and compared.

    Raises CopyDiffers, after which the target is as it was.
    """
    count = 0
    with reading(source) as session, writer(target).begin() as to:
        from_ = session.connection()
        tables = Base.metadata.sorted_tables
        for table in tables:
            count += _copy(table, from_, to, progress)
        for table in tables:
            _require_alike(table, from_, to, progress)
            dialects.of(target.dialect.name).continue_numbers(to, table)
    return count


def require_empty(engine: Engine) -> None:
    """Raises CopyDiffers when a contest has records there."""
    with reading(engine) as session:
        if session.scalar(select(func.count()).select_from(Counter)):
            raise CopyDiffers(f"{place_of(engine)} holds records already: name an empty database")


def _copy(table: Table, from_: Connection, to: Connection, progress: Progress) -> int:
    total, done = _count(table, from_), 0
    if _count(table, to):
        raise CopyDiffers(f"the table {table.name} of the target holds rows already: name an empty database")
    # A row may point to a later one of its table: that is told once all are there.
    pointing = [key.parent.name for key in table.foreign_keys if key.column.table is table]
    for rows in _batches(table, from_):
        to.execute(insert(table), [{**row, **dict.fromkeys(pointing)} for row in rows])
        done += len(rows)
        progress(table.name, done, total)
    for name in pointing:
        _point(table, name, from_, to)
    return done


def _point(table: Table, name: str, from_: Connection, to: Connection) -> None:
    query = select(table.c.id, table.c[name]).where(table.c[name].is_not(None))
    there = [{"which": row.id, "target": row[1]} for row in from_.execute(query)]
    if there:
        told = update(table).where(table.c.id == bindparam("which")).values({name: bindparam("target")})
        to.execute(told, there)


def _require_alike(table: Table, from_: Connection, to: Connection, progress: Progress) -> None:
    total, done = _count(table, from_), 0
    if (there := _count(table, to)) != total:
        raise CopyDiffers(f"of the table {table.name} {there} of {total} rows came to the target")
    with closing(_batches(table, from_)) as source, closing(_batches(table, to)) as target:
        for ours, theirs in zip(source, target, strict=True):
            for one, other in zip(ours, theirs, strict=True):
                if one != other:
                    key = ", ".join(str(one[column.name]) for column in table.primary_key)
                    raise CopyDiffers(f"the row {key} of the table {table.name} is another in the target")
            done += len(ours)
            progress(f"{table.name} ✓", done, total)


def _batches(table: Table, connection: Connection) -> Generator[Sequence[dict[str, Any]]]:
    """All rows in the order of their keys, which is the same on all databases: text is compared by bytes."""
    keys = [dialects.of(connection.dialect.name).by_bytes(column) for column in table.primary_key]
    query = select(table).order_by(*keys)
    with connection.execute(query, execution_options={"yield_per": _AT_ONCE}) as rows:
        for part in rows.mappings().partitions():
            yield [dict(row) for row in part]


def _count(table: Table, connection: Connection) -> int:
    return int(connection.execute(select(func.count()).select_from(table)).scalar_one())
