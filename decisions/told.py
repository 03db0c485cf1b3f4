"""What the applicant was told last, and whether a later judgement has anything else to tell him."""

from sqlmodel import Session, col, select

from decisions.compare import ask_the_same, asks_no_more
from decisions.old_place import Retrial, decision_behind, stands_in
from screening.model.decision import Decision, Disclosure, Template, Verdict
from storage.entries.current import current_in
from storage.entries.recall import decision_of
from storage.states import OutboxState
from storage.tables import DecisionRow, Entry, Outbox

_LEFT = (OutboxState.ATTEMPTING, OutboxState.SENT, OutboxState.UNCERTAIN)
_ON_ITS_WAY = (OutboxState.PENDING, OutboxState.HELD)


def is_news(
    session: Session, retrial: Retrial, entry: Entry | None, decision: Decision, *, every_step: bool = False
) -> bool:
    """Whether the sender was last told something else, and is to hear of it now.

    An entry that merely goes on being held, for less than he was told, is told of when it is held no more;
    `every_step`: of that, too.
    """
    told = decision_of(session, retrial.told)
    if stands_in(retrial.told, entry, decision) and ask_the_same(told, decision):
        return False
    goes_on = not every_step and entry is not None and entry.id == retrial.old.entry_id
    return not (goes_on and _was_told_of_all(session, entry, decision))


def _was_told_of_all(session: Session, entry: Entry | None, decision: Decision) -> bool:
    """Whether the last letter to the same address has left, and told of all that still holds the entry.

    Who has heard nothing yet, or less than he may, or bounced, was not told of it.
    """
    plan = decision.reply
    if entry is None or decision.verdict is not Verdict.HELD or plan.template is not Template.HELD:
        return False
    answers = (
        select(Outbox)
        .join(DecisionRow, col(DecisionRow.message_id) == col(Outbox.message_id))
        .where(current_in([entry.id]), col(Outbox.entry_id).is_(None), Outbox.to_address == plan.to)
        .where(Outbox.template != Template.ANSWER, col(Outbox.state).in_((*_LEFT, *_ON_ITS_WAY)))
    )
    last = session.exec(answers.order_by(col(Outbox.id).desc()).limit(1)).first()
    if last is None or last.state not in _LEFT or last.template is not Template.HELD:
        return False
    is_as_full = last.full == (plan.disclosure is Disclosure.FULL)
    return is_as_full and asks_no_more(decision_of(session, decision_behind(session, last)), decision)
