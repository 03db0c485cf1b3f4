"""The copies of our letters that lie in the mailbox's folder of sent mail."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_
from sqlmodel import Session, col, select, update

from storage.states import OutboxState
from storage.tables import Message, Outbox


@dataclass(frozen=True, slots=True)
class Uncopied:
    """A letter that was sent, as it left. `lies_there`: the folder was seen to hold it already."""

    outbox_id: int
    data: bytes
    sent_at: datetime
    lies_there: bool


def uncopied(session: Session, contest: str, folder: str, before: datetime, limit: int) -> list[Uncopied]:
    """Letters sent `before` that moment, oldest first, of which no copy is on record.

    A copy that the server keeps by itself, or that we had put there when we died, is known from the ledger
    once the folder has been looked into.
    """
    copy = and_(
        col(Message.contest) == Outbox.contest,
        col(Message.message_id) == Outbox.rfc_message_id,
        col(Message.source) == folder,
    )
    query = (
        select(Outbox.id, Outbox.data, Outbox.sent_at, Message.id)
        .join(Message, copy, isouter=True)
        .where(
            Outbox.contest == contest,
            col(Outbox.copied_at).is_(None),
            Outbox.state == OutboxState.SENT,
            col(Outbox.sent_at) < before,
            col(Outbox.data).is_not(None),
        )
        .order_by(col(Outbox.id))
        .limit(limit)
    )
    return [
        Uncopied(number, data, sent_at, there is not None)
        for number, data, sent_at, there in session.exec(query)
        if data is not None and sent_at is not None
    ]


def mark_copied(session: Session, outbox_id: int, now: datetime) -> None:
    """A copy of the letter lies there, or has lain there: it is not put there again."""
    session.exec(update(Outbox).where(col(Outbox.id) == outbox_id).values(copied_at=now))
