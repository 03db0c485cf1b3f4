"""When the form's name and the rest of the mail speak for two bodies (row 15)."""

from screening.agency import agencies, findings, suggestions
from screening.agency.evidence import Evidence
from screening.agency.findings import Identity
from screening.model.decision import Place
from screening.words.legal import PROVINCIAL, bare, expanded, type_of


def contradiction(identity: Identity, evidence: Evidence) -> Identity | None:
    """The conflict between what the form's name settled and who signs or sends the mail; None if none."""
    place = identity.finding.place
    if place is None:
        return None
    others = _others(place, evidence) if evidence.register else _other_types(place, evidence)
    return findings.conflict(identity.named, others) if others else _elsewhere(place, evidence)


def _elsewhere(place: Place, evidence: Evidence) -> Identity | None:
    """The doubt about a name that the mail puts into another province: perhaps a neighbour in spelling."""
    pairs = agencies.in_text_with_province(evidence.words, evidence.register)
    told = {said: body for body, said in pairs if body.place == place}
    if not told or place.province in told:
        return None
    said = min(told)
    near = suggestions.near_in(said, place.name, evidence.register)
    return findings.held("agency-unknown", f"{place.name} จังหวัด{said}", (told[said], *near))


def _others(place: Place, evidence: Evidence) -> set[str]:
    """The bodies for which the sender's official address speaks, or the mail is signed, but for this one."""
    official = {body.place for body in evidence.official}
    if official and place not in official:
        return {body.name for body in official}
    if any(body.place.name == place.name for body in evidence.named):
        return set()
    return {body.place.name for body in evidence.signed if not _passes_on(body.place, place)}


def _passes_on(other: Place, place: Place) -> bool:
    """A province's own body passes circulars on: its name beside a local one says nothing."""
    return other.name.startswith(PROVINCIAL) and other.province == place.province


def _other_types(place: Place, evidence: Evidence) -> set[str]:
    """Without a register only the same name with another type is sure to be another body."""
    mine = expanded(place.name)
    said = [agencies.unlisted(name).place for name in agencies.typed_names(evidence.words)]
    names = {expanded(each.name) for each in said if each}
    if mine in names:
        return set()
    return {name for name in names if bare(name) == bare(mine) and type_of(name) != type_of(mine)}
