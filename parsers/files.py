"""Where the child puts the files of a message: in the work folder, named by their sha256."""

import hashlib
import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Written:
    """A file in the work folder."""

    path: Path
    sha256: str
    size: int


class Sink:
    """A file that is being written and hashed in one pass."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = path.open("xb")
        self._hash = hashlib.sha256()
        self._size = 0

    def write(self, data: bytes) -> None:
        """Append. Raises OSError when the disk is full or the limit on file size is met."""
        self._file.write(data)
        self._hash.update(data)
        self._size += len(data)

    def drop(self) -> None:
        """Close the file and forget it."""
        self._file.close()
        self._path.unlink()

    def keep(self) -> Written:
        """Close the file and give it its name. Not flushed to the disk: the store does that."""
        self._file.close()
        digest = self._hash.hexdigest()
        path = self._path.with_name(digest)
        self._path.replace(path)
        return Written(path, digest, self._size)


class Folder:
    """The work folder of one message. `room`: how many bytes archives may still put there."""

    def __init__(self, path: Path, room: int = 0) -> None:
        self.room = room
        self._path = path
        self._count = 0

    def new(self) -> Sink:
        """A new file, to be written."""
        self._count += 1
        return Sink(self._path / f"part-{self._count}")

    def write(self, pieces: Iterable[bytes]) -> Written:
        """A new file of these pieces."""
        sink = self.new()
        for piece in pieces:
            sink.write(piece)
        return sink.keep()


def empty(work: Path) -> None:
    """Remove what a child left behind when it was ended; nobody knows what it is."""
    with os.scandir(work) as left:
        for entry in left:
            if entry.is_dir(follow_symlinks=False):
                shutil.rmtree(entry.path)
            else:
                Path(entry.path).unlink()
