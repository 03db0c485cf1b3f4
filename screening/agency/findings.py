"""What a clerk finds out about the agency of a message, and the steps that lead to one body."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from screening.agency import agencies
from screening.agency.evidence import Evidence
from screening.agency.places import settle
from screening.model.codes import reason
from screening.model.decision import AgencyFinding, Certainty, Place, Reason
from screening.model.register import Agency


@dataclass(frozen=True, slots=True)
class Identity:
    """The agency, and the reasons that its finding gave. `named` is the text that named it, as received."""

    finding: AgencyFinding = field(default_factory=AgencyFinding)
    reasons: tuple[Reason, ...] = ()
    named: str = ""


def by_place(place: Place) -> Reason:
    """The note that district or province settled which of several bodies of one name it is."""
    return reason("agency-by-place", name=place.name, district=place.district, province=place.province)


def by_sender(bodies: tuple[Agency, ...], evidence: Evidence, name: str = "") -> Identity | None:
    """The one of `bodies` that the authenticated sender speaks for."""
    own = evidence.sent_by(bodies)
    if len(own) != 1:
        return None
    told = reason("agency-by-sender", name=own[0].place.name, sender=evidence.sender)
    return Identity(agencies.finding(own, Certainty.RESOLVED), (told,), name)


def by_places(bodies: tuple[Agency, ...], words: str, name: str = "") -> Identity | None:
    """The only one of `bodies` that the places in `words` leave; a note says so if there were several."""
    left = settle(bodies, words)
    if len(left) != 1:
        return None
    notes = (by_place(left[0].place),) if len(bodies) > 1 else ()
    return Identity(agencies.finding(left, Certainty.RESOLVED), notes, name or left[0].place.name)


def by_words(evidence: Evidence) -> Identity | None:
    """The one agency that subject and body name, with the place they give; None if they do not settle it.

    Of several names the signature's counts. A place never chooses between names: it may be the partner's.
    """
    if evidence.register:
        for bodies in (evidence.named, evidence.signed):
            if len({body.place.name for body in bodies}) == 1:
                return by_places(bodies, evidence.words)
        return None
    findings = {agencies.unlisted(name) for name in agencies.typed_names(evidence.words)}
    return Identity(findings.pop()) if len(findings) == 1 else None


def held(code: str, name: str, bodies: tuple[Agency, ...]) -> Identity:
    """A name that settles nothing: its candidates go before a person."""
    listed = listing(body.place for body in bodies)
    return Identity(agencies.suggested(bodies), (reason(code, received=name, candidates=listed),), name)


def conflict(name: str, others: Iterable[str], bodies: tuple[Agency, ...] = ()) -> Identity:
    """Two parts of a mail speak for two bodies."""
    told = reason("agency-conflict", received=name, others=sorted(set(others)))
    return Identity(agencies.suggested(bodies), (told,), name)


def listing(places: Iterable[Place]) -> list[dict[str, str]]:
    """Candidates as a reason carries them."""
    return [{"name": place.name, "district": place.district, "province": place.province} for place in places]
