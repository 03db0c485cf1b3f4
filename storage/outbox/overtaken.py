"""Which replies must not go out any more, because what came meanwhile has overtaken them."""

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from screening.model.decision import Template, Verdict
from storage.entries.current import current_of, is_current
from storage.states import OutboxState
from storage.tables import DecisionRow, Outbox

_ASKS = (Template.CORRECTION, Template.REMINDER)
"""Letters that ask for what the entry lacks."""
_NEW_STATE = (Template.ACKNOWLEDGEMENT, Template.UPDATED)
"""Letters that tell all of how an entry stands since their message."""


def is_pointless(session: Session, row: Outbox) -> bool:
    """Whether the reply's message was answered anew, or it asks for what a later message has completed, or
    it follows from an act and its reader is told of a newer state.

    Superseding passes over a reply that is being sent at that moment, or that has failed.
    """
    return (
        _is_answered_anew(session, row)
        or (row.template in _ASKS and _is_completed(session, row))
        or (row.act_id is not None and _is_told_anew(session, row))
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


def _is_told_anew(session: Session, row: Outbox) -> bool:
    """A letter of an act waits, and what has come meanwhile is answered at once."""
    if row.entry_id is not None or row.template is Template.ANSWER:
        return False  # a person's own words stand for themselves
    own, theirs = aliased(DecisionRow), aliased(DecisionRow)
    newer = (
        select(Outbox.id)
        .join(theirs, col(theirs.message_id) == col(Outbox.message_id))
        .join(own, col(own.entry_id) == col(theirs.entry_id))
        .where(current_of(row.message_id, own), is_current(theirs), Outbox.to_address == row.to_address)
        .where(col(Outbox.id) > row.id, col(Outbox.template).in_(_NEW_STATE))
        .where(col(Outbox.state).not_in((OutboxState.SUPPRESSED, OutboxState.DROPPED, OutboxState.HELD)))
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
