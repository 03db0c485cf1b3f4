"""Only an ordinary file is kept: a child that is not trusted has written it."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def ordinary(path: Path) -> Iterator[int]:
    """The open file at `path`. Raises OSError when it is a link, a pipe, or has a second name."""
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        kind = os.fstat(handle)
        if not stat.S_ISREG(kind.st_mode) or kind.st_nlink != 1:
            raise OSError(f"{path.name} is not an ordinary file")
        yield handle
    finally:
        os.close(handle)
