"""Whether the files of a message are those of a body that an entry is not."""

from itertools import combinations
from typing import Literal

from screening.agency import agencies, findings
from screening.agency.filename import read_form_name
from screening.model.decision import Grade, Place, Role
from screening.model.history import EntryState
from screening.reading import Reading

MOST_NAMES = 20  # of files that are looked up: two forms tell two bodies, and who sends a deck sends one


def another_body(reading: Reading, entry: EntryState, grade: Grade) -> Literal["set", "part", ""]:
    """Whether the files are those of a known body that the entry is not: a whole set of it, or a part."""
    own, whole = reading.identity.finding, reading.is_whole_set
    if not reading.files_of(Role.FORM):
        others = (_is_another(place, entry, grade, whole=False) for place in _said(reading, entry))
        return "part" if any(others) else ""
    if own.known and own.place:
        another = _is_another(own.place, entry, grade, whole=whole)
        # A mail of two bodies that comes apart: each has a number of its own, and the rest stays in sight.
        another = another or (whole and not entry.agency.known and _is_of_two_bodies(reading, entry))
        return ("set" if whole else "part") if another else ""
    # A name that several bodies bear, or that the rest of the mail contradicts, and none of them is this one.
    meant = _meant(reading)
    return "part" if entry.agency.known and meant and entry.agency.place not in meant else ""


def _is_of_two_bodies(reading: Reading, entry: EntryState) -> bool:
    """Whether the forms that an entry is held with bear the names of different bodies."""
    names = {read_form_name(kept.file.name).agency for kept in entry.files if kept.role is Role.FORM}
    found = [agencies.lookup(name, reading.rules.register) for name in sorted(names)[:MOST_NAMES]]
    bodies = [set(each) for each in found if each]
    conflict = any(each.code == "agency-conflict" for each in entry.reasons)
    return conflict and any(not one & other for one, other in combinations(bodies, 2))


def _meant(reading: Reading) -> tuple[Place, ...]:
    """The bodies that bear the form's name, where the mail leaves open which, or whether, it is."""
    identity = reading.identity
    codes = {each.code for each in identity.reasons}
    if not codes & {"agency-ambiguous", "agency-conflict"}:
        return ()
    bodies = agencies.lookup(identity.named, reading.rules.register)
    return identity.finding.candidates or tuple(body.place for body in bodies)


def _is_another(place: Place, entry: EntryState, grade: Grade, *, whole: bool) -> bool:
    if entry.agency.known:
        return entry.agency.place != place
    if place in entry.agency.candidates:
        return False
    if grade is Grade.STRANGER and whole:
        return True  # nothing says that it is the same
    ambiguous = any(each.code == "agency-ambiguous" for each in entry.reasons)
    return ambiguous and place.name not in {each.name for each in entry.agency.candidates}


def _said(reading: Reading, entry: EntryState) -> tuple[Place, ...]:
    """The one body that the deck's name, else the words, speak of; none if the entry's own is among them."""
    named = [
        body.place
        for file in reading.files_of(Role.DECK)[:MOST_NAMES]
        for body in agencies.in_text(file.name, reading.rules.register)
    ]
    if not named and entry.agency.place not in [body.place for body in reading.evidence.named]:
        found = findings.by_words(reading.evidence)
        named = [found.finding.place] if found and found.finding.known and found.finding.place else []
    places = tuple(dict.fromkeys(named))
    return places if len(places) == 1 else ()
