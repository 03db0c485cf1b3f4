"""Makes a backup while the daemon works: first the database, then all mails and files that it names.

Files never change and come before the records that name them: what the copy of the database names is there
to be copied, or was erased meanwhile.
"""

import hashlib
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import Session, select

from storage import durable
from storage.backup.configuration import without_secrets
from storage.backup.copying import copy
from storage.backup.errors import BackupError
from storage.backup.generations import (
    CONFIGURATION,
    DATABASE,
    UNFINISHED,
    Generation,
    Manifest,
    alone_in,
    finished,
    stamp,
    write_kept,
    write_private,
)
from storage.backup.rotation import clear_unfinished, rotate
from storage.engine import open_database, reading
from storage.files import FileStore
from storage.invariants.on_disk import named_files, named_mails
from storage.moving.rows import copy_to_file
from storage.schema import SchemaState, database_file, revisions, schema_state
from storage.shelves.shelf import Shelf
from storage.tables import Counter
from storage.view_files import all_of, log_of

Progress = Callable[[int, int], None]
"""Told after each file: how many are done, of how many."""


@dataclass(frozen=True, slots=True)
class Made:
    """The new generation, what was copied for it, and what is wrong with the store itself: a line each."""

    generation: Generation
    copied: int
    copied_bytes: int
    problems: tuple[str, ...]


def make(
    engine: Engine,
    store: FileStore,
    beside: Path,
    configuration: Path,
    folder: Path,
    now: datetime,
    keep: int | None = None,
    progress: Progress = lambda _done, _all: None,
) -> Made:
    """A new generation in `folder`, which is made if missing; only files that it lacks are copied there.

    `beside` is the file after which the installation names its own. `keep`: so many generations remain.
    Raises BackupError, or OSError when a disk fails: what was copied by then is kept for the next try, and no
    generation is lost.
    """
    file = database_file(engine)
    if not file.exists() if file else schema_state(engine) is SchemaState.FRESH:
        raise BackupError("there are no records yet: `intake run` makes the database")
    _require_elsewhere(folder, beside, store)
    durable.make(folder)
    with alone_in(folder):
        clear_unfinished(folder)
        kept = FileStore(folder.absolute().as_uri())
        kept.prepare()
        name = stamp(now)
        while (folder / name).exists():  # a second one in the same second
            name = stamp(now := now + timedelta(seconds=1))
        stage = folder / f"{UNFINISHED}-{name}"
        stage.mkdir(mode=durable.PRIVATE)
        digest, numbers, mails, files = _copy_records(engine, stage / DATABASE)
        _copy_views(beside, stage)
        write_private(stage / CONFIGURATION, without_secrets(configuration))
        wanted = [(store.raw, kept.raw, each) for each in mails]
        wanted += [(store.files, kept.files, each) for each in files]
        sizes, problems = _copy_files(wanted, kept, f"{now.toordinal() % 16:x}", progress)
        write_kept(stage, mails, files)
        size = sum(there.size(each) or 0 for _, there, each in wanted)
        manifest = Manifest(now, revisions()[-1], digest, len(mails), len(files), size, numbers)
        made = finished(stage, folder / name, manifest)
        if keep is not None:
            rotate(folder, kept, keep, made)
    return Made(made, len(sizes), sum(sizes), tuple(problems))


def _require_elsewhere(folder: Path, beside: Path, store: FileStore) -> None:
    place, root = folder.resolve(), store.root.resolve()
    if place == root or root in place.parents or place in root.parents or place == beside.resolve().parent:
        raise BackupError(
            f"{folder}: is where the records themselves lie: name another, best on another disk"
        )


def _copy_records(engine: Engine, target: Path) -> tuple[str, dict[str, int], list[str], list[str]]:
    """Copies the database; returns its hash, the last receipt number of each contest, and the hashes of the
    mails and files that it names. Raises BackupError when it is damaged.
    """
    copy_to_file(engine, target)
    with closing(sqlite3.connect(target)) as alone:
        found = alone.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != "ok":
        raise BackupError(f"the database is damaged, and no backup was made of it: {found.splitlines()[0]}")
    copy = open_database(f"sqlite:///{target}")
    with reading(copy) as session:
        numbers = dict(session.exec(select(Counter.contest, Counter.last_reference)).all())
        mails, files = _named(session)
    copy.dispose()
    with closing(sqlite3.connect(target)) as alone:
        alone.execute("PRAGMA journal_mode = DELETE")  # one file, which any tool can carry
    with target.open("rb+") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        durable.force(file)
    return digest, numbers, mails, files


def _named(session: Session) -> tuple[list[str], list[str]]:
    mails, files = set[str](), set[str]()
    for contest in session.exec(select(Counter.contest)).all():
        mails.update(named_mails(session, contest))
        files.update(named_files(session, contest))
    return sorted(mails), sorted(files)


def _copy_views(beside: Path, stage: Path) -> None:
    """Who saw what, as one file: never behind the database, whose chain holds how far it had come."""
    with all_of(log_of(beside)) as parts:
        lines = b"".join(part.read() for part in parts)
    if lines:
        write_private(log_of(stage / DATABASE), lines[: lines.rfind(b"\n") + 1])


def _copy_files(
    wanted: list[tuple[Shelf, Shelf, str]], kept: FileStore, looked_at: str, progress: Progress
) -> tuple[list[int], list[str]]:
    """The sizes of what was copied, and a line for each file that is missing or damaged in the store."""
    sizes, problems = [], []
    for done, (from_, to, sha256) in enumerate(wanted, start=1):
        if not _lies_there(from_, to, sha256, looked_at):
            if problem := copy(sha256, from_, to, kept):
                problems.append(problem)
            else:
                sizes.append(to.size(sha256) or 0)
        progress(done, len(wanted))
    return sizes, problems


def _lies_there(from_: Shelf, to: Shelf, sha256: str, looked_at: str) -> bool:
    """Whether the backup has it, as large as it is; one in sixteen, others each day, is read through."""
    if sha256.startswith(looked_at):
        return to.verify(sha256)
    size = to.size(sha256)
    return size is not None and from_.size(sha256) in (None, size)
