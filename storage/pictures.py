"""Which files have a picture of their first page, and which have still to get one.

A picture belongs to the bytes of a file, whatever mails it came in. It is drawn after the answer, which does
not wait for it: nothing is judged by it.
"""

from collections.abc import Collection, Sequence

from sqlmodel import Session, col, select

from screening.roles import FORM_TYPES
from storage.erasing.tombstones import is_there_again
from storage.tables import DecisionRow, Picture, StoredFile


def pictures_of(session: Session, files: Collection[str]) -> dict[str, str]:
    """The hash of its picture by the hash of each file that was tried; empty where none could be drawn."""
    query = select(Picture.sha256, Picture.picture).where(col(Picture.sha256).in_(files))
    return dict(session.exec(query).all())


def undrawn(session: Session, contest: str, after: int, most: int) -> Sequence[int]:
    """Decisions of the contest with files that may have a picture and have not been tried; at most so many
    files are gone through, from those whose number is higher than `after` on, in their order.
    """
    query = (
        select(StoredFile.decision_id)
        .join(DecisionRow, col(DecisionRow.id) == col(StoredFile.decision_id))
        .where(
            StoredFile.id > after,
            DecisionRow.contest == contest,
            col(StoredFile.type).in_(FORM_TYPES),
            ~select(Picture.sha256).where(Picture.sha256 == StoredFile.sha256).exists(),
        )
        .order_by(col(StoredFile.id))
        .limit(most)
    )
    return list(dict.fromkeys(session.exec(query)))


def keep_picture(session: Session, sha256: str, picture: str) -> bool:
    """Records that the file was tried. False, and nothing is recorded, where it has been erased meanwhile."""
    if not is_there_again(session, sha256):
        return False
    if session.get(Picture, sha256) is None:
        session.add(Picture(sha256=sha256, picture=picture))
    return True


def forget_picture(session: Session, sha256: str) -> str:
    """The file is erased: it has no picture any more. Returns the hash that it had, or nothing."""
    row = session.get(Picture, sha256)
    if row is None:
        return ""
    session.delete(row)
    return row.picture


def forget_lost(session: Session, pictures: Collection[str]) -> None:
    """These pictures are lost: their files are to be drawn anew."""
    for row in session.exec(select(Picture).where(col(Picture.picture).in_(pictures))):
        session.delete(row)


def is_picture(session: Session, picture: str) -> bool:
    """Whether a file that is there looks so."""
    return session.exec(select(Picture.sha256).where(Picture.picture == picture).limit(1)).first() is not None
