"""How much of a mail is looked at. What lies beyond a bound is told to staff; the rest is judged as usual.

Each bound stands beside the rule that keeps it; here is only told that one was met.
"""

from collections.abc import Iterable, Iterator
from itertools import islice

from screening.agency import agencies, another_body, identity
from screening.agency.filename import read_form_name
from screening.agency.places import LONGEST_TEXT, glued_places
from screening.case import Case
from screening.checks import awarded, deck, form
from screening.entry import thread, works
from screening.model.codes import reason
from screening.model.decision import Reason, Role

MOST_IDS = 100
"""Message-IDs of one header that the parser gives."""


def letter_not_looked_further(case: Case) -> Iterable[Reason]:
    """Which part of the letter itself was more than is looked at."""
    for what in _of_letter(case):
        yield reason("not-looked-further", detail=what, received="")


def not_looked_further(case: Case) -> Iterable[Reason]:
    """Which files, names or titles were more than are looked at."""
    for beyond in (_of_names, _of_files, _of_titles):
        for what, received in beyond(case):
            yield reason("not-looked-further", detail=what, received=received)


def _of_letter(case: Case) -> Iterator[str]:
    parsed = case.submission.parsed
    if len(parsed.text) >= LONGEST_TEXT:
        yield "letter"
    if agencies.names_more(case.reading.evidence.words):
        yield "mentions"
    quotes_more = thread.quotes_more(parsed.subject, case.rules)
    if quotes_more or max(len(parsed.references), len(parsed.in_reply_to)) >= MOST_IDS:
        yield "references"


def _of_names(case: Case) -> Iterator[tuple[str, str]]:
    """The kind of each such part, and the file that it is of."""
    names = identity.names_of(case.new(Role.FORM))
    if len(names) > identity.MOST_NAMES:
        yield "names", names[identity.MOST_NAMES]
    for name in names[: identity.MOST_NAMES]:
        if len(glued_places(read_form_name(name).agency)) > agencies.MOST_SPLITS:
            yield "places", name
            return


def _of_files(case: Case) -> Iterator[tuple[str, str]]:
    file = deck.chosen(case)
    if file and deck.is_long(file):
        yield "slides", file.name
    decks = case.new(Role.DECK)
    if case.tie and len(decks) > another_body.MOST_NAMES:
        yield "decks", decks[another_body.MOST_NAMES].name
    pages = form.pages_of(case)
    if len(pages) > form.MOST_PAGES:
        yield "pages", pages[form.MOST_PAGES].name


def _of_titles(case: Case) -> Iterator[tuple[str, str]]:
    """Only where there is a list of awarded works to compare them with."""
    if not case.rules.awarded:
        return
    texts = [
        ("", case.submission.parsed.text),
        *((each.name, each.content.words) for each in works.files_of(case)),
    ]
    more = [name for name, text in texts if works.says_more(text)]
    more += [each.name for each in works.files_of(case) if works.opens_with_more(each)]
    if (
        more
        or next(islice(dict.fromkeys(works.titles_of(case)), awarded.MOST_TITLES, None), None) is not None
    ):
        yield "titles", more[0] if more else ""
