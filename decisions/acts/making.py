"""The acts in which staff make a mail of their own: an entry by hand, and files that go a way of their own.

The mail lies in the store as any other does, and in no mailbox. From then on it is a message like the others:
what is shown, judged again, done about it later or taken back needs to know nothing of how it came.
"""

from collections.abc import Mapping, Sequence

from sqlmodel import Session

from decisions.acts.checks import check_parts, check_said
from decisions.acts.errors import ActRefusedError
from decisions.acts.letters import answer_all
from decisions.acts.order import Done, Made, Order
from decisions.acts.refusals import of_acts, of_files
from decisions.acts.settle import Settled, settle
from decisions.acts.times import check_time
from decisions.decide import judge_first
from decisions.judge import Judge
from screening.facts import facts_of
from screening.model.act import ActKind
from screening.model.submission import Submission
from storage.acts.written import facts_about, maker_of, share_acts, write_act
from storage.entries.judged import Judged
from storage.entries.recording import write_decision
from storage.mail.messages import record_message
from storage.milestones import ActMilestone, reached
from storage.states import MessageStatus
from storage.tables import ActRow, Counter, Entry, Message

_OF_THE_MAIL = (ActKind.SENDER, ActKind.TIME, ActKind.SETTLED)
"""Acts about who sent a mail, when, and doubts looked into: they hold for each file, wherever it goes."""


def enter(session: Session, counter: Counter, order: Order, judge: Judge) -> Done:
    """An entry by hand. Raises ActRefusedError where the same stands already."""
    check_said(order)
    check_time(order.act, judge)
    made, now = _made(order), judge.clock()
    if "late" in judge.second_person and made.submission.received_at <= judge.rules.closes < now:
        raise ActRefusedError(of_acts.TAKEN_IN_BY_TWO)
    message = record_message(session, made.received, now)
    if message.status is not MessageStatus.STORED:
        # Entered before, word for word, and taken back: it comes back under its number.
        entry = session.get_one(Entry, _taken_back(session, message).entry_id)
        act = write_act(session, entry, order.act, [message.id], order.who, order.why, now)
        changed = settle(session, counter, [message.id], {message.id: made.submission}, judge, act)
        return Done(act, entry, changed, answer_all(session, changed, act, judge, reply=True))
    facts = facts_of([order.act], made.received.digest)
    judged, opened = judge_first(session, counter, message, made.submission, judge, facts)
    if opened is None:
        raise ActRefusedError(of_files.MAKES_NO_ENTRY)
    act = write_act(session, opened, order.act, [message.id], order.who, order.why, now)
    changed = [_written(session, counter, judged, opened, judge, act)]
    reached(ActMilestone.SETTLED)
    return Done(act, opened, changed, answer_all(session, changed, act, judge, reply=True))


def split(
    session: Session,
    counter: Counter,
    entry: Entry,
    order: Order,
    targets: Sequence[int],
    read: Mapping[int, Submission],
    judge: Judge,
) -> Done:
    """The files that the act names leave the messages `targets`, and go into a mail of their own.

    Raises ActRefusedError where they make no entry, and UnreadError as `settle` does.
    """
    made, now = _made(order), judge.clock()
    message = record_message(session, made.received, now)
    is_new = message.status is MessageStatus.STORED
    if not is_new:
        _taken_back(session, message)
    act = write_act(session, entry, order.act, [*targets, message.id], order.who, order.why, now)
    share_acts(session, made.of or targets[0], message.id, _OF_THE_MAIL)
    again = targets if is_new else [*targets, message.id]
    changed = settle(session, counter, again, {**read, message.id: made.submission}, judge, act)
    if is_new:
        facts = facts_about(session, message.id)
        judged, opened = judge_first(session, counter, message, made.submission, judge, facts)
        changed = [*changed, _written(session, counter, judged, opened, judge, act)]
    check_parts([each for each in changed if each.row.message_id == message.id])
    return Done(act, entry, changed, answer_all(session, changed, act, judge, reply=True))


def _made(order: Order) -> Made:
    if order.made is None or order.made.received.digest != order.act.made:
        raise ActRefusedError(of_files.NEEDS_MAIL, kind=order.act.kind)
    return order.made


def _taken_back(session: Session, message: Message) -> ActRow:
    """The act that made the message before. Raises ActRefusedError where nobody has taken it back."""
    maker = maker_of(session, message.id)
    if maker is None or maker.undone_id is None:
        raise ActRefusedError(of_files.HERE_ALREADY, message=message.id)
    return maker


def _written(
    session: Session, counter: Counter, judged: Judged, entry: Entry | None, judge: Judge, act: ActRow
) -> Settled:
    row = write_decision(session, counter, judged, entry, judge.rules.digest, act=act)
    session.flush()
    return Settled(row, entry, None, judged, news=True)
