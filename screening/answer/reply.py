"""Which answer is due, to whom, how much it may tell, and whether it goes out by itself (RFC 3834).

The caps and the operator's wishes only ever delay or drop an answer; they never change a verdict.
"""

from screening.answer import caps
from screening.case import Case
from screening.entry.answers import attempts
from screening.entry.circle import answered_at, joining
from screening.model.causes import Cause
from screening.model.decision import (
    Disclosure,
    EntryStatus,
    Grade,
    Reason,
    ReplyPlan,
    Ruling,
    Template,
    Verdict,
)

_OF_A_RULING = {Ruling.DECISION: Template.DECISION, Ruling.WITHDRAW: Template.STATUS}


def plan(case: Case, verdict: Verdict, reasons: tuple[Reason, ...]) -> ReplyPlan:
    """The answer to one message, or none."""
    if verdict is Verdict.IGNORED:
        return ReplyPlan(suppressed=Cause.AUTOMATIC)
    codes = {each.code for each in reasons}
    to = answered_at(case)
    if case.joined and case.joined.cell.hears is None:
        return ReplyPlan(to=to, suppressed=Cause.THANKS)
    disclosure = disclosed_to(case, to)
    template = _template(case, verdict, codes, disclosure)
    counts = caps.counts(case, verdict)
    suppressed = _suppressed(case, template, to, codes) or caps.stopped_by(case, counts=counts)
    waits = suppressed is not None and suppressed.waits
    return ReplyPlan(template, to, suppressed, waits, counts, disclosure)


def disclosed_to(case: Case, to: str) -> Disclosure:
    """The most that a letter about this message may tell the address `to`: the one place that says so.

    Who is in the circle of the entry under whose number the message lies may know all of it. A stranger to an
    earlier entry hears one text, whatever that entry's state, though a number of his own was opened.
    """
    grade = case.writer.grade if case.writer else None
    if case.joined is None:
        # What a person has ruled on a number of his own, its writer hears from nobody else.
        apart = grade not in (None, Grade.PROVEN, Grade.CLAIMED) and not case.facts.ruling
        known = {member.address for member in joining(case) if member.by != "pending"}
        return Disclosure.FULL if to in known and not apart else Disclosure.NEUTRAL
    wrote = to == case.submission.parsed.sender.address
    if to in case.joined.entry.circle or (wrote and grade is Grade.PROVEN):
        return Disclosure.FULL
    return case.joined.cell.hears or Disclosure.NEUTRAL if wrote else Disclosure.NEUTRAL


def _template(case: Case, verdict: Verdict, codes: set[str], disclosure: Disclosure) -> Template:
    if case.facts.ruling in _OF_A_RULING:
        return _OF_A_RULING[case.facts.ruling]
    if "late" in codes:
        return Template.LATE
    if "enquiry" in codes:
        return Template.ENQUIRY
    if verdict is Verdict.HELD or disclosure is Disclosure.NEUTRAL:
        return Template.HELD
    if verdict is Verdict.REJECTED:
        return Template.CORRECTION
    if "duplicate" in codes:
        return Template.IDENTICAL
    complete_before = case.entry is not None and case.entry.status is EntryStatus.COMPLETE
    return Template.UPDATED if complete_before else Template.ACKNOWLEDGEMENT


def _suppressed(case: Case, template: Template, to: str, codes: set[str]) -> Cause | None:
    """Why the answer does not go out by itself, the weightiest cause first; None if it does, or is capped."""
    after = case.rules.replies.answer_received_after
    causes = (
        (case.machine is not None, Cause.AUTOMATIC),
        ("sender-unverified" in codes, Cause.UNVERIFIED),
        (case.submission.junk, Cause.JUNK),
        (not to, Cause.NO_ADDRESS),
        (case.history.bounced, Cause.BOUNCED),
        ("message-in-thread" in codes and _told_today(case) and not _is_answer(case), Cause.CONVERSATION),
        ("duplicate" in codes and _said_already(case, template), Cause.REPEATED),
        (case.rules.replies.mode == "off", Cause.OFF),
        ("early" in codes, Cause.EARLY),
        (after is not None and case.submission.received_at < after, Cause.OLD),
        (case.rules.replies.mode == "approve", Cause.APPROVAL),
    )
    return next((cause for holds, cause in causes if holds), None)


def _told_today(case: Case) -> bool:
    """Words in a thread get one answer a day, which tells the state; two machines would go on for ever."""
    return case.entry is not None and case.entry.id in case.history.answers.threads_today


def _is_answer(case: Case) -> bool:
    """Whether the words try to answer our question, and are not yet told that a person will write."""
    entry = case.entry
    return entry is not None and attempts(case.reading, entry) and not entry.asked.get("asked-enough")


def _said_already(case: Case, template: Template) -> bool:
    """`identical` and `held` are said once until the entry changes; a correction is said each time."""
    answered = case.entry.answered if case.entry else frozenset()
    return template in (Template.IDENTICAL, Template.HELD) and template.value in answered
