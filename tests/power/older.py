"""Databases as older versions of the program left them, with the content of one made today."""

import sqlite3
from contextlib import closing
from pathlib import Path

from storage.engine import open_database
from storage.schema import upgrade

_FORMER = {
    ("stored_file", "message_id"): "(SELECT message_id FROM now.decision WHERE id = decision_id)",
    ("entry", "by_person"): "0",
}
"""What columns that are no longer there held, told by those that are."""


def make_older(current: Path, revision: str, older: Path) -> None:
    """A database of that revision at `older`, with all of the content of `current` that fits into it."""
    engine = open_database(f"sqlite:///{older}")
    upgrade(engine, revision)
    engine.dispose()
    with closing(sqlite3.connect(older)) as database:
        database.execute("ATTACH ? AS now", (str(current),))
        tables = database.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'").fetchall()
        for (table,) in tables:
            if table != "alembic_version":
                columns = _columns(database, "main", table)
                known = set(_columns(database, "now", table))
                values = [f'"{name}"' if name in known else _FORMER[table, name] for name in columns]
                listed = ", ".join(f'"{name}"' for name in columns)
                chosen = f"SELECT {', '.join(values)} FROM now.{table}"
                database.execute(f"INSERT INTO main.{table} ({listed}) {chosen}")
        database.commit()


def swell(database: Path, megabytes: int) -> None:
    """Makes its messages so large that SQLite cannot keep in memory what an upgrade changes."""
    with closing(sqlite3.connect(database)) as opened:
        (count,) = opened.execute("SELECT count(*) FROM message").fetchone()
        opened.execute("UPDATE message SET subject = ?", ("x" * (megabytes * 1_000_000 // count),))
        opened.commit()


def content(database: Path) -> list[str]:
    """Everything that a sound database holds, as SQL in any order; ValueError for one that is damaged."""
    with closing(sqlite3.connect(database)) as opened:
        found = opened.execute("PRAGMA integrity_check").fetchall()
        found += opened.execute("PRAGMA foreign_key_check").fetchall()
        if found != [("ok",)]:
            raise ValueError(f"the database is damaged: {found[0]}")
        return sorted(map(_in_order, opened.iterdump()))


def _in_order(statement: str) -> str:
    """An upgrade writes the constraints of a table in no certain order."""
    if not statement.startswith("CREATE TABLE"):
        return statement
    return "\n".join(sorted(line.strip(" \t,") for line in statement.splitlines()))


def _columns(database: sqlite3.Connection, schema: str, table: str) -> list[str]:
    return [row[1] for row in database.execute(f"PRAGMA {schema}.table_info({table})")]
