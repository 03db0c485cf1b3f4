"""The outbox: what may happen to a reply, one function a step.

Each step reads the row under a lock, checks `storage.states.ALLOWED`, changes the row and writes an event,
in the caller's transaction. The sender's order is: `queue.due`; connect, up to an accepted RCPT; `attempt`
and commit; DATA; then one of `confirm`, `defer`, `fail` or `doubt`, and commit.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy.orm import QueryableAttribute
from sqlalchemy.orm import defer as without
from sqlmodel import Session, col, or_, select

from screening.model.causes import Cause
from screening.model.decision import Template
from screening.model.letter import Rendered
from storage.entries.current import current_in
from storage.errors import StorageError, UnknownStep
from storage.outbox import breaker
from storage.outbox.overtaken import is_pointless
from storage.outbox.step import Answer, begin, finish, once_more, put, supersede_one, words
from storage.states import ALLOWED, OutboxState, OutboxStep
from storage.tables import DecisionRow, Outbox
from storage.tables.replies import Why

FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=60), timedelta(seconds=4000)
LIFETIME = timedelta(days=5)
"""Postfix's maximal_backoff_time and maximal_queue_lifetime (postconf(5))."""


def listed(
    session: Session, contest: str, states: Sequence[OutboxState] = tuple(OutboxState)
) -> Sequence[Outbox]:
    """The contest's replies in one of `states`, oldest first; their bytes are loaded when asked for."""
    query = (
        select(Outbox)
        .where(Outbox.contest == contest, col(Outbox.state).in_(states))
        .options(without(cast(QueryableAttribute[bytes], Outbox.data)))
    )
    return session.exec(query.order_by(col(Outbox.id))).all()


def attempt(session: Session, contest: str, outbox_id: int, now: datetime) -> Outbox:
    """RCPT was accepted and DATA follows. Only one sender gets through: another finds it `attempting`."""
    row = begin(session, contest, outbox_id, OutboxStep.ATTEMPT)
    if row.data is None:
        raise StorageError(f"reply {outbox_id} was never rendered")
    row.attempts += 1
    return finish(session, row, OutboxStep.ATTEMPT, OutboxState.ATTEMPTING, now)


def confirm(session: Session, contest: str, outbox_id: int, answer: Answer, now: datetime) -> Outbox:
    """The server took the mail after the final dot."""
    row = begin(session, contest, outbox_id, OutboxStep.CONFIRM)
    row.sent_at = now
    return finish(session, row, OutboxStep.CONFIRM, OutboxState.SENT, now, answer)


def defer(
    session: Session,
    contest: str,
    outbox_id: int,
    answer: Answer,
    now: datetime,
    *,
    own_fault: bool = False,
    refused_us: bool = False,
) -> Outbox:
    """Not now: tried again after 60 s, doubling to 4000 s; `failed` after five days, unless `refused_us`: the
    server refused this mail for what is no fault of its recipient's.

    `own_fault` (a wrong password, no connection, TLS): tried again every 60 s for ever, since it is the
    server that is tried and not this reply; what is said each time is written into the chain once.
    """
    row = begin(session, contest, outbox_id, OutboxStep.DEFER)
    if own_fault:
        row.not_before = now + FIRST_WAIT
        if row.state is OutboxState.PENDING and (row.last_code, row.last_error) == words(answer):
            return row
        return once_more(session, row, OutboxStep.DEFER, now, answer)
    wait = min(FIRST_WAIT * 2 ** min(row.deferrals, 12), LONGEST_WAIT)
    row.deferrals += 1
    row.not_before = now + wait
    if not refused_us and row.not_before > row.queued_at + LIFETIME:
        return finish(session, row, OutboxStep.DEFER, OutboxState.FAILED, now, answer)
    return once_more(session, row, OutboxStep.DEFER, now, answer)


def fail(session: Session, contest: str, outbox_id: int, answer: Answer, now: datetime) -> Outbox:
    """Refused for good, by a 5xx about the recipient."""
    row = begin(session, contest, outbox_id, OutboxStep.FAIL)
    return finish(session, row, OutboxStep.FAIL, OutboxState.FAILED, now, answer)


def doubt(session: Session, contest: str, outbox_id: int, answer: Answer, now: datetime) -> Outbox:
    """The connection ended after DATA without an answer: sent again once, then `uncertain`."""
    row = begin(session, contest, outbox_id, OutboxStep.DOUBT)
    row.ambiguous += 1
    row.not_before = now
    if row.ambiguous > 1:
        return finish(session, row, OutboxStep.DOUBT, OutboxState.UNCERTAIN, now, answer)
    return once_more(session, row, OutboxStep.DOUBT, now, answer)


def recover(session: Session, contest: str, now: datetime) -> int:
    """At start: what a crash left `attempting` may have been sent. Returns how many were found."""
    left = listed(session, contest, [OutboxState.ATTEMPTING])
    for row in left:
        doubt(session, contest, row.id, Answer(text="the daemon ended while sending"), now)
    return len(left)


def bounce(session: Session, contest: str, outbox_id: int, answer: Answer, now: datetime) -> Outbox:
    """It came back: a server took it, and could not deliver it."""
    row = begin(session, contest, outbox_id, OutboxStep.BOUNCE)
    return finish(session, row, OutboxStep.BOUNCE, OutboxState.FAILED, now, answer, who="rules")


