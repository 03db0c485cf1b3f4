"""Draws small pictures of what may be forms, for staff, once the mails that brought them are answered."""

import hashlib
from collections.abc import Callable, Iterable, Sequence

from parsers.pool import Pool
from runtime.parts import Parts
from screening.model.decision import Role
from screening.roles import FORM_TYPES, may_be_shown
from storage.codec import file_of
from storage.engine import reading, writing
from storage.entries.recall import files_of
from storage.erasing.tombstones import is_there_again
from storage.pictures import forget_picture, is_picture, keep_picture, pictures_of, undrawn
from storage.tables import StoredFile

MOST = 3
"""Of one mail; whoever wants to see more of its pages has them drawn by looking."""
_BATCH = 50


class Drawing:
    """One thread's work. It takes a parser from the pool for one picture at a time."""

    def __init__(self, parts: Parts, pool: Pool) -> None:
        self._parts, self._pool = parts, pool
        self._seen = 0  # the highest number of a file up to which this process has looked

    def draw(self, may_go_on: Callable[[], bool]) -> int:
        """Draws what has no picture yet; returns how many were tried. Raises OUR_FAULTS.

        `may_go_on` is asked before each, and may wait.
        """
        tried = 0
        while may_go_on():
            with reading(self._parts.engine) as session:
                decisions = undrawn(session, self._parts.contest, self._seen, _BATCH)
                files = [files_of(session, each) for each in decisions]
            if not decisions:
                break
            for of_one_mail in files:
                for sha256 in _drawable(of_one_mail):
                    if not may_go_on():
                        return tried
                    tried += self._draw(sha256)
                self._seen = max(row.id for row in of_one_mail)
        return tried

    def _draw(self, sha256: str) -> bool:
        """Whether it was tried: it may have its picture by another mail, or be erased meanwhile."""
        with reading(self._parts.engine) as session:
            if sha256 in pictures_of(session, [sha256]) or not is_there_again(session, sha256):
                return False
        store = self._parts.files
        with store.work() as folder:
            try:
                with self._pool.one() as parser, store.files.checkout(sha256) as form:
                    drawn = parser.picture(form, folder, 0)
            except FileNotFoundError:  # `verify` tells of a file that should be there
                drawn = None
            picture = hashlib.sha256(drawn).hexdigest() if drawn else ""
            if picture:
                store.files.keep(folder / picture, picture)
        with writing(self._parts.engine) as session:
            if keep_picture(session, sha256, picture) or not picture or is_picture(session, picture):
                return True
        store.files.remove(picture)
        return True


def forget_lost(parts: Parts, files: Iterable[str]) -> None:
    """Has pictures drawn again that are recorded for these files and are not on the disk any more."""
    with reading(parts.engine) as session:
        known = pictures_of(session, set(files))
    lost = [sha256 for sha256, picture in known.items() if picture and not parts.files.files.has(picture)]
    if lost:
        with writing(parts.engine) as session:
            for sha256 in lost:
                forget_picture(session, sha256)


def _drawable(files: Sequence[StoredFile]) -> list[str]:
    """What is taken for the form before other files of its type."""
    found = [row for row in files if row.type in FORM_TYPES and may_be_shown(file_of(row))]
    found.sort(key=lambda row: row.role is not Role.FORM)
    return list(dict.fromkeys(row.sha256 for row in found[:MOST]))
