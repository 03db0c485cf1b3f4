"""Copies an installation to another database and another store. The source is only read.

The files first, one by one; the records last, in one transaction: until it is committed the target holds
none, so that a copy that was broken off is never taken for an installation, and only begun again.
"""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from storage import durable
from storage.files import FileStore
from storage.moving.files import copy_files
from storage.moving.rows import Progress, copy_rows, require_empty
from storage.schema import upgrade
from storage.view_files import all_of, log_of


@dataclass(frozen=True, slots=True)
class Kept:
    """Where an installation keeps what it has: `beside` is the file after which its own files are named."""

    engine: Engine
    files: FileStore
    beside: Path


@dataclass(frozen=True, slots=True)
class Copied:
    """How many rows came over, and a line for each file that did not."""

    rows: int
    problems: tuple[str, ...]


def copy_installation(source: Kept, target: Kept, progress: Progress) -> Copied:
    """Each row is compared and each file read back. Nobody may work on either meanwhile.

    Raises CopyDiffers when the target holds records or a row is not the same there, SchemaError for a server
    that lacks what the tables need, OSError and SQLAlchemyError.
    """
    durable.make(target.beside.parent)
    upgrade(target.engine)
    require_empty(target.engine)
    target.files.prepare()
    problems = copy_files(source.engine, source.files, target.files, progress)
    if source.beside != target.beside:
        _copy_beside(source.beside, target.beside)
    return Copied(copy_rows(source.engine, target.engine, progress), tuple(problems))


def _copy_beside(source: Path, target: Path) -> None:
    """Who saw what, whose heads the records hold; what the organiser was told; a consent, still sealed."""
    with all_of(log_of(source)) as parts:
        _write(log_of(target), b"".join(part.read() for part in parts))
    for end in (".alarms", ".oauth2"):
        path = source.with_name(f"{source.name}{end}")
        if path.exists():
            _write(target.with_name(f"{target.name}{end}"), path.read_bytes())


def _write(path: Path, data: bytes) -> None:
    if not data:
        return
    fresh = path.with_name(f"{path.name}.coming")
    durable.private(fresh)
    with fresh.open("wb") as file:
        file.write(data)
        file.flush()
        durable.force(file)
    fresh.replace(path)
    durable.sync(path.parent)
