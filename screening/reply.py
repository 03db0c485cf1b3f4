"""Which answer is due, to whom, and whether it goes out by itself (RFC 3834).

The caps and the operator's wishes only ever delay or drop an answer; they never change a verdict.
"""

from screening import caps
from screening.addresses import recipient
from screening.case import Case
from screening.decision import EntryStatus, Reason, ReplyPlan, Template, Verdict

# Answers that a person may let go: they wait in the outbox as `held`.
_WAITING = frozenset({"off", "old", "early", "approval", caps.BREAKER})


def plan(case: Case, verdict: Verdict, reasons: tuple[Reason, ...]) -> ReplyPlan:
    """The answer to one message, or none."""
    if verdict is Verdict.IGNORED:
        return ReplyPlan()
    codes = {each.code for each in reasons}
    template = _template(case, verdict, codes)
    to = recipient(case.submission, case.rules)
    counts = caps.counts(case, verdict)
    suppressed = _suppressed(case, template, to, codes) or (caps.stopped_by(case) if counts else None)
    return ReplyPlan(template, to, suppressed, waits=suppressed in _WAITING, counts=counts)


def _template(case: Case, verdict: Verdict, codes: set[str]) -> Template:
    if "late" in codes:
        return Template.LATE
    if verdict is Verdict.REJECTED:
        return Template.CORRECTION
    if verdict is Verdict.HELD:
        return Template.ENQUIRY if "enquiry" in codes else Template.HELD
    if "duplicate" in codes:
        return Template.IDENTICAL
    complete_before = case.entry is not None and case.entry.status is EntryStatus.COMPLETE
    return Template.UPDATED if complete_before else Template.ACKNOWLEDGEMENT


def _suppressed(case: Case, template: Template, to: str, codes: set[str]) -> str | None:
    """Why the answer does not go out by itself, the weightiest cause first; None if it does, or is capped."""
    after = case.rules.replies.answer_received_after
    causes = (
        (case.machine is not None, "automatic"),
        ("sender-unverified" in codes, "unverified"),
        (case.submission.junk, "junk"),
        (not to, "no-address"),
        (case.history.bounced, "bounced"),
        ("message-in-thread" in codes and _told_today(case), "conversation"),
        ("duplicate" in codes and _said_already(case, template), "repeated"),
        (case.rules.replies.mode == "off", "off"),
        ("early" in codes, "early"),
        (after is not None and case.submission.received_at < after, "old"),
        (case.rules.replies.mode == "approve", "approval"),
    )
    return next((cause for holds, cause in causes if holds), None)


def _told_today(case: Case) -> bool:
    """Words in a thread get one answer a day, which tells the state; two machines would go on for ever."""
    return case.entry is not None and case.entry.id in case.history.answers.threads_today


def _said_already(case: Case, template: Template) -> bool:
    """`identical` and `held` are said once until the entry changes; a correction is said each time."""
    answered = case.entry.answered if case.entry else frozenset()
    return template in (Template.IDENTICAL, Template.HELD) and template.value in answered
