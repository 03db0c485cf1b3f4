"""The body that a person means: by its number among candidates, or by its name in the register."""

from collections.abc import Sequence

from decisions.acts.errors import ActRefusedError
from screening.agency import agencies
from screening.model.decision import AgencyFinding, Certainty, Place
from screening.model.register import Agency
from screening.model.rules import Rules


def body_named(name: str, rules: Rules, candidates: Sequence[Place] = ()) -> AgencyFinding:
    """The body of that name, or of that number among `candidates`. Raises ActRefusedError for none."""
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
        f"say which body: {'its number, or ' if candidates else ''}its full name with อำเภอ and จังหวัด"
        + "".join(f"\n  {number}. {_spelled(place)}" for number, place in enumerate(shown[:30], start=1))
    )


def _is_meant(body: Agency, name: str) -> bool:
    """Whether the words name where the body is, too."""
    return body.place.province in name and (body.place.district in name or not body.place.district)


def _chosen(place: Place, rules: Rules) -> AgencyFinding:
    found = tuple(body for body in agencies.lookup(place.name, rules.register) if body.place == place)
    return agencies.finding(found, Certainty.RESOLVED) if found else AgencyFinding(Certainty.RESOLVED, place)


def _spelled(place: Place) -> str:
    district = f" อ.{place.district}" if place.district else ""
    return f"{place.name}{district} จ.{place.province}" if place.province else place.name
