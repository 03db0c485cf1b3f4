"""Rules of the entry that a message meets: what the decision table says, and what still holds the entry."""

from collections.abc import Iterable

from screening.case import Case
from screening.checks import deck, form
from screening.checks.fitness import marker_number, passes
from screening.entry.answers import ABOUT_AGENCY, MOST_QUESTIONS, attempts
from screening.entry.bringing import MENDED_BY_SENDING_AGAIN
from screening.model.codes import reason
from screening.model.decision import EntryStatus, Grade, Reason, Role, Severity
from screening.model.submission import File
from screening.words import said

_ROLES = (Role.FORM, Role.DECK)
# Questions about an entry that only a person can answer; a later mail does not settle them.
_FOR_A_PERSON = frozenset(
    {"sender-conflict", "entry-ambiguous", "not-local", "previously-awarded", "time-unknown", "on-hold"}
)
# Said of one mail, not of its entry.
_OF_ONE_MAIL = frozenset({"late", "message-in-thread", "too-large", "revision-unproven", "enquiry"})


def chosen(case: Case, role: Role) -> File | None:
    """The file of this message that is meant for a role."""
    return form.chosen(case) if role is Role.FORM else deck.chosen(case)


def good(case: Case, role: Role) -> File | None:
    """That file, if it is as good as its role asks."""
    file = chosen(case, role)
    return file if file and passes(file, role, case.rules) else None


def lies_apart(case: Case) -> Iterable[Reason]:
    """What the table says of a message that is about an entry, and does not join it."""
    entry = case.linked
    if entry is None or case.writer is None:
        return
    if case.code == "sender-conflict":
        yield reason("sender-conflict", reference=entry.reference)
    elif case.code == "second-work":
        marked = [file.name for file in case.new(Role.FORM) if marker_number(file) > 1]
        yield reason("second-work", reference=entry.reference, received=marked[0] if marked else "")
    elif case.code == "agency-conflict":
        place = entry.agency.place
        named = case.identity.named or (case.names_seen[0] if case.names_seen else "")
        yield reason("agency-conflict", received=named, others=[place.name] if place else [])
    if case.writer.grade not in (Grade.PROVEN, Grade.CLAIMED):
        yield reason("another-address", reference=entry.reference)


def decided_by_person(case: Case) -> Iterable[Reason]:
    """Files for an entry on which a person has decided: he looks at them, and nothing changes before."""
    if case.entry and case.entry.by_person and case.brings_files and not case.facts.joins:
        yield reason("message-in-thread", reference=case.entry.reference)


def revision(case: Case) -> Iterable[Reason]:
    """A proven writer replaces a file that stands; another's waits beside it for the applicant's word."""
    if case.joined is None or (case.after_close and case.code == "late"):
        return
    aside = [file.name for role in _ROLES for file in case.new(role) if case.keeps_aside(role, file)]
    if aside:
        yield reason("revision-unproven", others=aside)
    names = [file.name for role in _ROLES if (file := _replacing(case, role))]
    if names and case.was_complete:
        yield reason("revision", others=names)


def _replacing(case: Case, role: Role) -> File | None:
    file, old = good(case, role), case.before(role)
    return file if file and old and case.takes(role) and old.file.sha256 != file.sha256 else None


def completed(case: Case) -> Iterable[Reason]:
    """How the message came to its entry, where that entry lacked something."""
    if case.joined and not case.was_complete and case.brings_files:
        code = "completed-by-thread" if case.joined.by == "thread" else "completed-by-sender"
        yield reason(code, reference=case.joined.entry.reference)


def word_given(case: Case) -> Iterable[Reason]:
    """The applicant's yes or no to our question."""
    yes, no = case.answer.accepts, case.answer.declines
    if yes:
        yield reason("confirmed", others=[kept.file.name for kept in yes.files], reference=yes.reference)
    if no:
        yield reason("undone", others=[kept.file.name for kept in no.files], reference=no.reference)


