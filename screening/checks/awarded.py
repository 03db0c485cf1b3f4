"""Works that won in earlier years must not win again; the agencies that won them may enter others.

So the agency alone is no bar, and a title alone is none: only a likely title of the same agency is held for a
person. A title of common words alone (ระบบบริการประชาชนออนไลน์) is held as well when the same agency brings
the same words: a clerk would lay both on the table, and to look costs a minute, while a work that wins twice
costs the contest. The same common title of another agency is nobody's business.
"""

from collections.abc import Iterable, Iterator
from itertools import islice

from screening.agency import agencies
from screening.agency.places import said_provinces, without_place
from screening.case import Case
from screening.entry.works import titles_of
from screening.model.codes import reason
from screening.model.decision import Place, Reason
from screening.model.register import Agency, Register
from screening.model.rules import AwardedWork
from screening.words import said
from screening.words.legal import RISING, bare, expanded, type_of
from screening.words.names import squeezed
from screening.words.titles import LIKELY, likeness

_MOST_REASONS = 3
_LONGEST_SEEN = 200
MOST_TITLES = 60  # texts of one mail that are compared: two files and a letter have some thirty


def previously_awarded(case: Case) -> Iterable[Reason]:
    """The entry's title is likely that of a work with which the same agency has won before."""
    if not case.rules.awarded:
        return
    titles = tuple(islice(dict.fromkeys(titles_of(case)), MOST_TITLES))
    found = [
        match for work in case.rules.awarded if _is_ours(work, case) for match in _best(work, titles, case)
    ]
    for similarity, seen, work in sorted(found, key=lambda match: -match[0])[:_MOST_REASONS]:
        yield reason(
            "previously-awarded",
            year=work.year,
            name=work.agency,
            title=work.title,
            similarity=round(similarity, 2),
            seen=seen[:_LONGEST_SEEN],
        )


def awards_mentioned(case: Case) -> Iterable[Reason]:
    """Words of an earlier award, for staff: a work may have won elsewhere, and only one of ours is barred."""
    if found := said.of_awards(case.reading.words):
        yield reason("awards-mentioned", detail=found)


def _best(work: AwardedWork, titles: tuple[str, ...], case: Case) -> Iterator[tuple[float, str, AwardedWork]]:
    """The text that is most like the work's title, if it is like enough."""
    names = [
        work.agency,
        *(name for place in _places(case) for name in (place.name, bare(expanded(place.name)))),
    ]
    best, seen = max(((likeness(work.title, text, names), text) for text in titles), default=(0.0, ""))
    if best >= LIKELY:
        yield best, seen, work


def _is_ours(work: AwardedWork, case: Case) -> bool:
    return any(_is_of(work, place, case.rules.register) for place in _places(case))


def _places(case: Case) -> tuple[Place, ...]:
    """Whose entry it is, or may be."""
    return (case.agency.place,) if case.agency.place else case.agency.candidates


def _is_of(work: AwardedWork, place: Place, register: Register) -> bool:
    """Whether the body won with this work: by its name, or by what it was called before it rose."""
    if any(body.place == place for body in _bodies(work, register)):
        return True
    provinces = {work.province} - {""} or said_provinces(work.agency)
    if place.province and provinces and place.province not in provinces:
        return False
    theirs, ours = expanded(without_place(work.agency)), expanded(place.name)
    risen = type_of(theirs) in RISING and type_of(ours) in RISING and bare(theirs) == bare(ours)
    return theirs == ours or risen


def _bodies(work: AwardedWork, register: Register) -> tuple[Agency, ...]:
    """The bodies of the register that the work's agency may be, in the places that are said of it."""
    found = agencies.lookup(work.agency, register)
    said = said_provinces(work.agency) | {work.province} - {""}
    return tuple(
        body
        for body in found
        if (not said or body.place.province in said)
        and (not work.district or squeezed(body.place.district) == squeezed(work.district))
    )
