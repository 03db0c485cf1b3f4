"""Makes a backup while the daemon works: first the database, then all mails and files that it names.

Files never change and come before the records that name them: what the copy of the database names is there
to be copied, or was erased meanwhile.
"""

import hashlib
import shutil
import sqlite3
import tomllib
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import Session, select

from storage import durable
from storage.backup.errors import BackupError
from storage.backup.generations import (
    CONFIGURATION,
    DATABASE,
    KEPT,
    UNFINISHED,
    Generation,
    Manifest,
    alone_in,
    stamp,
    write_manifest,
    write_private,
)
from storage.backup.rotation import clear_unfinished, rotate
from storage.engine import open_database, reading
from storage.files import FileStore, Shelf
from storage.invariants.on_disk import named_files, named_mails
from storage.schema import copy_database, database_file, revisions
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
    configuration: Path,
    folder: Path,
    now: datetime,
    keep: int | None = None,
    progress: Progress = lambda _done, _all: None,
) -> Made:
    """A new generation in `folder`, which is made if missing; only files that it lacks are copied there.

    `keep`: so many generations remain. Raises BackupError, or OSError when a disk fails: what was copied by
    then is kept for the next try, and no generation is lost.
    """
    database = database_file(engine)
    if database is None or not database.exists():
        raise BackupError("there are no records yet: `intake run` makes the database")
    _require_elsewhere(folder, database, store)
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
        digest, numbers, mails, files = _copy_records(database, stage / DATABASE)
        _copy_views(database, stage)
        write_private(stage / CONFIGURATION, without_secrets(configuration))
        wanted = [(store.raw, kept.raw, each) for each in mails]
        wanted += [(store.files, kept.files, each) for each in files]
        sizes, problems = _copy_files(wanted, kept, f"{now.toordinal() % 16:x}", progress)
        lines = [*(f"raw {each}" for each in mails), *(f"files {each}" for each in files)]
        write_private(stage / KEPT, "".join(f"{line}\n" for line in lines).encode("ascii"))
        size = sum(there.path(each).stat().st_size for _, there, each in wanted if there.has(each))
        manifest = Manifest(now, revisions()[-1], digest, len(mails), len(files), size, numbers)
        write_manifest(stage, manifest)
        made = Generation(folder / name, manifest)
        stage.rename(made.path)
        durable.sync(folder)
        if keep is not None:
            rotate(folder, kept, keep, made)
    return Made(made, len(sizes), sum(sizes), tuple(problems))


def _require_elsewhere(folder: Path, database: Path, store: FileStore) -> None:
    place, root = folder.resolve(), store.root.resolve()
    if place == root or root in place.parents or place in root.parents or place == database.resolve().parent:
        raise BackupError(
            f"{folder}: is where the records themselves lie: name another, best on another disk"
        )


def _copy_records(database: Path, target: Path) -> tuple[str, dict[str, int], list[str], list[str]]:
    """Copies the database; returns its hash, the last receipt number of each contest, and the hashes of the
    mails and files that it names. Raises BackupError when it is damaged.
    """
    copy_database(database, target)
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


def _copy_views(database: Path, stage: Path) -> None:
    """Who saw what, as one file: never behind the database, whose chain holds how far it had come."""
    with all_of(log_of(database)) as parts:
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
            fresh = kept.incoming()
            try:
                if copied(from_, sha256, fresh) == sha256:
                    sizes.append(fresh.stat().st_size)
                    to.keep(fresh, sha256)
                else:
                    problems.append(f"{from_.path(sha256)}: its bytes are not those of its name")
            except FileNotFoundError:
                problems.append(f"{from_.path(sha256)}: is missing")
            finally:
                fresh.unlink(missing_ok=True)
        progress(done, len(wanted))
    return sizes, problems


def _lies_there(from_: Shelf, to: Shelf, sha256: str, looked_at: str) -> bool:
    """Whether the backup has it, as large as it is; one in sixteen, others each day, is read through."""
    if sha256.startswith(looked_at):
        return to.verify(sha256)
    if not to.has(sha256):
        return False
    size = to.path(sha256).stat().st_size
    return not from_.has(sha256) or from_.path(sha256).stat().st_size == size


def copied(shelf: Shelf, sha256: str, target: Path) -> str:
    """Copies a file; returns the hash of what was copied. Raises FileNotFoundError where it is missing."""
    with shelf.open(sha256) as source, target.open("wb") as file:
        shutil.copyfileobj(source, file, 1 << 20)
    with target.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def without_secrets(configuration: Path) -> bytes:
    """The file without the address of the webhook, which may hold a token, however it is spelled there."""
    text = configuration.read_text("utf-8")
    address = _webhook(text)
    bare = text.replace(address, "") if address else text
    return (
        bare.encode()
        if not _webhook(bare)
        else b"# left out: [alarm] webhook is spelled so that it cannot be taken out\n"
    )


def _webhook(text: str) -> str:
    """Raises tomllib.TOMLDecodeError, a ValueError."""
    alarm = tomllib.loads(text).get("alarm", {})
    return str(alarm.get("webhook", "")).strip() if isinstance(alarm, dict) else ""