def open_questions(case: Case) -> Iterable[Reason]:
    """What held the entry goes on holding it until it is settled."""
    entry = case.entry
    if entry is None or entry.status is not EntryStatus.HELD:
        return
    for each in entry.reasons:
        if each.severity is Severity.HOLD and each.code not in _OF_ONE_MAIL and not _settled(case, each.code):
            yield each


def _settled(case: Case, code: str) -> bool:
    if code in _FOR_A_PERSON:
        return False
    if code in ABOUT_AGENCY:
        return case.agency.known or bool(case.identity.reasons)
    if code in ("deck-by-link", "deck-template"):
        return good(case, Role.DECK) is not None or _taken(case, Role.DECK)
    if code in ("form-blank", "form-in-letter", "several-forms"):
        return len(case.new(Role.FORM)) == 1 and good(case, Role.FORM) is not None
    if code == "second-work":
        return case.answer.another_work
    if code in MENDED_BY_SENDING_AGAIN or code == "junk-folder":
        return case.answer.was_his or all(_brought(case, role) for role in _ROLES)
    if code == "withdrawal":
        return case.brings_files
    # An archive, a mail or a file that could not be opened, or must not be: until nothing is missing.
    return case.brings_files and all(case.standing(role) or good(case, role) for role in _ROLES)


def _taken(case: Case, role: Role) -> bool:
    return case.standing(role) is not None and case.standing(role) != case.before(role)


def _brought(case: Case, role: Role) -> bool:
    return good(case, role) is not None


def still_open(case: Case) -> Iterable[Reason]:
    """What the entry waits for as it stands, for a mail that changes nothing of it.

    The last decision's reasons tell; what they leave out, such as a file that came late, the entry itself.
    """
    entry = case.entry
    if entry is None or entry.status not in (EntryStatus.INCOMPLETE, EntryStatus.HELD):
        return
    dropped = _OF_ONE_MAIL | (MENDED_BY_SENDING_AGAIN if entry.status is EntryStatus.INCOMPLETE else set())
    told = [each for each in entry.reasons if each.severity is not Severity.NOTE and each.code not in dropped]
    # A form that may be in the letter is not called missing: a person looks.
    shown = form.only_in_letter(case) and not case.after_close
    told = [each for each in told if not (shown and each.code.startswith("form-"))]
    linked = deck.only_by_link(case)  # what is missing may be behind the link
    told = [each for each in told if not (linked and each.code in ("form-missing", "deck-missing"))]
    yield from told
    codes = {each.code for each in told}
    for role in () if linked else _ROLES[shown:]:
        lacks = entry.standing(role) is None and entry.status is EntryStatus.INCOMPLETE
        if lacks and not any(code.startswith(role.value) for code in codes):
            yield reason(f"{role.value}-missing")


def still_doubted(case: Case) -> Iterable[Reason]:
    """Of what is open only the doubts: who withdraws is asked for no files."""
    yield from (each for each in still_open(case) if each.severity is Severity.HOLD)


def asked_enough(case: Case) -> Iterable[Reason]:
    """Our question was put twice and was not answered so that a machine could settle it: a person writes."""
    entry = case.entry
    if entry is None or case.brings_files or case.answer.settles or not attempts(case.reading, entry):
        return
    asks = [each.code for each in entry.reasons if each.code in (*ABOUT_AGENCY, "form-name", "second-work")]
    if any(entry.asked.get(code, 0) >= MOST_QUESTIONS for code in asks):
        yield reason("asked-enough")


def entry_ambiguous(case: Case) -> Iterable[Reason]:
    """Several entries of the sender lack just what the message brings."""
    if case.rivals:
        yield reason("entry-ambiguous", others=[entry.reference for entry in case.rivals])


def second_form(case: Case) -> Iterable[Reason]:
    """A form marked form2 or higher, with no earlier entry to be seen: people may mean a second work."""
    marked = [file for file in case.new(Role.FORM) if marker_number(file) > 1]
    if marked and case.tie is None and not said.another_work(case.reading.evidence.words):
        yield reason("second-work", received=marked[0].name, reference="")


def duplicate(case: Case) -> Iterable[Reason]:
    """Every form and deck of this message is here already."""
    if case.entry and case.repeats:
        yield reason("duplicate", reference=case.entry.reference)
