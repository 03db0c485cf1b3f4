"""Raises alarms for what a decision leaves to a person, and for bounced replies; by receipt number alone."""

from collections.abc import Iterable

from decisions.decide import Recorded
from runtime.parts import Parts
from screening.model.causes import Cause
from screening.model.submission import Submission
from settings.alarm_kinds import AlarmKind
from storage.outbox.returned import Returned


def of_decision(parts: Parts, recorded: Recorded, submission: Submission) -> None:
    """One report for each letter that could not be written, one for a message that could not be read."""
    reference = recorded.entry.reference if recorded.entry else "no receipt number"
    where = f"{reference} (message {recorded.decision.message_id})"
    for letter in (recorded.reply, *recorded.notices):
        if letter and letter.why == Cause.RENDER_FAILED:
            what = "the answer" if letter is recorded.reply else "a letter about it"
            cure = f"`intake outbox render {letter.id}`"
            told = f"{where}: {what} could not be written and is held: mend its text, then {cure}"
            parts.alarms.report(AlarmKind.RENDER, told)
    if submission.parsed.problem and not submission.parsed.whole:
        parts.alarms.report(AlarmKind.POISON, f"{where} could not be read and is held `unparsable`")


def of_returned(parts: Parts, replies: Iterable[Returned]) -> None:
    """One report for each bounced reply: its applicant has not been told."""
    for reply in replies:
        about = reply.reference or "letters in one digest"
        text = f"{about}: reply {reply.outbox_id} came back; the applicant has not been told"
        if reply.suppressed:
            text += ", and nothing more is sent to that address until somebody writes from it"
        parts.alarms.report(AlarmKind.BOUNCE, text)
