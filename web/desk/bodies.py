"""The bodies that an entry may be of, as its card offers them, and the address of the one that it is of."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import Session

from decisions.acts.bodies import MOST_SHOWN, address_of, only_body
from screening.agency import agencies
from screening.model.decision import Place
from screening.model.register import Register
from storage.codec import agency_of
from storage.entries.cards import Card
from storage.entries.of_bodies import entries_of


@dataclass(frozen=True, slots=True)
class Body:
    """One body to choose: `argument` is what the act `agency` is given for it, `entries` are those that it
    has already, `office` its official address by the register.
    """

    place: Place
    argument: str
    entries: tuple[str, ...] = ()
    office: str = ""


def bodies_of(session: Session, card: Card, register: Register) -> list[Body]:
    """The candidates of the entry by their numbers; where there are none, the bodies between which its mails
    leave open which one is meant.
    """
    candidates = agency_of(card.entry.agency).candidates
    if candidates:
        return told(session, card, register, {place: str(n) for n, place in enumerate(candidates, start=1)})
    named = _named(card, register)
    return told(session, card, register, {place: spelled(place) for place in named})


def told(session: Session, card: Card, register: Register, wanted: dict[Place, str]) -> list[Body]:
    """These bodies, each with what is to be seen before it is chosen. `wanted` are their arguments."""
    has, own = entries_of(session, card.entry.contest, wanted), card.entry.reference
    return [
        Body(
            place,
            argument,
            tuple(each for each in has.get(place, ()) if each != own),
            address_of(place, register),
        )
        for place, argument in wanted.items()
    ]


def spelled(place: Place) -> str:
    """A body as the act takes it: its full name, its district and its province."""
    district = f" อำเภอ{place.district}" if place.district else ""
    return f"{place.name}{district} จังหวัด{place.province}" if place.province else place.name


def office_of(card: Card, register: Register) -> str:
    """The official address, by the register, of the body that an entry is of, or of the only one that it may
    be of; empty where there is none.
    """
    return address_of(only_body(agency_of(card.entry.agency)), register)


def _named(card: Card, register: Register) -> list[Place]:
    """The bodies of the names that do not agree; without a register there is nothing but the names."""
    conflicts = [
        reason.params for each in card.lying for reason in each.reasons if reason.code == "agency-conflict"
    ]
    names = dict.fromkeys(str(name) for params in conflicts for name in _names(params) if name)
    if not register:
        return [Place(name) for name in names][:MOST_SHOWN]
    listed = [body.place for name in names for body in agencies.lookup(name, register)]
    return list(dict.fromkeys(listed))[:MOST_SHOWN]


def _names(params: object) -> Iterable[object]:
    if not isinstance(params, dict):
        return ()
    others = params.get("others")
    return (params.get("name"), params.get("received"), *(others if isinstance(others, list | tuple) else ()))
