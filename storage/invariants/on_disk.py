"""What must hold of the files that the records name."""

from collections.abc import Iterator, Sequence

from sqlmodel import Session, col, select

from storage.erasing.tombstones import IS_ERASED, erased_from, kept_as
from storage.files import FileStore, Shelf
from storage.invariants.finding import Finding, Progress
from storage.tables import DecisionRow, Erased, Message, Picture, StoredFile


def on_disk(session: Session, contest: str, files: FileStore, progress: Progress) -> Iterator[Finding]:
    """Every file of the contest that is missing or damaged; each is read once."""
    came = session.exec(select(Message.digest).where(Message.contest == contest).distinct()).all()
    cut = set(session.exec(select(Erased.digest).where(Erased.cut != "")))
    raw = [kept_as(each, erased_from(session, each)) if each in cut else each for each in came]
    yield from _kept(
        "raw-on-disk", files.raw, raw, "the mail as it came, or without what was erased,", progress
    )
    own = col(StoredFile.decision_id).in_(select(DecisionRow.id).where(DecisionRow.contest == contest))
    named = select(StoredFile.sha256).where(own, StoredFile.sha256 != "", ~IS_ERASED)
    parts = session.exec(named.distinct()).all()
    yield from _kept("files-on-disk", files.files, parts, "a file of a message", progress)
    of_parts = select(StoredFile.sha256).where(own, StoredFile.sha256 != "", ~IS_ERASED)
    drawn = session.exec(
        select(Picture.picture).where(Picture.picture != "", col(Picture.sha256).in_(of_parts)).distinct()
    ).all()
    yield from _kept("pictures-on-disk", files.files, drawn, "the picture of a form", progress)


def _kept(name: str, shelf: Shelf, hashes: Sequence[str], what: str, progress: Progress) -> Iterator[Finding]:
    for done, sha256 in enumerate(hashes, start=1):
        if not shelf.verify(sha256):
            yield Finding(name, f"{what} is missing or damaged: {sha256}")
        progress(name, done, len(hashes))
