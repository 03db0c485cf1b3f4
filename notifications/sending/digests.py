"""One letter in place of many: what waits as `many` is listed, once, to the address that it is for.

The letters themselves go on waiting for a person. A digest uses up no cap, but one sender causes no more of
them in an hour than first letters: his mails may ask to be answered at a thousand addresses.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, select, update
from sqlmodel import Session, col

from notifications.rendering.render import render_digest
from notifications.sending.outgoing import Outgoing
from screening.answer.caps import MOST_LETTERS_HOUR
from screening.model.causes import Cause
from screening.model.decision import Certainty, ReplyPlan, Template
from screening.model.letter import Digest
from storage.chain.counters import lock_counter
from storage.codec import agency_of
from storage.entries.current import current_of
from storage.errors import StorageError
from storage.outbox import replies
from storage.outbox.queueing import begins_as, lay
from storage.outbox.returned import written_to_no_more
from storage.states import OutboxState
from storage.tables import DecisionRow, Entry, Message, Outbox

WAIT = timedelta(minutes=10)
"""So long the oldest letter waits, that more of them come into one digest."""
BETWEEN = timedelta(hours=1)
MOST_LISTED = 5_000
"""In one digest; the rest comes in the next."""


def next_due(session: Session, contest: str, now: datetime) -> str | None:
    """The address that is to get the next digest: that of the letter which waits longest; None if none is."""
    lately: tuple[ColumnElement[bool], ...] = (
        col(Outbox.contest) == contest,
        col(Outbox.template) == Template.DIGEST,
        col(Outbox.created_at) > now - BETWEEN,
    )
    served = select(col(Outbox.to_address)).where(*lately)
    busy = (
        select(col(Message.sender))
        .join(Outbox, col(Outbox.message_id) == col(Message.id))
        .where(*lately, col(Message.sender) != "")
        .group_by(col(Message.sender))
        .having(func.count() >= MOST_LETTERS_HOUR)
    )
    query = _waiting(contest, None, col(Outbox.to_address)).where(
        col(Outbox.created_at) <= now - WAIT,
        col(Outbox.to_address) != "",
        col(Outbox.to_address).not_in(served),
        col(Message.sender).not_in(busy),
        ~written_to_no_more(contest, col(Outbox.to_address)),
    )
    return session.scalars(query.order_by(col(Outbox.created_at), col(Outbox.id)).limit(1)).first()


def queue_next(session: Session, outgoing: Outgoing) -> Outbox | None:
    """Queues the next digest that is due, and marks the letters that it lists; None if none is due."""
    contest, now = outgoing.contest, outgoing.clock()
    lock_counter(session, contest)
    address = next_due(session, contest, now)
    if address is None:
        return None
    listed = _letters(session, contest, address)
    digest = _digest(address, listed, now)
    row = _row(session, outgoing, digest, listed[-1].message_id)
    lay(session, row, partial(render_digest, digest, outgoing.desk))
    ids = [each.id for each in listed]
    session.execute(update(Outbox).where(col(Outbox.id).in_(ids)).values(digest_id=row.id))
    return row


def render_again(session: Session, outgoing: Outgoing, outbox_id: int, who: str) -> Outbox:
    """Writes a digest whose template had failed: of the letters that it stands for, and that wait still.

    Raises RenderError and StorageError as `decisions.render_again` does.
    """
    contest, now = outgoing.contest, outgoing.clock()
    row = replies.to_be_rendered(session, contest, outbox_id)
    listed = _letters(session, contest, row.to_address, row.id)
    if not listed:
        raise StorageError(
            f"reply {outbox_id} lists no letter that still waits: `intake outbox drop {outbox_id}`"
        )
    written = render_digest(_digest(row.to_address, listed, now), outgoing.desk)
    begins = begins_as(session, contest, _plan(outgoing, row.to_address), outgoing.hold_first)
    return replies.render(session, row, written, begins, who, now)


def _digest(address: str, listed: Sequence[Row[Any]], now: datetime) -> Digest:
    return Digest(address, listed[-1].digest, tuple((row.reference, _agency(row)) for row in listed), now)


def _waiting(contest: str, digest: int | None, *columns: Any) -> Select[Any]:
    """The letters that wait and stand in that digest, or in none, with their messages and entries."""
    return (
        select(*columns)
        .join(Message, col(Message.id) == col(Outbox.message_id))
        .join(DecisionRow, current_of(col(Message.id)))
        .join(Entry, col(Entry.id) == col(DecisionRow.entry_id))
        .where(
            col(Outbox.contest) == contest,
            col(Outbox.why) == Cause.MANY,
            col(Outbox.state) == OutboxState.HELD,
            col(Outbox.digest_id) == digest,
        )
    )


def _letters(session: Session, contest: str, address: str, digest: int | None = None) -> list[Row[Any]]:
    """What is to be listed to one address, oldest first; locked, since a person may let it go meanwhile."""
    query = _waiting(
        contest,
        digest,
        col(Outbox.id),
        col(Outbox.message_id),
        col(Outbox.full),
        col(Message.digest),
        col(Entry.reference),
        col(Entry.agency),
    )
    wanted = query.where(col(Outbox.to_address) == address).order_by(col(Outbox.id)).limit(MOST_LISTED)
    return list(session.execute(wanted.with_for_update(of=Outbox)))


def _agency(row: Row[Any]) -> str:
    """The agency's name as the register has it, where the letter may tell it; nothing that came by mail."""
    finding = agency_of(row.agency)
    sure = row.full and finding.certainty in (Certainty.EXACT, Certainty.RESOLVED)
    return finding.place.name if sure and finding.place else ""


def _plan(outgoing: Outgoing, to: str) -> ReplyPlan:
    waits = outgoing.replies.holds()
    return ReplyPlan(Template.DIGEST, to, waits, waits is not None)


def _row(session: Session, outgoing: Outgoing, digest: Digest, message: int) -> Outbox:
    contest, now = outgoing.contest, digest.written_at
    state, why = begins_as(session, contest, _plan(outgoing, digest.to), outgoing.hold_first)
    return Outbox(
        contest=contest,
        message_id=message,
        kind=Template.DIGEST.value,
        template=Template.DIGEST,
        to_address=digest.to,
        state=state,
        why=why,
        counts=False,
        not_before=now,
        queued_at=now,
        created_at=now,
    )
