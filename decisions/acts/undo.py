"""Takes an act back: without a trace outside while its letter waits, later with a letter that corrects."""

from collections.abc import Mapping

from sqlmodel import Session

from decisions.acts.errors import ActRefusedError
from decisions.acts.letters import answer_all
from decisions.acts.order import Done, Order
from decisions.acts.settle import settle
from decisions.judge import Judge
from screening.model.act import Nature, nature_of
from screening.model.causes import Cause
from screening.model.submission import Submission
from storage.entries.acts import act_at, letters_of_act, targets_of, went_out, write_act
from storage.outbox import replies
from storage.states import ALLOWED, OutboxState, OutboxStep
from storage.tables import Counter, Entry
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
    undone = act_at(session, counter.contest, order.act.act or 0)
    if undone.entry_id != entry.id:
        raise ActRefusedError(f"act {undone.id} is not about {entry.reference}")
    if undone.undone_id is not None:
        raise ActRefusedError(f"act {undone.id} is taken back already")
    letters, gone = letters_of_act(session, undone.id), went_out(session, undone.id)
    if gone and nature_of(undone.kind) is Nature.WORDS:
        raise ActRefusedError(f"the words of act {undone.id} have gone out: write again with `answer`")
    targets, now = targets_of(session, undone.id), judge.clock()
    act = write_act(session, entry, order.act, targets, order.who, order.why, now)
    undone.undone_id = act.id
    for letter in letters:
        if letter.state in ALLOWED[OutboxStep.DROP]:
            replies.drop(session, counter.contest, letter.id, order.who, now)
    changed = settle(session, counter, targets, read, judge, act)
    if gone:
        wrong = tuple(letter.rfc_message_id for letter in letters if letter.sent_at)
        told = answer_all(session, changed, act, judge, reply=order.reply, corrects=wrong)
        return Done(act, entry, changed, told)
    for over in undone.over:
        why: Why = Cause(over["why"]) if over["why"] else ""
        begins = OutboxState(over["state"]), why
        replies.restore(session, counter.contest, over["id"], begins, now)
    return Done(act, entry, changed)
