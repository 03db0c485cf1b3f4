"""Which agency a message speaks for, and what a clerk has to say about that.

The form's file name speaks first; where it names no agency, subject and body, then the authenticated
sender may. The reasons found here never call a shared name a mistake.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from screening import agencies
from screening.codes import reason
from screening.decision import AgencyFinding, Certainty, Place, Reason
from screening.filename import read_form_name
from screening.register import Agency
from screening.rules import Rules
from screening.sender import is_authenticated
from screening.submission import File, Submission


@dataclass(frozen=True, slots=True)
class Identity:
    """The agency, and the reasons that its finding gave. `named` is the text that named it, as received."""

    finding: AgencyFinding = field(default_factory=AgencyFinding)
    reasons: tuple[Reason, ...] = ()
    named: str = ""


def identify(submission: Submission, forms: Sequence[File], rules: Rules) -> Identity:
    """The agency of a message outside any thread."""
    for form in forms:
        if read_form_name(form.name).agency:
            found = _by_name(read_form_name(form.name).agency, submission, rules)
            if found:
                return found
    return _by_surroundings(submission, forms, rules)


def by_words(submission: Submission, rules: Rules) -> Identity | None:
    """The one agency that subject and body name, with the place they give; None if they do not settle it."""
    words = f"{submission.parsed.subject}\n{submission.parsed.text}"
    if rules.register:
        bodies = agencies.settle(agencies.in_text(words, rules.register), words)
        if len(bodies) == 1:
            return Identity(agencies.finding(bodies, Certainty.RESOLVED), named=bodies[0].place.name)
        return None
    findings = set(map(agencies.unlisted, agencies.typed_names(words)))
    return Identity(findings.pop()) if len(findings) == 1 else None


def by_place(place: Place) -> Reason:
    """The note that district or province settled which of several bodies of one name it is."""
    return reason("agency-by-place", name=place.name, district=place.district, province=place.province)


def _by_name(name: str, submission: Submission, rules: Rules) -> Identity | None:
    """The agency that the form's own name gives; None when it gives nothing to go by."""
    bodies = agencies.lookup(name, rules.register)
    if bodies:
        return _settled(name, bodies, submission)
    if agencies.is_other_body(name):
        return Identity(reasons=(reason("not-local", received=name),), named=name)
    if not agencies.has_legal_type(name):
        return None
    if rules.register:
        return Identity(reasons=(reason("agency-unknown", received=name),), named=name)
    return Identity(agencies.unlisted(name), named=name)


def _settled(name: str, bodies: tuple[Agency, ...], submission: Submission) -> Identity:
    """One body, or the one that sender or place single out, or all of them as candidates."""
    if len(bodies) == 1:
        return Identity(agencies.finding(bodies, Certainty.EXACT), named=name)
    sender = submission.parsed.sender.address
    own = tuple(body for body in bodies if body.saraban and body.saraban == sender)
    if own and is_authenticated(submission):
        found = agencies.finding(own, Certainty.RESOLVED)
        return Identity(found, (reason("agency-by-sender", name=own[0].place.name, sender=sender),), name)
    places = agencies.settle(bodies, f"{name}\n{submission.parsed.subject}\n{submission.parsed.text}")
    if len(places) == 1:
        return Identity(agencies.finding(places, Certainty.RESOLVED), (by_place(places[0].place),), name)
    found = agencies.finding(bodies, Certainty.UNKNOWN)
    listed = [{"name": p.name, "district": p.district, "province": p.province} for p in found.candidates]
    return Identity(found, (reason("agency-ambiguous", name=bodies[0].place.name, candidates=listed),), name)


def _by_surroundings(submission: Submission, forms: Sequence[File], rules: Rules) -> Identity:
    """No name on the form itself: subject, body or the authenticated sender may tell (rows 13 and 29)."""
    sender = submission.parsed.sender.address
    own = rules.register.by_saraban.get(sender, ()) if is_authenticated(submission) else ()
    if len(own) == 1:
        told = reason("agency-by-sender", name=own[0].place.name, sender=sender)
        return Identity(agencies.finding(own, Certainty.RESOLVED), (told,))
    words = by_words(submission, rules)
    return words if words and forms else Identity()
