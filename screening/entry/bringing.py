"""What a message brings to an entry: the row of the decision table (`screening.entry.trust`)."""

from datetime import datetime

from screening.agency.another_body import another_body
from screening.checks.fitness import marker_number, passes
from screening.entry.answers import Answer, answer_of
from screening.entry.trust import Brings
from screening.model.decision import EntryStatus, Grade, Role, Severity, Writer
from screening.model.history import EntryState
from screening.model.submission import File
from screening.reading import Reading
from screening.words import said

MENDED_BY_SENDING_AGAIN = frozenset({"early", "automatic", "sender-unverified"})
"""Holds for when or by whom a mail was sent, which the same files sent otherwise do not earn."""


def brings_to(
    reading: Reading, entry: EntryState, writer: Writer, *, in_thread: bool
) -> tuple[Brings, Answer]:
    """The row for `reading`, and what its words settle where it brings no files."""
    parsed = reading.submission.parsed
    if reading.submission.too_large or (not parsed.whole and not reading.brings_files):
        return Brings.UNREADABLE, Answer()
    if reading.brings_files:
        return _of_files(reading, entry, writer.grade, in_thread=in_thread), Answer()
    if said.withdrawing(reading.words):
        return Brings.WITHDRAWAL, Answer()
    answer = answer_of(reading, entry, writer)
    if answer.settles:
        return Brings.ANSWER, answer
    return (Brings.THANKS if said.thanks(parsed.text) else Brings.WORDS), answer


def _of_files(reading: Reading, entry: EntryState, grade: Grade, *, in_thread: bool) -> Brings:
    another = another_body(reading, entry, grade)
    if another:
        return Brings.SET_OF_ANOTHER if another == "set" else Brings.PART_OF_ANOTHER
    brought = files_for(reading, entry)
    if not any(brought.values()):
        return Brings.LATE if is_late(reading, entry) else Brings.UNREADABLE
    again = _again(reading, entry, brought, grade)
    if again:
        return again
    if is_late(reading, entry) and not renames_timely_files(reading, entry):
        return Brings.LATE
    return _new(reading, entry, brought, in_thread=in_thread)


def is_late(reading: Reading, entry: EntryState | None) -> bool:
    """Whether it came after the close, and after what a person has allowed for the entry that it joins."""
    at, until = reading.submission.received_at.replace(microsecond=0), entry.until if entry else None
    return reading.after_close and (until is None or at > until)


def _new(
    reading: Reading, entry: EntryState, brought: dict[Role, tuple[File, ...]], *, in_thread: bool
) -> Brings:
    """A file that the entry has not seen, or is to see anew."""
    if is_further_work(reading, entry, in_thread=in_thread):
        return Brings.SET_OF_ANOTHER
    if _is_marked_as_second(reading):
        return Brings.SECOND_SET
    complete = entry.status is EntryStatus.COMPLETE
    if not in_thread and complete and not said.new_version(reading.evidence.words):
        return Brings.SECOND_SET
    if not in_thread and reading.is_whole_set and not complete:
        return Brings.FRESH_SET
    replaced = any(_replaces(reading, entry, role, files) for role, files in brought.items())
    return Brings.OTHER_BYTES if replaced else Brings.MISSING_ROLE


def _replaces(reading: Reading, entry: EntryState, role: Role, files: tuple[File, ...]) -> bool:
    old = None if entry.in_doubt(role) else entry.standing(role)
    good = [file for file in files if passes(file, role, reading.rules)]
    return bool(old and good) and old is not None and old.file.sha256 not in {file.sha256 for file in good}


def files_for(reading: Reading, entry: EntryState | None) -> dict[Role, tuple[File, ...]]:
    """What the message brings for each role; in an entry whose agency is known names do not matter."""
    by_bytes = bool(entry and entry.agency.known)
    return {role: reading.files_of(role, by_bytes=by_bytes) for role in (Role.FORM, Role.DECK)}


