"""`decide`: the heart. All reasons are collected, then the verdict follows from them.

Order of judgement: a machine's mail without files is ignored, or held if only its words tell; mail without
files settles what its entry waits for, or is held; the same files again take the entry's verdict; files after
the close are late; any hold holds; any fault rejects; else accepted.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace

from screening import extent, roles
from screening.answer.reply import plan
from screening.case import Case, read_case
from screening.checks import awarded, deck, first_use, form, form_shapes, mail, template, timing, topics
from screening.checks.fitness import passes
from screening.entry import founders, standing
from screening.entry.outcome import change_of, taken_by
from screening.machines.automatic import Machine
from screening.model.codes import reason
from screening.model.decision import (
    AgencyFinding,
    Certainty,
    Decision,
    EntryStatus,
    JudgedFile,
    Reason,
    Role,
    Severity,
    Verdict,
)
from screening.model.history import History
from screening.model.rules import Rules
from screening.model.submission import Submission
from screening.ruling import ruled

Rule = Callable[[Case], Iterable[Reason]]


def _agency(case: Case) -> Iterable[Reason]:
    """What `identity` found out, or could not, about whose entry this is."""
    yield from case.identity.reasons


# A new rule is one function, its texts in notifications/texts, its test, and its name here.
_OF_EVERY_MAIL: tuple[Rule, ...] = (
    mail.automatic,
    mail.junk_folder,
    mail.sender_unverified,
    timing.early,
    timing.clock_skew,
    mail.sender_free_mail,
    mail.identity_card,
    mail.from_forwarded,
    mail.from_archive,
    mail.malware,
    extent.letter_not_looked_further,
)
_OF_AN_ENTRY: tuple[Rule, ...] = (
    mail.of_nobody,
    _agency,
    form.form_missing,
    form.form_in_letter,
    form.form_name,
    form.form_file,
    form.form_unchecked,
    form.form_blank,
    form_shapes.form_low_resolution,
    form_shapes.form_copies,
    form_shapes.several_forms,
    form.form_extension,
    form.form_renamed,
    deck.deck_missing,
    deck.deck_file,
    deck.deck_unchecked,
    template.deck_template,
    deck.deck_by_link,
    deck.archive_unreadable,
    deck.sealed_message,
    deck.deck_macros,
    deck.deck_external_media,
    topics.deck_topics,
    topics.deck_no_text,
    standing.lies_apart,
    standing.decided_by_person,
    standing.revision,
    standing.completed,
    standing.word_given,
    standing.open_questions,
    standing.entry_ambiguous,
    standing.second_form,
    awarded.previously_awarded,
    awarded.awards_mentioned,
    first_use.first_use,
    extent.not_looked_further,
    timing.late,
    timing.time_unknown,
)


def decide(submission: Submission, history: History, rules: Rules) -> Decision:
    """The judgement of `submission`, given what was decided before it. Pure and total."""
    case = read_case(submission, history, rules)
    decision = _by_rules(case)
    return ruled(case, decision) if history.facts.ruling else decision


def _by_rules(case: Case) -> Decision:
    if _is_ignored(case):
        return _decision(case, Verdict.IGNORED, _collect(case, (mail.automatic,)))
    if case.entry and case.repeats:
        verdict = _of_status(case.entry.status)
        again = _collect(case, (*_OF_EVERY_MAIL, standing.duplicate, standing.still_open))
        return _decision(case, verdict, again)
    reasons = _with_what_lacks(case, _collect(case, (*_OF_EVERY_MAIL, *_rules_for(case))))
    return _decision(case, _verdict(reasons), reasons)


def _rules_for(case: Case) -> tuple[Rule, ...]:
    """Which rules have something to judge: the message, its files, or only its words."""
    if case.submission.too_large:
        return (mail.too_large, timing.late, timing.time_unknown, standing.lies_apart, standing.still_open)
    if not case.submission.parsed.whole:
        # What could be read is still judged; what seems to be missing may be in the rest.
        rest = _OF_AN_ENTRY if case.brings_files else (standing.lies_apart, standing.still_open)
        return (mail.unparsable, *rest)
    if case.brings_files:
        return _OF_AN_ENTRY
    return _of_words(case)


def _of_words(case: Case) -> tuple[Rule, ...]:
    """Mail without a form or a deck."""
    if case.entry:
        if case.answer.settles:
            return _OF_AN_ENTRY
        if form.only_in_letter(case) and not case.after_close:
            return (form.form_in_letter, standing.still_open, standing.asked_enough)
        # Who says it once more, as he was asked to, is read by a person, and not asked again.
        withdraws = case.code == "withdrawal" and not case.entry.asked.get("withdrawal")
        if withdraws:
            return (mail.withdrawal, standing.still_doubted, standing.asked_enough)
        heard = deck.deck_by_link if deck.only_by_link(case) else _in_thread
        return (heard, standing.still_open, standing.asked_enough)
    if any(mail.withdrawal(case)):
        return (
            mail.withdrawal,
            standing.lies_apart,
        )  # neither a forgotten attachment nor a question how to enter
    if case.linked:
        return (_enquiry, standing.lies_apart)
    if deck.shared_links(case):
        return (form.form_missing, form.form_in_letter, deck.deck_by_link)
    if case.reading.is_no_entry:
        return (_enquiry,)
    attached = any(not roles.in_letter(file) for file in case.submission.files)
    if case.reading.speaks_of_submitting or attached:
        return (form.form_missing, form.form_in_letter, deck.deck_missing, mail.possible_enquiry)
    return (_enquiry,)


def _in_thread(case: Case) -> Iterable[Reason]:
    """Words in a thread that settle nothing by themselves: a person reads them."""
    yield reason("message-in-thread", reference=case.entry.reference if case.entry else "")


def _enquiry(case: Case) -> Iterable[Reason]:
    """A question, or anything else that brings no entry: a person answers."""
    yield reason("enquiry")


def _is_ignored(case: Case) -> bool:
    """A machine's mail without files, unless a person may stand behind it: words can mislead, and services
    that share files write in their users' stead."""
    if case.machine in (Machine.REPORT, Machine.OWN):
        return True
    shared = case.machine is Machine.ROBOT and deck.shared_links(case)
    doubtful = case.machine is Machine.WORDING or shared
    return case.machine is not None and not case.brings_files and not doubtful


