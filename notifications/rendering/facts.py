"""What one letter says, in one language: facts turned into slots, for the templates to arrange."""

from dataclasses import dataclass, replace

from notifications.rendering import dates, files, words
from notifications.rendering.beside import Other, others
from notifications.rendering.catalogue import Catalogue, around_of, form_types
from notifications.rendering.clean import paragraphs, quoted_subject, shown_name, told_address
from notifications.rendering.dates import Language
from notifications.rendering.desk import Desk
from notifications.rendering.disclosure import wrote
from notifications.rendering.files import FileLine
from notifications.rendering.reasons import Item, told_reasons
from notifications.rendering.variants import variant_of
from notifications.rendering.when import When, when
from screening.model.decision import Certainty, Disclosure, EntryStatus
from screening.model.letter import Digest, Letter

MOST_FILES = 30
"""A letter lists no more files than this, and counts the others."""
MOST_ENTRIES = 5_000
"""So many receipt numbers does one digest list, and it is handed no more; it would count the others."""

_TELL_THE_AGENCY = frozenset({"agency-by-sender", "agency-by-place"})
"""Notes that say which agency was understood, and ask for a word if it is another."""


@dataclass(frozen=True, slots=True)
class Facts:
    """The slots of one language, as docs/replies.md lists them. An empty one drops its sentence.

    What has a default is told to some recipients only.
    """

    ref: str
    when: When
    form_types: str
    wrote: bool = True
    received: str = ""
    received_exact: str = ""
    files: tuple[FileLine, ...] = ()
    more_files: int = 0
    variant: str = ""
    words: tuple[tuple[str, ...], ...] = ()
    until: str = ""
    lacks: tuple[str, ...] = ()
    first_received: str = ""
    subject: str = ""
    salutation: str = ""
    agency: str = ""
    agency_name: str = ""
    resolved: bool = False
    status: str = ""
    complete: bool = False
    version: int = 1
    absent: tuple[str, ...] = ()
    fine: tuple[str, ...] = ()
    faults: tuple[Item, ...] = ()
    holds: tuple[Item, ...] = ()
    notes: tuple[Item, ...] = ()
    neutral: bool = False
    asks_file: bool = False
    writer: str = ""
    other: str = ""
    beside: tuple[Other, ...] = ()
    by_hand: bool = False
    entries: tuple[tuple[str, str], ...] = ()
    more_entries: int = 0


def facts_of(letter: Letter, desk: Desk, texts: Catalogue, language: Language) -> Facts:
    """The facts of `letter`, which holds no more than its recipient may be told (`disclosure`).

    Raises RenderError when an operator's text is broken.
    """
    facts = _for_anybody(letter, desk, language)
    if letter.disclosure is not Disclosure.FULL:
        return facts
    return _in_full(facts, letter, desk, texts, language)


def facts_of_digest(digest: Digest, desk: Desk, language: Language) -> Facts:
    """The facts of a letter that stands in place of many: numbers, and names of the register."""
    entries = tuple((reference, shown_name(name) or "–") for reference, name in digest.entries)
    times = when(digest.written_at, desk, language)
    return Facts(
        ref="",
        when=times,
        form_types=form_types(desk, language),
        entries=entries[:MOST_ENTRIES],
        more_entries=len(entries[MOST_ENTRIES:]),
    )


def _for_anybody(letter: Letter, desk: Desk, language: Language) -> Facts:
    exact = dates.moment(letter.submission.received_at, desk.zone, language, exact=True)
    # Where nobody knows whether it came in time, no letter claims that a time is on record.
    unknown = not letter.submission.time_told and letter.submission.received_at > desk.closes
    listed = files.lines(letter, desk.zone, language)
    return Facts(
        ref=letter.reference,
        when=when(letter.written_at, desk, language),
        form_types=form_types(desk, language),
        variant=variant_of(letter),
        words=paragraphs(letter.words),
        until=dates.moment(letter.until, desk.zone, language) if letter.until else "",
        wrote=wrote(letter),
        received="" if unknown else dates.moment(letter.submission.received_at, desk.zone, language),
        received_exact="" if unknown else exact,
        files=listed[:MOST_FILES],
        more_files=len(listed[MOST_FILES:]),
        lacks=files.lacks(letter, language),
    )


def _in_full(facts: Facts, letter: Letter, desk: Desk, texts: Catalogue, language: Language) -> Facts:
    around = around_of(desk, language, "" if facts.when.closed else facts.when.deadline)
    found = told_reasons(letter, texts, language, around)
    agency, first = letter.decision.agency, letter.first_received_at
    place = agency.place if agency.known else None
    unsaid = first == letter.submission.received_at or first in letter.untold
    return replace(
        facts,
        first_received="" if unsaid else dates.moment(first, desk.zone, language, exact=True),
        subject=_subject(letter),
        salutation=shown_name(agency.head_title) if place else "",
        agency=words.full_name(place) if place else "",
        agency_name=shown_name(place.name) if place else "",
        resolved=agency.certainty is Certainty.RESOLVED
        and not any(each.code in _TELL_THE_AGENCY for each in found.notes),
        status=files.status(letter, language),
        complete=letter.status is EntryStatus.COMPLETE,
        version=letter.version,
        absent=files.absent(letter, language),
        fine=files.fine(letter, language),
        faults=found.faults,
        holds=found.holds,
        notes=found.notes,
        neutral=found.neutral,
        asks_file=found.asks_file,
        writer=told_address(letter.submission.parsed.sender.address),
        other=letter.other,
        beside=others(letter, language, lambda each: told_reasons(each, texts, language, around)),
        by_hand=letter.by_hand,
    )


def _subject(letter: Letter) -> str:
    """The sender's subject; not our own one, which his answer brings back."""
    subject = letter.submission.parsed.subject
    prefix = letter.reference.rpartition("-")[0]
    return "" if prefix and prefix.lower() in subject.lower() else quoted_subject(subject)
