"""A message that is judged once more: where it stands, what is decided, and what stands above the rules."""

from dataclasses import dataclass, replace

from sqlmodel import Session, col, select

from decisions.judge import Judge
from screening.case import keys_of
from screening.facts import corrected
from screening.judge import decide
from screening.model.act import ActKind
from screening.model.causes import Cause
from screening.model.decision import Decision, EntryChange, EntryStatus, Role, Template, Verdict
from screening.model.history import Answers, EntryState
from screening.model.submission import Submission
from storage.acts.written import facts_about, went_out
from storage.codec import plan_of
from storage.entries.current import current_in
from storage.entries.decisions import RULES
from storage.entries.history import read_history
from storage.entries.judged import Judged
from storage.entries.past import Point
from storage.entries.sum import entry_states
from storage.errors import StorageError
from storage.mail.messages import lock_message
from storage.tables import ActRow, Counter, DecisionRow, Entry, Message, Outbox


@dataclass(frozen=True, slots=True)
class Retrial:
    """A message, its current decision, the last one its sender was to be told, and where it is judged."""

    message: Message
    old: DecisionRow
    told: DecisionRow
    point: Point

    def state(self, session: Session) -> EntryState | None:
        """The entry that the message is in, as it stands before it; None if nothing else stands there."""
        if self.old.entry_id is None:
            return None
        found = entry_states(session, self.message.contest, [self.old.entry_id], self.point)
        return next(iter(found), None)


def open_retrial(session: Session, counter: Counter, message_id: int) -> Retrial:
    """The message, locked. Raises StorageError when it has not been judged even once."""
    message = lock_message(session, counter.contest, message_id)
    query = select(DecisionRow).where(DecisionRow.message_id == message_id)
    rows = session.exec(query.order_by(col(DecisionRow.number))).all()
    old = next((row for row in rows if row.current), None)
    if old is None:
        raise StorageError(f"message {message_id} has not been judged yet: `intake run` does it")
    answered = set(session.exec(select(Outbox.kind).where(Outbox.message_id == message_id)))
    told = [
        row for row in rows if plan_of(row.reply).suppressed != Cause.REPROCESSED or kind_of(row) in answered
    ]
    # The first judgement gave the message its position; a person's stands at one of its own.
    position = min(row.history_number for row in rows)
    return Retrial(message, old, told[-1], Point(position, counter.last_decision))


def kind_of(row: DecisionRow) -> str:
    """The outbox's kind for the answer to a later judgement."""
    return f"decision-{row.number}"


def decision_behind(session: Session, letter: Outbox) -> DecisionRow:
    """The decision that planned a letter: the one that its kind names, else the first of its message."""
    of_message = select(DecisionRow).where(DecisionRow.message_id == letter.message_id)
    made = session.exec(of_message.order_by(col(DecisionRow.number))).all()
    return next((each for each in made if kind_of(each) == letter.kind), made[0])


def stands_in(row: DecisionRow, entry: Entry | None, decision: Decision) -> bool:
    """Whether a decision is about that entry already; no entry for one that needs a new one is another."""
    opens = entry is None and decision.change is not None
    return not opens and row.entry_id == (entry.id if entry else None)


def judge_at(
    session: Session,
    retrial: Retrial,
    submission: Submission,
    judge: Judge,
    before: Decision,
    *,
    under_ruling: bool = False,
) -> Judged:
    """What the rules of today say at the message's position, with what persons have settled about it; held at
    worst, if it was ever accepted. `under_ruling`: under what a person has ruled, too.
    """
    now, rules = judge.clock(), judge.rules
    facts = facts_about(session, retrial.message.id)
    if not under_ruling:
        facts = replace(facts, ruling=None, faults=(), words="")
    submission = corrected(submission, facts)
    keys = keys_of(submission, rules, facts)
    history = read_history(session, rules.contest, keys, now, rules.zone, retrial.point)
    # The caps stop loops. Here a person has asked for every answer.
    history = replace(history, answers=Answers(), facts=facts)
    decision = decide(submission, history, rules)
    # What a person takes out of an entry he means to be missed: only the rules may not take it.
    meant = facts.ruling or Role.OTHER in facts.roles.values()
    falls = decision.verdict is not Verdict.ACCEPTED and not meant
    if falls and _was_accepted(session, retrial.message.id):
        decision = _held(session, retrial, submission, decision, before)
    return Judged(retrial.message.id, submission, history, decision, now)


def _was_accepted(session: Session, message_id: int) -> bool:
    """Whether any decision, however old, accepted the message: its sender may have been told so. What an act
    accepted that was taken back, before any letter went out, he was not told; nor what an undo brought back.
    """
    of_message = DecisionRow.message_id == message_id, DecisionRow.verdict == Verdict.ACCEPTED
    by_rules = select(DecisionRow.id).where(*of_message, col(DecisionRow.act_id).is_(None))
    if session.exec(by_rules.limit(1)).first() is not None:
        return True
    in_acts = select(DecisionRow, ActRow).join(ActRow, col(ActRow.id) == col(DecisionRow.act_id))
    found = session.exec(in_acts.where(*of_message)).all()
    standing = any(act.undone_id is None and act.kind is not ActKind.UNDO for _, act in found)
    return standing or any(went_out(session, act.id) for _, act in found)


def _held(
    session: Session, retrial: Retrial, submission: Submission, decision: Decision, before: Decision
) -> Decision:
    """What was accepted once, and would be worse by today's rules: a person looks, and its files stand.

    It stays in its entry. A file of a message that has left the entry cannot stand for it any more.
    """
    there = {file.sha256 for file in submission.files}
    stood = retrial.state(session)
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


def entry_of(session: Session, retrial: Retrial, decision: Decision) -> Entry | None:
    """The entry that the decision is about; None for an ignored message, and for one that needs a new entry.

    A message that opens an entry keeps its receipt number, unless another message stands before it there.
    """
    if decision.change is None:
        return None
    if decision.change.entry is not None:
        return session.get_one(Entry, decision.change.entry)
    if retrial.old.entry_id is None or retrial.state(session):
        return _former(session, retrial)
    return session.get_one(Entry, retrial.old.entry_id)


def _former(session: Session, retrial: Retrial) -> Entry | None:
    """The entry that the message lay in before it went elsewhere, if nothing has taken its number since."""
    query = (
        select(Entry)
        .join(DecisionRow, col(DecisionRow.entry_id) == col(Entry.id))
        .where(DecisionRow.message_id == retrial.message.id, Entry.status == EntryStatus.VOID)
    )
    return session.exec(query.order_by(col(DecisionRow.number).desc()).limit(1)).first()


def is_a_persons(session: Session, retrial: Retrial, entry: Entry | None) -> bool:
    """Whether a person has decided on the message, on the entry it is in, or on the one it would join."""
    if retrial.old.by != RULES:
        return True
    ids = [each for each in (retrial.old.entry_id, entry.id if entry else None) if each is not None]
    decided = select(DecisionRow.id).where(current_in(ids), DecisionRow.by != RULES)
    return session.exec(decided.limit(1)).first() is not None
