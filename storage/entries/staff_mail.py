"""What staff have written to applicants from the mailbox itself, as its folder of sent mail shows."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from screening.machines.ours import is_reply_id
from screening.model.decision import Verdict
from storage.entries.current import is_current
from storage.tables import DecisionRow, Message


def staff_wrote(session: Session, entries: Collection[int], sent: str) -> dict[int, datetime]:
    """By entry: when staff last wrote about it. The program's own letters lie in that folder, too."""
    if not sent:
        return {}
    received_at = func.coalesce(Message.received_at, Message.internal_date)
    query = (
        select(DecisionRow.about_entry_id, Message.message_id, received_at)
        .join(Message, col(Message.id) == col(DecisionRow.message_id))
        .where(
            col(DecisionRow.about_entry_id).in_(entries),
            is_current(),
            DecisionRow.verdict == Verdict.IGNORED,
            Message.source == sent,
        )
        .order_by(received_at)
    )
    return {
        entry: at
        for entry, message_id, at in session.exec(query)
        if entry is not None and not is_reply_id(message_id)
    }
