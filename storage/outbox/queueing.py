"""Queues a mail in the outbox: renders it, and writes its first state and its event."""

from collections.abc import Callable

from sqlmodel import Session, select

from screening.model.causes import Cause
from screening.model.decision import Notice, ReplyPlan
from screening.model.letter import Rendered
from storage.chain.counters import counter_of
from storage.chain.events import About, Happening, append
from storage.chain.kinds import Alarm, ReplyQueued
from storage.outbox.past_states import first_state
from storage.outbox.step import digest_of, put
from storage.states import OutboxState
from storage.tables import Outbox
from storage.tables.replies import Why


def begins_as(
    session: Session, contest: str, plan: ReplyPlan | Notice, hold_first: int
) -> tuple[OutboxState, Why]:
    """The state that a planned mail begins in, and why it does not go out by itself."""
    if plan.suppressed is not None and not plan.waits:
        return OutboxState.SUPPRESSED, plan.suppressed
    if counter_of(session, contest).restored_at is not None:
        # It may have gone out before the loss: nobody is told twice without the organiser's word.
        return OutboxState.HELD, Cause.RESTORED
    if plan.suppressed is not None:
        return OutboxState.HELD, plan.suppressed
    if hold_first:
        earlier = select(Outbox.id).where(
            # Those of a dry run were no answers yet.
            Outbox.contest == contest,
            Outbox.state != OutboxState.SUPPRESSED,
            Outbox.why != Cause.OFF,
        )
        if len(session.exec(earlier.limit(hold_first)).all()) < hold_first:
            return OutboxState.HELD, Cause.FIRST
    return OutboxState.PENDING, ""


def lay(session: Session, row: Outbox, write: Callable[[], Rendered], entry: int | None = None) -> None:
    """Renders the mail into its row and writes the event. One that fails waits for a person, with an alarm.

    `entry` is the id of the entry that it speaks of.
    """
    failure = _render(row, write) if row.to_address else ""
    session.add(row)
    session.flush()
    first_state(session, row)
    about = About(row.message_id, entry, row.id)
    if failure:
        alarm = Happening("renderer", Alarm(Cause.RENDER_FAILED), about, failure)
        append(session, row.contest, row.created_at, alarm)
    told = ReplyQueued(row.template.value, row.state, row.why, digest_of(row))
    append(session, row.contest, row.created_at, Happening("rules", told, about))


def _render(row: Outbox, write: Callable[[], Rendered]) -> str:
    """Lays the finished mail into the row; returns what went wrong, if anything did."""
    try:
        put(row, write())
    except Exception as error:
        # Whatever a template does wrong, the decision stands: only the letter waits for a person.
        if row.state is not OutboxState.SUPPRESSED and row.why != Cause.RESTORED:
            row.state, row.why = OutboxState.HELD, Cause.RENDER_FAILED
        return repr(error)[:500]
    return ""
