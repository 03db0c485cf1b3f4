"""What a person may mean who looks for a body: its name in full or in short, and where it is."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from screening.agency.places import NICKNAMES
from screening.words.legal import expanded
from screening.words.names import key, squeezed

CAPITALS = "เมือง"
"""What a district is called that is its province's capital; its full name may say of which."""

_KIND = r"จังหวัด|จ\.|อำเภอ|อ\.|เขต"
_OF_A_PLACE = re.compile(rf"^(?:{_KIND})")
_WORD_ALONE = re.compile(rf"(^|\s)({_KIND})\s+")
_GLUED = re.compile(r"(?<=[ก-๙])(?=อำเภอ)|(?<=[ก-๙])(?<!ส่วน)(?=จังหวัด)")
_MOST_PLACES = 2


@dataclass(frozen=True, slots=True)
class Sought:
    """One reading of a search: called by one of `names` (any, where there is none) and in all of `places`."""

    names: tuple[str, ...]
    places: tuple[str, ...] = ()


def readings_of(words: str) -> Iterator[Sought]:
    """The words as a name; then with a place, or a district and a province, behind it or alone."""
    yield Sought(_spellings(words))
    parts = _WORD_ALONE.sub(r"\1\2", _GLUED.sub(" ", key(words))).split()
    for count in range(1, min(_MOST_PLACES, len(parts)) + 1):
        name = " ".join(parts[:-count])
        yield Sought(_spellings(name) if name else (), tuple(map(_place, parts[-count:])))


def _spellings(name: str) -> tuple[str, ...]:
    """As it is written, and with its legal type written out (อบต. องค์การบริหารส่วนตำบล)."""
    return tuple(dict.fromkeys((squeezed(name), expanded(name))))


def _place(said: str) -> str:
    bare = _OF_A_PLACE.sub("", said)
    return NICKNAMES.get(bare, bare)