def _collect(case: Case, rules: Iterable[Rule]) -> tuple[Reason, ...]:
    """Every reason of every rule, the weightiest first; the same code about the same thing once."""
    found: list[Reason] = []
    for rule in rules:
        found += [each for each in rule(case) if each not in found and each.code not in case.facts.passed]
    return tuple(sorted(found, key=lambda each: _WEIGHT.index(each.severity)))


def _with_what_lacks(case: Case, reasons: tuple[Reason, ...]) -> tuple[Reason, ...]:
    """What a person has looked into stands in for nothing any more: a role that is empty is asked for."""
    if not case.facts.passed or any(each.severity is Severity.HOLD for each in reasons):
        return reasons
    lacking = (
        reason(f"{role}-missing")
        for role in (Role.FORM, Role.DECK)
        if not case.standing(role) and not standing.good(case, role) and not _names(role, reasons)
    )
    return (*lacking, *reasons)


def _names(role: Role, reasons: Iterable[Reason]) -> bool:
    return any(each.severity is Severity.FAULT and each.code.startswith(f"{role}-") for each in reasons)


_WEIGHT = (Severity.FAULT, Severity.HOLD, Severity.NOTE)


def _verdict(reasons: tuple[Reason, ...]) -> Verdict:
    codes = {each.code for each in reasons}
    severities = {each.severity for each in reasons}
    if "late" in codes:
        return Verdict.REJECTED
    if Severity.HOLD in severities:
        return Verdict.HELD
    return Verdict.REJECTED if Severity.FAULT in severities else Verdict.ACCEPTED


def _of_status(status: EntryStatus) -> Verdict:
    return {EntryStatus.COMPLETE: Verdict.ACCEPTED, EntryStatus.INCOMPLETE: Verdict.REJECTED}.get(
        status, Verdict.HELD
    )


def _decision(case: Case, verdict: Verdict, reasons: tuple[Reason, ...]) -> Decision:
    files = tuple(
        _judged(case, index, role, in_time="late" not in {each.code for each in reasons})
        for index, role in enumerate(case.roles)
    )
    change = None if verdict is Verdict.IGNORED else change_of(case, verdict, reasons)
    reply = plan(case, verdict, reasons)
    return Decision(
        verdict=verdict,
        reasons=reasons,
        agency=_as_told(case, reasons),
        files=files,
        change=change,
        reply=reply,
        writer=case.writer,
        about=case.linked.id if case.linked else None,
        notices=founders.notices(case, change, reply) if change else (),
        taken=taken_by(case) if change else (),
    )


def _as_told(case: Case, reasons: tuple[Reason, ...]) -> AgencyFinding:
    """The agency, or the one whose name the letter writes out to be copied: a guess, for the log as well."""
    copied = any(each.code == "form-missing" and each.params.get("canonical") for each in reasons)
    if case.agency.place or not copied:
        return case.agency
    return replace(case.agency, certainty=Certainty.SUGGESTED, place=form.named_in_words(case))


def _judged(case: Case, index: int, role: Role, *, in_time: bool) -> JudgedFile:
    """A late file never stands for an entry, however good it is."""
    file = case.submission.files[index]
    good = role is not Role.OTHER and in_time and passes(file, role, case.rules)
    canonical = form.canonical_name(case, file) if role is Role.FORM and case.agency.known else ""
    aside = good and case.keeps_aside(role, file)
    return JudgedFile(file.sha256, role, good, canonical, aside)
