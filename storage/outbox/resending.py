"""Sends a letter once more that has gone out, or could not: to the same address, or to one that is proven."""

from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from storage.chain.counters import lock_counter
from storage.chain.events import About, Happening, append
from storage.chain.kinds import ReplyQueued
from storage.codec import storable
from storage.errors import StorageError
from storage.outbox.past_states import note_state
from storage.outbox.step import digest_of
from storage.states import OutboxState
from storage.tables import Outbox

_ENDED = (OutboxState.SENT, OutboxState.FAILED, OutboxState.UNCERTAIN, OutboxState.DROPPED)


def resend(
    session: Session, contest: str, outbox_id: int, to: str, who: str, why: str, now: datetime
) -> Outbox:
    """A new reply of the same bytes to `to`, empty for the address it went to; `why` is kept with it.

    Raises StorageError for a letter that is not there, was never written, or still has its own way to go.
    """
    lock_counter(session, contest)
    row = session.get(Outbox, outbox_id)
    if row is None or row.contest != contest or row.data is None:
        raise StorageError(f"there is no letter {outbox_id} that could be sent again")
    if row.state not in _ENDED:
        raise StorageError(f"letter {outbox_id} is {row.state}: `intake outbox list` says what to do with it")
    address = storable(to.strip().lower()) or row.to_address
    kind = f"resend-{row.id}-{_before(session, row) + 1}"
    again = Outbox(
        contest=contest,
        message_id=row.message_id,
        entry_id=row.entry_id,
        kind=kind,
        template=row.template,
        to_address=address,
        subject=row.subject,
        rfc_message_id=row.rfc_message_id,
        data=row.data,
        state=OutboxState.PENDING,
        counts=False,
        full=row.full,
        not_before=now,
        queued_at=now,
        created_at=now,
    )
    session.add(again)
    session.flush()
    note_state(session, again)
    told = ReplyQueued(again.template.value, again.state, "", digest_of(again))
    append(session, contest, now, Happening(who, told, About(row.message_id, outbox=again.id), why))
    return again


def _before(session: Session, row: Outbox) -> int:
    """How often it was sent again."""
    query = select(func.count()).where(
        Outbox.message_id == row.message_id, col(Outbox.kind).startswith(f"resend-{row.id}-")
    )
    return session.exec(query).one()
