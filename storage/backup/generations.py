"""What lies in the folder of backups.

    <folder>/raw/ab/abcd…  files/ab/abcd…    mail and files by their hashes, once for all generations
    <folder>/20261130T205500Z/               one generation: the state of one moment
        intake.db  intake.db.views…  config.toml
        kept.txt         which of the mails and files belong to it, a line each: `raw abcd…`
        manifest.json    written last: a generation without it was broken off, and is none

All is readable by the account alone that made it.
"""

import fcntl
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from storage import durable
from storage.backup.errors import BackupError

DATABASE, CONFIGURATION, KEPT, MANIFEST = "intake.db", "config.toml", "kept.txt", "manifest.json"
UNFINISHED = ".unfinished"
_STAMP = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation holds: `made_at` in ISO, the hash of the database, how many mails and files, their
    bytes, the last receipt number of each contest.
    """

    made_at: str
    schema: str
    database: str
    mails: int
    files: int
    bytes: int
    numbers: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Generation:
    """One whole backup."""

    path: Path
    manifest: Manifest

    @property
    def made_at(self) -> datetime:
        """When its database was copied."""
        return datetime.fromisoformat(self.manifest.made_at)

    def kept(self) -> Iterator[tuple[str, str]]:
        """`raw` or `files`, and a hash, for each mail and file that belongs to it."""
        with (self.path / KEPT).open(encoding="ascii") as lines:
            for line in lines:
                shelf, _, sha256 = line.strip().partition(" ")
                yield shelf, sha256


def stamp(moment: datetime) -> str:
    """How a generation of that moment is called."""
    return moment.astimezone(UTC).strftime(_STAMP)


def generations(folder: Path) -> list[Generation]:
    """Those that are whole, oldest first. Raises OSError."""
    found = []
    for path in sorted(folder.iterdir()) if folder.is_dir() else []:
        try:
            datetime.strptime(path.name, _STAMP).replace(tzinfo=UTC)
            manifest = Manifest(**json.loads((path / MANIFEST).read_text("utf-8")))
        except (ValueError, TypeError, FileNotFoundError, NotADirectoryError):
            continue
        found.append(Generation(path, manifest))
    return found


def chosen(folder: Path, name: str = "") -> Generation:
    """The generation of that name, or the newest. Raises BackupError where there is none."""
    there = generations(folder)
    if not there:
        raise BackupError(f"{folder}: there is no backup in it")
    found = [each for each in there if not name or each.path.name == name]
    if not found:
        raise BackupError(f"{folder}: no backup is called {name}; there are {_names(there)}")
    return found[-1]


def write_manifest(path: Path, manifest: Manifest) -> None:
    """Makes the generation in `path` a whole one."""
    write_private(path / MANIFEST, json.dumps(asdict(manifest), indent=1).encode())
    durable.sync(path)


def write_private(path: Path, data: bytes) -> None:
    """A new file of the account's own, certain once this returns."""
    durable.private(path)
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        durable.force(file)


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """One backup at a time works in a folder. Raises BackupError while another does."""
    lock = folder / ".lock"
    durable.private(lock)
    with lock.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise BackupError(f"{folder}: another backup is being made in it") from None
        yield


def _names(there: list[Generation]) -> str:
    return ", ".join(each.path.name for each in there)
