"""Takes an act back: without a trace outside while its letter waits, later with a letter that corrects."""

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session

from decisions.acts.errors import ActRefusedError
from decisions.acts.letters import answer_all
from decisions.acts.order import Done, Order
from decisions.acts.refusals import of_acts
from decisions.acts.settle import settle
from decisions.acts.undoable import why_never
from decisions.judge import Judge
from screening.model.causes import Cause
from screening.model.submission import Submission
from storage.acts.written import (
    act_at,
    answered_since,
    judged_by,
    letters_of_act,
    targets_of,
    told_since,
    went_out,
    write_act,
)
from storage.outbox import replies
from storage.states import ALLOWED, OutboxState, OutboxStep
from storage.tables import ActRow, Counter, Entry, Outbox
from storage.tables.replies import Why


def take_back(
    session: Session,
    counter: Counter,
    entry: Entry,
    order: Order,
    read: Mapping[int, Submission],
    judge: Judge,
) -> Done:
    """Undoes the act that `order` names. Raises ActRefusedError for one that is not there to be undone."""
    undone = to_undo(session, entry, order)
    letters, gone = letters_of_act(session, undone.id), went_out(session, undone.id)
    targets, now = targets_of(session, undone.id), judge.clock()
    act = write_act(session, entry, order.act, targets, order.who, order.why, now)
    undone.undone_id = act.id
    for letter in letters:
        if letter.state in ALLOWED[OutboxStep.DROP]:
            replies.drop(session, counter.contest, letter.id, order.who, now)
    told = told_since(session, undone.id)
    if not (gone or told):
        # First: later messages were judged by what their sender had been asked.
        _restore(session, counter.contest, undone, now)
    # What the act has moved into another entry lies behind none of its own any more.
    judged = judged_by(session, undone.id)
    changed = settle(session, counter, {*targets, *judged}, read, judge, act)
    since = [
        *told,
        *answered_since(session, undone.id, (each.judged.message_id for each in changed)),
    ]
    if gone or since:
        # One that is just being sent, or may have arrived, is corrected as well.
        wrong = tuple(letter.rfc_message_id for letter in (*letters, *since) if letter.attempts)
        answers = answer_all(session, changed, act, judge, reply=order.reply, corrects=wrong)
        return Done(act, entry, changed, answers)
    return Done(act, entry, changed)


def to_undo(session: Session, entry: Entry, order: Order) -> ActRow:
    """The act that is to be taken back. Raises ActRefusedError where it cannot be."""
    undone = act_at(session, entry.contest, order.act.act or 0)
    if undone.entry_id != entry.id:
        raise ActRefusedError(of_acts.NOT_ABOUT, act=undone.id, reference=entry.reference)
    if (never := why_never(session, undone)) is not None:
        raise never
    return undone


def _restore(session: Session, contest: str, undone: ActRow, now: datetime) -> None:
    """Brings back the letters that the act has made pointless; of an act that is taken back, too, those that
    were there before it.
    """
    for over in undone.over:
        letter = session.get_one(Outbox, over["id"])
        before = session.get(ActRow, letter.act_id) if letter.act_id else None
        if before is not None and before.undone_id is not None:
            _restore(session, contest, before, now)
        elif letter.state in ALLOWED[OutboxStep.RESTORE]:
            why: Why = Cause(over["why"]) if over["why"] else ""
            replies.restore(session, contest, letter.id, (OutboxState(over["state"]), why), now)
