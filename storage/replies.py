"""The reply of a decision: rendered inside its transaction, and laid into the outbox."""

import hashlib
from dataclasses import replace

from sqlalchemy import func
from sqlmodel import Session, select

from screening.caps import BREAKER
from screening.decision import Disclosure, Notice, ReplyPlan, Role, Template
from screening.history import EntryState
from screening.letter import Letter, Standing
from storage.breaker import trip
from storage.codec import storable
from storage.errors import StorageError
from storage.events import About, Happening, append
from storage.judging import Judge, Judged
from storage.outbox import put
from storage.states import OutboxState
from storage.tables import Entry, Outbox

RENDER_FAILED = "render-failed"


def queue_reply(
    session: Session,
    judged: Judged,
    entry: Entry | None,
    judge: Judge,
    *,
    kind: str = "reply",
    before: EntryState | None = None,
) -> Outbox | None:
    """The outbox row of the planned answer, in the state that the plan asks for; None where none is due.

    A suppressed answer is rendered too: staff see what would have gone out. `before` is the entry with the
    files of its other messages; by default, as the decision saw it.
    """
    plan = judged.decision.reply
    if plan.template is None or entry is None:
        return None
    letter = _letter(judged, entry, plan.template, plan.to, before or _shown(judged, entry))
    letter = replace(letter, disclosure=plan.disclosure)
    state, why = _state(session, entry.contest, plan, judge.hold_first)
    row = _row(judged, entry, letter, kind)
    row.state, row.why, row.counts = state, why, plan.counts
    row.full = plan.disclosure is Disclosure.FULL
    _queue(session, row, letter, judge, entry)
    if plan.suppressed == BREAKER:
        trip(session, entry.contest, About(row.message_id, entry.id, row.id), judged.at)
    return row


def queue_notices(session: Session, judged: Judged, entry: Entry | None, judge: Judge) -> tuple[Outbox, ...]:
    """The rows of the letters to others than the writer. `entry` is the one that the message lies in."""
    return tuple(_notice(session, judged, entry, judge, each) for each in judged.decision.notices if entry)


def _notice(session: Session, judged: Judged, lies_in: Entry | None, judge: Judge, notice: Notice) -> Outbox:
    about = lies_in if notice.entry is None else session.get_one(Entry, notice.entry)
    if about is None or lies_in is None:
        raise StorageError("a letter about an entry needs one")
    before = _shown(judged, about)
    sent = [each.message_id for each in before.letters if each.address == notice.to] if before else []
    letter = _letter(judged, about, notice.template, notice.to, before)
    letter = replace(letter, thread=tuple(sent), other=lies_in.reference)
    state, why = _state(session, about.contest, notice, judge.hold_first)
    row = _row(judged, about, letter, notice.template.value)
    row.state, row.why, row.entry_id = state, why, about.id
    row.full = before is not None and notice.to in before.circle
    _queue(session, row, letter, judge, about)
    return row


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


def _queue(session: Session, row: Outbox, letter: Letter, judge: Judge, entry: Entry) -> None:
    """Renders the letter into its row, and tells of it. One that fails waits for a person, with an alarm."""
    failure = _render(row, letter, judge) if row.to_address else ""
    session.add(row)
    session.flush()
    if failure:
        about = About(row.message_id, entry.id, row.id)
        alarm = Happening("renderer", "alarm", about, {"code": RENDER_FAILED}, failure)
        append(session, entry.contest, row.created_at, alarm)
    _tell(session, row, entry)


def _state(
    session: Session, contest: str, plan: ReplyPlan | Notice, hold_first: int
) -> tuple[OutboxState, str]:
    if plan.suppressed is not None:
        return (OutboxState.HELD if plan.waits else OutboxState.SUPPRESSED), plan.suppressed
    if hold_first:
        earlier = select(func.count()).where(
            # Those of a dry run were no answers yet.
            Outbox.contest == contest,
            Outbox.state != OutboxState.SUPPRESSED,
            Outbox.why != "off",
        )
        if session.exec(earlier).one() < hold_first:
            return OutboxState.HELD, "first"
    return OutboxState.PENDING, ""


def _render(row: Outbox, letter: Letter, judge: Judge) -> str:
    """Lays the finished mail into the row; returns what went wrong, if anything did."""
    try:
        put(row, judge.render(letter))
    except Exception as error:
        # Whatever a template does wrong, the decision stands: only the answer waits for a person.
        if row.state is not OutboxState.SUPPRESSED:
            row.state, row.why = OutboxState.HELD, RENDER_FAILED
        return repr(error)[:500]
    return ""


def _tell(session: Session, row: Outbox, entry: Entry) -> None:
    facts = {
        "template": row.template.value,
        "state": row.state.value,
        "why": row.why,
        "bytes": hashlib.sha256(row.data).hexdigest() if row.data else "",
    }
    about = About(row.message_id, entry.id, row.id)
    append(session, row.contest, row.created_at, Happening("rules", "reply-queued", about, facts))


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
    )


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
