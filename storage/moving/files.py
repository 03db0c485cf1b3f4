"""Brings every mail and file that records name from one store into another."""

from sqlalchemy import Engine
from sqlmodel import select

from storage.backup.copying import copy
from storage.engine import reading
from storage.files import FileStore
from storage.invariants.on_disk import named_files, named_mails
from storage.moving.rows import Progress
from storage.shelves.shelf import Shelf
from storage.tables import Counter


def copy_files(engine: Engine, from_: FileStore, to: FileStore, progress: Progress) -> list[str]:
    """A line for each one that the source lacks or that is damaged there. What the target has and what is
    whole there is not copied again: a copy that was broken off goes on. Raises OSError.
    """
    wanted = _named(engine, from_, to)
    problems = []
    for done, (source, target, sha256) in enumerate(wanted, start=1):
        if not target.verify(sha256):
            problem = copy(sha256, source, target, to)
            if not problem and not target.verify(sha256):
                problem = f"{target.place(sha256)}: is not whole after it was copied"
            problems += [problem] if problem else []
        progress("files", done, len(wanted))
    return problems


def _named(engine: Engine, from_: FileStore, to: FileStore) -> list[tuple[Shelf, Shelf, str]]:
    with reading(engine) as session:
        contests = session.exec(select(Counter.contest)).all()
        mails = {each for contest in contests for each in named_mails(session, contest)}
        files = {each for contest in contests for each in named_files(session, contest)}
    found = [(from_.raw, to.raw, each) for each in sorted(mails)]
    return found + [(from_.files, to.files, each) for each in sorted(files)]
