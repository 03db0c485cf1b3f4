"""What a later mail says about an entry: which body it is, yes or no to our question, another work."""

from dataclasses import dataclass

from screening.agency import agencies, findings
from screening.agency.evidence import Evidence
from screening.agency.findings import Identity
from screening.agency.places import names_place
from screening.entry.writer import is_official, letters_named
from screening.model.decision import EntryStatus, Grade, Writer
from screening.model.history import EntryState, Waiting
from screening.model.register import Agency, Register
from screening.reading import Reading
from screening.words import said

ABOUT_AGENCY = ("agency-ambiguous", "agency-unknown", "agency-former", "agency-conflict", "not-local")
MOST_QUESTIONS = 2
"""As often is asked for one reason of one entry; then a person writes."""
_OPEN = (EntryStatus.INCOMPLETE, EntryStatus.HELD)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a mail without files settles; nothing is the usual case.

    `accepts` and `declines` are files that waited for this word. `another_work`: what was held as perhaps a
    further work is one. `was_his`: a mail that did not show who wrote it was the writer's.
    """

    agency: Identity | None = None
    accepts: Waiting | None = None
    declines: Waiting | None = None
    another_work: bool = False
    was_his: bool = False

    @property
    def settles(self) -> bool:
        """Whether it settles anything."""
        return bool(self.agency or self.accepts or self.declines or self.another_work or self.was_his)


def answer_of(reading: Reading, entry: EntryState, writer: Writer) -> Answer:
    """What a mail without files says about an entry, as far as its writer may settle it."""
    grade = writer.grade
    heard = grade in (Grade.PROVEN, Grade.CLAIMED, Grade.GUEST) and not entry.by_person
    if not heard or reading.brings_files:
        return Answer()
    text = reading.submission.parsed.text
    waiting = _asked_about(reading, entry) if grade is not Grade.GUEST else None
    if waiting and said.yes(text) and may_accept(waiting, entry, writer):
        return Answer(accepts=waiting)
    if waiting and said.no(text) and grade is Grade.PROVEN:
        return Answer(declines=waiting)
    if grade is Grade.PROVEN and said.yes(text) and _is_pending(reading, entry):
        return Answer(was_his=True)
    if grade is not Grade.GUEST and _asks_for_work(entry) and said.another_work(text):
        return Answer(another_work=True)
    if entry.status in _OPEN and not entry.agency.known:
        return Answer(agency=_agency(reading, entry))
    return Answer()


def attempts(reading: Reading, entry: EntryState) -> bool:
    """Whether a mail without files names a place, a body, a work, or says yes or no to an open question."""
    text, evidence = reading.submission.parsed.text, reading.evidence
    if said.yes(text) or said.no(text):
        return True
    if _asks_for_work(entry):
        return True  # whatever is said of it, a word that no rule knows among others
    if entry.waiting:
        return said.another_work(text) or said.new_version(text)
    asks = any(each.code in (*ABOUT_AGENCY, "form-name") for each in entry.reasons)
    return asks and (
        bool(evidence.named or agencies.typed_names(text)) or names_place(text, evidence.register)
    )


def in_entry(entry: EntryState, reading: Reading) -> Identity:
    """The entry's agency if it is known; else what this message says; else what is still open about it."""
    if entry.agency.known:
        return Identity(entry.agency)
    identity, evidence = reading.identity, reading.evidence
    chosen = _chosen(_candidates(entry, evidence.register), evidence)
    if chosen:
        return chosen
    if identity.finding.known or identity.reasons:
        return identity
    words_say = findings.by_words(evidence)
    if words_say and _may_be(words_say, entry):
        return words_say
    still_open = tuple(each for each in entry.reasons if each.code in ABOUT_AGENCY)
    held = entry.status is EntryStatus.HELD
    return Identity(entry.agency, still_open if held else ())


def _may_be(said_: Identity, entry: EntryState) -> bool:
    """Whether words can name that body: of a name that several bear, one of these is meant."""
    ambiguous = any(each.code == "agency-ambiguous" for each in entry.reasons)
    return not ambiguous or said_.finding.place in entry.agency.candidates


def _agency(reading: Reading, entry: EntryState) -> Identity | None:
    found = in_entry(entry, reading)
    return found if found.finding.known else None


def _asked_about(reading: Reading, entry: EntryState) -> Waiting | None:
    """The files that the answer is about: those of the letter it names, else the only ones that wait."""
    asked = {letter.position for letter in letters_named(reading.submission, entry.letters)}
    named = [each for each in entry.waiting if each.position in asked]
    found = named or [each for each in entry.waiting if each.kind != "second"]
    return found[0] if len(found) == 1 else None


def may_accept(waiting: Waiting, entry: EntryState, writer: Writer) -> bool:
    """Whether the writer's yes is enough: who only claims to be the applicant replaces nothing, and what the
    office has sent only the office replaces.
    """
    stands = [kept for each in waiting.files if (kept := entry.standing(each.role))]
    if writer.grade is Grade.PROVEN:
        return is_official(writer) or not any(kept.official for kept in stands)
    return waiting.kind == "offered" and not stands


def _is_pending(reading: Reading, entry: EntryState) -> bool:
    sender = reading.submission.parsed.sender.address
    return sender not in entry.circle and any(each.address == sender for each in entry.members)


def _asks_for_work(entry: EntryState) -> bool:
    return any(each.code == "second-work" for each in entry.reasons)


def _candidates(entry: EntryState, register: Register) -> tuple[Agency, ...]:
    """The bodies of the register that the entry may stand for."""
    places = entry.agency.candidates
    names = dict.fromkeys(place.name for place in places)
    return tuple(body for name in names for body in agencies.lookup(name, register) if body.place in places)


def _chosen(bodies: tuple[Agency, ...], evidence: Evidence) -> Identity | None:
    """The candidate that the answer names, by its name or its place, or confirms if there is only one."""
    if not bodies:
        return None
    named = tuple(body for body in evidence.named if body in bodies)
    if evidence.named and not named:
        return None
    if len(bodies) == 1 and not named and not said.yes(evidence.submission.parsed.text):
        return None
    found = findings.by_places(named or bodies, evidence.words)
    if found and len(bodies) > 1 and len(named) != 1:
        return found
    return Identity(found.finding, (), found.named) if found else None
