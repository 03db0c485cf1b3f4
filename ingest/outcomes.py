"""What became of replies, remembered until our own disk and database let it be recorded."""

from collections import deque
from collections.abc import Callable
from typing import TypeAlias

from loguru import logger
from sqlmodel import Session

from runtime.parts import Parts
from storage.engine import reading, writing
from storage.errors import UnknownStep
from storage.outbox import replies
from storage.states import OutboxState
from storage.tables import Outbox

Record: TypeAlias = Callable[[Session], Outbox]
"""Writes one outcome, in the transaction that it is given; returns the reply."""


class Outcomes:
    """For the sender's thread. What is lost with it is found `attempting` at the next start.

    A reply that the server took while our disk was full would else stay `attempting` until then, and be
    sent a second time (found by `make soak`).
    """

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._waiting: deque[Record] = deque()

    def record(self, outcome: Record) -> None:
        """Records it after all that wait. Raises what `judging.OurFault` names; then it waits, too."""
        self._waiting.append(outcome)
        self.settle()

    def settle(self) -> None:
        """Records what waits. Nothing more may be sent while this fails. Raises as `record` does."""
        while self._waiting:
            try:
                with writing(self._parts.engine) as session:
                    row = self._waiting[0](session)
            except UnknownStep as error:
                # A later message made the reply pointless while the server was refusing it.
                logger.info("what became of a reply is not recorded any more: {}", error)
            else:
                _tell_unsure(self._parts, row)
            self._waiting.popleft()


def recover(parts: Parts) -> None:
    """What is `attempting` while nobody sends may have been sent: it is sent once more, or is `uncertain`.

    So it is at a start. Later, an attempt whose commit failed may stand all the same: SQLite finds a commit
    again whose sync failed, when the file is next opened (measured, EIO at fdatasync).
    """
    with reading(parts.engine) as session:
        if not replies.listed(session, [OutboxState.ATTEMPTING]):
            return
    with writing(parts.engine) as session:
        found = replies.recover(session, parts.judge.clock())
        unsure = replies.listed(session, [OutboxState.UNCERTAIN])
    logger.warning("{} replies were being sent when the sending ended", found)
    for reply in unsure:
        _tell_unsure(parts, reply)


def _tell_unsure(parts: Parts, reply: Outbox) -> None:
    """Tells the organiser of a reply that did not go out, or of which nobody knows."""
    if reply.state in (OutboxState.FAILED, OutboxState.UNCERTAIN):
        told = f"reply {reply.id} is {reply.state.value}: its applicant may not know (`intake outbox list`)"
        parts.alarms.report("reply", told)
