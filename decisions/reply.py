"""The reply of a decision: rendered inside its transaction, and laid into the outbox."""

from dataclasses import replace
from datetime import datetime
from functools import partial
from hashlib import sha256

from sqlmodel import Session

from decisions.judge import Judge
from notifications.rendering.render import render
from screening.model.causes import Cause
from screening.model.decision import Disclosure, Notice, Role, Template
from screening.model.history import EntryState
from screening.model.letter import Beside, Letter, Standing
from storage.chain.events import About
from storage.codec import storable
from storage.entries.judged import Judged
from storage.entries.untold import untold_among
from storage.errors import StorageError
from storage.outbox import replies
from storage.outbox.breaker import trip
from storage.outbox.queueing import begins_as, lay
from storage.states import OutboxState
from storage.tables import Entry, Outbox


def queue_reply(
    session: Session,
    judged: Judged,
    entry: Entry | None,
    judge: Judge,
    *,
    kind: str = "reply",
    before: EntryState | None = None,
    corrects: tuple[str, ...] = (),
    beside: tuple[Beside, ...] = (),
) -> Outbox | None:
    """The outbox row of the planned answer, in the state that the plan asks for; None where none is due.

    A suppressed answer is rendered too: staff see what would have gone out. `before` is the entry with the
    files of its other messages; by default, as the decision saw it. `corrects` are the Message-IDs of letters
    that said something else: the answer then says that it corrects them. `beside` are entries that it tells
    of as well.
    """
    plan = judged.decision.reply
    if plan.template is None or entry is None:
        return None
    template = Template.STATUS if corrects else plan.template
    letter = answer_of(session, judged, entry, template, judge, before)
    letter = replace(letter, thread=corrects, beside=beside)
    state, why = begins_as(session, entry.contest, plan, judge.hold_first)
    row = _row(judged, entry, letter, kind)
    row.state, row.why, row.counts = state, why, plan.counts
    row.full = plan.disclosure is Disclosure.FULL
    lay(session, row, partial(render, letter, judge.desk), entry.id)
    _mark_gone_out(session, row, judge, judged.at)
    if plan.suppressed == Cause.BREAKER:
        trip(session, entry.contest, About(row.message_id, entry.id, row.id), judged.at)
    return row


def answer_of(
    session: Session,
    judged: Judged,
    entry: Entry,
    template: Template,
    judge: Judge,
    before: EntryState | None = None,
) -> Letter:
    """What the planned answer is written from; `before` as in `queue_reply`."""
    plan = judged.decision.reply
    letter = _letter(judged, entry, template, plan.to, before or _shown(judged, entry))
    return replace(letter, disclosure=plan.disclosure, untold=_untold(session, letter, entry, judge))


def told_apart(judged: Judged, kind: str) -> Judged:
    """The Message-ID comes of the digest: the answer to a later judgement must not pass for the first one."""
    digest = sha256(f"{judged.submission.digest}\n{kind}".encode()).hexdigest()
    return replace(judged, submission=replace(judged.submission, digest=digest))


def queue_notices(session: Session, judged: Judged, entry: Entry | None, judge: Judge) -> tuple[Outbox, ...]:
    """The rows of the letters to others than the writer. `entry` is the one that the message lies in."""
    notices = judged.decision.notices if entry else ()
    return tuple(_notice(session, judged, entry, judge, each, each.template.value) for each in notices)


def queue_changes(
    session: Session, judged: Judged, entry: Entry | None, judge: Judge, kind: str
) -> tuple[Outbox, ...]:
    """Of a later judgement, only that the founders' entry has changed: nobody is asked the same once more."""
    notices = judged.decision.notices if entry else ()
    return tuple(
        _notice(session, judged, entry, judge, each, f"{each.template}-{kind}")
        for each in notices
        if each.template is Template.CHANGED
    )


def _notice(
    session: Session, judged: Judged, lies_in: Entry | None, judge: Judge, notice: Notice, kind: str
) -> Outbox:
    about = lies_in if notice.entry is None else session.get_one(Entry, notice.entry)
    if about is None or lies_in is None:
        raise StorageError("a letter about an entry needs one")
    letter, before = notice_of(session, judged, lies_in, about, notice, judge), _shown(judged, about)
    state, why = begins_as(session, about.contest, notice, judge.hold_first)
    row = _row(judged, about, letter, kind)
    row.state, row.why, row.entry_id = state, why, about.id
    row.full = before is not None and notice.to in before.circle
    lay(session, row, partial(render, letter, judge.desk), about.id)
    _mark_gone_out(session, row, judge, judged.at)
    return row


def _mark_gone_out(session: Session, row: Outbox, judge: Judge, now: datetime) -> None:
    """Before the next mail is judged, which may answer it."""
    if row.state is OutboxState.HELD and row.rfc_message_id in judge.gone_out:
        replies.find(session, row.contest, row.id, judge.gone_out[row.rfc_message_id], now)


def notice_of(
    session: Session, judged: Judged, lies_in: Entry, about: Entry, notice: Notice, judge: Judge
) -> Letter:
    """What a letter about an entry is written from; the message lies in another, or in the same."""
    before = _shown(judged, about)
    sent = [each.message_id for each in before.letters if each.address == notice.to] if before else []
    letter = _letter(judged, about, notice.template, notice.to, before)
    untold = _untold(session, letter, about, judge)
    return replace(letter, thread=tuple(sent), other=lies_in.reference, untold=untold)


def _row(judged: Judged, entry: Entry, letter: Letter, kind: str) -> Outbox:
    return Outbox(
        contest=entry.contest,
        message_id=judged.message_id,
        kind=kind,
        template=letter.template,
        to_address=storable(letter.to),
        state=OutboxState.HELD,
        not_before=judged.at,
        queued_at=judged.at,
        created_at=judged.at,
    )


def _shown(judged: Judged, entry: Entry) -> EntryState | None:
    return next((state for state in judged.history.entries if state.id == entry.id), None)


def _letter(judged: Judged, entry: Entry, template: Template, to: str, before: EntryState | None) -> Letter:
    """What a mail is written from: the entry as it stands after the decision."""
    return Letter(
        template=template,
        to=to,
        reference=entry.reference,
        status=entry.status,
        submission=judged.submission,
        decision=judged.decision,
        first_received_at=entry.first_received_at,
        written_at=judged.at,
        form=_standing(entry.form, Role.FORM, judged, before),
        deck=_standing(entry.deck, Role.DECK, judged, before),
        version=entry.version,
        words=judged.history.facts.words,
        by_hand=judged.history.facts.by_hand,
    )


def _untold(session: Session, letter: Letter, entry: Entry, judge: Judge) -> frozenset[datetime]:
    standing = [each.received_at for each in (letter.form, letter.deck) if each]
    return untold_among(session, entry, {letter.first_received_at, *standing}, judge.rules.closes)


def _standing(sha256: str | None, role: Role, judged: Judged, before: EntryState | None) -> Standing | None:
    """The file that stands; one that stood before keeps the time it first came, though it was sent again."""
    if sha256 is None:
        return None
    kept = (
        [file for file in before.files if file.file.sha256 == sha256 and file.role is role] if before else []
    )
    if kept:
        return Standing(kept[0].file, kept[0].received_at, is_new=False)
    taken = [file for file in judged.decision.taken if file.file.sha256 == sha256]
    if taken:
        return Standing(taken[0].file, taken[0].received_at, is_new=True)
    new = [file for file in judged.submission.files if file.sha256 == sha256]
    return Standing(new[-1], judged.submission.received_at, is_new=True) if new else None
