"""What must hold of the files that the records name."""

from collections.abc import Iterator, Sequence

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from storage.erasing.tombstones import IS_ERASED, erased_from, kept_as
from storage.files import FileStore
from storage.invariants.finding import Finding, Progress
from storage.shelves.shelf import Shelf
from storage.tables import DecisionRow, Erased, Message, Picture, StoredFile


def on_disk(session: Session, contest: str, files: FileStore, progress: Progress) -> Iterator[Finding]:
    """Every file of the contest that is missing or damaged; each is read once."""
    raw = named_mails(session, contest)
    yield from _kept(
        "raw-on-disk", files.raw, raw, "the mail as it came, or without what was erased,", progress
    )
    yield from _kept("files-on-disk", files.files, _parts(session, contest), "a file of a message", progress)
    drawn = _pictures(session, contest)
    yield from _kept("pictures-on-disk", files.files, drawn, "the picture of a form", progress)


def named_mails(session: Session, contest: str) -> list[str]:
    """The hashes under which the contest's mails are kept, some of them without what was erased."""
    came = session.exec(select(Message.digest).where(Message.contest == contest).distinct()).all()
    cut = set(session.exec(select(Erased.digest).where(Erased.cut != "")))
    return [kept_as(each, erased_from(session, each)) if each in cut else each for each in came]


def named_files(session: Session, contest: str) -> list[str]:
    """The hashes of all files of the contest's mails that are not erased, and of the pictures of them."""
    return [*_parts(session, contest), *_pictures(session, contest)]


def _parts(session: Session, contest: str) -> Sequence[str]:
    return session.exec(_of_parts(contest).distinct()).all()


def _pictures(session: Session, contest: str) -> Sequence[str]:
    drawn = select(Picture.picture).where(Picture.picture != "", col(Picture.sha256).in_(_of_parts(contest)))
    return session.exec(drawn.distinct()).all()


def _of_parts(contest: str) -> SelectOfScalar[str]:
    own = col(StoredFile.decision_id).in_(select(DecisionRow.id).where(DecisionRow.contest == contest))
    return select(StoredFile.sha256).where(own, StoredFile.sha256 != "", ~IS_ERASED)


def _kept(name: str, shelf: Shelf, hashes: Sequence[str], what: str, progress: Progress) -> Iterator[Finding]:
    for done, sha256 in enumerate(hashes, start=1):
        if not shelf.verify(sha256):
            yield Finding(name, f"{what} is missing or damaged: {sha256}")
        progress(name, done, len(hashes))
