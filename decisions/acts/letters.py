"""The letters of an act: one to each who has something else to hear. They wait, so that it can be undone."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial

from sqlmodel import Session, select

from decisions.acts.errors import ActRefusedError, UnreadError
from decisions.acts.refusals import of_acts
from decisions.acts.settle import Settled
from decisions.again import entry_beside
from decisions.beside import told_beside
from decisions.judge import Judge
from decisions.old_place import kind_of
from decisions.reply import answer_of, queue_changes, queue_reply, told_apart
from notifications.rendering.render import render
from screening.model.act import Act, ActKind
from screening.model.causes import Cause
from screening.model.decision import Disclosure, ReplyPlan, Template, Verdict
from screening.model.history import History
from screening.model.submission import Submission
from storage.codec import to_json
from storage.entries.current import current_of
from storage.entries.judged import Judged
from storage.entries.lying import Lying
from storage.entries.recall import decision_of
from storage.outbox.queueing import begins_as, lay
from storage.outbox.replies import supersede_unsent
from storage.tables import ActRow, DecisionRow, Entry, Outbox

_LAST_DAY = timedelta(hours=24)
_AT_MOST_THEN = timedelta(minutes=1)


def answer_all(
    session: Session,
    changed: Sequence[Settled],
    act: ActRow,
    judge: Judge,
    *,
    reply: bool,
    corrects: tuple[str, ...] = (),
) -> tuple[Outbox, ...]:
    """Queues what is due. Of several messages of one sender the last is answered: it tells how all stands. Of
    two entries that were one mail it is that of which something is to be mended: there an answer belongs.

    `corrects` are the Message-IDs of letters that went out and are not right any more.
    """
    due = [each for each in changed if each.news and each.entry and each.judged.decision.reply.template]
    if not reply:
        for each in changed:
            _silence(each)
        return ()
    if act.kind is ActKind.SPLIT:
        due = sorted(due, key=lambda each: each.judged.decision.verdict is not Verdict.ACCEPTED)
    last = {each.judged.decision.reply.to: each for each in due}
    for each in changed if last else ():
        act.over = [*act.over, *supersede_unsent(session, act.contest, each.judged.message_id, act.at)]
    return tuple(letter for each in last.values() for letter in _answer(session, each, act, judge, corrects))


def withdraw_promises(session: Session, act: ActRow, said: Act, settled: Sequence[Lying]) -> None:
    """Words that a person has read, and that want no answer: what promises one does not go any more."""
    for each in settled:
        if "message-in-thread" in said.codes and each.holds <= set(said.codes):
            act.over = [*act.over, *supersede_unsent(session, act.contest, each.message_id, act.at)]


def _silence(settled: Settled) -> None:
    """The record says in the place of the answer that nobody was to be mailed."""
    plan = settled.judged.decision.reply
    settled.row.reply = to_json(replace(plan, suppressed=Cause.REPROCESSED, waits=False))


def _answer(
    session: Session, each: Settled, act: ActRow, judge: Judge, corrects: tuple[str, ...]
) -> list[Outbox]:
    kind = kind_of(each.row)
    judged, entry = told_apart(each.judged, kind), each.entry
    before = entry_beside(session, each.judged.submission, entry) if entry else None
    beside = told_beside(session, act, entry, judged.decision.reply.to) if entry else ()
    letter = queue_reply(
        session, judged, entry, judge, kind=kind, before=before, corrects=corrects, beside=beside
    )
    notices = queue_changes(session, judged, entry, judge, kind)
    letters = [*([letter] if letter else []), *notices]
    for row in letters:
        _wait(row, act, judge)
    session.flush()
    return letters


def _wait(row: Outbox, act: ActRow, judge: Judge) -> None:
    """Until then the act can be taken back, and nobody will have heard of it."""
    row.act_id = act.id
    last_day = judge.rules.closes - _LAST_DAY <= act.at <= judge.rules.closes
    row.not_before = act.at + (min(judge.letter_waits, _AT_MOST_THEN) if last_day else judge.letter_waits)


def write_words(
    session: Session,
    entry: Entry,
    act: ActRow,
    said: Act,
    targets: Sequence[int],
    read: Mapping[int, Submission],
    judge: Judge,
) -> tuple[Outbox, ...]:
    """A letter in a person's own words, in the thread of the last message that it is about."""
    message_id = targets[-1]
    if message_id not in read:
        raise UnreadError(message_id)
    row = session.exec(select(DecisionRow).where(current_of(message_id))).one()
    decision = decision_of(session, row)
    to = said.to.lower() or decision.reply.to or read[message_id].parsed.sender.address
    if not to:
        raise ActRefusedError(of_acts.NOBODY_TO_WRITE_TO, kind=said.kind)
    known = to == decision.reply.to or not said.to
    disclosure = decision.reply.disclosure if known else Disclosure.NEUTRAL
    # In a dry run nobody is written to, and where all wait for a look these wait as well.
    held = judge.rules.replies.holds(read[message_id].received_at)
    plan = ReplyPlan(Template.ANSWER, to, held, waits=held is not None, counts=False, disclosure=disclosure)
    state, why = begins_as(session, entry.contest, plan, judge.hold_first)
    history = History(entries=(entry_beside(session, read[message_id], entry),))
    judged = Judged(message_id, read[message_id], history, replace(decision, reply=plan), act.at)
    kind = f"act-{act.id}"
    letter = answer_of(session, told_apart(judged, kind), entry, Template.ANSWER, judge)
    letter = replace(letter, words=said.words, until=said.until)
    mail = Outbox(
        contest=entry.contest,
        message_id=message_id,
        kind=kind,
        template=Template.ANSWER,
        to_address=to,
        state=state,
        why=why,
        counts=False,
        full=disclosure is Disclosure.FULL,
        not_before=act.at,
        queued_at=act.at,
        created_at=act.at,
        entry_id=entry.id,
    )
    _wait(mail, act, judge)
    lay(session, mail, partial(render, letter, judge.desk), entry.id)
    return (mail,)
