"""Whether our disks have room for more mail. While they have not, none is fetched: it is safe where it is."""

import errno
import os
from collections.abc import Iterator
from pathlib import Path

from registers.rules import MEGABYTE
from runtime.parts import Parts
from settings.alarm_kinds import AlarmKind

RESERVE_BYTES = 200 * MEGABYTE
"""Kept for what must go on while no mail is taken: answers, their records, the log."""
COPIES = 3
"""The most that one message takes: itself, its files, and both once more while they are worked on."""
LEAST_INODES = 1000
LITTLE_BYTES = 2_000_000_000
"""Thirty of the largest messages with their files: below this the organiser should hear of it."""


class NoRoom(OSError):
    """A disk of ours is full or nearly so."""

    def __init__(self, text: str) -> None:
        super().__init__(errno.ENOSPC, text)


def require_room(parts: Parts) -> None:
    """Raises NoRoom when the largest message that is allowed might not fit. Costs microseconds."""
    needed = COPIES * parts.settings.mailbox.max_message_mb * MEGABYTE + RESERVE_BYTES
    for folder in _places(parts):
        found = os.statvfs(folder)
        if found.f_bavail * found.f_frsize < needed:
            # No figure that changes from poll to poll: each new text is a new line of the log.
            raise NoRoom(f"{folder} needs {needed // MEGABYTE:,} MB free; until then no mail is fetched")
        # Some filesystems count none, and say 0 of 0.
        if found.f_files and found.f_favail < LEAST_INODES:
            raise NoRoom(f"{folder} needs room for {LEAST_INODES:,} files; until then no mail is fetched")


def warn_of_little_room(parts: Parts) -> None:
    """Raises or clears the alarm of a disk that will soon be too full."""
    free, folder = least_free(parts)
    if free < LITTLE_BYTES:
        told = f"{folder} has less than {LITTLE_BYTES // MEGABYTE:,} MB free"
        parts.alarms.raise_(AlarmKind.DISK_LOW, told)
    else:
        parts.alarms.clear(AlarmKind.DISK_LOW)


def least_free(parts: Parts) -> tuple[int, Path]:
    """How many bytes are free where they are scarcest, and where that is."""
    found = [(os.statvfs(folder), folder) for folder in _places(parts)]
    return min((each.f_bavail * each.f_frsize, folder) for each, folder in found)


def probe(parts: Parts) -> None:
    """Writes a little to each disk and removes it again. Raises OSError where that fails."""
    for folder in _places(parts):
        path = folder / f".probe-{os.getpid()}"
        try:
            handle = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
            try:
                os.write(handle, b"\0" * 4096)
                os.fsync(handle)
            finally:
                os.close(handle)
        finally:
            path.unlink(missing_ok=True)
    parts.files.probe()


def _places(parts: Parts) -> Iterator[Path]:
    """The folders of files and of what is ours on this machine, or what is there of the paths to them."""
    for folder in {parts.files.root, parts.settings.storage.beside.parent}:
        while not folder.exists():
            folder = folder.parent
        yield folder
