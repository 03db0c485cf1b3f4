"""The files on disk: named by their hashes, never by anything a sender wrote.

    <root>/raw/ab/abcd…    received mail as it came       <root>/files/ab/abcd…   the files found in it
    <root>/tmp/            what is being received; emptied at start

Once `keep` has returned, the file survives a loss of power: its bytes were fsynced before it took its name,
and the folder that holds the name after (two fsyncs, measured).
"""

import hashlib
import os
import re
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path
from urllib.parse import unquote

from storage import durable

_SHA256 = re.compile(r"[0-9a-f]{64}")
_PRIVATE_FILE = 0o600


class Shelf:
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
        if not _SHA256.fullmatch(sha256):
            raise ValueError("not a sha256 in lower-case hexadecimal")
        return self._root / sha256[:2] / sha256

    def keep(self, path: Path, sha256: str) -> None:
        """Moves the file at `path`, on the same filesystem, to its place; the caller has hashed it.

        A copy that is there already is replaced by this one: the same bytes, and a damaged one is mended.
        Raises OSError when `path` is no ordinary file of its own (a link, a pipe), or the disk fails.
        """
        target = self.path(sha256)
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        try:
            kind = os.fstat(handle)
            if not stat.S_ISREG(kind.st_mode) or kind.st_nlink != 1:
                raise OSError(f"{path.name} is not an ordinary file")
            os.fchmod(handle, _PRIVATE_FILE)
            os.fsync(handle)
        finally:
            os.close(handle)
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


class FileStore:
    """The files of one installation: `raw` for mail, `files` for what was found in it."""

    def __init__(self, root_url: str) -> None:
        """`root_url` is `file://` and an absolute path (RFC 8089). Touches nothing yet."""
        scheme, _, path = root_url.partition(":///")
        if scheme != "file" or not path:
            raise ValueError("the files' place must look like file:///var/lib/intake/files")
        self.root = Path("/", unquote(path))
        self.raw = Shelf(self.root / "raw")
        self.files = Shelf(self.root / "files")
        self._temporary = self.root / "tmp"

    def prepare(self) -> None:
        """Makes the folders and sweeps what a crash left half received. Only the daemon, at its start."""
        durable.make(self.root)
        shutil.rmtree(self._temporary, ignore_errors=True)
        self._temporary.mkdir(mode=durable.PRIVATE, exist_ok=True)
        self.raw.prepare()
        self.files.prepare()
        durable.sync(self.root)

    def incoming(self) -> Path:
        """A new empty file, from where `keep` can move; the caller removes it if it comes to nothing."""
        handle, name = tempfile.mkstemp(dir=self._temporary)
        os.close(handle)
        return Path(name)

    @contextmanager
    def work(self) -> Iterator[Path]:
        """A folder for taking one message apart, from where `keep` can move; removed with all it holds."""
        folder = Path(tempfile.mkdtemp(dir=self._temporary))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
