"""Looks a body up by whatever is remembered of it: a part of its name, its district, its province."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlmodel import Session

from screening.agency import agencies, suggestions
from screening.model.decision import Place
from screening.model.register import Register
from screening.words.legal import expanded
from storage.entries.cards import Card
from web.desk.bodies import spelled, told
from web.desk.body_choices import body_choice
from web.desk.choice import Choice

_MOST, _KEYS = 30, 9
_BEFORE_A_PLACE = re.compile(r"(?:^|(?<=\s))(?:อำเภอ|จังหวัด|อ\.|จ\.)")


@dataclass(frozen=True, slots=True)
class Found:
    """What was looked for, how many bodies there are for it, and the buttons of the first of them."""

    words: str
    count: int
    choices: Sequence[Choice]


def search(session: Session, card: Card, register: Register, words: str) -> Found:
    """The bodies with the entries that they have; the first nine have a key."""
    places = found_by(words, register)
    bodies = told(session, card, register, {place: spelled(place) for place in places[:_MOST]})
    keys = [str(number) if number <= _KEYS else "" for number in range(1, _MOST + 1)]
    choices = [replace(body_choice(body), key=key) for body, key in zip(bodies, keys, strict=False)]
    return Found(words, len(places), choices)


def found_by(words: str, register: Register) -> list[Place]:
    """The likeliest first: bodies of that name, those that bear every word in their name, district or
    province, those of nearly that name.
    """
    parts = [(part, expanded(part)) for part in _BEFORE_A_PLACE.sub(" ", words).split()]
    bearing = (
        body
        for key, bodies in register.by_name.items()
        for body in bodies
        if parts and all(part in _whole(body.place) or full in key for part, full in parts)
    )
    doubt = suggestions.doubt_about(words, register) if register else None
    found = (*agencies.lookup(words, register), *bearing, *(doubt.bodies if doubt else ()))
    return list(dict.fromkeys(body.place for body in found))


def _whole(place: Place) -> str:
    return f"{place.name} {place.district} {place.province}"
