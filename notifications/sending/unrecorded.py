"""What became of replies, remembered until our own disk and database let it be recorded."""

from collections import deque
from collections.abc import Callable
from typing import TypeAlias

from loguru import logger
from sqlmodel import Session

from notifications.sending.outgoing import Outgoing
from settings.alarm_kinds import AlarmKind
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

    def __init__(self, outgoing: Outgoing) -> None:
        self._outgoing = outgoing
        self._waiting: deque[Record] = deque()

    def record(self, outcome: Record) -> None:
        """Records it after all that wait. Raises errors of the disk and the database; then it waits, too."""
        self._waiting.append(outcome)
        self.settle()

    def settle(self) -> None:
        """Records what waits. Nothing more may be sent while this fails. Raises as `record` does."""
        while self._waiting:
            try:
                with writing(self._outgoing.engine) as session:
                    row = self._waiting[0](session)
            except UnknownStep as error:
                # A later message made the reply pointless while the server was refusing it.
                logger.info("what became of a reply is not recorded any more: {}", error)
            else:
                _tell_unsure(self._outgoing, row)
            self._waiting.popleft()


def recover(outgoing: Outgoing) -> None:
    """What is `attempting` while nobody sends may have been sent: it is sent once more, or is `uncertain`.

    So it is at a start. Later, an attempt whose commit failed may stand all the same: SQLite finds a commit
    again whose sync failed, when the file is next opened (measured, EIO at fdatasync).
    """
    with reading(outgoing.engine) as session:
        if not replies.listed(session, outgoing.contest, [OutboxState.ATTEMPTING]):
            return
    with writing(outgoing.engine) as session:
        found = replies.recover(session, outgoing.contest, outgoing.clock())
        unsure = replies.listed(session, outgoing.contest, [OutboxState.UNCERTAIN])
    logger.warning("{} replies were being sent when the program ended", found)
    for reply in unsure:
        _tell_unsure(outgoing, reply)


def _tell_unsure(outgoing: Outgoing, reply: Outbox) -> None:
    """Tells the organiser of a reply that did not go out, or of which nobody knows."""
    if reply.state in (OutboxState.FAILED, OutboxState.UNCERTAIN):
        told = f"reply {reply.id} is {reply.state.value}: its applicant may not know (`intake outbox list`)"
        outgoing.alarms.report(AlarmKind.REPLY, told)
