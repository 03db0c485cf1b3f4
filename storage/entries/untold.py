"""Times that no letter may name: of messages whose time no server told, where they would be late."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, or_, select

from storage.tables import DecisionRow, Entry, Message


def untold_among(
    session: Session, entry: Entry, times: Collection[datetime], closes: datetime
) -> frozenset[datetime]:
    """Those of `times` after `closes` at which we only first saw a message of the entry, or about it."""
    after = {time for time in times if time > closes}
    if not after:
        return frozenset()
    received_at = func.coalesce(Message.received_at, Message.internal_date)
    query = (
        select(Message.internal_date)
        .join(DecisionRow, col(DecisionRow.message_id) == col(Message.id))
        .where(or_(DecisionRow.entry_id == entry.id, DecisionRow.about_entry_id == entry.id))
        .where(
            col(Message.internal_date).in_(after),
            ~col(Message.time_told),
            received_at == col(Message.internal_date),
        )
    )
    return frozenset(session.exec(query.distinct()))
