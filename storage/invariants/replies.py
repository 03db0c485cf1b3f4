"""What must hold of the outbox."""

from collections.abc import Iterator

from sqlalchemy import String, func, or_, type_coerce
from sqlmodel import Session, col, select

from storage.invariants.finding import Check
from storage.states import OutboxState
from storage.tables import Outbox, ReplyState


def _replies_have_bytes(session: Session, contest: str) -> Iterator[str]:
    out = (OutboxState.ATTEMPTING, OutboxState.SENT, OutboxState.UNCERTAIN, OutboxState.PENDING)
    bare = select(Outbox.id).where(
        Outbox.contest == contest, col(Outbox.state).in_(out), func.coalesce(func.length(Outbox.data), 0) == 0
    )
    for reply in session.exec(bare):
        yield f"reply {reply} is on its way or sent, and its bytes are not kept"


def _one_reply_of_a_kind(session: Session, contest: str) -> Iterator[str]:
    twice = (
        select(Outbox.message_id, Outbox.kind)
        .where(Outbox.contest == contest)
        .group_by(col(Outbox.message_id), col(Outbox.kind), col(Outbox.to_address))
        .having(func.count() > 1)
    )
    for message, kind in session.exec(twice):
        yield f"message {message} has more than one mail of the kind {kind}"


def _reply_states_are_noted(session: Session, contest: str) -> Iterator[str]:
    last = select(ReplyState.outbox_id, func.max(ReplyState.since).label("since"))
    newest = last.group_by(col(ReplyState.outbox_id)).subquery()
    now, noted = type_coerce(col(Outbox.state), String), type_coerce(col(ReplyState.state), String)
    is_newest = (col(ReplyState.outbox_id) == newest.c.outbox_id) & (ReplyState.since == newest.c.since)
    pairs = (
        select(col(Outbox.id), now.label("now"), noted.label("noted"))
        .join(newest, newest.c.outbox_id == Outbox.id, isouter=True)
        .join(ReplyState, is_newest, isouter=True)
        .where(Outbox.contest == contest, or_(noted.is_(None), noted != now))
    )
    for reply, state, word in session.exec(pairs):
        yield f"reply {reply} is {state}, and what was noted of it last is {word or 'nothing'}"


REPLIES: dict[str, Check] = {
    "replies-have-bytes": _replies_have_bytes,
    "one-reply-of-a-kind": _one_reply_of_a_kind,
    "reply-states-noted": _reply_states_are_noted,
}
