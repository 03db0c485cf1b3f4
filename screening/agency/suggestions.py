"""What a name that the register does not list may mean: candidates, never an answer.

739 pairs of official names are one letter apart, and 136 former names are now the name of another body
of the same type and province (measured): so nothing here is ever taken for granted.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from screening.agency.places import without_place
from screening.model.register import Agency, Register, latin_letters
from screening.words.legal import (
    ALONE,
    MUNICIPALITY,
    RISING,
    TYPES,
    bare,
    expanded,
    has_legal_type,
    type_of,
    undoubled,
)
from screening.words.names import key, squeezed

_MOST_NEAR = 5
_LONG_ENOUGH_TO_BE_CUT = 6
_CUT = re.compile(r"~[0-9]{1,3}$")  # as old Windows cuts a name (row 34)
_ADMINISTRATIVE = r"\s*administrat(?:ive|ion)\s*organi[sz]ations?"
_SUBDISTRICT = r"(?:sub-?\s?district|tambon)"
_ENGLISH = tuple(
    (re.compile(rf"(?<![a-z])(?:{words})(?![a-z])"), kind)
    for words, kind in (
        (rf"provincial{_ADMINISTRATIVE}|pao", TYPES[0]),
        (rf"{_SUBDISTRICT}{_ADMINISTRATIVE}|[st]ao", TYPES[1]),
        (rf"{_SUBDISTRICT}\s*municipality|thesaban\s*tambon", TYPES[2]),
        (r"town\s*municipality|thesaban\s*mueang", TYPES[3]),
        (r"city\s*municipality|thesaban\s*nakhon", TYPES[4]),
        (r"municipality|thesaban", MUNICIPALITY),
    )
)
_OF = re.compile(r"(?<![a-z])of(?![a-z])")
_ENGLISH_ALONE = {
    "bangkokmetropolitanadministration": ALONE[0],
    "bma": ALONE[0],
    "pattayacity": ALONE[1],
    "cityofpattaya": ALONE[1],
}


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a name settles nothing, as a code of the catalogue, and which bodies it may mean."""

    code: str
    bodies: tuple[Agency, ...]


def doubt_about(name: str, register: Register) -> Doubt | None:
    """The doubt about a name that says a type, in Thai or English; None when it says none."""
    english = _romanised(name, register)
    if english is not None:
        return Doubt("agency-unknown", english)
    text = undoubled(expanded(_CUT.sub("", without_place(name))))
    half_typed = squeezed(name).startswith(MUNICIPALITY) and len(text) > len(MUNICIPALITY)
    if not half_typed and not has_legal_type(name):
        return None
    earlier = tuple(dict.fromkeys(_risen(text, register)))
    if earlier:
        return Doubt("agency-former", earlier)
    return Doubt("agency-unknown", tuple(dict.fromkeys(_alike(text, register))))


def once_called(body: Agency, register: Register) -> tuple[Agency, ...]:
    """Others of the body's type and province that bore its name before, and may still be called so (row 17).

    Only those whose present name ends in the old one, since people leave out what was put before it
    (บ้านบางม่วง); a name given up altogether does not cast doubt on the official name of another body.
    """
    text = expanded(body.place.name)
    return tuple(
        other
        for other in register.by_former.get(bare(text), ())
        if other != body
        and other.place.name.endswith(body.place.name.removeprefix(type_of(text)))
        and other.place.province == body.place.province
        and type_of(expanded(other.place.name)) == type_of(text)
    )


def near_in(province: str, name: str, register: Register) -> tuple[Agency, ...]:
    """The bodies of a province with nearly that official name, or the same with another type."""
    found = dict.fromkeys(_alike(expanded(name), register))
    return tuple(body for body in found if body.place.province == province)


def namesakes(name: str, register: Register) -> tuple[Agency, ...]:
    """The bodies of every type that bear this name without its type (row 13)."""
    return register.by_bare.get(expanded(without_place(name)), ())


def _risen(text: str, register: Register) -> Iterator[Agency]:
    """Bodies that bore the name before, and those of the same name that hold a higher type now."""
    kind, name = type_of(text), bare(text)
    former = register.by_former.get(name, ())
    yield from (body for body in former if type_of(expanded(body.place.name)) == kind)
    yield from former
    if kind in RISING:
        higher = RISING[RISING.index(kind) + 1 :]
        for body in register.by_bare.get(name, ()):
            if type_of(expanded(body.place.name)) in higher:
                yield body


def _alike(text: str, register: Register) -> Iterator[Agency]:
    """The name with a part of its type left out or doubled, with another type, or written nearly so."""
    kind, name = type_of(text), bare(text)
    if text.startswith(MUNICIPALITY):
        yield from _municipalities(register.by_bare.get(text.removeprefix(MUNICIPALITY), ()))
    if not kind:
        return
    yield from register.by_bare.get(name, ())
    yield from register.by_misspelling.get(name, ())
    near = (bodies for each, bodies in register.by_bare.items() if _is_near(name, each))
    found = sorted(
        (body for bodies in near for body in bodies),
        key=lambda body: (type_of(expanded(body.place.name)) != kind, body.place.name, body.place.province),
    )
    same_type = [body for body in found if type_of(expanded(body.place.name)) == kind]
    yield from (same_type or found)[:_MOST_NEAR]


def _municipalities(bodies: Iterable[Agency]) -> Iterator[Agency]:
    return (body for body in bodies if body.place.name.startswith(MUNICIPALITY))


def _is_near(name: str, other: str) -> bool:
    """Whether one letter is added, left out, changed or swapped with the next, or `name` is cut off."""
    if len(other) - len(name) > 1:
        return len(name) >= _LONG_ENOUGH_TO_BE_CUT and other.startswith(name)
    if len(name) - len(other) > 1:
        return False
    start = _shared(name, other)
    mine, theirs = name[start:], other[start:]
    end = _shared(mine[::-1], theirs[::-1])
    mine, theirs = mine[: len(mine) - end], theirs[: len(theirs) - end]
    return max(len(mine), len(theirs)) <= 1 or (len(mine) == 2 and mine == theirs[::-1])


def _shared(one: str, other: str) -> int:
    """How many letters two texts begin with alike."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((index for index, (a, b) in pairs if a != b), min(len(one), len(other)))


def _romanised(name: str, register: Register) -> tuple[Agency, ...] | None:
    """The bodies that an English name may mean (row 20); None when it says no type in English."""
    text = key(name).replace("_", " ")
    alone = _ENGLISH_ALONE.get(latin_letters(text))
    if alone:
        return register.by_name.get(expanded(alone), ())
    for pattern, kind in _ENGLISH:
        if pattern.search(text):
            words = pattern.sub(" ", text)
            bodies = register.by_english.get(latin_letters(_OF.sub(" ", words)), ())
            return tuple(body for body in bodies if body.place.name.startswith(kind))
    return None
