"""What must hold of files that were erased: they are gone, and stay gone."""

from collections.abc import Iterator

from sqlmodel import Session, col, select

from storage.erasing.finishing import remains
from storage.files import FileStore
from storage.invariants.finding import Check, Finding
from storage.tables import Erased


def _erasures_are_finished(session: Session, contest: str) -> Iterator[str]:
    query = select(Erased.act_id).where(Erased.contest == contest, col(Erased.done_at).is_(None)).distinct()
    for act in session.exec(query):
        yield f"act {act} has erased a file, and it is not off the disk yet: `intake run` finishes that"


ERASED: dict[str, Check] = {"erasures-finished": _erasures_are_finished}


def gone_for_good(session: Session, contest: str, files: FileStore) -> Iterator[Finding]:
    """What was erased and lies on the disk all the same: it was never removed, or it came back."""
    for row in session.exec(select(Erased).where(Erased.contest == contest)).all():
        for is_mail, sha256 in remains(session, row):
            if (files.raw if is_mail else files.files).has(sha256):
                what = "the mail that brought it" if is_mail else "it, or its picture,"
                yield Finding(
                    "erased-is-gone", f"act {row.act_id} has erased a file, and {what} is here: {sha256}"
                )
