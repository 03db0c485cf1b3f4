"""What lies in the folder of backups.

    <folder>/raw/ab/abcd…  files/ab/abcd…    mail and files by their hashes, once for all generations
    <folder>/20261130T205500Z/               one generation: the state of one moment
        intake.db  intake.db.views…  config.toml
        kept.txt         which of the mails and files belong to it, a line each: `raw abcd…`
        manifest.json    written last: a generation without it was broken off, and is none

All is readable by the account alone that made it.
"""

import fcntl
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pydantic import AwareDatetime, TypeAdapter, ValidationError

from storage import durable
from storage.backup.errors import BackupError

DATABASE, CONFIGURATION, KEPT, MANIFEST = "intake.db", "config.toml", "kept.txt", "manifest.json"
UNFINISHED = ".unfinished"
_STAMP = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation holds: when its database was copied, that one's hash, how many mails and files, their
    bytes, the last receipt number of each contest.
    """

    made_at: AwareDatetime
    schema: str
    database: str
    mails: int
    files: int
    bytes: int
    numbers: Mapping[str, int]


_MANIFEST = TypeAdapter(Manifest)
_LINE = re.compile(r"(?:raw|files) [0-9a-f]{64}\n")


@dataclass(frozen=True, slots=True)
class Generation:
    """One whole backup."""

    path: Path
    manifest: Manifest

    @property
    def made_at(self) -> datetime:
        """When its database was copied."""
        return self.manifest.made_at

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
        if _is_stamp(path.name):
            try:
                manifest = _MANIFEST.validate_json((path / MANIFEST).read_bytes())
            except (ValidationError, FileNotFoundError, NotADirectoryError):
                continue
            found.append(Generation(path, manifest))
    return found


def left_out(folder: Path) -> list[str]:
    """The names of those that are not whole, or whose manifest cannot be read."""
    whole = {each.path for each in generations(folder)}
    there = folder.iterdir() if folder.is_dir() else ()
    return sorted(path.name for path in there if _is_stamp(path.name) and path not in whole)


def chosen(folder: Path, name: str = "") -> Generation:
    """The generation of that name, or the newest, found sound. Raises BackupError where there is none."""
    there = generations(folder)
    broken = f"; {', '.join(names)} cannot be used" if (names := left_out(folder)) else ""
    if not there:
        raise BackupError(f"{folder}: there is no backup in it{broken}")
    found = [each for each in there if not name or each.path.name == name]
    if not found:
        raise BackupError(f"{folder}: no backup is called {name}; there are {_names(there)}{broken}")
    if problem := _unsound(found[-1]):
        others = _names([each for each in there if each != found[-1]]) or "none"
        raise BackupError(
            f"{found[-1].path}: {problem}; nothing was changed. Others, for --generation: {others}"
        )
    return found[-1]


def _unsound(generation: Generation) -> str:
    """Why it cannot be restored; empty when its database and its list of files are as they were written."""
    try:
        with (generation.path / DATABASE).open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != generation.manifest.database:
                return "its database is damaged"
        lines = (generation.path / KEPT).read_text("ascii").splitlines(keepends=True)
    except (OSError, UnicodeDecodeError) as error:
        return f"it cannot be read ({error})"
    if len(lines) != generation.manifest.mails + generation.manifest.files or not all(
        map(_LINE.fullmatch, lines)
    ):
        return f"its list of files, {KEPT}, is damaged"
    return ""


def _is_stamp(name: str) -> bool:
    try:
        datetime.strptime(name, _STAMP).replace(tzinfo=UTC)
    except ValueError:
        return False
    return True


def write_kept(path: Path, mails: Iterable[str], files: Iterable[str]) -> None:
    """Which mails and files belong to the generation in `path`, by their hashes."""
    lines = [*(f"raw {each}\n" for each in mails), *(f"files {each}\n" for each in files)]
    write_private(path / KEPT, "".join(lines).encode("ascii"))


def finished(stage: Path, place: Path, manifest: Manifest) -> Generation:
    """Makes what lies in `stage` a whole generation, at its `place`."""
    write_private(stage / MANIFEST, _MANIFEST.dump_json(manifest, indent=1))
    durable.sync(stage)
    stage.rename(place)
    durable.sync(place.parent)
    return Generation(place, manifest)


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
