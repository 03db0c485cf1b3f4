"""Empties the outbox: one reply after the other, each attempt committed before its DATA."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from loguru import logger

from ingest.parts import Parts, now
from ingest.steps import Step, reached
from notifications.transport import Ambiguous, OwnFault, Refused, Smtp, TransportError
from screening.decision import Template
from storage import outbox
from storage.engine import reading, writing
from storage.outbox import Answer
from storage.tables import Outbox

BATCH = 20
"""Replies in memory at a time, each with its whole mail."""


@dataclass(slots=True)
class Sent:
    """What one round achieved. `fault` is our own or our server's: nothing more was tried after it."""

    sent: int = 0
    failed: int = 0
    deferred: int = 0
    fault: OwnFault | None = None


def send_due(
    parts: Parts, smtp: Smtp, stopped: Callable[[], bool], *, polling: Callable[[], bool] = lambda: False
) -> Sent:
    """Tries every reply once that is due now: one that fails is due again only after this moment.

    While a poll is under way corrections wait: a later message of the same poll may complete the entry.
    """
    round_, moment = Sent(), now()
    while rows := _due(parts, moment, polling=polling()):
        for row in rows:
            if stopped() or round_.fault:
                return round_
            _send(parts, smtp, row, round_)
    return round_


def _due(parts: Parts, moment: datetime, *, polling: bool) -> Sequence[Outbox]:
    with reading(parts.engine) as session:
        return outbox.due(session, moment, BATCH, untried=Template.CORRECTION if polling else None)


def _send(parts: Parts, smtp: Smtp, row: Outbox, round_: Sent) -> None:
    reply_id, to = row.id or 0, row.to_address

    def before_data() -> None:
        with writing(parts.engine) as session:
            outbox.attempt(session, reply_id, now())
        reached(Step.ATTEMPTING)

    try:
        receipt = smtp.send(row.data or b"", to, before_data=before_data)
    except TransportError as error:
        _record_failure(parts, reply_id, error, round_)
        return
    reached(Step.DELIVERED)
    with writing(parts.engine) as session:
        outbox.confirm(session, reply_id, Answer(receipt.code, receipt.said), now())
    reached(Step.SENT)
    round_.sent += 1


def _record_failure(parts: Parts, reply_id: int, error: TransportError, round_: Sent) -> None:
    """Refused is for good; ambiguous may have been sent; all else is tried again later."""
    answer = Answer(error.code, error.said)
    with writing(parts.engine) as session:
        if isinstance(error, Refused):
            round_.failed += 1
            outbox.fail(session, reply_id, answer, now())
        elif isinstance(error, Ambiguous):
            round_.deferred += 1
            outbox.doubt(session, reply_id, answer, now())
        else:
            round_.deferred += 1
            round_.fault = error if isinstance(error, OwnFault) else None
            outbox.defer(session, reply_id, answer, now(), own_fault=isinstance(error, OwnFault))
    logger.warning("reply {}: {}", reply_id, error)
