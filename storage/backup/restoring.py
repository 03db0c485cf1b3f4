"""Puts a backup in the place of the records. What lay there is moved aside, and nothing of it is removed."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from storage import durable
from storage.backup.copying import copy
from storage.backup.errors import BackupError
from storage.backup.generations import DATABASE, Generation, stamp
from storage.backup.making import Progress
from storage.files import FileStore
from storage.schema import database_file
from storage.view_files import log_of, put_aside

BROKEN_OFF = "a restore was broken off: say `intake restore` once more"
_SIDE_FILES = ("", "-wal", "-shm")


def is_broken_off(engine: Engine) -> bool:
    """Whether a restore has begun on these records and not come to its end."""
    mark = _mark(engine)
    return mark is not None and mark.exists()


@contextmanager
def being_restored(engine: Engine) -> Iterator[None]:
    """Until the end of the context they are no records; a death within leaves it so."""
    mark = _mark(engine)
    if mark is None:
        raise BackupError("only an SQLite database can be restored")
    durable.make(mark.parent)
    durable.private(mark)
    durable.sync(mark.parent)
    yield
    mark.unlink()
    durable.sync(mark.parent)


def _mark(engine: Engine) -> Path | None:
    database = database_file(engine)
    return database.with_name(f"{database.name}.restoring") if database else None


def restore(
    generation: Generation,
    backup: FileStore,
    engine: Engine,
    store: FileStore,
    now: datetime,
    progress: Progress,
) -> tuple[list[Path], list[str]]:
    """The records of `generation` where `engine` looks for them, its mails and files in `store`.

    Returns where the records lie that were there before, and a line for each file that the backup lacks or
    that is damaged in it. Nobody may work on the records meanwhile. Raises BackupError, OSError.
    """
    database = database_file(engine)
    if database is None:
        raise BackupError("only an SQLite database can be restored")
    engine.dispose()
    durable.make(database.parent)
    store.prepare()
    problems = _bring_files(generation, backup, store, progress)
    # The files first: records that name what is not there yet would be worse than none.
    aside = _move_aside(database, now)
    for path in (log_of(generation.path / DATABASE), generation.path / DATABASE):
        if path.exists():
            _bring(path, database.with_name(path.name.replace(DATABASE, database.name, 1)))
    return aside, problems


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
