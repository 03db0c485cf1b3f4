"""Judges a message again that has its decision: at its old place, under the rules of today.

The message keeps its place in the order of judgement, and meets what stands before it as that is known now,
so that judging all messages again in order gives what judging them afresh would give. Two things stand above
the rules of today: what a person has decided is only ever proposed a change, and what was accepted once
becomes held at worst.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from hashlib import sha256

from sqlmodel import Session, col, select

from screening.decision import Decision, EntryChange, EntryStatus, Template, Verdict
from screening.history import Answers, EntryState
from screening.submission import Submission
from storage.counters import lock_counter
from storage.decisions import completes
from storage.entries import opened_by, refold, tell
from storage.entry_states import RULES, entry_states
from storage.errors import StorageError
from storage.history import read_history
from storage.judging import Judge, Judged
from storage.messages import lock_message
from storage.outbox import supersede, supersede_unsent
from storage.points import Point, latest
from storage.recall import decision_of
from storage.recording import describe, write_decision
from storage.rejudged import Outcome, Rejudged, are_alike, ask_the_same
from storage.replies import queue_reply
from storage.tables import Counter, DecisionRow, Entry, Message, Outbox


@dataclass(frozen=True, slots=True)
class _Task:
    """A message to judge again, its current decision, and the point at which it is judged."""

    message: Message
    old: DecisionRow
    point: Point


def judge_again(
    session: Session, message_id: int, submission: Submission, judge: Judge, *, answer: bool
) -> Rejudged:
    """Judges a decided message again, and records the new decision where it differs from the old one.

    `submission` is the message as it is read today; its files are on disk already. With `answer` its sender
    is answered anew where there is something else to tell; without it the outbox stays as it is. Raises
    StorageError for a message that has no decision yet.
    """
    counter = lock_counter(session, judge.rules.contest)
    task = _task(session, counter, message_id)
    before = decision_of(session, task.old)
    judged = _judge(session, task, submission, judge, before)
    entry = _entry(session, task, judged.decision)
    references = (_reference(session, task.old.entry_id), entry.reference if entry else None)
    opens = entry is None and judged.decision.change is not None
    same_entry = not opens and task.old.entry_id == (entry.id if entry else None)
    if same_entry and are_alike(before, judged.decision):
        return Rejudged(message_id, references, before, judged.decision, Outcome.SAME)
    if task.old.by != RULES or _is_a_persons(session, task, entry):
        return Rejudged(message_id, references, before, judged.decision, Outcome.PROPOSED)
    told = answer and not (same_entry and ask_the_same(before, judged.decision))
    if not told:
        # Nobody is mailed unless it was asked for; the record says so in the place of the answer.
        silent = replace(judged.decision.reply, suppressed="reprocessed", waits=False)
        judged = replace(judged, decision=replace(judged.decision, reply=silent))
    row, entry = _record(session, counter, task, judged, judge, entry)
    reply = _answer(session, row, judged, entry, judge) if told else None
    return Rejudged(
        message_id,
        (references[0], entry.reference if entry else None),
        before,
        judged.decision,
        Outcome.RECORDED,
        reply,
        _behind(session, task, {task.old.entry_id, row.entry_id}),
    )


def _task(session: Session, counter: Counter, message_id: int) -> _Task:
    message = lock_message(session, message_id)
    rows = session.exec(select(DecisionRow).where(DecisionRow.message_id == message_id)).all()
    old = next((row for row in rows if row.current), None)
    if old is None:
        raise StorageError(f"message {message_id} has not been judged yet: `intake run` does it")
    # The first judgement gave the message its place; a person's stands at a place of its own.
    place = min(row.history_number for row in rows)
    return _Task(message, old, Point(place, counter.last_decision))


def _judge(session: Session, task: _Task, submission: Submission, judge: Judge, before: Decision) -> Judged:
    now, rules = judge.clock(), judge.rules
    keys = judge.keys_of(submission, rules)
    history = read_history(session, rules.contest, keys, now, rules.zone, task.point)
    # The caps stop loops. Here a person has asked for every answer.
    history = replace(history, answers=Answers())
    decision = judge.decide(submission, history, rules)
    if decision.verdict is not Verdict.ACCEPTED and _was_accepted(session, task.message.id):
        decision = _held(session, task, submission, decision, before)
    return Judged(task.message.id, submission, history, decision, now)


def _was_accepted(session: Session, message_id: int) -> bool:
    """Whether any decision, however old, accepted the message: its sender may have been told so."""
    accepted = select(DecisionRow.id).where(
        DecisionRow.message_id == message_id, DecisionRow.verdict == Verdict.ACCEPTED
    )
    return session.exec(accepted.limit(1)).first() is not None


def _held(
    session: Session, task: _Task, submission: Submission, decision: Decision, before: Decision
) -> Decision:
    """What was accepted once, and would be worse by today's rules: a person looks, and its files stand.

    It stays in its entry. A file of a message that has left the entry cannot stand for it any more.
    """
    there = {file.sha256 for file in submission.files}
    stood = _state(session, task, task.point)
    if stood:
        there |= {kept.file.sha256 for kept in stood.files}
    was = before.change or EntryChange(None, EntryStatus.HELD)
    change = EntryChange(
        stood.id if stood else None,
        EntryStatus.HELD,
        was.form if was.form in there else None,
        was.deck if was.deck in there else None,
    )
    template = Template.HELD if decision.reply.template else None
    reply = replace(decision.reply, template=template)
    return replace(decision, verdict=Verdict.HELD, change=change, reply=reply)


def _state(session: Session, task: _Task, point: Point) -> EntryState | None:
    """The entry that the message is in, as it stood at a point; None if it had no message then."""
    if task.old.entry_id is None:
        return None
    return next(iter(entry_states(session, task.message.contest, [task.old.entry_id], point)), None)


def _entry(session: Session, task: _Task, decision: Decision) -> Entry | None:
    """The entry that the decision is about; None for an ignored message, and for one that needs a new entry.

    A message that opens an entry keeps its receipt number, unless another message stands before it there.
    """
    if decision.change is None:
        return None
    if decision.change.entry is not None:
        return session.get_one(Entry, decision.change.entry)
    if task.old.entry_id is None or _state(session, task, task.point):
        return None
    return session.get_one(Entry, task.old.entry_id)


def _reference(session: Session, entry_id: int | None) -> str | None:
    return None if entry_id is None else session.get_one(Entry, entry_id).reference


def _is_a_persons(session: Session, task: _Task, entry: Entry | None) -> bool:
    """Whether a person has decided on the entry that the message is in, or on the one it would join."""
    ids = [each for each in (task.old.entry_id, entry.id if entry else None) if each is not None]
    decided = select(DecisionRow.id).where(
        col(DecisionRow.entry_id).in_(ids), DecisionRow.current, DecisionRow.by != RULES
    )
    marked = select(Entry.id).where(col(Entry.id).in_(ids), Entry.by_person)
    return session.exec(decided.limit(1)).first() is not None or session.exec(marked).first() is not None


def _record(
    session: Session, counter: Counter, task: _Task, judged: Judged, judge: Judge, entry: Entry | None
) -> tuple[DecisionRow, Entry | None]:
    """Writes the new decision in the place of the old one, and settles the entries that both are about."""
    task.old.current = False
    # Two current decisions of one message are refused, even within the transaction.
    session.flush()
    counter.last_decision += 1
    describe(task.message, judged.submission)
    if entry is None and judged.decision.change is not None:
        entry = opened_by(session, counter, judged, judge.rules.prefix)
    row = write_decision(session, counter, judged, entry, judge.rules.digest, {"instead_of": task.old.number})
    session.flush()
    for entry_id in dict.fromkeys((task.old.entry_id, row.entry_id)):
        if entry_id is not None:
            settled = session.get_one(Entry, entry_id)
            refold(session, settled)
            tell(session, settled, judged, "entry-changed")
    session.flush()
    return row, entry


def _behind(session: Session, task: _Task, entries: Collection[int | None]) -> tuple[tuple[int, int], ...]:
    ids = [each for each in entries if each is not None]
    query = select(DecisionRow.history_number, DecisionRow.message_id).where(
        col(DecisionRow.entry_id).in_(ids),
        DecisionRow.current,
        DecisionRow.history_number > task.point.after,
    )
    return tuple(session.exec(query).all())


def _answer(
    session: Session, row: DecisionRow, judged: Judged, entry: Entry | None, judge: Judge
) -> Outbox | None:
    """Queues the new answer; answers to the message that have not gone out are pointless now."""
    supersede_unsent(session, judged.message_id, judged.at)
    if entry is not None and completes(judged.decision):
        supersede(session, entry.id, judged.message_id, judged.at)
    kind = f"decision-{row.number}"
    # The Message-ID comes of the digest: this answer must not pass for the first one of the same template.
    digest = sha256(f"{judged.submission.digest}\n{kind}".encode()).hexdigest()
    letter = replace(judged, submission=replace(judged.submission, digest=digest))
    reply = queue_reply(session, letter, entry, judge, kind=kind, before=_others(session, judged, entry))
    session.flush()
    return reply


def _others(session: Session, judged: Judged, entry: Entry | None) -> EntryState | None:
    """The entry as it stands now, but for the files of the message itself: later ones may have changed it."""
    if entry is None:
        return None
    own = {(file.sha256, judged.submission.received_at) for file in judged.submission.files}
    (now,) = entry_states(session, entry.contest, [entry.id], latest(session, entry.contest))
    files = tuple(kept for kept in now.files if (kept.file.sha256, kept.received_at) not in own)
    return replace(now, files=files)
