"""Files that are written whole or not at all, and are certain once they are there."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from settings.errors import WrongUse
from storage import durable


@contextmanager
def landing(target: Path) -> Iterator[Path]:
    """A path to write to; at the end the file is private, synced, and in the place of `target`.

    Its folder is private, beside `target`: a library may put its own pieces there, which hold the same data.
    On any exception nothing is left, and an older file stays as it was. Raises WrongUse where there is no
    folder to write into, OSError for the disk.
    """
    if not target.parent.is_dir():
        raise WrongUse(f"{target.parent}: there is no such folder")
    if target.is_dir():
        raise WrongUse(f"{target} is a folder; name a file in it")
    work = Path(tempfile.mkdtemp(prefix=f".{target.name[:20]}.", dir=target.parent))
    try:
        path = work / "whole"
        yield path
        durable.private(path)
        with path.open("rb") as file:
            durable.force(file)
        path.replace(target)
        durable.sync(target.parent)
    finally:
        shutil.rmtree(work, ignore_errors=True)
