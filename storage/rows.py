"""Rows that a transaction writes and does not read again."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import Insert, insert
from sqlmodel import Session

from storage.tables import Base


def write(session: Session, table: type[Base], *rows: Mapping[str, Any]) -> None:
    """Writes whole rows, each with a value for every column but the id, at once. What they point to has been
    flushed. No object is made for them, which costs more than the row.
    """
    if rows:
        session.connection().execute(_insert(table), rows)


def write_one(session: Session, table: type[Base], row: Mapping[str, Any]) -> int:
    """The same for one row; returns the id that it was given."""
    result = session.connection().execute(_insert(table), row)
    return int(result.inserted_primary_key[0]) if result.inserted_primary_key else 0


@cache
def _insert(table: type[Base]) -> Insert:
    return insert(Base.metadata.tables[str(table.__tablename__)])
