"""Mutants of the records: transactions, counters, uniqueness, what is counted and what is swept."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from crash.mutant import Mutant, commit_here, put, taken
from sqlalchemy import event
from sqlmodel import Session

import intake.daemon
import runtime.lock
from decisions import decide
from ingest import judging
from runtime import ready, records
from runtime.parts import Parts
from settings.errors import WrongUse
from storage.engine import writer
from storage.files import FileStore
from storage.states import MessageStatus
from storage.tables import Message


def _apart(name: str) -> Callable[[], None]:
    """What a function of the decision's transaction writes is committed apart from what came before it."""

    def apply() -> None:
        real = taken(decide, name)

        def later(session: Session, *arguments: Any, **options: Any) -> Any:
            commit_here(session)
            return real(session, *arguments, **options)

        put(decide, name, later)

    return apply


def _number_apart() -> None:
    real = taken(decide, "settle_entry")

    def settle(session: Session, counter: Any, *rest: Any) -> Any:
        before, counter.last_reference = counter.last_reference, counter.last_reference + 1
        commit_here(session)
        counter.last_reference = before
        return real(session, counter, *rest)

    put(decide, "settle_entry", settle)


def _drop_unique(parts: Parts) -> None:
    with writer(parts.engine).begin() as connection:
        for name in (
            connection.exec_driver_sql(
                "SELECT name FROM sqlite_master WHERE type = 'index' AND sql LIKE 'CREATE UNIQUE%'"
            )
            .scalars()
            .all()
        ):
            connection.exec_driver_sql(f"DROP INDEX {name}")


def _unique_dropped() -> None:
    real = ready.make_ready

    def make_ready(parts: Parts) -> None:
        real(parts)
        _drop_unique(parts)

    put(intake.daemon, "make_ready", make_ready)


def _state_after_decision() -> None:
    """The message's state is committed after its decision, which is then made a second time."""
    real = taken(judging, "record_decision")

    def record(session: Session, message_id: int, *rest: Any) -> Any:
        recorded = real(session, message_id, *rest)
        message = session.get_one(Message, message_id)
        message.status = MessageStatus.STORED
        commit_here(session)
        message.status = MessageStatus.DECIDED
        return recorded

    put(judging, "record_decision", record)


def _journal_in_memory() -> None:
    real = taken(records, "open_database")

    def open_database(url: str) -> Any:
        engine = real(url)
        event.listen(engine, "connect", lambda opened, _: opened.execute("PRAGMA journal_mode = MEMORY"))
        return engine

    put(records, "open_database", open_database)


def _deaths_not_counted() -> None:
    put(judging, "begin_work", lambda *given: dict.fromkeys(given[-1], 0))


def _tmp_not_swept() -> None:
    real = FileStore.prepare

    def prepare(store: FileStore) -> None:
        if not store.root.exists():
            real(store)

    put(FileStore, "prepare", prepare)


def _lock_file_stays() -> None:
    @contextmanager
    def only_one(_parts: Parts) -> Iterator[Callable[[], bool]]:
        lock = Path("running")
        try:
            lock.touch(exist_ok=False)
        except FileExistsError:
            raise WrongUse("another `intake run` works on this database") from None
        try:
            yield lambda: True
        finally:
            with suppress(FileNotFoundError):
                lock.unlink()

    put(runtime.lock, "only_one", only_one)


# Between the commits of the first decision; how many come before it may change with the program.
_COMMITS = tuple(f"call fdatasync {count}" for count in (5, 4, 6, 3, 7, 2))
# Within the pages of a decision.
_PAGES = tuple(f"call pwrite64 {count}" for count in (71, 70, 72, 73, 69, 75, 77, 80, 83, 86, 89, 67, 65, 62))

MUTANTS = {
    "reply-apart": Mutant(_apart("queue_reply"), _COMMITS),
    "entry-apart": Mutant(_apart("write_decision"), _COMMITS),
    "number-apart": Mutant(_number_apart, _COMMITS),
    "unique-dropped": Mutant(_unique_dropped, ("step decided 1",)),
    "state-after-decision": Mutant(_state_after_decision, _COMMITS),
    "journal-in-memory": Mutant(_journal_in_memory, _PAGES),
    "deaths-not-counted": Mutant(_deaths_not_counted, ("step parsed 1, 3 kills",)),
    "tmp-not-swept": Mutant(_tmp_not_swept, ("step downloaded 1",)),
    "lock-file-stays": Mutant(_lock_file_stays, ("step stored 1",)),
}
