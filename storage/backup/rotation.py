"""What becomes of old generations, and of files that none of them needs any more."""

import shutil
from datetime import datetime
from functools import partial
from pathlib import Path

from storage import durable
from storage.backup.generations import UNFINISHED, Generation, generations
from storage.files import FileStore


def clear_unfinished(folder: Path) -> None:
    """Removes what a backup that was broken off has left."""
    for path in folder.glob(f"{UNFINISHED}-*"):
        shutil.rmtree(path, ignore_errors=True)


def rotate(folder: Path, kept: FileStore, keep: int, made: Generation) -> None:
    """Keeps `made` and the newest others, `keep` together, and the mails and files that any of them has.

    One with a higher receipt number than `made` is not taken away: then `made` is of records that have begun
    anew. A file that was erased out of the records goes with the last generation that had it.
    """
    others = sorted((each for each in generations(folder) if each.path != made.path), key=partial(_age, made))
    spare = others[: len(others) - (keep - 1)] if len(others) >= keep else []
    old = [each for each in spare if not _knows_more(each, made)]
    if not old:
        return
    needed = {pair for each in generations(folder) if each not in old for pair in each.kept()}
    unneeded = {pair for generation in old for pair in generation.kept()} - needed
    for generation in old:
        # Without its manifest it is none: then it may go piece by piece.
        generation.path.rename(folder / f"{UNFINISHED}-{generation.path.name}")
    durable.sync(folder)
    for shelf, sha256 in sorted(unneeded):
        (kept.raw if shelf == "raw" else kept.files).remove(sha256)
    clear_unfinished(folder)


def _age(made: Generation, other: Generation) -> tuple[bool, datetime]:
    """The oldest first; what a wrong clock has dated after `made` before all."""
    return other.made_at <= made.made_at, other.made_at


def _knows_more(other: Generation, made: Generation) -> bool:
    numbers = made.manifest.numbers
    return any(number > numbers.get(contest, 0) for contest, number in other.manifest.numbers.items())
