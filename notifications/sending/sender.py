"""Empties the outbox: one reply after the other, each attempt committed before its DATA."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from loguru import logger
from sqlmodel import Session

from notifications.sending import crowds
from notifications.sending.outgoing import Outgoing
from notifications.sending.pace import Pace
from notifications.sending.unrecorded import Outcomes, recover
from notifications.transport import (
    ALIKE,
    Ambiguous,
    ConnectionBroken,
    OwnFault,
    Refused,
    Smtp,
    TransportError,
    nobodys,
    of_one_mail,
)
from screening.model.decision import Template
from settings.alarm_kinds import AlarmKind
from storage.engine import reading, writing
from storage.errors import UnknownStep
from storage.milestones import Milestone, reached
from storage.outbox import queue, refusals, replies
from storage.outbox.breaker import breaker_of
from storage.outbox.step import Answer
from storage.tables import Outbox

BATCH = 20
"""Replies in memory at a time, each with its whole mail."""

BREAKS = 3
"""After so many connections lost in a row the fault is the server's, and the round ends."""

_PER_MAIL = ("rcpt", "data", "final")


@dataclass(slots=True)
class Sent:
    """What one round achieved. `fault` is our own or our server's, told when the round has ended."""

    sent: int = 0
    failed: int = 0
    deferred: int = 0
    fault: OwnFault | None = None
    refused: OwnFault | None = None  # a mail, for what is no fault of its recipient's: the others were tried
    breaks: int = 0  # in a row
    paced: bool = False  # more is due than the provider takes at a time


def send_due(
    outgoing: Outgoing,
    smtp: Smtp,
    stopped: Callable[[], bool],
    *,
    polling: Callable[[], bool] = lambda: False,
    outcomes: Outcomes | None = None,
    pace: Pace | None = None,
) -> Sent:
    """Tries every reply once that is due now: one that fails is due again only after this moment.

    While a poll is under way corrections wait: a later message of the same poll may complete the entry.
    `outcomes` are those of the rounds before, which are recorded first. Where `pace` ends the round, the rest
    stays due; acceptances go first then.
    """
    outcomes, pace = outcomes or Outcomes(outgoing), pace or Pace()
    outcomes.settle()
    recover(outgoing)
    _tell_of_breaker(outgoing)
    crowds.see_to(outgoing, stopped)
    round_, moment = Sent(), outgoing.clock()
    _recall(outgoing, pace)
    while rows := _due(outgoing, moment, pace, polling=polling()):
        for row in rows:
            round_.paced = not pace.has_room(outgoing.clock())
            if stopped() or round_.fault or round_.paced:
                return round_
            _send(outgoing, smtp, row, round_, outcomes)
            pace.sent(outgoing.clock())
    round_.fault = round_.fault or round_.refused
    return round_


def _recall(outgoing: Outgoing, pace: Pace) -> None:
    """What went before this process counts with the provider as well: a restart is no new day."""
    if not pace.recalled:
        with reading(outgoing.engine) as session:
            pace.recall(queue.sent_since(session, outgoing.contest, outgoing.clock() - pace.reach))


def _due(outgoing: Outgoing, moment: datetime, pace: Pace, *, polling: bool) -> Sequence[Outbox]:
    untried = Template.CORRECTION if polling else None
    first = Template.ACKNOWLEDGEMENT if pace.is_limited else None
    with reading(outgoing.engine) as session:
        return queue.due(
            session, outgoing.contest, moment, BATCH, untried=untried, first=first, now=outgoing.clock()
        )


def _send(outgoing: Outgoing, smtp: Smtp, row: Outbox, round_: Sent, outcomes: Outcomes) -> None:
    reply_id, clock = row.id or 0, outgoing.clock

    def before_data() -> None:
        with writing(outgoing.engine) as session:
            replies.attempt(session, outgoing.contest, reply_id, clock())
        reached(Milestone.ATTEMPTING)

    try:
        receipt = smtp.send(row.data or b"", row.to_address, before_data=before_data)
    except UnknownStep as error:
        # A later message has made it pointless since this round looked.
        logger.info("reply {} does not go out: {}", reply_id, error)
        return
    except TransportError as error:
        outcomes.record(partial(_record_failure, outgoing.contest, reply_id, error, clock()))
        _count_failure(outgoing, reply_id, error, round_)
        return
    reached(Milestone.DELIVERED)
    answer, now = Answer(receipt.code, receipt.said), clock()
    outcomes.record(lambda session: replies.confirm(session, outgoing.contest, reply_id, answer, now))
    reached(Milestone.SENT)
    round_.sent += 1
    round_.breaks = 0


def _record_failure(
    contest: str, reply_id: int, error: TransportError, now: datetime, session: Session
) -> Outbox:
    """Refused by the recipient is for good; ambiguous may have been sent; all else is tried again later."""
    answer = Answer(error.code, error.said)
    if isinstance(error, Refused):
        return replies.fail(session, contest, reply_id, answer, now)
    if isinstance(error, Ambiguous):
        return replies.doubt(session, contest, reply_id, answer, now)
    ours = isinstance(error, OwnFault) and error.step not in _PER_MAIL
    refused_us = isinstance(error, OwnFault) and (error.code or 0) // 100 == 5
    return replies.defer(session, contest, reply_id, answer, now, own_fault=ours, refused_us=refused_us)


def _count_failure(outgoing: Outgoing, reply_id: int, error: TransportError, round_: Sent) -> None:
    if isinstance(error, Refused):
        round_.failed += 1
    else:
        round_.deferred += 1
    round_.fault = _fault_of(outgoing, error, round_)
    # What is no fault of this mail is the alarm's to tell, once and not every minute.
    told = error in (round_.fault, round_.refused)
    logger.log("DEBUG" if told else "WARNING", "reply {}: {}", reply_id, error)


def _fault_of(outgoing: Outgoing, error: TransportError, round_: Sent) -> OwnFault | None:
    """What keeps the next mail from going out, too. A connection lost over this one, or a refusal of it, need
    not; where each mail is met so, it does.
    """
    lost = isinstance(error, ConnectionBroken | Ambiguous) or error.code == 421
    round_.breaks = round_.breaks + 1 if lost else 0
    if isinstance(error, OwnFault) and of_one_mail(error):
        round_.refused = round_.refused or error
        with reading(outgoing.engine) as session:
            count = refusals.alike_in_a_row(session, outgoing.contest)
        said = f"{count} mails in a row refused alike: {error.said}"
        return OwnFault(error.step, error.code, said) if count >= ALIKE else None
    if isinstance(error, OwnFault) and (error.step not in _PER_MAIL or not lost):
        return error
    if round_.breaks < BREAKS:
        return None
    return ConnectionBroken(error.step, error.code, f"{BREAKS} times in a row: {nobodys(error.said)}")


def _tell_of_breaker(outgoing: Outgoing) -> None:
    with reading(outgoing.engine) as session:
        since = breaker_of(session, outgoing.contest).open_since
    if since is None:
        outgoing.alarms.clear(AlarmKind.BREAKER)
        return
    limit, local = outgoing.replies.per_hour, since.astimezone(outgoing.desk.zone)
    outgoing.alarms.raise_(
        AlarmKind.BREAKER,
        f"since {local:%Y-%m-%d %H:%M %Z} answers that may be a loop are held: {limit} went out in an hour."
        " See `intake outbox list`, then `intake outbox release --breaker` or `intake outbox drop --breaker`",
    )
