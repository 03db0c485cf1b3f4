"""Rules of the entry that a message meets: revisions, completions, second works, other senders."""

import re
from collections.abc import Iterable

from screening import deck, entries, form
from screening.case import MENDED_BY_SENDING_AGAIN, Case
from screening.codes import reason
from screening.decision import EntryStatus, Reason, Role, Severity
from screening.history import EntryState
from screening.names import squeezed
from screening.submission import File

_ANOTHER_WORK = re.compile(
    "(?:ผลงาน(?:ชิ้น|เรื่อง|ลำดับ)?|ชิ้น)ที่(?:[2-9](?![0-9])|สอง|สาม)|อีก(?:หนึ่ง|1)?(?:ผลงาน|ชิ้น)|คนละผลงาน"
)
# Questions about an entry that only a person can answer; a later mail does not settle them.
_FOR_A_PERSON = ("second-work", "sender-conflict", "not-local", "previously-awarded", "withdrawal")

# Said of one mail, not of its entry.
_OF_ONE_MAIL = frozenset({"late", "message-in-thread", "too-large", *MENDED_BY_SENDING_AGAIN})


def replaced(case: Case) -> tuple[tuple[Role, File], ...]:
    """The accepted files that this message would replace by good ones."""
    found: list[tuple[Role, File]] = []
    for role, file in ((Role.FORM, form.chosen(case)), (Role.DECK, deck.chosen(case))):
        old = case.standing(role)
        if file and old and passes(case, role, file) and old.file.sha256 != file.sha256:
            found.append((role, file))
    return tuple(found)


def passes(case: Case, role: Role, file: File) -> bool:
    """Whether the file's own bytes are as good as the role asks."""
    rule = form if role is Role.FORM else deck
    return not rule.file_faults(file, case.rules)


def revision(case: Case) -> Iterable[Reason]:
    """An accepted file is replaced only in an answer to us or by an authenticated sender."""
    if case.joined and case.joined.entry.status is EntryStatus.COMPLETE and replaced(case):
        names = [file.name for _, file in replaced(case)]
        yield reason("revision" if case.joined.proven else "revision-unproven", others=names)


def stranger(case: Case) -> Iterable[Reason]:
    """Somebody who quotes only a receipt number may have read it anywhere."""
    if case.joined and case.joined.stranger and not case.joined.proven:
        yield reason("sender-conflict", reference=case.joined.entry.reference)


def completed(case: Case) -> Iterable[Reason]:
    """How the message came to its entry, where that entry lacked something."""
    if case.joined and case.joined.entry.status is not EntryStatus.COMPLETE and case.brings_files:
        code = "completed-by-sender" if case.joined.by == "sender" else "completed-by-thread"
        yield reason(code, reference=case.joined.entry.reference)


def open_questions(case: Case) -> Iterable[Reason]:
    """What a person has still to answer about the entry."""
    if case.entry and case.entry.status is EntryStatus.HELD:
        yield from (each for each in case.entry.reasons if each.code in _FOR_A_PERSON)


def still_open(case: Case) -> Iterable[Reason]:
    """What the entry waits for as it stands, for a mail that changes nothing of it.

    The last decision's reasons tell; what they leave out, such as a file that came late, the entry itself.
    """
    entry = case.entry
    if entry is None or entry.status not in (EntryStatus.INCOMPLETE, EntryStatus.HELD):
        return
    told = [
        each for each in entry.reasons if each.severity is not Severity.NOTE and each.code not in _OF_ONE_MAIL
    ]
    yield from told
    codes = {each.code for each in told}
    for role in (Role.FORM, Role.DECK):
        lacks = entry.standing(role) is None and entry.status is EntryStatus.INCOMPLETE
        if lacks and not any(code.startswith(role.value) for code in codes):
            yield reason(f"{role.value}-missing")


def entry_ambiguous(case: Case) -> Iterable[Reason]:
    """Several entries of the sender lack just what the message brings."""
    if case.rivals:
        yield reason("entry-ambiguous", others=[entry.reference for entry in case.rivals])


def other_entries(case: Case) -> Iterable[Reason]:
    """The same agency has an entry already, and nothing ties this message to it."""
    if case.joined or not case.brings_files:
        return
    others = tuple(entries.of_agency(case.agency, case.history))
    sender = case.submission.parsed.sender.address
    strange = [entry for entry in others if sender not in entry.senders]
    if strange:
        yield reason("sender-conflict", reference=strange[0].reference)
    elif others and not _says_another_work(case):
        yield reason("second-work", reference=others[-1].reference)


def second_form(case: Case) -> Iterable[Reason]:
    """A form marked form2 or higher: a second work is allowed, and people often mean one by it."""
    marked = [file for file in case.new(Role.FORM) if form.marker_number(file) > 1]
    if marked and not _says_another_work(case):
        yield reason("second-work", received=marked[0].name, reference=_reference(case.entry))


def duplicate(case: Case) -> Iterable[Reason]:
    """Every form and deck of this message is here already."""
    if case.entry and case.repeats:
        yield reason("duplicate", reference=case.entry.reference)


def _says_another_work(case: Case) -> bool:
    words = squeezed(f"{case.submission.parsed.subject}\n{case.submission.parsed.text}")
    return bool(case.new(Role.FORM)) and bool(_ANOTHER_WORK.search(words))


def _reference(entry: EntryState | None) -> str:
    return entry.reference if entry else ""
