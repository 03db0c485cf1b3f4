"""Which replies must not go out any more, because what came meanwhile has overtaken them."""

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from screening.model.decision import Template, Verdict
from storage.entries.current import current_of, is_current
from storage.states import OutboxState
from storage.tables import DecisionRow, Outbox


def is_pointless(session: Session, row: Outbox) -> bool:
    """Whether the reply's message was answered anew, or it asks for what a later message has completed.

    Superseding passes over a reply that is being sent at that moment, or that has failed.
    """
    return _is_answered_anew(session, row) or (
        row.template is Template.CORRECTION and _is_completed(session, row)
    )


def _is_answered_anew(session: Session, row: Outbox) -> bool:
    if row.entry_id is not None or row.template is Template.DIGEST:
        return False  # neither is an answer
    newer = select(Outbox.id).where(
        Outbox.message_id == row.message_id,
        col(Outbox.entry_id).is_(None),
        Outbox.template != Template.DIGEST,
        col(Outbox.id) > row.id,
        col(Outbox.state).not_in((OutboxState.SUPPRESSED, OutboxState.DROPPED)),
    )
    return session.exec(newer.limit(1)).first() is not None


def _is_completed(session: Session, row: Outbox) -> bool:
    own, later = aliased(DecisionRow), aliased(DecisionRow)
    accepted = (
        select(later.id)
        .join(own, col(own.entry_id) == later.entry_id)
        .where(current_of(row.message_id, own), is_current(later))
        .where(later.verdict == Verdict.ACCEPTED, later.history_number > own.history_number)
    )
    return session.exec(accepted.limit(1)).first() is not None
