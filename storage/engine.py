"""Opens the database, and hands out sessions for writing and for reading."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from sqlalchemy import Engine
from sqlalchemy.engine import make_url
from sqlmodel import Session

from storage import dialects
from storage.dialects.dialect import BUSY_MILLISECONDS, WRITES
from storage.turns import Turns

_TURNS = "intake_turns"


def open_database(url: str) -> Engine:
    """An engine for `url` (`sqlite:///path`, `sqlite://` in memory, `postgresql://user@host/name`). Touches
    nothing yet.

    After `dispose` every connection is closed, those in use as soon as they are given back. An in-memory
    database lives as long as its engine, in one connection: one session at a time.
    """
    target = make_url(url)
    engine = dialects.of(target.get_backend_name()).create(target)
    engine.update_execution_options(**{_TURNS: Turns()})
    return engine


def require_sound(engine: Engine) -> None:
    """Raises DatabaseDamaged when the database's own check finds it broken (SQLite: PRAGMA quick_check)."""
    with reading(engine) as session:
        dialects.of(engine.dialect.name).require_sound(session.connection())


def require_writable(engine: Engine) -> None:
    """Raises SQLAlchemyError while nothing can be written: locked, or to be read only. Changes nothing."""
    with writing(engine) as session:
        # Without a statement nothing is begun, and BEGIN IMMEDIATE passes on what can only be read.
        session.connection().exec_driver_sql("DELETE FROM counter WHERE 1 = 0")


def forget_past(session: Session) -> None:
    """What this transaction overwrites is not left readable in the free room of an SQLite file."""
    connection = session.connection()
    dialects.of(connection.dialect.name).forget_past(connection)


def empty_log(engine: Engine) -> None:
    """Takes what is committed over into an SQLite file, so that its log holds no older pages. Where others
    read meanwhile, a later one does it.
    """
    dialects.of(engine.dialect.name).empty_log(engine)


def writer(engine: Engine) -> Engine:
    """The same engine, whose transactions take the write lock at once."""
    return engine.execution_options(**{WRITES: True})


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
