"""Which answer is due, to whom, and whether it goes out by itself (RFC 3834).

The caps and the operator's wishes only ever delay or drop an answer; they never change a verdict.
"""

import re

from screening.case import Case
from screening.decision import EntryStatus, Reason, ReplyPlan, Template, Verdict

# One plain address (RFC 5322 dot-atom); others cannot be answered by machine, and a person sees that.
_ADDRESS = re.compile(r"^[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9-]+(?:\.[a-z0-9-]+)+\Z", re.IGNORECASE)
# Answers that a person may let go: they wait in the outbox as `held`.
_WAITING = frozenset({"old", "early", "approval"})


def plan(case: Case, verdict: Verdict, reasons: tuple[Reason, ...]) -> ReplyPlan:
    """The answer to one message, or none."""
    if verdict is Verdict.IGNORED:
        return ReplyPlan()
    codes = {each.code for each in reasons}
    template = _template(case, verdict, codes)
    to = recipient(case)
    suppressed = _suppressed(case, template, to, codes, verdict)
    return ReplyPlan(template, to, suppressed, waits=suppressed in _WAITING)


def recipient(case: Case) -> str:
    """Reply-To if it is exactly one usable address that is not ours, else From; empty if neither serves."""
    asked = [each.address for each in case.submission.parsed.reply_to]
    choices = [*(asked if len(asked) == 1 else ()), case.submission.parsed.sender.address]
    usable = (each for each in choices if _ADDRESS.match(each) and each not in case.rules.own_addresses)
    return next(usable, "")


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


def _suppressed(case: Case, template: Template, to: str, codes: set[str], verdict: Verdict) -> str | None:
    """Why the answer does not go out by itself, the weightiest cause first; None if it does."""
    answered = case.entry.answered if case.entry else frozenset()
    after = case.rules.replies.answer_received_after
    causes = (
        (case.machine is not None, "automatic"),
        ("sender-unverified" in codes, "unverified"),
        (case.submission.junk, "junk"),
        (not to, "no-address"),
        (case.rules.replies.mode == "off", "off"),
        (
            _said_already(template, codes, answered),
            "conversation" if "message-in-thread" in codes else "repeated",
        ),
        ("early" in codes, "early"),
        (after is not None and case.submission.received_at < after, "old"),
        (case.rules.replies.mode == "approve", "approval"),
        (verdict is not Verdict.ACCEPTED and _over_cap(case), "capped"),
    )
    return next((cause for holds, cause in causes if holds), None)


def _said_already(template: Template, codes: set[str], answered: frozenset[str]) -> bool:
    """`identical` and `held` are said once until the entry changes; a correction is said each time."""
    repeats = "duplicate" in codes or "message-in-thread" in codes
    return repeats and template in (Template.IDENTICAL, Template.HELD) and template.value in answered


def _over_cap(case: Case) -> bool:
    """The first answer to mail with a form or deck is never capped; what may be a loop is."""
    answers, limits = case.history.answers, case.rules.replies
    if case.brings_files and answers.first_to_address:
        return False
    return answers.to_address_today >= limits.per_address_per_day or answers.in_all_hour >= limits.per_hour
