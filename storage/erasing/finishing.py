"""Takes off the disk what the records say is erased: right after the act, and at each look into the mailbox
until it is done. Each step can be done any number of times.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from storage.chain.counters import lock_counter
from storage.engine import empty_log, reading, writing
from storage.erasing.tombstones import erased_from, is_there_again, kept_as
from storage.files import FileStore
from storage.milestones import ActMilestone, reached
from storage.pictures import is_picture
from storage.tables import Erased


def finish(engine: Engine, files: FileStore, now: datetime) -> int:
    """Removes what is still to be removed; returns of how many tombstones. Raises OSError for the disk."""
    with reading(engine) as session:
        waiting = session.exec(select(Erased).where(col(Erased.done_at).is_(None))).all()
    if not waiting:
        return 0
    remove(engine, files, waiting)
    empty_log(engine)
    reached(ActMilestone.GONE)
    with writing(engine) as session:
        for contest in sorted({row.contest for row in waiting}):
            lock_counter(session, contest)
        for row in waiting:
            session.get_one(Erased, row.id).done_at = now
    return len(waiting)


def remove(engine: Engine, files: FileStore, erased: Iterable[Erased]) -> None:
    """Takes off the disk what these tombstones say is gone. Raises OSError."""
    with reading(engine) as session:
        gone = [each for row in erased for each in remains(session, row)]
    for is_mail, sha256 in gone:
        (files.raw if is_mail else files.files).remove(sha256)


def remains(session: Session, row: Erased) -> Iterable[tuple[bool, str]]:
    """What must not be on the disk because of a tombstone: whether it is a mail, and its hash."""
    erased = erased_from(session, row.digest)
    kept = kept_as(row.digest, erased)
    if kept != row.digest:
        yield True, row.digest
    yield from ((True, each.cut) for each in erased if each.cut and each.cut != kept)
    if not is_there_again(session, row.sha256):
        yield False, row.sha256
    if row.picture and not is_picture(session, row.picture):
        yield False, row.picture
