"""Writes a letter anew, from its decision and its entry as it stands now: one whose template had failed, or
one that has waited for a person, so that its date and its promised day are those of the day it goes.
"""

from dataclasses import replace

from sqlmodel import Session, col, select

from decisions.again import entry_beside
from decisions.beside import told_beside
from decisions.judge import Judge
from decisions.old_place import decision_behind, kind_of
from decisions.reply import answer_of, notice_of, told_apart
from notifications.rendering.render import render
from screening.facts import corrected
from screening.model.decision import Disclosure, Notice, ReplyPlan, Template
from screening.model.history import History
from screening.model.letter import Letter
from screening.model.submission import Submission
from storage.acts.written import facts_about
from storage.codec import act_of, file_of
from storage.entries.judged import Judged
from storage.entries.recall import decision_of
from storage.outbox import replies
from storage.outbox.queueing import begins_as
from storage.states import OutboxState
from storage.tables import ActRow, DecisionRow, Entry, Outbox, StoredFile
from storage.tables.replies import Why


def render_again(session: Session, outbox_id: int, submission: Submission, judge: Judge, who: str) -> Outbox:
    """Writes a letter that has no text into its row, dated now, in the state that its plan asks for.

    `submission` is the letter's message as it is read today. Raises RenderError where the template fails once
    more, and StorageError for a letter that is no such one: then nothing is changed.
    """
    row = replies.to_be_rendered(session, judge.rules.contest, outbox_id)
    letter, begins = _written(session, row, submission, judge)
    return replies.render(session, row, render(letter, judge.desk), begins, who, letter.written_at)


def release_anew(session: Session, outbox_id: int, submission: Submission, judge: Judge, who: str) -> Outbox:
    """Lets a held letter go that no server has seen yet, dated now. Raises as `render_again` does."""
    row = replies.to_be_rendered(session, judge.rules.contest, outbox_id, anew=True)
    letter, _ = _written(session, row, submission, judge)
    now = letter.written_at
    replies.render(session, row, render(letter, judge.desk), (OutboxState.HELD, row.why), who, now)
    return replies.release(session, row.contest, row.id, who, now)


def _written(
    session: Session, row: Outbox, submission: Submission, judge: Judge
) -> tuple[Letter, tuple[OutboxState, Why]]:
    """What the letter is written from today, and the state that it would begin in."""
    made, facts = decision_behind(session, row), facts_about(session, row.message_id)
    entry = session.get_one(Entry, row.entry_id or made.entry_id)
    submission = _as_recorded(session, corrected(submission, facts), made)
    history = History(entries=(entry_beside(session, submission, entry),), facts=facts)
    judged = Judged(row.message_id, submission, history, decision_of(session, made), judge.clock())
    if row.template is Template.ANSWER and row.act_id is not None:
        held = judge.rules.replies.holds(judged.submission.received_at)
        begins: tuple[OutboxState, Why] = (OutboxState.HELD, held) if held else (OutboxState.PENDING, "")
        return _words(session, judged, row, entry, judge), begins
    if row.entry_id is None:
        return _answer(session, judged, row, made, entry, judge)
    return _notice(session, judged, row, made, entry, judge)


def _words(session: Session, judged: Judged, row: Outbox, entry: Entry, judge: Judge) -> Letter:
    """A letter in the words of a person, which stand in his act."""
    act = act_of(session.get_one(ActRow, row.act_id).act)
    disclosure = Disclosure.FULL if row.full else Disclosure.NEUTRAL
    plan = ReplyPlan(Template.ANSWER, row.to_address, disclosure=disclosure)
    judged = told_apart(replace(judged, decision=replace(judged.decision, reply=plan)), row.kind)
    letter = answer_of(session, judged, entry, Template.ANSWER, judge)
    return replace(letter, words=act.words, until=act.until)


def _as_recorded(session: Session, submission: Submission, made: DecisionRow) -> Submission:
    """With the files that the decision speaks of, should the program of today find others."""
    own = select(StoredFile).where(StoredFile.decision_id == made.id, col(StoredFile.received_at).is_(None))
    files = tuple(map(file_of, session.exec(own.order_by(col(StoredFile.position)))))
    return replace(submission, parsed=replace(submission.parsed, files=files))


def _answer(
    session: Session, judged: Judged, row: Outbox, made: DecisionRow, entry: Entry, judge: Judge
) -> tuple[Letter, tuple[OutboxState, Why]]:
    if row.kind == kind_of(made):
        judged = told_apart(judged, row.kind)
    begins = begins_as(session, row.contest, judged.decision.reply, judge.hold_first)
    letter = answer_of(session, judged, entry, row.template, judge)
    act = session.get(ActRow, row.act_id) if row.act_id is not None else None
    return replace(letter, beside=told_beside(session, act, entry, letter.to) if act else ()), begins


def _notice(
    session: Session, judged: Judged, row: Outbox, made: DecisionRow, entry: Entry, judge: Judge
) -> tuple[Letter, tuple[OutboxState, Why]]:
    """A letter to others. Its plan is not recorded: what makes every letter wait today makes it wait."""
    waits = judge.rules.replies.holds(judged.submission.received_at)
    notice = Notice(row.template, row.to_address, row.entry_id, waits, waits is not None)
    lies_in = session.get_one(Entry, made.entry_id)
    letter = notice_of(session, judged, lies_in, entry, notice, judge)
    return letter, begins_as(session, row.contest, notice, judge.hold_first)
