"""The one transaction that judges a message: entry, decision, reasons, reply and events, or nothing."""

from dataclasses import dataclass, replace

from sqlmodel import Session

from decisions.judge import Judge
from decisions.reply import queue_notices, queue_reply
from screening.case import keys_of
from screening.facts import corrected
from screening.judge import decide
from screening.model.decision import Decision, Verdict
from screening.model.facts import NONE, Facts
from screening.model.history import Answers
from screening.model.submission import Submission
from storage.chain.counters import lock_counter
from storage.entries.entry import settle_entry
from storage.entries.history import read_history
from storage.entries.judged import Judged
from storage.entries.recording import describe, write_decision
from storage.errors import AlreadyDecided
from storage.mail.messages import lock_message
from storage.outbox.replies import supersede
from storage.outbox.returned import Returned, settle_returned
from storage.states import MESSAGE_MOVES, MessageStatus, MessageStep, check_move
from storage.tables import Counter, DecisionRow, Entry, Message, Outbox


@dataclass(frozen=True, slots=True)
class Recorded:
    """What the transaction wrote: the entry is None for an ignored message, the reply where none is due.

    `notices` are letters to others than the writer; `returned` are replies to earlier messages that this one
    reports as undelivered.
    """

    decision: DecisionRow
    entry: Entry | None
    reply: Outbox | None
    returned: tuple[Returned, ...] = ()
    notices: tuple[Outbox, ...] = ()


def record_decision(session: Session, message_id: int, submission: Submission, judge: Judge) -> Recorded:
    """Judges a stored message and writes everything that follows from it. The files are on disk already.

    The counter's row is locked first, so that decisions of a contest come one after the other and each sees
    all before it. Raises AlreadyDecided for a message that has its decision; whatever `decide` raises undoes
    the transaction. A failure to render only holds the reply, with an alarm.
    """
    counter = lock_counter(session, judge.rules.contest)
    message = lock_message(session, counter.contest, message_id)
    if message.status is not MessageStatus.STORED:
        raise AlreadyDecided(f"message {message_id} is decided")
    judged, entry = judge_first(session, counter, message, submission, judge)
    row = write_decision(session, counter, judged, entry, judge.rules.digest)
    reply = queue_reply(session, judged, entry, judge)
    notices = queue_notices(session, judged, entry, judge)
    if entry is not None and completes(judged.decision):
        supersede(session, counter.contest, entry.id, message_id, judged.at)
    returned = settle_returned(session, counter, judged)
    session.flush()
    return Recorded(row, entry, reply, returned, notices)


def judge_first(
    session: Session,
    counter: Counter,
    message: Message,
    submission: Submission,
    judge: Judge,
    facts: Facts = NONE,
) -> tuple[Judged, Entry | None]:
    """The first judgement of a stored message, under the counter's next number, and its entry as it stands.

    `facts` are what a person says of a mail that staff have made: then he has asked for the answer, and no
    cap stops it. The caller writes the decision, and the letters.
    """
    now = judge.clock()
    submission = submission if facts is NONE else corrected(submission, facts)
    keys = keys_of(submission, judge.rules, facts)
    history = read_history(session, counter.contest, keys, now, judge.rules.zone)
    if facts is not NONE:
        history = replace(history, answers=Answers(), facts=facts)
    judged = Judged(message.id, submission, history, decide(submission, history, judge.rules), now)
    counter.last_decision += 1
    check_move(MESSAGE_MOVES, MessageStep.DECIDE, message.status, MessageStatus.DECIDED)
    message.status, message.attempts = MessageStatus.DECIDED, 0
    describe(message, submission)
    return judged, settle_entry(session, counter, judged, judge.rules.prefix)


def completes(decision: Decision) -> bool:
    """Whether an earlier entry is accepted now, so that what was still to be asked of it is not."""
    return (
        decision.verdict is Verdict.ACCEPTED
        and decision.change is not None
        and decision.change.entry is not None
    )
