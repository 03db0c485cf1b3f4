"""Puts a backup in the place of the records. What lay there is moved aside, and nothing of it is removed."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from storage import durable
from storage.backup.copying import copy
from storage.backup.generations import DATABASE, Generation, stamp
from storage.backup.making import Progress
from storage.engine import open_database
from storage.files import FileStore
from storage.moving.rows import copy_rows, require_empty
from storage.schema import database_file, upgrade
from storage.view_files import log_of, put_aside

BROKEN_OFF = "a restore was broken off: say `intake restore` once more"
_SIDE_FILES = ("", "-wal", "-shm")


def is_broken_off(beside: Path) -> bool:
    """Whether a restore has begun on the records and not come to its end. `beside` is the file after which
    they name their own.
    """
    return _mark(beside).exists()


@contextmanager
def being_restored(beside: Path) -> Iterator[None]:
    """Until the end of the context they are no records; a death within leaves it so."""
    mark = _mark(beside)
    durable.make(mark.parent)
    durable.private(mark)
    durable.sync(mark.parent)
    yield
    mark.unlink()
    durable.sync(mark.parent)


def require_room_for_records(engine: Engine) -> None:
    """Before anything is begun: nothing is moved aside on a server. Raises CopyDiffers, SchemaError."""
    if database_file(engine) is None:
        upgrade(engine)
        require_empty(engine)


def _mark(beside: Path) -> Path:
    return beside.with_name(f"{beside.name}.restoring")


def restore(
    generation: Generation,
    backup: FileStore,
    engine: Engine,
    store: FileStore,
    beside: Path,
    now: datetime,
    progress: Progress,
) -> tuple[list[Path], list[str]]:
    """The records of `generation` where `engine` looks for them, its mails and files in `store`.

    Returns where the records lie that were there before, and a line for each file that the backup lacks or
    that is damaged in it. Nobody may work on the records meanwhile. On a server the database is an empty
    one (`require_room_for_records`). Raises BackupError, OSError, SQLAlchemyError.
    """
    on_server = database_file(engine) is None
    engine.dispose()
    durable.make(beside.parent)
    store.prepare()
    problems = _bring_files(generation, backup, store, progress)
    # The files first: records that name what is not there yet would be worse than none.
    aside = _move_aside(beside, now)
    for path in (log_of(generation.path / DATABASE), generation.path / DATABASE):
        if path.exists() and not (on_server and path.name == DATABASE):
            _bring(path, beside.with_name(path.name.replace(DATABASE, beside.name, 1)))
    if on_server:
        _bring_rows(generation.path / DATABASE, engine, store)
    return aside, problems


def _bring_rows(made: Path, engine: Engine, store: FileStore) -> None:
    """From a copy, which is brought to this version first: a generation is never changed."""
    with store.work() as folder:
        _bring(made, folder / DATABASE)
        source = open_database(f"sqlite:///{folder / DATABASE}")
        try:
            upgrade(source)
            copy_rows(source, engine)
        finally:
            source.dispose()


def _bring_files(
    generation: Generation, backup: FileStore, store: FileStore, progress: Progress
) -> list[str]:
    problems, kept = [], list(generation.kept())
    for done, (shelf, sha256) in enumerate(kept, start=1):
        from_, to = (backup.raw, store.raw) if shelf == "raw" else (backup.files, store.files)
        if not to.verify(sha256) and (problem := copy(sha256, from_, to, store)):
            problems.append(problem)
        progress(done, len(kept))
    return problems


def _move_aside(database: Path, now: datetime) -> list[Path]:
    """With its log: SQLite would play an old one into the new database, which then is neither."""
    views = log_of(database)
    there = [database.with_name(f"{database.name}{side}") for side in _SIDE_FILES] + [
        views,
        *put_aside(views),
    ]
    moved = []
    for path in there:
        if path.exists():
            name = path.name.replace(database.name, f"{database.name}.before-{stamp(now)}", 1)
            moved.append(path.rename(path.with_name(name)))
    durable.sync(database.parent)
    return moved


def _bring(source: Path, target: Path) -> None:
    fresh = target.with_name(f"{target.name}.coming")
    durable.private(fresh)
    with source.open("rb") as from_, fresh.open("wb") as to:
        shutil.copyfileobj(from_, to, 1 << 20)
        to.flush()
        durable.force(to)
    fresh.rename(target)
    durable.sync(target.parent)
