"""Where else an erased file lies, which no program of ours can reach: the mailbox."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlmodel import Session, col, select

from storage.states import SightingState
from storage.tables import Message, Sighting


@dataclass(frozen=True, slots=True)
class Lies:
    """A place of a mail in the mailbox. `uid` is 0 where a move has given it a number that was not told."""

    folder: str
    uidvalidity: int
    uid: int
    message_id: str


def lies_at(session: Session, digests: Collection[str]) -> list[Lies]:
    """Each place at which the mails were seen last, and from which nobody has taken them."""
    query = (
        select(Sighting, Message.message_id)
        .join(Message, col(Message.id) == col(Sighting.message_id))
        .where(col(Message.digest).in_(digests), Sighting.state != SightingState.GONE)
        .order_by(col(Sighting.id))
    )
    rows = session.exec(query).all()
    told = {(row.message_id, row.folder) for row, _ in rows if _stays(row)}
    found = [
        Lies(row.folder, row.uidvalidity, row.uid, message_id)
        if _stays(row)
        else Lies(row.target, 0, 0, message_id)
        for row, message_id in rows
        # Where the server told the number that a move has given, the place has a row of its own.
        if _stays(row) or (row.message_id, row.target) not in told
    ]
    return list(dict.fromkeys(found))


def _stays(row: Sighting) -> bool:
    return row.target in ("", row.folder)
