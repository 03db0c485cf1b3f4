"""What the steps of a reply have in common: lock the row, check the step, write the row and the event."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from screening.model.causes import Cause
from screening.model.letter import Rendered
from storage.chain.counters import lock_counter
from storage.chain.events import About, Happening, append
from storage.chain.kinds import REPLY_STEPS, ReplyRendered, ReplyStepped
from storage.codec import storable
from storage.errors import StorageError
from storage.outbox.overtaken import is_pointless
from storage.outbox.past_states import note_state
from storage.states import ALLOWED, OutboxState, OutboxStep, check_move, check_start
from storage.tables import Outbox


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server said, or what went wrong: its SMTP code if it gave one, and its words."""

    code: int | None = None
    text: str = ""


def begin(session: Session, contest: str, outbox_id: int, step: OutboxStep) -> Outbox:
    """The contest's reply, its row locked behind the counter: the one order of locks."""
    lock_counter(session, contest)
    row = session.get(Outbox, outbox_id, with_for_update=True, populate_existing=True)
    if row is None or row.contest != contest:
        raise StorageError(f"there is no reply {outbox_id}")
    check_start(ALLOWED, step, row.state)
    return row


def finish(
    session: Session,
    row: Outbox,
    step: OutboxStep,
    end: OutboxState,
    now: datetime,
    answer: Answer | None = None,
    who: str = "sender",
) -> Outbox:
    """Settles the row in its new state, with the server's answer and the event."""
    check_move(ALLOWED, step, row.state, end)
    row.state = end
    note_state(session, row)
    if answer is not None:
        row.last_code, row.last_error = words(answer)
    told, text = _told(row, step, row.last_code if answer else None), row.last_error if answer else ""
    append(session, row.contest, now, Happening(who, told, About(row.message_id, outbox=row.id), text))
    return row


def once_more(
    session: Session, row: Outbox, step: OutboxStep, now: datetime, answer: Answer | None = None, **who: str
) -> Outbox:
    """Pending again, unless what came meanwhile has made it pointless: superseding passes over what is just
    being sent, or has failed, and the applicant must not hear of a missing file after "accepted".
    """
    finish(session, row, step, OutboxState.PENDING, now, answer, **who)
    return supersede_one(session, row.contest, row.id, now) if is_pointless(session, row) else row


def supersede_one(session: Session, contest: str, outbox_id: int, now: datetime) -> Outbox:
    """A later message of the same entry, or a later judgement, has made this reply pointless."""
    row = begin(session, contest, outbox_id, OutboxStep.SUPERSEDE)
    row.why = Cause.SUPERSEDED
    return finish(session, row, OutboxStep.SUPERSEDE, OutboxState.SUPPRESSED, now)


def put(row: Outbox, rendered: Rendered) -> None:
    """Writes a rendered mail into its row."""
    row.data, row.rfc_message_id, row.subject = rendered.data, rendered.message_id, storable(rendered.subject)


def digest_of(row: Outbox) -> str:
    """The sha256 of a reply's bytes, as the chain tells it; empty for one that is not rendered."""
    return hashlib.sha256(row.data).hexdigest() if row.data else ""


def words(answer: Answer) -> tuple[int | None, str]:
    """The answer as the row keeps it."""
    return answer.code, storable(answer.text[:500])


def _told(row: Outbox, step: OutboxStep, code: int | None) -> ReplyStepped:
    if step is OutboxStep.RENDER:
        return ReplyRendered(row.state, row.attempts, code, digest_of(row))
    return ReplyStepped(REPLY_STEPS[step], row.state, row.attempts, code)
