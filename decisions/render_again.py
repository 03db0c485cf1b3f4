"""Writes a letter whose template had failed: from its decision, and its entry as it stands now."""

from dataclasses import replace

from sqlmodel import Session, col, select

from decisions.again import entry_beside
from decisions.judge import Judge
from decisions.old_place import kind_of
from decisions.reply import answer_of, notice_of, told_apart
from notifications.rendering.render import render
from screening.model.decision import Notice
from screening.model.history import History
from screening.model.letter import Letter
from screening.model.submission import Submission
from storage.codec import file_of
from storage.entries.judged import Judged
from storage.entries.recall import decision_of
from storage.outbox import replies
from storage.outbox.queueing import begins_as
from storage.states import OutboxState
from storage.tables import DecisionRow, Entry, Outbox, StoredFile
from storage.tables.replies import Why


def render_again(session: Session, outbox_id: int, submission: Submission, judge: Judge, who: str) -> Outbox:
    """Lays the mail into its row, dated now, in the state that its plan asks for.

    `submission` is the letter's message as it is read today. Raises RenderError where the template fails once
    more, and StorageError for a letter that is no such one: then nothing is changed.
    """
    row = replies.unrendered(session, judge.rules.contest, outbox_id)
    made = _decided(session, row)
    entry = session.get_one(Entry, row.entry_id or made.entry_id)
    submission = _as_recorded(session, submission, made)
    history = History(entries=(entry_beside(session, submission, entry),))
    judged = Judged(row.message_id, submission, history, decision_of(session, made), judge.clock())
    if row.entry_id is None:
        letter, begins = _answer(session, judged, row, made, entry, judge)
    else:
        letter, begins = _notice(session, judged, row, made, entry, judge)
    return replies.render(session, row, render(letter, judge.desk), begins, who, judged.at)


def _decided(session: Session, row: Outbox) -> DecisionRow:
    """The decision that planned the letter: the one that its kind names, else the first of its message."""
    of_message = select(DecisionRow).where(DecisionRow.message_id == row.message_id)
    made = session.exec(of_message.order_by(col(DecisionRow.number))).all()
    return next((each for each in made if kind_of(each) == row.kind), made[0])


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
    return answer_of(session, judged, entry, row.template, judge), begins


def _notice(
    session: Session, judged: Judged, row: Outbox, made: DecisionRow, entry: Entry, judge: Judge
) -> tuple[Letter, tuple[OutboxState, Why]]:
    """A letter to others. Its plan is not recorded: what makes every letter wait today makes it wait."""
    waits = judge.rules.replies.holds(judged.submission.received_at)
    notice = Notice(row.template, row.to_address, row.entry_id, waits, waits is not None)
    lies_in = session.get_one(Entry, made.entry_id)
    letter = notice_of(session, judged, lies_in, entry, notice, judge)
    return letter, begins_as(session, row.contest, notice, judge.hold_first)
