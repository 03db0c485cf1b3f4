"""Files in a bucket that speaks S3, through obstore. Nothing is ever listed.

Once `keep` has returned, the storage has acknowledged bytes whose sha256 it was told with them. What is read
is held against its name: a damaged copy is a fault of ours, and never a mail's.
"""

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from storage.errors import StoreFault
from storage.shelves.ordinary import ordinary
from storage.shelves.shelf import key

if TYPE_CHECKING:
    from obstore.store import S3Store

LARGE = 16 << 20
"""From so many bytes on a file goes up in parts, which no storage takes with a condition."""
_PART = 8 << 20
_SECONDS, _TRIES = 120, 2


class Bucket:
    """The part of a bucket under `s3://bucket/prefix`. Keys, region and address come from the environment
    (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION, AWS_ENDPOINT_URL). Touches nothing yet.
    """

    def __init__(self, address: str) -> None:
        self.address = address.rstrip("/")
        self._store: S3Store | None = None

    @property
    def store(self) -> "S3Store":
        """The client, made at first use: it loads in 50 ms, and few commands ask for files."""
        if self._store is None:
            from obstore.store import S3Store

            self._store = S3Store.from_url(
                self.address,
                checksum_algorithm="SHA256",
                client_options={
                    "timeout": timedelta(seconds=_SECONDS),
                    "connect_timeout": timedelta(seconds=5),
                    "allow_http": os.environ.get("AWS_ALLOW_HTTP") == "true",
                },
                retry_config={"max_retries": _TRIES, "retry_timeout": timedelta(seconds=20)},
            )
        return self._store

    @contextmanager
    def asked(self, what: str) -> Iterator[None]:
        """Errors of the library leave as OSError: FileNotFoundError, or StoreFault."""
        from obstore import exceptions

        try:
            yield
        except (exceptions.NotFoundError, FileNotFoundError):
            raise FileNotFoundError(f"{self.address}/{what} is not there") from None
        except exceptions.BaseError as error:
            raise StoreFault(self.address, _told(error)) from None

    @contextmanager
    def told(self, name: str) -> Iterator[None]:
        """The same where something is written: what is missing then is the bucket."""
        try:
            with self.asked(name):
                yield
        except FileNotFoundError:
            raise StoreFault(self.address, "there is no such bucket") from None

    def probe(self) -> None:
        """Writes a little and removes it again. Raises StoreFault."""
        import obstore

        name = f"probe-{os.getpid()}"
        with self.told(name):
            obstore.put(self.store, name, b"\0" * 4096, use_multipart=False)
            obstore.delete(self.store, name)


def _told(error: Exception) -> str:
    """Its kind alone: the library's words hold addresses, requests and what the storage answered."""
    known = {
        "GenericError": "it cannot be reached, or does not answer as S3 does",
        "PermissionDeniedError": "it refuses our keys (AWS_ACCESS_KEY_ID) this bucket",
        "UnauthenticatedError": "it refuses our keys (AWS_ACCESS_KEY_ID)",
    }
    kind = type(error).__name__
    return known.get(kind, kind)


class BucketShelf:
    """One kind of files in a bucket. `scratch` makes an empty file on this machine."""

    def __init__(self, bucket: Bucket, name: str, scratch: Callable[[], Path]) -> None:
        self._bucket, self._name, self._scratch = bucket, name, scratch

    def prepare(self) -> None:
        """A bucket has no folders."""

    def place(self, sha256: str) -> str:
        """Its address."""
        return f"{self._bucket.address}/{self._key(sha256)}"

    def keep(self, path: Path, sha256: str) -> None:
        """Puts the file there if it is not, and takes it away from here."""
        name = self._key(sha256)
        with ordinary(path) as handle:
            large = os.fstat(handle).st_size >= LARGE
        there = self.size(sha256) is not None if large else not self._created(path, name)
        if (large and not there) or (there and not self.verify(sha256)):
            self._put(path, name)
        path.unlink()

    def _created(self, path: Path, name: str) -> bool:
        """Whether it was not there: the storage itself refuses a second one (If-None-Match)."""
        import obstore
        from obstore.exceptions import AlreadyExistsError

        with self._bucket.told(name), suppress(AlreadyExistsError):
            obstore.put(self._bucket.store, name, path, mode="create", use_multipart=False)
            return True
        return False

    def _put(self, path: Path, name: str) -> None:
        import obstore

        with self._bucket.told(name):
            obstore.put(self._bucket.store, name, path, chunk_size=_PART)

    def remove(self, sha256: str) -> None:
        """The file of that hash is gone."""
        import obstore

        with suppress(FileNotFoundError), self._bucket.asked(self._key(sha256)):
            obstore.delete(self._bucket.store, self._key(sha256))

    def open(self, sha256: str) -> BinaryIO:
        """The file of that hash, as it came down and was found whole."""
        with self.checkout(sha256) as path:
            return path.open("rb")  # it outlives its name

    @contextmanager
    def checkout(self, sha256: str) -> Iterator[Path]:
        """A copy on this machine. Raises FileNotFoundError, and StoreFault for bytes that are not its own."""
        path = self._scratch()
        try:
            with path.open("wb") as file:
                if self._digest(sha256, file) != sha256:
                    raise StoreFault(self.place(sha256), "its bytes are not those of its name")
            yield path
        finally:
            path.unlink(missing_ok=True)

    def size(self, sha256: str) -> int | None:
        """How many bytes lie there; None when nothing does."""
        import obstore

        with suppress(FileNotFoundError), self._bucket.asked(self._key(sha256)):
            return int(obstore.head(self._bucket.store, self._key(sha256))["size"])
        return None

    def has(self, sha256: str) -> bool:
        """Whether anything lies where the file of that hash would."""
        return self.size(sha256) is not None

    def verify(self, sha256: str) -> bool:
        """Whether the file is there, and its bytes are those of its name."""
        try:
            return self._digest(sha256) == sha256
        except (FileNotFoundError, ValueError):
            return False

    def _digest(self, sha256: str, into: BinaryIO | None = None) -> str:
        import obstore

        digest = hashlib.sha256()
        with self._bucket.asked(self._key(sha256)):
            for chunk in obstore.get(self._bucket.store, self._key(sha256)).stream(min_chunk_size=1 << 20):
                digest.update(chunk)
                if into is not None:
                    into.write(chunk)
        return digest.hexdigest()

    def _key(self, sha256: str) -> str:
        return f"{self._name}/{key(sha256)}"
