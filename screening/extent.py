"""How much of a mail is looked at. What lies beyond a bound is told to staff; the rest is judged as usual.

Each bound stands beside the rule that keeps it; here is only told that one was met.
"""

from collections.abc import Iterable, Iterator

from screening import deck, form, identity
from screening.case import Case
from screening.codes import reason
from screening.decision import Reason, Role


def not_looked_further(case: Case) -> Iterable[Reason]:
    """Which part of the message was more than is looked at."""
    for what, received in _beyond(case):
        yield reason("not-looked-further", detail=what, received=received)


def _beyond(case: Case) -> Iterator[tuple[str, str]]:
    """The kind of each such part, and the file that it is of."""
    file = deck.chosen(case)
    if file and deck.is_long(file):
        yield "slides", file.name
    names = identity.names_of(case.new(Role.FORM))
    if len(names) > identity.MOST_NAMES:
        yield "names", names[identity.MOST_NAMES]
    pages = form.pages_of(case)
    if len(pages) > form.MOST_PAGES:
        yield "pages", pages[form.MOST_PAGES].name
