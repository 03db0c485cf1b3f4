"""The one transaction that judges a message: entry, decision, reasons, reply and events, or nothing."""

from dataclasses import dataclass

from sqlmodel import Session

from screening.decision import Decision, Verdict
from screening.submission import Submission
from storage.codec import content_to_json, storable, to_json
from storage.counters import lock_counter
from storage.entries import settle_entry
from storage.errors import AlreadyDecided
from storage.events import About, Happening, append
from storage.history import read_history
from storage.judging import Judge, Judged
from storage.messages import lock_message
from storage.outbox import supersede
from storage.replies import queue_reply
from storage.states import MESSAGE_MOVES, MessageStatus, MessageStep, check_move
from storage.tables import Counter, DecisionRow, Entry, Message, Outbox, ReasonRow, StoredFile


@dataclass(frozen=True, slots=True)
class Recorded:
    """What the transaction wrote: the entry is None for an ignored message, the reply where none is due."""

    decision: DecisionRow
    entry: Entry | None
    reply: Outbox | None


def record_decision(session: Session, message_id: int, submission: Submission, judge: Judge) -> Recorded:
    """Judges a stored message and writes everything that follows from it. The files are on disk already.

    The counter's row is locked first, so that decisions of a contest come one after the other and each sees
    all before it. Raises AlreadyDecided for a message that has its decision; whatever `decide` raises undoes
    the transaction. A failure to render only holds the reply, with an alarm.
    """
    counter = lock_counter(session, judge.rules.contest)
    message = lock_message(session, message_id)
    if message.status is not MessageStatus.STORED:
        raise AlreadyDecided(f"message {message_id} is decided")
    now = judge.clock()
    keys = judge.keys_of(submission, judge.rules)
    history = read_history(session, counter.contest, keys, now, judge.rules.zone)
    judged = Judged(message_id, submission, history, judge.decide(submission, history, judge.rules), now)
    counter.last_decision += 1
    _close_message(message, submission)
    entry = settle_entry(session, counter, judged, judge.rules.prefix)
    row = _write_decision(session, counter, judged, entry, judge.rules.digest)
    _write_files(session, judged)
    reply = queue_reply(session, judged, entry, judge)
    if entry is not None and _completes(judged.decision):
        supersede(session, entry.id, message_id, now)
    session.flush()
    return Recorded(row, entry, reply)


def _completes(decision: Decision) -> bool:
    """Whether an earlier entry is accepted now, so that what was still to be asked of it is not."""
    return (
        decision.verdict is Verdict.ACCEPTED
        and decision.change is not None
        and decision.change.entry is not None
    )


def _close_message(message: Message, submission: Submission) -> None:
    check_move(MESSAGE_MOVES, MessageStep.DECIDE, message.status, MessageStatus.DECIDED)
    message.status, message.attempts = MessageStatus.DECIDED, 0
    message.message_id = storable(submission.parsed.message_id)
    message.sender = storable(submission.parsed.sender.address)
    message.subject = storable(submission.parsed.subject)
    message.received_at = submission.received_at


def _write_decision(
    session: Session, counter: Counter, judged: Judged, entry: Entry | None, rules_hash: str
) -> DecisionRow:
    decision = judged.decision
    row = DecisionRow(
        contest=counter.contest,
        number=counter.last_decision,
        message_id=judged.message_id,
        entry_id=entry.id if entry else None,
        verdict=decision.verdict,
        agency=to_json(decision.agency),
        change=to_json(decision.change) if decision.change else None,
        reply=to_json(decision.reply),
        rules_hash=rules_hash,
        history_number=judged.history.number,
        decided_at=judged.at,
    )
    session.add(row)
    session.flush()
    session.add_all(
        ReasonRow(
            decision_id=row.id,
            position=position,
            code=reason.code,
            severity=reason.severity,
            params=storable(dict(reason.params)),
        )
        for position, reason in enumerate(decision.reasons)
    )
    facts = {
        "number": row.number,
        "verdict": decision.verdict.value,
        "reasons": " ".join(reason.code for reason in decision.reasons),
        "rules": rules_hash,
        "history": row.history_number,
    }
    about = About(judged.message_id, row.entry_id)
    append(session, counter.contest, judged.at, Happening(row.by, "message-decided", about, facts))
    return row


def _write_files(session: Session, judged: Judged) -> None:
    pairs = zip(judged.submission.files, judged.decision.files, strict=True)
    session.add_all(
        StoredFile(
            message_id=judged.message_id,
            position=position,
            name=storable(file.name),
            sha256=file.sha256,
            size=file.size,
            type=file.type,
            role=part.role,
            canonical=storable(part.canonical),
            passes=part.passes,
            origin=file.origin,
            content=content_to_json(file.content),
        )
        for position, (file, part) in enumerate(pairs)
    )
