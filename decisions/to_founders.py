"""Letters about an entry to its founders that no mail has caused: it is on the list, it lacks something."""

from functools import partial

from sqlmodel import Session, col, select

from decisions.again import entry_beside
from decisions.judge import Judge
from decisions.reply import notice_of, told_apart
from notifications.rendering.render import render
from screening.entry.founders import founders_of
from screening.model.causes import Cause
from screening.model.decision import Notice, Template
from screening.model.history import History
from screening.model.letter import Letter
from screening.model.submission import Submission
from storage.entries.current import current_in
from storage.entries.judged import Judged
from storage.entries.past import latest
from storage.entries.recall import decision_of
from storage.errors import StorageError
from storage.outbox.queueing import begins_as, lay
from storage.outbox.returned import suppressed_among
from storage.tables import DecisionRow, Entry, Outbox


def last_decision(session: Session, entry: Entry) -> DecisionRow:
    """The one by which the entry stands. Raises StorageError for an entry that all its messages have left."""
    query = select(DecisionRow).where(current_in([entry.id])).order_by(col(DecisionRow.history_number).desc())
    found = session.exec(query.limit(1)).first()
    if found is None:
        raise StorageError(f"{entry.reference} has no message any more")
    return found


def letters_to_founders(
    session: Session, entry: Entry, template: Template, kind: str, submission: Submission, judge: Judge
) -> list[tuple[Letter, Outbox]]:
    """What would be laid into the outbox: a letter to each founder who has none of this `kind` yet.

    `submission` is the message of the last decision as it is read today.
    """
    made = last_decision(session, entry)
    history = History(entries=(entry_beside(session, submission, entry),))
    judged = Judged(made.message_id, submission, history, decision_of(session, made), judge.clock())
    judged = told_apart(judged, kind)
    founders = list(founders_of(history.entries[0]))
    closed = suppressed_among(session, entry.contest, set(founders), latest(session, entry.contest))
    found = []
    for to in founders:
        if _is_laid(session, entry, kind, to):
            continue
        waits = judge.rules.replies.holds()
        notice = Notice(template, to, entry.id, Cause.BOUNCED if to in closed else waits, waits is not None)
        letter = notice_of(session, judged, entry, entry, notice, judge)
        found.append((letter, _row(session, entry, judged, letter, notice, kind, judge)))
    return found


def lay_to_founders(
    session: Session, entry: Entry, template: Template, kind: str, submission: Submission, judge: Judge
) -> list[Outbox]:
    """Lays them into the outbox, in the caller's transaction."""
    found = letters_to_founders(session, entry, template, kind, submission, judge)
    for letter, row in found:
        lay(session, row, partial(render, letter, judge.desk), entry.id)
    return [row for _, row in found]


def _is_laid(session: Session, entry: Entry, kind: str, to: str) -> bool:
    laid = select(Outbox.id).where(Outbox.entry_id == entry.id, Outbox.kind == kind, Outbox.to_address == to)
    return session.exec(laid.limit(1)).first() is not None


def _row(
    session: Session, entry: Entry, judged: Judged, letter: Letter, notice: Notice, kind: str, judge: Judge
) -> Outbox:
    state, why = begins_as(session, entry.contest, notice, judge.hold_first)
    return Outbox(
        contest=entry.contest,
        message_id=judged.message_id,
        entry_id=entry.id,
        kind=kind,
        template=letter.template,
        to_address=letter.to,
        state=state,
        why=why,
        counts=False,
        full=True,
        not_before=judged.at,
        queued_at=judged.at,
        created_at=judged.at,
    )
