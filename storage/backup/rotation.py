"""What becomes of old generations, and of files that none of them needs any more."""

import shutil
from pathlib import Path

from storage import durable
from storage.backup.generations import UNFINISHED, generations
from storage.files import FileStore


def clear_unfinished(folder: Path) -> None:
    """Removes what a backup that was broken off has left."""
    for path in folder.glob(f"{UNFINISHED}-*"):
        shutil.rmtree(path, ignore_errors=True)


def rotate(folder: Path, kept: FileStore, keep: int) -> None:
    """Keeps the newest `keep` generations, and the mails and files that any of them has.

    A file that was erased out of the records goes with the last generation that had it.
    """
    there = generations(folder)
    old, new = there[:-keep], there[-keep:]
    if not old:
        return
    needed = {pair for generation in new for pair in generation.kept()}
    unneeded = {pair for generation in old for pair in generation.kept()} - needed
    for generation in old:
        # Without its manifest it is none: then it may go piece by piece.
        generation.path.rename(folder / f"{UNFINISHED}-{generation.path.name}")
    durable.sync(folder)
    for shelf, sha256 in sorted(unneeded):
        (kept.raw if shelf == "raw" else kept.files).remove(sha256)
    clear_unfinished(folder)
