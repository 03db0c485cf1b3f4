"""Folders that outlast a loss of power: a name is certain only once the folder that bears it is synced."""

import os
import stat
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

PRIVATE = 0o700
_PRIVATE_FILE = 0o600


def make(folder: Path) -> None:
    """Makes the folder private, and the missing ones above it. Raises OSError when the disk does not let us.

    One that is there is made certain too: who made it may have ended before doing so.
    """
    if folder.is_dir():
        with suppress(OSError):  # the organiser's own folder, in one that we may not read
            sync(folder.parent)
        return
    make(folder.parent)
    folder.mkdir(mode=PRIVATE, exist_ok=True)
    sync(folder.parent)


def private(file: Path) -> None:
    """Makes the file readable to us alone, whatever the umask is, and makes it where it is missing.

    A disk that does not let us, and what is no file of ours (/dev/full, a pipe), is left as it is.
    """
    with suppress(OSError):
        handle = os.open(file, os.O_RDWR | os.O_CREAT | os.O_NONBLOCK | os.O_CLOEXEC, _PRIVATE_FILE)
        try:
            if stat.S_ISREG(os.fstat(handle).st_mode):
                os.fchmod(handle, _PRIVATE_FILE)
        finally:
            os.close(handle)


def force(file: IO[Any]) -> None:
    """The bytes of an open file are certain from here on; it was flushed."""
    os.fsync(file.fileno())


def sync(folder: Path) -> None:
    """The names in the folder are certain from here on."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
