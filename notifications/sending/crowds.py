"""Where one address would get many letters at once: one digest goes instead, and the organiser is told."""

from collections.abc import Callable

from notifications.sending import digests
from notifications.sending.outgoing import Outgoing
from screening.model.causes import Cause
from settings.alarm_kinds import AlarmKind
from storage.engine import reading, writing
from storage.outbox import queue

MOST_DIGESTS = 20
"""In one round, each in a transaction of its own; the next round goes on."""


def see_to(outgoing: Outgoing, stopped: Callable[[], bool]) -> None:
    """Queues the digests that are due, and raises or clears the one alarm. Done again, it changes nothing."""
    for _ in range(MOST_DIGESTS):
        if stopped() or not _queue_one(outgoing):
            break
    _tell(outgoing)


def _queue_one(outgoing: Outgoing) -> bool:
    with reading(outgoing.engine) as session:
        # Where none is due nothing is locked.
        if digests.next_due(session, outgoing.contest, outgoing.clock()) is None:
            return False
    with writing(outgoing.engine) as session:
        row = digests.queue_next(session, outgoing)
        if row and row.why == Cause.RENDER_FAILED:
            cure = f"mend its text, then `intake outbox render {row.id}`"
            outgoing.alarms.report(
                AlarmKind.RENDER, f"reply {row.id}: a digest could not be written and is held: {cure}"
            )
        return row is not None


def _tell(outgoing: Outgoing) -> None:
    with reading(outgoing.engine) as session:
        waiting = queue.crowd(session, outgoing.contest)
    if waiting is None:
        outgoing.alarms.clear(AlarmKind.MANY)
        return
    local = waiting.since.astimezone(outgoing.desk.zone)
    outgoing.alarms.raise_(
        AlarmKind.MANY,
        f"since {local:%Y-%m-%d %H:%M %Z} {waiting.letters} letters for {waiting.addresses} address(es) wait:"
        " too many at once to one address, or for one sender. See `intake outbox list --state held`, then"
        " `intake outbox release --many` or `intake outbox drop --many`",
    )
