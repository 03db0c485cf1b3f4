"""Where one address would get many letters at once: one digest goes instead, and the organiser is told."""

from collections.abc import Callable

from runtime.parts import Parts
from screening.answer.caps import MANY
from storage.engine import reading, writing
from storage.outbox import digests, queue
from storage.outbox.queueing import RENDER_FAILED

MOST_DIGESTS = 20
"""In one round, each in a transaction of its own; the next round goes on."""


def see_to(parts: Parts, stopped: Callable[[], bool]) -> None:
    """Queues the digests that are due, and raises or clears the one alarm. Done again, it changes nothing."""
    for _ in range(MOST_DIGESTS):
        if stopped() or not _queue_one(parts):
            break
    _tell(parts)


def _queue_one(parts: Parts) -> bool:
    with reading(parts.engine) as session:
        # Where none is due nothing is locked.
        if digests.next_due(session, parts.contest, parts.judge.clock()) is None:
            return False
    with writing(parts.engine) as session:
        row = digests.queue_next(session, parts.judge)
        if row and row.why == RENDER_FAILED:
            parts.alarms.report("render", f"reply {row.id}: a digest could not be written and is held")
        return row is not None


def _tell(parts: Parts) -> None:
    with reading(parts.engine) as session:
        waiting = queue.crowd(session, parts.contest)
    if waiting is None:
        parts.alarms.clear(MANY)
        return
    local = waiting.since.astimezone(parts.desk.zone)
    parts.alarms.raise_(
        MANY,
        f"since {local:%Y-%m-%d %H:%M %Z} {waiting.letters} letters for {waiting.addresses} address(es) wait:"
        " too many at once to one address, or for one sender. See `intake outbox list --state held`, then"
        " `intake outbox release --many` or `intake outbox drop --many`",
    )
