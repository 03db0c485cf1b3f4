"""Judges a message again that has its decision: at its old position, under the rules of today.

The message keeps its position in the order of judgement, and meets what stands before it as that is known
now, so that judging all messages again in order gives what judging them afresh would give. Two things stand
above the rules of today: what a person has decided is only ever proposed a change, and what was accepted once
becomes held at worst.
"""

from collections.abc import Collection
from dataclasses import replace

from sqlmodel import Session, select

from decisions.compare import Outcome, Rejudged, are_alike
from decisions.decide import completes
from decisions.judge import Judge
from decisions.old_place import Retrial, entry_of, is_a_persons, judge_at, kind_of, open_retrial, stands_in
from decisions.reply import queue_reply, told_apart
from decisions.told import is_news
from screening.model.causes import Cause
from screening.model.history import EntryState
from screening.model.submission import Submission
from storage.chain.counters import lock_counter
from storage.chain.kinds import Kind
from storage.entries.current import current_in
from storage.entries.entry import opened_by, refold, tell
from storage.entries.judged import Judged
from storage.entries.past import latest
from storage.entries.recall import decision_of
from storage.entries.recording import describe, write_decision
from storage.entries.sum import entry_states
from storage.outbox.replies import supersede, supersede_unsent
from storage.tables import ActRow, Counter, DecisionRow, Entry, Outbox


def judge_again(
    session: Session, message_id: int, submission: Submission, judge: Judge, *, answer: bool
) -> Rejudged:
    """Judges a decided message again, and records the new decision where it differs from the old one.

    `submission` is the message as it is read today; its files are on disk already. With `answer` its sender
    is answered where he has something else to hear than he was told last; without it the outbox stays as it
    is. Raises StorageError for a message that has no decision yet.
    """
    counter = lock_counter(session, judge.rules.contest)
    retrial = open_retrial(session, counter, message_id)
    before = decision_of(session, retrial.old)
    judged = judge_at(session, retrial, submission, judge, before)
    entry = entry_of(session, retrial, judged.decision)
    done = Rejudged(
        message_id,
        (_reference(session, retrial.old), entry.reference if entry else None),
        before,
        judged.decision,
        Outcome.SAME,
    )
    differs = not (stands_in(retrial.old, entry, judged.decision) and are_alike(before, judged.decision))
    if differs and is_a_persons(session, retrial, entry):
        return replace(done, outcome=Outcome.PROPOSED)
    due = answer and is_news(session, retrial, entry, judged.decision)
    row = retrial.old
    if differs:
        if not due:
            # Nobody is mailed unless it was asked for.
            judged = silent(judged)
        row, entry = record(session, counter, retrial, judged, judge, entry)
        done = replace(
            done,
            references=(done.references[0], entry.reference if entry else None),
            after=judged.decision,
            outcome=Outcome.RECORDED,
            later=behind(session, retrial, {retrial.old.entry_id, row.entry_id}),
        )
    return replace(done, reply=_answer(session, row, judged, entry, judge)) if due else done


def silent(judged: Judged) -> Judged:
    """The same without its letter: the record says in the place of the answer that none was to go."""
    plan = judged.decision.reply
    if plan.template is None:
        return judged
    plan = replace(plan, suppressed=Cause.REPROCESSED, waits=False)
    return replace(judged, decision=replace(judged.decision, reply=plan))


def _reference(session: Session, row: DecisionRow) -> str | None:
    return None if row.entry_id is None else session.get_one(Entry, row.entry_id).reference


def record(
    session: Session,
    counter: Counter,
    retrial: Retrial,
    judged: Judged,
    judge: Judge,
    entry: Entry | None,
    act: ActRow | None = None,
) -> tuple[DecisionRow, Entry | None]:
    """Writes the new decision in the place of the old one, and settles the entries that both are about."""
    retrial.old.current = False
    # Two current decisions of one message are refused, even within the transaction.
    session.flush()
    counter.last_decision += 1
    describe(retrial.message, judged.submission)
    if entry is None and judged.decision.change is not None:
        entry = opened_by(session, counter, judged, judge.rules.prefix)
    row = write_decision(session, counter, judged, entry, judge.rules.digest, retrial.old.number, act)
    session.flush()
    for entry_id in dict.fromkeys((retrial.old.entry_id, row.entry_id)):
        if entry_id is not None:
            settled = session.get_one(Entry, entry_id)
            refold(session, settled)
            tell(session, settled, judged, Kind.ENTRY_CHANGED)
    session.flush()
    return row, entry


def behind(
    session: Session, retrial: Retrial, entries: Collection[int | None]
) -> tuple[tuple[int, int], ...]:
    """The messages behind this one in those entries, by position and id: what they came to stands on it."""
    ids = [each for each in entries if each is not None]
    query = select(DecisionRow.history_number, DecisionRow.message_id).where(
        current_in(ids),
        DecisionRow.history_number > retrial.point.after,
    )
    return tuple(session.exec(query).all())


def _answer(
    session: Session, row: DecisionRow, judged: Judged, entry: Entry | None, judge: Judge
) -> Outbox | None:
    """Queues the new answer; answers to the message that have not gone out are pointless now."""
    supersede_unsent(session, row.contest, judged.message_id, judged.at)
    if entry is not None and completes(judged.decision):
        supersede(session, row.contest, entry.id, judged.message_id, judged.at)
    kind = kind_of(row)
    before = entry_beside(session, judged.submission, entry) if entry else None
    reply = queue_reply(session, told_apart(judged, kind), entry, judge, kind=kind, before=before)
    session.flush()
    return reply


def entry_beside(session: Session, submission: Submission, entry: Entry) -> EntryState:
    """The entry as it stands now, but for the files of the message itself: later ones may have changed it."""
    own = {(file.sha256, submission.received_at) for file in submission.files}
    (now,) = entry_states(session, entry.contest, [entry.id], latest(session, entry.contest))
    files = tuple(kept for kept in now.files if (kept.file.sha256, kept.received_at) not in own)
    return replace(now, files=files)