def release(session: Session, contest: str, outbox_id: int, who: str, now: datetime) -> Outbox:
    """A person lets a held reply go. Raises StorageError when there is nothing to send."""
    row = begin(session, contest, outbox_id, OutboxStep.RELEASE)
    if row.data is None:
        raise StorageError(
            f"reply {outbox_id} was never rendered: mend its text, then `intake outbox render {outbox_id}`"
        )
    stopped = row.why == Cause.BREAKER
    _requeue(session, row, OutboxStep.RELEASE, who, now)
    if stopped:
        breaker.settle(session, contest, who, now)
    return row


def retry(session: Session, contest: str, outbox_id: int, who: str, now: datetime) -> Outbox:
    """A person has a failed or uncertain reply sent again, byte for byte the same."""
    row = begin(session, contest, outbox_id, OutboxStep.RETRY)
    row.ambiguous = 0
    return _requeue(session, row, OutboxStep.RETRY, who, now)


def drop(session: Session, contest: str, outbox_id: int, who: str, now: datetime) -> Outbox:
    """A person decides that it is not to go out; also of one that a server refuses time and again."""
    row = begin(session, contest, outbox_id, OutboxStep.DROP)
    finish(session, row, OutboxStep.DROP, OutboxState.DROPPED, now, who=who)
    if row.why == Cause.BREAKER:
        breaker.settle(session, contest, who, now)
    return row


def supersede(session: Session, contest: str, entry_id: int, but: int, now: datetime) -> None:
    """Corrections of an entry that have not gone out are pointless once message `but` has completed it, and
    letters of acts to whom its answer tells how the entry stands now.
    """
    query = (
        select(Outbox)
        .join(DecisionRow, col(DecisionRow.message_id) == col(Outbox.message_id))
        .where(current_in([entry_id]), Outbox.message_id != but)
        .where(or_(Outbox.template == Template.CORRECTION, col(Outbox.act_id).is_not(None)))
        .where(col(Outbox.state).in_(ALLOWED[OutboxStep.SUPERSEDE]))
    )
    for row in session.exec(query).all():
        if row.template is Template.CORRECTION or is_pointless(session, row):
            supersede_one(session, contest, row.id, now)


def supersede_unsent(
    session: Session, contest: str, message_id: int, now: datetime
) -> list[dict[str, int | str]]:
    """The message was judged again and is answered anew: what has not gone out to it is pointless.

    Returns these as they stood: `id`, `state` and `why`.
    """
    query = select(Outbox).where(
        Outbox.message_id == message_id,
        col(Outbox.entry_id).is_(None),  # letters to others are no answers, nor is a digest
        Outbox.template != Template.DIGEST,
    )
    over: list[dict[str, int | str]] = []
    for row in session.exec(query.where(col(Outbox.state).in_(ALLOWED[OutboxStep.SUPERSEDE]))).all():
        over.append({"id": row.id, "state": row.state.value, "why": str(row.why)})
        supersede_one(session, contest, row.id, now)
    return over


def restore(
    session: Session, contest: str, outbox_id: int, begins: tuple[OutboxState, Why], now: datetime
) -> Outbox:
    """The act that made this reply pointless was taken back before its own letter went out."""
    row = begin(session, contest, outbox_id, OutboxStep.RESTORE)
    state, row.why = begins
    return finish(session, row, OutboxStep.RESTORE, state, now, who="rules")


def hold(session: Session, contest: str, outbox_id: int, now: datetime) -> Outbox:
    """The records came back from a backup: by then it may have gone out."""
    row = begin(session, contest, outbox_id, OutboxStep.HOLD)
    row.why = Cause.RESTORED
    return finish(session, row, OutboxStep.HOLD, OutboxState.HELD, now, who="restore")


def find(session: Session, contest: str, outbox_id: int, sent_at: datetime, now: datetime) -> Outbox:
    """A copy of it lies in the folder of sent mail, from `sent_at`: it has gone out before the loss."""
    row = begin(session, contest, outbox_id, OutboxStep.FIND)
    row.why, row.sent_at = "", sent_at
    return finish(session, row, OutboxStep.FIND, OutboxState.SENT, now, who="recover")


def to_be_rendered(session: Session, contest: str, outbox_id: int, *, anew: bool = False) -> Outbox:
    """The held reply whose template had failed, locked; `anew`: or any held one that was never attempted.

    Raises StorageError for any other: bytes that a server may have seen never change.
    """
    row = begin(session, contest, outbox_id, OutboxStep.RENDER)
    if row.data is not None and (row.attempts or not anew):
        raise UnknownStep(f"reply {outbox_id} is rendered already: given bytes never change")
    return row


def render(
    session: Session,
    row: Outbox,
    rendered: Rendered,
    begins: tuple[OutboxState, Why],
    who: str,
    now: datetime,
) -> Outbox:
    """Gives a reply its bytes, for a person; `begins` is the state that follows, and why."""
    put(row, rendered)
    state, row.why = begins
    row.queued_at = row.not_before = now
    if state is OutboxState.PENDING:
        return once_more(session, row, OutboxStep.RENDER, now, who=who)
    return finish(session, row, OutboxStep.RENDER, state, now, who=who)


def _requeue(session: Session, row: Outbox, step: OutboxStep, who: str, now: datetime) -> Outbox:
    row.why, row.deferrals = "", 0
    row.queued_at = row.not_before = now
    return once_more(session, row, step, now, who=who)
