"""Files in a folder of this machine, in 256 parts (`ab/abcd…`).

Once `keep` has returned, the file survives a loss of power: its bytes were fsynced before it took its name,
and the folder that holds the name after (two fsyncs, measured).
"""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path

from storage import durable
from storage.shelves.ordinary import ordinary
from storage.shelves.shelf import key

_PRIVATE_FILE = 0o600


class FolderShelf:
    """One folder of content-addressed files."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def prepare(self) -> None:
        """Makes the folder and its 256 parts, durably, so that `keep` need never make one."""
        durable.make(self._root)
        for number in range(256):
            (self._root / f"{number:02x}").mkdir(mode=durable.PRIVATE, exist_ok=True)
        durable.sync(self._root)

    def path(self, sha256: str) -> Path:
        """Where the file of that hash lies, or would lie. Raises ValueError for anything that is no hash."""
        return self._root / key(sha256)

    def place(self, sha256: str) -> str:
        """The same, for people."""
        return str(self.path(sha256))

    def keep(self, path: Path, sha256: str) -> None:
        """Moves the file at `path`, on the same filesystem, to its place; the caller has hashed it.

        A copy that is there already is replaced by this one: the same bytes, and a damaged one is mended.
        """
        target = self.path(sha256)
        with ordinary(path) as handle:
            os.fchmod(handle, _PRIVATE_FILE)
            os.fsync(handle)
        path.replace(target)
        durable.sync(target.parent)

    def remove(self, sha256: str) -> None:
        """The file of that hash is gone, after a loss of power too; one that is not there is no fault."""
        path = self.path(sha256)
        path.unlink(missing_ok=True)
        durable.sync(path.parent)

    def open(self, sha256: str) -> BufferedReader:
        """The file of that hash, for reading. Raises FileNotFoundError when it is not there."""
        return self.path(sha256).open("rb")

    @contextmanager
    def checkout(self, sha256: str) -> Iterator[Path]:
        """The file itself: whoever opens it finds whether it is there."""
        yield self.path(sha256)

    def size(self, sha256: str) -> int | None:
        """How many bytes lie there; None when nothing does."""
        try:
            return self.path(sha256).stat().st_size
        except FileNotFoundError:
            return None

    def has(self, sha256: str) -> bool:
        """Whether anything lies where the file of that hash would."""
        return self.path(sha256).exists()

    def verify(self, sha256: str) -> bool:
        """Whether the file is there, and its bytes are those of its name."""
        try:
            with self.open(sha256) as file:
                return hashlib.file_digest(file, "sha256").hexdigest() == sha256
        except (FileNotFoundError, ValueError):
            return False
