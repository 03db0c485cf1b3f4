"""What an error of the database means: which alarm it raises, and what to do.

SQLite, measured codes: SQLITE_FULL on a full disk, SQLITE_IOERR on EIO, SQLITE_READONLY or SQLITE_CANTOPEN on
a read-only one, SQLITE_BUSY after `busy_timeout`, SQLITE_CORRUPT or SQLITE_NOTADB on overwritten pages.
PostgreSQL: its codes (appendix A of its manual), never its words: they quote the row, and the row is mail.
"""

import sqlite3

from sqlalchemy.exc import DBAPIError

from settings.alarm_kinds import AlarmKind

DAMAGED = AlarmKind.DATABASE_DAMAGED
"""Ends at a start that finds the database sound: only a person can mend it."""

_SQLITE: dict[int, tuple[AlarmKind, str]] = {
    sqlite3.SQLITE_FULL: (AlarmKind.DISK_FULL, "the disk of the database is full: make room"),
    sqlite3.SQLITE_IOERR: (AlarmKind.DISK, "the disk of the database gives errors: check it"),
    sqlite3.SQLITE_READONLY: (AlarmKind.DISK, "the database can only be read: check the disk and the rights"),
    sqlite3.SQLITE_CANTOPEN: (AlarmKind.DISK, "the database cannot be opened: check the disk and the rights"),
    sqlite3.SQLITE_BUSY: (AlarmKind.DATABASE, "another program holds the database locked"),
    sqlite3.SQLITE_CORRUPT: (DAMAGED, ""),
    sqlite3.SQLITE_NOTADB: (DAMAGED, ""),
}
_POSTGRES: dict[str, tuple[AlarmKind, str]] = {
    "53100": (AlarmKind.DISK_FULL, "the disk of the database server is full: make room there"),
    "58030": (AlarmKind.DISK, "the disk of the database server gives errors: check it"),
    "25006": (AlarmKind.DISK, "the database server can only be read: is it a standby?"),
    "55P03": (AlarmKind.DATABASE, "another program holds the database locked"),
    "53300": (AlarmKind.DATABASE, "the database server takes no more connections: raise max_connections"),
    "28P01": (AlarmKind.DATABASE, "the database server refuses our password: check PGPASSWORD"),
    "28000": (AlarmKind.DATABASE, "the database server refuses our account: check pg_hba.conf there"),
    "3D000": (AlarmKind.DATABASE, "the database server has no database of that name: make it there"),
    "42501": (AlarmKind.DATABASE, "our account may not use the tables: it must own the database"),
    "XX001": (DAMAGED, ""),
    "XX002": (DAMAGED, ""),
}
_ENDS = "57P"
"""The server is ended, or starts (57P01 to 57P03)."""


def meaning(error: DBAPIError) -> tuple[AlarmKind, str, str]:
    """The alarm, what to do in a line, and what the database calls it: never a value of ours."""
    cause = error.orig
    if isinstance(cause, sqlite3.Error):
        # The low byte is the primary code (sqlite.org/rescode.html).
        code = getattr(cause, "sqlite_errorcode", 0) & 0xFF
        return *_SQLITE.get(code, (AlarmKind.DATABASE, "the database failed")), str(cause)
    state = getattr(cause, "sqlstate", None)
    if state is None:
        # Of the connection itself: host, port and account, no more.
        return AlarmKind.DATABASE, "the database server cannot be reached", _first_line(cause)
    if state.startswith(_ENDS):
        return AlarmKind.DATABASE, "the database server is being started or ended", state
    return *_POSTGRES.get(state, (AlarmKind.DATABASE, "the database failed")), state


def _first_line(cause: object) -> str:
    return next(iter(str(cause).strip().splitlines()), type(cause).__name__)
