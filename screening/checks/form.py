"""Rules of the form: there, named, of the right type, and open to be read."""

from collections.abc import Iterable

from screening import roles
from screening.agency import findings
from screening.agency.evidence import Evidence
from screening.agency.filename import extension_of, read_form_name
from screening.case import Case
from screening.checks.fitness import faults
from screening.model.codes import reason
from screening.model.decision import EntryStatus, Place, Reason, Role, Severity
from screening.model.rules import Rules
from screening.model.submission import ContentState, File, FileType
from screening.words.legal import bare, expanded
from screening.words.names import key, squeezed

_PHOTOGRAPHS = (".jpg", ".jpeg", ".png", ".heic", ".heif", ".tif", ".tiff")
MOST_PAGES = 20
"""Pages of a photographed form of which each is told what is wrong with it: a letter must be readable."""
_NATURAL = {FileType.PDF: (".pdf",), FileType.JPEG: (".jpg", ".jpeg")}


def file_faults(file: File, rules: Rules) -> tuple[Reason, ...]:
    """What keeps this one file from being a form, whatever it is called."""
    return faults(file, Role.FORM, rules)


def chosen(case: Case) -> File | None:
    """The form of this message: what passes goes first, then a plain name, then a PDF."""
    return min(case.new(Role.FORM), key=lambda file: _preference(file, case.rules), default=None)


def _preference(file: File, rules: Rules) -> tuple[bool, bool, bool, str, str]:
    """Sorts forms alike in whatever order they came."""
    name = read_form_name(file.name)
    faulty = bool(file_faults(file, rules))
    return (faulty, not name.plain, file.type is not FileType.PDF, key(file.name), file.sha256)


def canonical_name(case: Case, file: File) -> str:
    """The name that a form is kept under, and an applicant may copy; empty while the agency is unknown.

    A name without its type that only one body bears is worth copying, too; a guess is not.
    """
    alone = len(case.agency.candidates) == 1 and not case.identity.reasons
    only = case.agency.candidates[0] if alone else None
    place = case.agency.place or only
    if place is None:
        return ""
    return f"{place.name}_form1{'.jpg' if file.type is FileType.JPEG else '.pdf'}"


def _lacks(case: Case) -> bool:
    """Whether there is no form in the message, its entry or those it may complete, nor what may hold one."""
    if not case.submission.parsed.whole or case.new(Role.FORM) or case.standing(Role.FORM):
        return False
    behind_link = case.reading.shared_links and not case.new(Role.DECK) and not case.standing(Role.DECK)
    return not (case.archives or case.rivals or case.stands_in_for_missing or behind_link)


def form_missing(case: Case) -> Iterable[Reason]:
    """No form, and nothing that may be one."""
    if not _lacks(case) or _in_letter(case) or _waits_for_a_look(case):
        return
    earlier = [each for each in case.entry.reasons if each.code in _OF_FILE] if case.entry else []
    place = case.agency.place if case.agency.known else named_in_words(case)
    canonical = f"{place.name}_form1.pdf" if place else ""
    yield from earlier or [reason("form-missing", canonical=canonical, others=case.names_seen)]


def form_in_letter(case: Case) -> Iterable[Reason]:
    """No form but a picture of the letter itself, which may be a page or a large logo: a person looks."""
    if only_in_letter(case):
        pictures = _in_letter(case)
        yield reason(
            "form-in-letter", received=pictures[0].name, others=[file.name for file in pictures[:10]]
        )


def only_in_letter(case: Case) -> bool:
    """Whether the form, if it is there at all, is a picture of the letter."""
    return bool(_in_letter(case)) and _lacks(case)


def _in_letter(case: Case) -> tuple[File, ...]:
    return tuple(file for file in case.submission.files if roles.in_letter(file))


def _waits_for_a_look(case: Case) -> bool:
    """Whether the entry is held over a picture that may be its form."""
    reasons = case.entry.reasons if case.entry and case.entry.status is EntryStatus.HELD else ()
    return any(each.code == "form-in-letter" for each in reasons)


