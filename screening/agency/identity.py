"""Which agency a message speaks for, and what a clerk has to say about that.

The form's file name speaks first; where it names no agency, subject and body, then the authenticated
sender may. What only resembles a name is settled when the rest of the mail agrees, else it is held with
its candidates. The reasons found here never call a shared name a mistake.
"""

from collections.abc import Sequence
from itertools import islice

from screening.agency import agencies, findings, suggestions
from screening.agency.contradictions import contradiction
from screening.agency.evidence import Evidence
from screening.agency.filename import read_form_name
from screening.agency.findings import Identity
from screening.agency.places import said_provinces
from screening.model.codes import reason
from screening.model.decision import Certainty
from screening.model.register import Agency
from screening.model.rules import Rules
from screening.model.submission import File, Submission
from screening.roles import names_agency
from screening.words.legal import has_legal_type, is_other_body
from screening.words.names import squeezed

MOST_NAMES = 30
"""Names of forms, or of folders around them, that are looked up: each may meet the whole register."""


def identify(submission: Submission, forms: Sequence[File], rules: Rules) -> Identity:
    """The agency of a message outside any thread. The order of its files changes nothing."""
    evidence = Evidence(submission, rules.register)
    names = names_of(forms)[:MOST_NAMES]
    said = [found for name in names if (found := _by_name(name, evidence))] or _by_folders(forms, evidence)
    if not said:
        return _by_surroundings(evidence, names) if forms else _by_official_sender(evidence)
    others = {each.named for each in said[1:] if _apart(said[0], each)}
    if others:
        return findings.conflict(said[0].named, others)
    best = next((each for each in said if each.finding.known), said[0])
    return contradiction(best, evidence) or best


def names_of(forms: Sequence[File]) -> list[str]:
    """The names of forms that say more than that they are forms, in an order of their own."""
    return sorted({form.name for form in forms if read_form_name(form.name).agency})


def _by_folders(forms: Sequence[File], evidence: Evidence) -> list[Identity]:
    """Where no form bears a name: the folder or archive that a form lay in may (แม่ใส/form1.pdf)."""
    around = sorted({name for form in forms for name in form.within})
    told = islice((name for name in around if _tells(name, evidence)), MOST_NAMES)
    return [found for name in told if (found := _by_name(name, evidence))]


def _tells(name: str, evidence: Evidence) -> bool:
    return names_agency(read_form_name(name).agency, evidence.register)


def _apart(one: Identity, other: Identity) -> bool:
    """Whether two forms can only be those of two bodies."""
    first, second = (
        {each.finding.place} if each.finding.place else set(each.finding.candidates) for each in (one, other)
    )
    return bool(first and second) and not first & second


def _by_name(file_name: str, evidence: Evidence) -> Identity | None:
    """The agency that the form's own name gives; None when it gives nothing to go by."""
    name, register = read_form_name(file_name).agency, evidence.register
    bodies = agencies.lookup(name, register)
    if bodies:
        return _settled(name, file_name, bodies, evidence)
    if is_other_body(name) and not suggestions.namesakes(name, register):
        return Identity(reasons=(reason("not-local", received=name),), named=name)
    bodies = agencies.by_nickname(name, register) or agencies.in_text(name, register)
    if bodies:
        return _settled(name, file_name, bodies, evidence)
    if has_legal_type(name) and not register:
        return Identity(agencies.unlisted(name), named=name)
    doubt = suggestions.doubt_about(name, register)
    return _doubted(name, doubt.code, doubt.bodies, evidence) if doubt else None


def _settled(name: str, file_name: str, bodies: tuple[Agency, ...], evidence: Evidence) -> Identity:
    """One body, or the one that sender or place single out, or all of them as candidates."""
    said = said_provinces(file_name) & evidence.register.provinces
    if said and not said & {body.place.province for body in bodies}:
        return _doubted(name, "agency-unknown", bodies, evidence)
    if len(bodies) == 1:
        return _unique(name, bodies[0], evidence)
    words = (file_name, f"{file_name}\n{evidence.words}")
    settled = findings.by_sender(bodies, evidence, name) or next(
        filter(None, (findings.by_places(bodies, each, name) for each in words)), None
    )
    if settled:
        return settled
    found = agencies.finding(bodies, Certainty.UNKNOWN)
    listed = findings.listing(found.candidates)
    told = reason("agency-ambiguous", name=bodies[0].place.name, candidates=listed)
    return Identity(found, (told,), name)


def _unique(name: str, body: Agency, evidence: Evidence) -> Identity:
    """A name that one body bears; if another in its province bore it before, the sender must agree."""
    rivals = suggestions.once_called(body, evidence.register)
    if rivals:
        both = (body, *rivals)
        return findings.by_sender(both, evidence, name) or findings.held("agency-former", name, both)
    official = squeezed(name) == squeezed(body.place.name)
    certainty = Certainty.EXACT if official else Certainty.RESOLVED
    return Identity(agencies.finding((body,), certainty), named=name)


def _doubted(name: str, code: str, bodies: tuple[Agency, ...], evidence: Evidence) -> Identity:
    """A name that settles nothing by itself: the candidate with which the rest of the mail agrees, if one."""
    agreed = tuple(body for body in evidence.named if body in bodies)
    settled = findings.by_sender(bodies, evidence, name)
    if not settled and agreed and len(agreed) == len(evidence.named):
        settled = findings.by_places(agreed, evidence.words, name)
    return settled or findings.held(code, name, bodies)


def _by_official_sender(evidence: Evidence) -> Identity:
    return findings.by_sender(evidence.official, evidence) or Identity()


def _by_surroundings(evidence: Evidence, names: Sequence[str]) -> Identity:
    """No name on the form itself: subject, body or the authenticated sender may tell (rows 13 and 29)."""
    said = {squeezed(read_form_name(name).agency) for name in names}
    bearers = tuple(body for name in sorted(said) for body in suggestions.namesakes(name, evidence.register))
    meant = tuple(body for body in evidence.named if body in bearers)
    found = (
        findings.by_sender(evidence.official, evidence)
        or (findings.by_places(meant, evidence.words) if meant else None)
        or findings.by_words(evidence)
    )
    if not found or not found.finding.place:
        return Identity(agencies.suggested(bearers))
    place = found.finding.place
    where = {squeezed(place.district), squeezed(place.province)}
    if bearers and place not in [body.place for body in bearers] and not said & where:
        return findings.conflict(min(said), [place.name], bearers)
    return found
