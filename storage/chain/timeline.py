"""What happened to one message, or to one entry, in order."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, or_, select

from storage.entries.current import current_in
from storage.tables import DecisionRow, Entry, Event, EventText, Message, Outbox


@dataclass(frozen=True, slots=True)
class Moment:
    """One event, with its private text unless that was erased. `reply_id` is the number in the outbox."""

    seq: int
    at: datetime
    who: str
    what: str
    message_id: int | None
    reply_id: int | None
    facts: dict[str, Any]
    text: str


def of_message(session: Session, contest: str, message_id: int) -> list[Moment]:
    """Everything that happened to a message of the contest and to its reply."""
    own = select(Message.id).where(Message.id == message_id, Message.contest == contest)
    return _moments(session, col(Event.message_id).in_(own))


def of_entry(session: Session, contest: str, entry_id: int) -> list[Moment]:
    """Everything that happened to an entry of the contest, to its messages and to all letters about it."""
    if session.exec(select(Entry.id).where(Entry.id == entry_id, Entry.contest == contest)).first() is None:
        return []
    messages = session.exec(select(DecisionRow.message_id).where(current_in([entry_id]))).all()
    letters = select(Outbox.id).where(Outbox.entry_id == entry_id)
    ways = (
        col(Event.message_id).in_(messages),
        col(Event.entry_id) == entry_id,
        col(Event.outbox_id).in_(letters),
    )
    return _moments(session, or_(*ways))


def _moments(session: Session, wanted: ColumnElement[bool]) -> list[Moment]:
    query = (
        select(Event, EventText.text)
        .join(EventText, col(EventText.event_id) == col(Event.id), isouter=True)
        .where(wanted)
        .order_by(col(Event.id))
    )
    return [
        Moment(
            event.seq,
            event.at,
            event.who,
            event.what,
            event.message_id,
            event.outbox_id,
            event.facts,
            text or "",
        )
        for event, text in session.exec(query)
    ]
