"""The small interface behind which the bytes lie."""

import re
from contextlib import AbstractContextManager
from pathlib import Path
from typing import BinaryIO, Protocol

_SHA256 = re.compile(r"[0-9a-f]{64}")


class Shelf(Protocol):
    """One kind of content-addressed files. Each method raises ValueError for what is no hash, and OSError
    when the disk or the storage fails.
    """

    def prepare(self) -> None:
        """Makes what `keep` needs."""

    def keep(self, path: Path, sha256: str) -> None:
        """Moves the file at `path`, one of the same store's `incoming` or `work`, to its place for good; the
        caller has hashed it. A copy that is there already is whole afterwards. Raises OSError when `path` is
        no ordinary file of its own (a link, a pipe).
        """

    def open(self, sha256: str) -> BinaryIO:
        """The file of that hash, for reading. Raises FileNotFoundError when it is not there."""

    def checkout(self, sha256: str) -> AbstractContextManager[Path]:
        """The same as a file of this machine, to be read and not changed, until the context ends."""

    def size(self, sha256: str) -> int | None:
        """How many bytes lie there; None when nothing does."""

    def has(self, sha256: str) -> bool:
        """Whether anything lies where the file of that hash would."""

    def verify(self, sha256: str) -> bool:
        """Whether the file is there, and its bytes are those of its name."""

    def remove(self, sha256: str) -> None:
        """The file of that hash is gone, after a loss of power too; one that is not there is no fault."""

    def place(self, sha256: str) -> str:
        """Where it lies, for people."""


def key(sha256: str) -> str:
    """The name of a file within its shelf. Raises ValueError for anything that is no hash."""
    if not _SHA256.fullmatch(sha256):
        raise ValueError("not a sha256 in lower-case hexadecimal")
    return f"{sha256[:2]}/{sha256}"
