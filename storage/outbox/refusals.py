"""What the SMTP server refused, as the records tell: so a round sees what the rounds before it met."""

import re

from sqlmodel import Session, col, select

from storage.chain.kinds import Kind
from storage.states import OutboxState
from storage.tables import Event, Outbox

_STATUS = re.compile(r"5\.\d{1,3}\.\d{1,3}\b")
_FAR = 100  # events: replies that wait for other reasons lie between
_TOLD = (Kind.REPLY_CONFIRM, Kind.REPLY_DEFER)


def alike_in_a_row(session: Session, contest: str) -> int:
    """How many replies, the last of them first, were refused with one code and status since a mail was taken.

    What ended a reply is about its recipient and breaks no row, nor do refusals for now (4xx). The words are
    not compared: they may name the recipient.
    """
    query = select(Event.outbox_id, Event.what).where(Event.contest == contest, col(Event.what).in_(_TOLD))
    replies: set[int] = set()
    kinds: set[tuple[int | None, str]] = set()
    for reply_id, what in session.exec(query.order_by(col(Event.seq).desc()).limit(_FAR)):
        if what == Kind.REPLY_CONFIRM:
            break
        reply = session.get(Outbox, reply_id)
        if reply is None or not 500 <= (reply.last_code or 0) < 600:
            continue
        status = _STATUS.match(reply.last_error)
        kinds.add((reply.last_code, status[0] if status else ""))
        if len(kinds) > 1:
            break
        replies.add(reply.id)
    return len(replies)


def any_waits(session: Session, contest: str) -> bool:
    """Whether a reply still waits because it was refused for what is no fault of its recipient's."""
    query = select(Outbox.id).where(
        Outbox.contest == contest,
        Outbox.state == OutboxState.PENDING,
        col(Outbox.last_code).between(500, 599),
    )
    return session.exec(query.limit(1)).first() is not None
