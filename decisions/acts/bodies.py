"""The body that a person means: by its number among candidates, or by its name in the register."""

from collections.abc import Mapping, Sequence

from decisions.acts.errors import ActRefusedError
from decisions.acts.refusals import of_typing
from screening.agency import agencies
from screening.model.decision import AgencyFinding, Certainty, Place
from screening.model.register import Agency, Register
from screening.model.rules import Rules

MOST_SHOWN = 30


def body_named(
    name: str,
    rules: Rules,
    candidates: Sequence[Place] = (),
    entries: Mapping[Place, Sequence[str]] | None = None,
) -> AgencyFinding:
    """The body of that name, or of that number among `candidates`. Raises ActRefusedError for none, which
    shows the bodies that may be meant; `entries` are those that they have already.
    """
    if name.isdigit() and 1 <= int(name) <= len(candidates):
        return _chosen(candidates[int(name) - 1], rules)
    bodies = agencies.lookup(name, rules.register) or agencies.in_text(name, rules.register)
    places = [body.place for body in bodies if _is_meant(body, name)] or [body.place for body in bodies]
    if len(places) == 1:
        return _chosen(places[0], rules)
    if not places and not rules.register and name:
        return AgencyFinding(Certainty.UNLISTED, Place(name))
    shown = places or candidates
    raise ActRefusedError(
        of_typing.WHICH_OF_BODIES if candidates else of_typing.WHICH_BODY,
        in_lines(shown, rules.register, entries or {}),
    )


def in_lines(
    places: Sequence[Place], register: Register, entries: Mapping[Place, Sequence[str]]
) -> list[str]:
    """Bodies by the numbers that acts take, each with its place, its address and the entries that it has."""
    return [
        f"  {number}. {_spelled(place)}{_more(place, register, entries)}"
        for number, place in enumerate(places[:MOST_SHOWN], start=1)
    ]


def only_body(finding: AgencyFinding) -> Place | None:
    """The body that an entry stands under, or the only one that it may be of."""
    only = finding.candidates[0] if len(finding.candidates) == 1 else None
    return finding.place or only


def address_of(place: Place | None, register: Register) -> str:
    """The official address of a body; where its place is not known, of the only one of its name."""
    bodies = agencies.lookup(place.name, register) if place else ()
    exact = [body for body in bodies if body.place == place] or (bodies if len(bodies) == 1 else [])
    return next((body.saraban for body in exact if body.saraban), "")


def _more(place: Place, register: Register, entries: Mapping[Place, Sequence[str]]) -> str:
    address, has = address_of(place, register), entries.get(place, ())
    return (f"  {address}" if address else "") + (f"  มีแล้ว has {' '.join(has)}" if has else "")


def _is_meant(body: Agency, name: str) -> bool:
    """Whether the words name where the body is, too."""
    return body.place.province in name and (body.place.district in name or not body.place.district)


def _chosen(place: Place, rules: Rules) -> AgencyFinding:
    found = tuple(body for body in agencies.lookup(place.name, rules.register) if body.place == place)
    return agencies.finding(found, Certainty.RESOLVED) if found else AgencyFinding(Certainty.RESOLVED, place)


def _spelled(place: Place) -> str:
    district = f" อ.{place.district}" if place.district else ""
    return f"{place.name}{district} จ.{place.province}" if place.province else place.name
