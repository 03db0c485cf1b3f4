"""Rules of the presentation: a PowerPoint deck or a video clip that opens."""

from collections.abc import Iterable

from screening import roles
from screening.case import Case
from screening.checks.fitness import faults
from screening.model.codes import reason
from screening.model.decision import Reason, Role
from screening.model.rules import Rules
from screening.model.submission import SEALED, ContentState, File, FileType

# Videos and the legacy .ppt are never opened here; these always are.
_OPENED = (FileType.PPTX, FileType.PPSX, FileType.PPTM)


MOST_SLIDES = 300
MOST_WORDS = 100_000
"""Slides, and their characters in all, that rules read of a deck. Forty full slides have some 20,000; each of
some seventy wordings is looked for in all of them."""


def slides_read(file: File) -> tuple[str, ...]:
    """The words of a deck's slides as far as rules read them; what lies behind reads as without words."""
    left, found = MOST_WORDS, []
    for text in (file.content.slides or ())[:MOST_SLIDES]:
        found.append(text[:left])
        left -= len(found[-1])
    return tuple(found)


def is_long(file: File) -> bool:
    """Whether there is more on the slides than rules read."""
    slides = file.content.slides or ()
    return len(slides) > MOST_SLIDES or sum(map(len, slides)) > MOST_WORDS


def file_faults(file: File, rules: Rules) -> tuple[Reason, ...]:
    """What keeps this one file from being a deck."""
    return faults(file, Role.DECK, rules)


def chosen(case: Case) -> File | None:
    """The deck of this message: one that passes before others, PowerPoint before a clip."""
    return min(case.new(Role.DECK), key=lambda file: _preference(file, case.rules), default=None)


def _preference(file: File, rules: Rules) -> tuple[bool, bool, str, str]:
    """Sorts decks alike in whatever order they came."""
    faulty = bool(file_faults(file, rules))
    return (faulty, file.type not in roles.POWERPOINT, file.name, file.sha256)


def deck_missing(case: Case) -> Iterable[Reason]:
    """No deck in the message, none in its entry, and nothing that may hold or point to one."""
    if (
        not case.submission.parsed.whole
        or case.new(Role.DECK)
        or case.standing(Role.DECK)
        or case.archives
        or case.rivals
        or case.stands_in_for_missing
        or shared_links(case)
    ):
        return
    earlier = [each for each in case.entry.reasons if each.code in _OF_FILE] if case.entry else []
    yield from earlier or [reason("deck-missing", others=case.names_seen)]


_OF_FILE = ("deck-type", "deck-unreadable", "deck-encrypted", "deck-empty")


def deck_file(case: Case) -> Iterable[Reason]:
    """What is the matter with the deck's bytes."""
    file = chosen(case)
    if file and not file.content.malware:
        yield from file_faults(file, case.rules)


def deck_unchecked(case: Case) -> Iterable[Reason]:
    """A deck that our own limits kept us from reading: no fault of the applicant's, a person opens it."""
    file = chosen(case)
    if file is None or file.content.state is not ContentState.UNCHECKED:
        return
    if file.type in _OPENED or file.content.detail:
        yield reason("unparsable", received=file.name, detail=file.content.detail)


def deck_by_link(case: Case) -> Iterable[Reason]:
    """A link stands where the deck should be: listed for a person, never fetched."""
    links = shared_links(case)
    if links and not case.new(Role.DECK) and not case.standing(Role.DECK):
        yield reason("deck-by-link", links=list(links[:10]))


def only_by_link(case: Case) -> bool:
    """Whether what may hold the deck is a link, sent in time."""
    lacks = not case.new(Role.DECK) and not case.standing(Role.DECK)
    return lacks and bool(shared_links(case)) and not case.after_close


def deck_macros(case: Case) -> Iterable[Reason]:
    """A note for staff before they open it."""
    file = chosen(case)
    if file and file.content.macros:
        yield reason("deck-macros", received=file.name)


def deck_external_media(case: Case) -> Iterable[Reason]:
    """Pictures or clips that stayed on somebody's own disk."""
    file = chosen(case)
    if file and file.content.external_media:
        yield reason("deck-external-media", received=file.name, others=list(file.content.external_media[:10]))


def _lacks_a_role(case: Case) -> bool:
    return any(not case.new(role) and not case.standing(role) for role in (Role.FORM, Role.DECK))


def sealed_message(case: Case) -> Iterable[Reason]:
    """A protected message that may hold what is missing, and that nobody here can open."""
    sealed = [file for file in case.archives if file.content.archive == SEALED]
    if sealed and _lacks_a_role(case):
        yield reason("sealed-message", received=sealed[0].name, detail=sealed[0].content.detail)


def archive_unreadable(case: Case) -> Iterable[Reason]:
    """An archive that may hold what is missing: a person opens it."""
    closed = [file for file in case.archives if not file.content.malware and file.content.archive != SEALED]
    if closed and _lacks_a_role(case):
        yield reason("archive-unreadable", received=closed[0].name, detail=closed[0].content.detail)


def shared_links(case: Case) -> tuple[str, ...]:
    """Links to places where files are shared."""
    return case.reading.shared_links
