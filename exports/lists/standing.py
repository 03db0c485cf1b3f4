"""The entries that belong on a list now, as packs and score sheets show them too."""

from collections.abc import Mapping

from sqlmodel import Session, col, select

from exports.work_files import WorkFile
from exports.works import Work, read_works
from screening.model.decision import EntryStatus
from storage.lists.listed import Listed
from storage.tables import Entry


def standing(session: Session, contest: str, titles: Mapping[str, str] | None = None) -> list[Listed]:
    """The entries that came whole and in time and that nobody has found not eligible, in the order of their
    numbers. `titles` are those that a person has corrected.
    """
    complete = select(Entry.reference).where(Entry.contest == contest, Entry.status == EntryStatus.COMPLETE)
    references = session.exec(complete.order_by(col(Entry.number))).all()
    works = read_works(session, contest, references, titles)
    return [_listed(work) for work in works if work.is_for_judges]


def _listed(work: Work) -> Listed:
    return Listed(
        work.reference,
        work.agency,
        work.district,
        work.province,
        work.title,
        work.eligibility,
        _hash(work.form),
        _hash(work.deck),
        work.received_at,
    )


def _hash(file: WorkFile | None) -> str | None:
    return file.sha256 if file else None
