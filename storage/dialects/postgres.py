"""PostgreSQL, through psycopg 3.

A reader's transaction is REPEATABLE READ READ ONLY: one snapshot, as PostgreSQL documents it (13.2.2). A
writer's is READ COMMITTED and begins with an advisory lock, so that writers come one after the other as on
SQLite: what looks and then writes (a code used twice, a first row of its kind) stays right without a lock of
its own, and no two can wait for each other.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    URL,
    Column,
    ColumnElement,
    Connection,
    Engine,
    ExceptionContext,
    Integer,
    String,
    Table,
    collate,
    create_engine,
    event,
    func,
    select,
)

from storage.dialects.dialect import BUSY_MILLISECONDS, WRITES, Held
from storage.dialects.session_lock import SessionLock
from storage.errors import SchemaError

if TYPE_CHECKING:
    import psycopg

_WRITER = 0x696E74616B650001
"""The key of the writers' advisory lock. Keys are of one database."""
_SETTINGS = {"timezone": "UTC", "lock_timeout": str(BUSY_MILLISECONDS), "client_encoding": "UTF8"}
_TELL_NOTHING = ("22", "XX", "P0")
"""Classes of errors whose text may quote a value: bad data, faults within the server, texts of functions."""


class _Postgres:
    def create(self, target: URL) -> Engine:
        engine = create_engine(
            target.set(drivername="postgresql+psycopg"),
            hide_parameters=True,
            pool_pre_ping=True,  # a server that was started anew is not even noticed
            connect_args={
                "application_name": "intake",
                "connect_timeout": 10,
                "options": " ".join(f"-c {name}={value}" for name, value in _SETTINGS.items()),
                # A host that fell silent is found in two minutes; the kernel's default is two hours.
                "keepalives_idle": 60,
                "keepalives_interval": 15,
                "keepalives_count": 4,
                **_encryption(target),
            },
        )
        # Without a cast to four bytes, in which a number that a visitor types need not fit: psycopg says of
        # each number how large it is.
        engine.dialect.colspecs = {**engine.dialect.colspecs, Integer: Integer}
        event.listen(engine, "begin", _begin)
        event.listen(engine, "handle_error", _tell_no_data)
        return engine

    def require_sound(self, connection: Connection) -> None:
        """The server checks its pages as it reads them, where its checksums are on."""

    def forget_past(self, connection: Connection) -> None:
        """Old rows lie in the table until VACUUM: docs/guarantees.md says so."""

    def empty_log(self, engine: Engine) -> None:
        """The log is the server's own."""

    @contextmanager
    def changing(self, connection: Connection) -> Iterator[None]:
        yield

    def require_fit(self, connection: Connection) -> None:
        if (encoding := connection.exec_driver_sql("SHOW server_encoding").scalar_one()) != "UTF8":
            raise SchemaError(
                f"the database is encoded in {encoding}: make one with `createdb --encoding=UTF8"
                " --template=template0`"
            )
        known = connection.exec_driver_sql(
            "SELECT installed_version IS NOT NULL FROM pg_available_extensions WHERE name = 'pg_trgm'"
        ).scalar()
        if known is None:
            raise SchemaError(
                "the database server lacks the extension pg_trgm, by which the log is searched: install it"
                " there (Debian has it in `postgresql`, others in postgresql-contrib). Nothing was changed"
            )
        if not known:
            _add_trigrams(connection)

    def require_whole(self, connection: Connection) -> None:
        """Foreign keys are checked at each statement."""

    def copy_into(self, engine: Engine, copy: Engine) -> bool:
        return False

    def by_bytes(self, column: Column[Any]) -> ColumnElement[Any]:
        return collate(column, "C") if isinstance(column.type, String) else column

    def continue_numbers(self, connection: Connection, table: Table) -> None:
        for column in table.primary_key:
            if column is table.autoincrement_column:
                last = connection.execute(select(func.max(column))).scalar()
                of = func.pg_get_serial_sequence(f'"{table.name}"', column.name)
                connection.execute(select(func.setval(of, last or 1, last is not None)))

    def size(self, connection: Connection) -> int:
        return int(connection.exec_driver_sql("SELECT pg_database_size(current_database())").scalar_one())

    @contextmanager
    def locked(self, engine: Engine, key: int, *, shared: bool = False) -> Iterator[Held]:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as own:
            try:
                yield SessionLock(own, key, shared=shared)
            finally:
                # The session ends, and every lock with it: it is not given back to the pool.
                own.invalidate()

    def problem(self, connection: Connection) -> str:
        said = {
            name: connection.exec_driver_sql(f"SHOW {name}").scalar_one()
            for name in ("fsync", "synchronous_commit")
        }
        off = [name for name, value in said.items() if value == "off"]
        told = f"the server has {' and '.join(off)} off: what is recorded may be lost when it fails"
        return told if off else ""


POSTGRES = _Postgres()


def _encryption(target: URL) -> dict[str, str]:
    """As to a mail server: the certificate of any other machine is verified. An address may say otherwise."""
    host = str(target.query.get("host", target.host or ""))
    if host in ("", "localhost", "::1") or host.startswith(("/", "127.")) or "sslmode" in target.query:
        return {}
    roots = {} if "sslrootcert" in target.query else {"sslrootcert": "system"}
    return {"sslmode": "verify-full", **roots}


def _add_trigrams(connection: Connection) -> None:
    allowed = connection.exec_driver_sql(
        "SELECT has_database_privilege(current_database(), 'CREATE')"
    ).scalar_one()
    if not allowed:
        raise SchemaError(
            "the extension pg_trgm is not in this database and our account may not add it: its owner says"
            " CREATE EXTENSION pg_trgm there. Nothing was changed"
        )
    connection.exec_driver_sql("CREATE EXTENSION pg_trgm")


def _begin(connection: Connection) -> None:
    from psycopg import IsolationLevel

    writes = connection.get_execution_options().get(WRITES, False)
    driver: psycopg.Connection = connection.connection.driver_connection  # type: ignore[assignment]
    # They go out with BEGIN, which psycopg sends with the first statement.
    driver.isolation_level = IsolationLevel.READ_COMMITTED if writes else IsolationLevel.REPEATABLE_READ
    driver.read_only = not writes
    if writes:
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(%s)", (_WRITER,))


def _tell_no_data(context: ExceptionContext) -> None:
    """An error's DETAIL quotes the row, and the row is mail: its code is left, and what names no value.

    Both exceptions are changed in place, for the log prints the one below as well.
    """
    import psycopg

    cause, raised = context.original_exception, context.sqlalchemy_exception
    if not isinstance(cause, psycopg.Error) or cause.sqlstate is None:
        return
    name, diag = type(cause).__name__, cause.diag
    told = "" if cause.sqlstate.startswith(_TELL_NOTHING) else f": {diag.message_primary}"
    text = f"{name} {cause.sqlstate}{told}"
    cause.args = (text,)
    if raised is not None:
        raised.args = (text,)
