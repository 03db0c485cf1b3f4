"""A disk of its own for one installation, small enough to be filled: a tmpfs, which only root can mount."""

import errno
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


class SmallDisk:
    """Mounted at `path`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._filler = path / "filler"

    def fill(self, but: int = 0) -> None:
        """Leaves no byte free, or so many. What runs there may write between the look and the taking."""
        with self._filler.open("wb") as file:
            while True:
                free = os.statvfs(self.path)
                try:
                    return os.posix_fallocate(file.fileno(), 0, free.f_bavail * free.f_frsize - but)
                except OSError as error:
                    if error.errno != errno.ENOSPC:
                        raise

    def make_room(self) -> None:
        """Takes the filler away."""
        self._filler.unlink()

    def lock(self) -> None:
        """From here on it can only be read. What is open for writing would forbid that of the whole disk."""
        subprocess.run(["mount", "--bind", self.path, self.path], check=True)
        for _ in range(50):  # busy while somebody has just opened a file there for writing
            if subprocess.run(["mount", "-o", "remount,bind,ro", self.path], check=False).returncode == 0:
                return
            time.sleep(0.02)
        raise RuntimeError("the disk stays busy")

    def unlock(self) -> None:
        """It can be written again."""
        subprocess.run(["umount", "--lazy", self.path], check=True)


@contextmanager
def small_disk(path: Path, options: str) -> Iterator[SmallDisk]:
    """Mounts one of these tmpfs(5) options; skips where that is not allowed."""
    path.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "intake-test", path], capture_output=True)
    if done.returncode:
        pytest.skip("only root may mount a small disk, and not in every container")
    try:
        yield SmallDisk(path)
    finally:
        subprocess.run(["umount", "--lazy", path], check=True)