def named_in_words(case: Case) -> Place | None:
    """The one agency that the mail itself names: enough to write out the name to copy, and for no more."""
    found = findings.by_words(Evidence(case.submission, case.rules.register))
    return found.finding.place if found and found.finding.known else None


_OF_FILE = ("form-type", "form-mismatch", "form-unreadable", "form-encrypted", "form-empty")


def form_file(case: Case) -> Iterable[Reason]:
    """What is the matter with the form's bytes, with the name to send the mended file under.

    Pages of one form are all needed, so that one broken page is named though the others open.
    """
    file = chosen(case)
    pages = pages_of(case)
    faulty = [page for page in pages if file_faults(page, case.rules)] or ([file] if file else [])
    for each in [one for one in faulty if not one.content.malware][:MOST_PAGES]:
        for fault in file_faults(each, case.rules):
            params = {**fault.params, "canonical": canonical_name(case, each)}
            yield Reason(fault.code, fault.severity, params)


def pages_of(case: Case) -> tuple[File, ...]:
    """The forms of the message if all are photographs: the pages of one form (row 31)."""
    files = case.new(Role.FORM)
    return files if all(extension_of(file.name) in _PHOTOGRAPHS for file in files) else ()


def form_unchecked(case: Case) -> Iterable[Reason]:
    """A form that our own limits kept us from reading: no fault of the applicant's, a person opens it."""
    file = chosen(case)
    if file and file.type in _NATURAL and file.content.state is ContentState.UNCHECKED:
        yield reason("unparsable", received=file.name, detail=file.content.detail)


def form_blank(case: Case) -> Iterable[Reason]:
    """Pages with nothing on them: perhaps a scanner's fault, perhaps ours; a person looks."""
    file = chosen(case)
    if file and file.content.blank and not file_faults(file, case.rules):
        yield reason("form-blank", received=file.name)


def form_extension(case: Case) -> Iterable[Reason]:
    """A JPEG named .pdf, or the reverse: it opens, so it is only noted."""
    file = chosen(case)
    if file and file.type in _NATURAL and extension_of(file.name) not in (*_NATURAL[file.type], ""):
        yield reason("form-extension", received=file.name, type=file.type.value)


def form_name(case: Case) -> Iterable[Reason]:
    """Nobody can tell whose form this is. Never for a right name that several bodies share."""
    file = chosen(case)
    if not case.names_matter or any(each.severity is Severity.HOLD for each in case.identity.reasons):
        return
    if file is None:
        standing = case.standing(Role.FORM)
        file = standing.file if standing else None
        if file is None or case.agency.known:
            return
    if not _carries_enough(case, file):
        pages = [page.name for page in pages_of(case)[:MOST_PAGES]]
        more = {"others": pages} if len(pages) > 1 else {}
        yield reason("form-name", received=file.name, canonical=canonical_name(case, file), **more)


def _carries_enough(case: Case, file: File) -> bool:
    """What `[form] naming` asks of a name. In every mode the agency must have become known."""
    place = case.agency.place
    if place is None or not case.agency.known:
        return False
    name = read_form_name(file.name)
    if case.rules.naming == "strict":
        return name.plain and squeezed(name.agency) == squeezed(place.name)
    if case.rules.naming == "lenient" or file.sha256 not in {new.sha256 for new in case.new(Role.FORM)}:
        return True
    if case.joined and case.joined.by == "thread":  # the answer named the agency, as we had asked
        return True
    is_bare_name = squeezed(name.agency) == bare(expanded(place.name))
    return (
        name.number > 0 or is_bare_name or roles.bears_agency(file, case.rules) or roles.has_form_title(file)
    )


def form_renamed(case: Case) -> Iterable[Reason]:
    """A name that differs from the prescribed one though the agency is sure: a polite note, no fault."""
    file, place = chosen(case), case.agency.place
    if file is None or place is None or not case.agency.known or file_faults(file, case.rules):
        return
    name = read_form_name(file.name)
    same = name.plain and squeezed(name.agency) == squeezed(place.name)
    if not same or name.extension == ".jpeg":
        yield reason("form-renamed", received=file.name, canonical=canonical_name(case, file))
