"""Keeps raw mails and their files, content-addressed, in a folder or in a bucket.

<root>/raw/ab/abcd…    each message as it came, under its sha256
<root>/files/…         the same for the files found in it
<root>/tmp/            what is being received; emptied at start. With a bucket: on this machine
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote

from storage import durable
from storage.shelves.bucket import Bucket, BucketShelf
from storage.shelves.folder import FolderShelf
from storage.shelves.shelf import Shelf


class FileStore:
    """The files of one installation: `raw` for mail, `files` for what was found in it."""

    raw: Shelf
    files: Shelf

    def __init__(self, root_url: str, local: Path | None = None) -> None:
        """`root_url` is `file://` and an absolute path (RFC 8089), or `s3://bucket/prefix`, for which `local`
        is a folder of this machine. Touches nothing yet.
        """
        scheme, _, path = root_url.partition("://")
        self.place = root_url
        """For people."""
        self._bucket: Bucket | None = None
        if scheme == "s3" and local is not None:
            self.root = local
            self._bucket = bucket = Bucket(root_url)
            self.raw, self.files = (BucketShelf(bucket, name, self.incoming) for name in ("raw", "files"))
        elif scheme == "file" and path.startswith("/") and path.strip("/"):
            self.root = Path(unquote(path))
            self.place = str(self.root)
            self.raw, self.files = FolderShelf(self.root / "raw"), FolderShelf(self.root / "files")
        else:
            raise ValueError(
                "the files' place must look like file:///var/lib/intake/files or s3://bucket/prefix"
            )
        self._temporary = self.root / "tmp"

    def prepare(self) -> None:
        """Makes the folders and sweeps what a crash left half received. Only the daemon, at its start."""
        durable.make(self.root)
        shutil.rmtree(self._temporary, ignore_errors=True)
        self._temporary.mkdir(mode=durable.PRIVATE, exist_ok=True)
        self.raw.prepare()
        self.files.prepare()
        durable.sync(self.root)

    def probe(self) -> None:
        """Raises OSError when a bucket cannot be written; a folder's disk is tried by `disk_space.probe`."""
        if self._bucket is not None:
            self._bucket.probe()

    def incoming(self) -> Path:
        """A new empty file, from where `keep` can move; the caller removes it if it comes to nothing."""
        self._make_room()
        handle, name = tempfile.mkstemp(dir=self._temporary)
        os.close(handle)
        return Path(name)

    @contextmanager
    def work(self) -> Iterator[Path]:
        """A folder for taking one message apart, from where `keep` can move; removed with all it holds."""
        self._make_room()
        folder = Path(tempfile.mkdtemp(dir=self._temporary))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _make_room(self) -> None:
        """With a bucket each machine has a `tmp` of its own, and no daemon need have run here."""
        if self._bucket is not None and not self._temporary.exists():
            durable.make(self._temporary)
