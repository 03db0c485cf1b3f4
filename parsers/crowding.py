"""Watches how many names a child puts into its work folder: each costs an inode, which no limit counts.

The helper looks, and not the child, of which nothing is believed. Between two looks as many more may
be made as the disk is fast; they are removed with the folder.
"""

import os
import time
from itertools import islice
from pathlib import Path

CROWDED = 1_000  # a child that reads makes some two hundred at most (`walk.MOST_FILES`)
WORDS = f"made more than {CROWDED:,} files"
_LOOK_SECONDS = 0.1


class Watch:
    """The folder of one child at work."""

    def __init__(self, work: Path) -> None:
        self._work = work
        self._next = time.monotonic() + _LOOK_SECONDS

    def seconds(self, deadline: float) -> float:
        """How long to wait for a word of the child's: to the next look, or to its end."""
        return max(0.0, min(self._next, deadline) - time.monotonic())

    def finds_crowd(self) -> bool:
        """Whether there are too many now; a look is due ten times a second, not at every word."""
        if time.monotonic() < self._next:
            return False
        self._next = time.monotonic() + _LOOK_SECONDS
        return is_crowded(self._work)


def is_crowded(work: Path) -> bool:
    """Whether there are too many names in the folder."""
    try:
        with os.scandir(work) as entries:
            return next(islice(entries, CROWDED, None), None) is not None
    except OSError:  # whether the folder is there is asked elsewhere
        return False
