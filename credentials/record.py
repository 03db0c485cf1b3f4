"""The file beside the database in which a consent is kept, and how the last request for a token ended.

Written whole under another name, synced, then renamed: it is the old one or the new one, never a half.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from pydantic import BaseModel

from credentials.errors import ConsentMissing
from credentials.seal import WrongKey, opened, seal
from storage import durable

_LARGEST = 1_000_000


class Kept(BaseModel):
    """What the file holds. `sealed` is the refresh token, encrypted; empty without a consent."""

    whose: str = ""
    since: datetime | None = None
    until: datetime | None = None
    last_success: datetime | None = None
    last_error: str = ""
    last_error_at: datetime | None = None
    sealed: str = ""


class Record:
    """The file at `path`. Whoever reads it to change it holds `locked`, in this process or another."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keeps every other process out: of two who renew a consent, the second must see the first one's."""
        durable.make(self._path.parent)
        lock = self._path.with_name(f"{self._path.name}.lock")
        durable.private(lock)
        with lock.open("r+") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield

    def read(self) -> Kept:
        """What is kept; nothing where there is no file. Raises ConsentMissing for one that cannot be read."""
        try:
            if self._path.stat().st_size > _LARGEST:
                raise ValueError
            return Kept.model_validate_json(self._path.read_bytes())
        except FileNotFoundError:
            return Kept()
        except ValueError:
            told = f"{self._path} is damaged. Remove it, then run `intake auth login` again."
            raise ConsentMissing(told) from None

    def read_or_forget(self) -> Kept:
        """The same where nothing of it is needed: a damaged file is as good as none."""
        with suppress(ConsentMissing, OSError):
            return self.read()
        return Kept()

    def write(self, kept: Kept) -> None:
        """Keeps it. Once this has returned, it outlasts a loss of power. Raises OSError."""
        fresh = self._path.with_name(f"{self._path.name}.new")
        durable.private(fresh)
        with fresh.open("wb") as file:
            file.write(kept.model_dump_json().encode())
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._path)
        durable.sync(self._path.parent)

    def refresh_token(self, kept: Kept, key: str) -> str:
        """The refresh token in it. Raises ConsentMissing."""
        if not kept.sealed:
            raise ConsentMissing("nobody has let us into the mailbox yet: run `intake auth login`.")
        try:
            return opened(key, kept.sealed)
        except WrongKey:
            told = f"INTAKE_SECRET_KEY does not open {self._path}: it is another than at `intake auth login`"
            raise ConsentMissing(f"{told}. Set the former one, or log in again.") from None


def with_refresh(kept: Kept, key: str, refresh: str) -> Kept:
    """The same with another refresh token."""
    return kept.model_copy(update={"sealed": seal(key, refresh)})