def _again(
    reading: Reading, entry: EntryState, brought: dict[Role, tuple[File, ...]], grade: Grade
) -> Brings | None:
    """Whether all of it is here already: what stands, what was told to be faulty, what waits for a word.

    What was held only for how it was sent is judged anew when it is sent again, and so is a form that was
    renamed, or whose agency is named now, or the one that is meant of several: that is the cure we ask for.
    """
    hashes = {file.sha256 for files in brought.values() for file in files}
    stands = {entry.form, entry.deck}
    faulty, aside = _last_faulty(entry, reading.rules.closes), _aside(reading, entry, grade)
    if grade in (Grade.PROVEN, Grade.CLAIMED) and hashes <= stands | faulty and judged_anew(reading, entry):
        return None
    if hashes <= stands:
        return Brings.SAME_BYTES
    if hashes <= stands | faulty:
        return Brings.FAULTY_AGAIN
    return Brings.KEPT_ASIDE if hashes <= stands | faulty | aside else None


def is_known_to(reading: Reading, entry: EntryState, grade: Grade) -> bool:
    """Whether each form and deck of the message stands, was told to be faulty, or waits aside."""
    hashes = {file.sha256 for files in files_for(reading, entry).values() for file in files}
    known = {entry.form, entry.deck} | _last_faulty(entry, reading.rules.closes)
    return bool(hashes) and hashes <= known | _aside(reading, entry, grade)


def _aside(reading: Reading, entry: EntryState, grade: Grade) -> set[str]:
    """The bytes that waited for the applicant's word. What a stranger has sent changes nothing of what the
    applicant sends himself, but that their earlier time counts for a proven one after the close.
    """
    late_but_his = reading.after_close and grade is Grade.PROVEN
    kinds = {"aside", "added", *(["offered"] if late_but_his or grade is Grade.STRANGER else [])}
    return {kept.file.sha256 for each in entry.waiting if each.kind in kinds for kept in each.files}


def _last_faulty(entry: EntryState, closes: datetime) -> set[str]:
    """The last files of the roles that do not stand, if they came in time: the applicant was told of them."""
    found: dict[Role, str] = {}
    for kept in entry.files:
        if not kept.aside and kept.received_at.replace(microsecond=0) <= closes and kept.file.size:
            found[kept.role] = kept.file.sha256
    return {sha256 for role, sha256 in found.items() if role is not Role.OTHER and not entry.standing(role)}


def judged_anew(reading: Reading, entry: EntryState) -> bool:
    """Whether files that the entry has are sent once more as we asked for them."""
    several = any(each.code == "several-forms" for each in entry.reasons) and entry.status is EntryStatus.HELD
    singled_out = several and len(reading.files_of(Role.FORM)) == 1
    return was_held_for_its_mail(entry) or singled_out or mends_the_name(reading, entry)


def was_held_for_its_mail(entry: EntryState) -> bool:
    """Whether nothing holds the entry but when, or by whom, its mail was sent."""
    holds = {each.code for each in entry.reasons if each.severity is Severity.HOLD}
    return entry.status is EntryStatus.HELD and bool(holds) and holds <= MENDED_BY_SENDING_AGAIN


def mends_the_name(reading: Reading, entry: EntryState) -> bool:
    """Whether a form that is here comes under another name, or its agency is named now."""
    if entry.status is EntryStatus.COMPLETE:
        return False
    names = {(kept.file.sha256, kept.file.name) for kept in entry.files}
    forms = files_for(reading, entry)[Role.FORM]
    renamed = any((file.sha256, file.name) not in names for file in forms)
    return renamed or (reading.identity.finding.known and not entry.agency.known)


def renames_timely_files(reading: Reading, entry: EntryState) -> bool:
    """Whether files that came in time are only sent once more under the name that we asked for."""
    closes = reading.rules.closes
    timely = {each.file.sha256 for each in entry.files if each.received_at.replace(microsecond=0) <= closes}
    brought = {file.sha256 for files in files_for(reading, entry).values() for file in files}
    known = bool(brought) and brought <= timely and mends_the_name(reading, entry)
    return known and not was_held_for_its_mail(entry)


def is_further_work(reading: Reading, entry: EntryState, *, in_thread: bool) -> bool:
    """Whether the mail says in plain words that it is another work, and brings its own form and deck."""
    stands = {entry.form, entry.deck} - {None}
    forms = {file.sha256 for file in reading.files_of(Role.FORM)}
    words = reading.submission.parsed.text if in_thread else reading.evidence.words
    return bool(forms - stands) and reading.is_whole_set and said.another_work(words)


def _is_marked_as_second(reading: Reading) -> bool:
    """A form marked form2 or higher: a second work is allowed, and people often mean one by it."""
    return any(marker_number(file) > 1 for file in reading.files_of(Role.FORM))
