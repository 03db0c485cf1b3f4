"""What a later mail says about an entry whose agency is still open."""

import re

from screening import agencies, findings
from screening.decision import EntryStatus
from screening.entries import Joined
from screening.evidence import Evidence
from screening.findings import Identity
from screening.history import EntryState, History
from screening.names import key
from screening.register import Agency, Register

_ABOUT_AGENCY = ("agency-ambiguous", "agency-unknown", "agency-former", "agency-conflict", "not-local")
_OPEN = (EntryStatus.INCOMPLETE, EntryStatus.HELD)
_YES = re.compile(r"(?:ใช่|ถูกต้อง|ยืนยัน|ขอยืนยัน)(?:แล้ว|ครับ|ค่ะ|คะ|ถูกต้อง|ตามนั้น|ตามนี้|นะ|[ .,!])*")


def in_entry(joined: Joined, identity: Identity, evidence: Evidence) -> Identity:
    """The entry's agency if it is known; else what this message says; else what is still open about it.

    `identity` is what the message says by itself. One who only quotes the receipt number settles nothing.
    """
    entry = joined.entry
    if entry.agency.known:
        return Identity(entry.agency)
    stranger = joined.stranger and not joined.proven
    chosen = None if stranger else _chosen(_candidates(entry, evidence.register), evidence)
    if chosen:
        return chosen
    if identity.finding.known or identity.reasons:
        return identity
    words_say = None if stranger else findings.by_words(evidence)
    if words_say:
        return words_say
    still_open = tuple(each for each in entry.reasons if each.code in _ABOUT_AGENCY)
    held = entry.status is EntryStatus.HELD
    return Identity(entry.agency, still_open if held else ())


def by_answer(evidence: Evidence, history: History) -> Joined | None:
    """The sender's only entry of an open agency, if a new mail without files names one of its candidates.

    People answer our question in a mail of its own, too.
    """
    sender = evidence.sender
    waiting = [
        entry
        for entry in history.entries
        if sender in entry.senders and entry.agency.candidates and entry.status in _OPEN
    ]
    if evidence.submission.files or len(waiting) != 1:
        return None
    answered = _chosen(_candidates(waiting[0], evidence.register), evidence)
    return Joined(waiting[0], "sender", proven=False) if answered else None


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
    if len(bodies) == 1 and not named and not _confirms(evidence.submission.parsed.text):
        return None
    found = findings.by_places(named or bodies, evidence.words)
    if found and len(bodies) > 1 and len(named) != 1:
        return found
    return Identity(found.finding, (), found.named) if found else None


def _confirms(text: str) -> bool:
    """Whether the first line of an answer says yes and nothing else."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return bool(_YES.fullmatch(key(first[:100])))
