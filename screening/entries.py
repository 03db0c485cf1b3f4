"""Which entry a message belongs to: by its thread, by the same files, or by its sender.

A thread is told by Message-IDs of the entry, ours or the applicant's, or by its receipt number in the
subject (RFC 5322 section 3.6.4).
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal

from screening.decision import AgencyFinding, EntryStatus, Role
from screening.evidence import Evidence
from screening.history import EntryState, History
from screening.names import key
from screening.rules import Rules
from screening.sender import is_authenticated
from screening.submission import File, Submission


@dataclass(frozen=True, slots=True)
class Joined:
    """The entry that a message joins, and what ties them.

    `proven`: the message answers a mail of ours, or an authenticated earlier sender wrote it: it may
    replace accepted files. `stranger`: only the receipt number ties it, and the sender is new.
    """

    entry: EntryState
    by: Literal["thread", "repeat", "sender"]
    proven: bool
    stranger: bool = False


def references_in(subject: str, rules: Rules) -> frozenset[str]:
    """The receipt numbers of this contest in a subject."""
    pattern = re.compile(re.escape(rules.prefix.lower()) + r"-([0-9]{4,9})(?![0-9])")
    return frozenset(f"{rules.prefix}-{number}" for number in pattern.findall(key(subject)))


def answered_ids(submission: Submission) -> frozenset[str]:
    """The Message-IDs that the message answers."""
    return frozenset((*submission.parsed.in_reply_to, *submission.parsed.references))


def by_thread(submission: Submission, history: History, rules: Rules) -> Joined | None:
    """The entry whose thread the message continues; the latest, should it quote several."""
    ids = answered_ids(submission)
    quoted = references_in(submission.parsed.subject, rules)
    sender = submission.parsed.sender.address
    for entry in sorted(history.entries, key=lambda each: each.id, reverse=True):
        if ids & (entry.message_ids | entry.reply_ids):
            return Joined(entry, "thread", proven=_proven(submission, entry))
        if entry.reference in quoted:
            stranger = sender not in entry.senders
            return Joined(entry, "thread", _proven(submission, entry), stranger)
    return None


def by_repeat(submission: Submission, files: Collection[File], history: History) -> Joined | None:
    """The entry that has every one of `files` already."""
    hashes = {file.sha256 for file in files}
    for entry in history.entries:
        if hashes and hashes <= {kept.file.sha256 for kept in entry.files}:
            return Joined(entry, "repeat", proven=_proven(submission, entry))
    return None


def waiting_for(
    evidence: Evidence, roles: Collection[Role], agency: AgencyFinding, history: History
) -> tuple[EntryState, ...]:
    """The same sender's entries that lack something, if the message brings that or a whole set.

    Of several such entries it is the one whose agency the words name, if they name only one of these.
    """
    found = tuple(
        entry
        for entry in history.entries
        if evidence.sender in entry.senders and _waits(entry) and _fits(entry, roles, agency)
    )
    named = {body.place for body in evidence.named} if len(found) > 1 else set()
    return tuple(entry for entry in found if entry.agency.known and entry.agency.place in named) or found


def by_sender(submission: Submission, waiting: Collection[EntryState]) -> Joined | None:
    """The entry that waits, if it is the only one."""
    for entry in waiting if len(waiting) == 1 else ():
        return Joined(entry, "sender", proven=_proven(submission, entry))
    return None


def of_agency(agency: AgencyFinding, history: History) -> Iterable[EntryState]:
    """Entries that stand under the same agency."""
    if not agency.known:
        return
    for entry in history.entries:
        if entry.agency.place == agency.place and entry.status is not EntryStatus.WITHDRAWN:
            yield entry


def _waits(entry: EntryState) -> bool:
    """An entry held for a person is waiting for its sender only as far as a form or a deck is missing.

    A mail that only withdraws waits for nothing.
    """
    if any(each.code == "withdrawal" for each in entry.reasons):
        return False
    lacks = any(entry.standing(role) is None for role in (Role.FORM, Role.DECK))
    return entry.status is EntryStatus.INCOMPLETE or (entry.status is EntryStatus.HELD and lacks)


def _fits(entry: EntryState, roles: Collection[Role], agency: AgencyFinding) -> bool:
    if agency.known and entry.agency.known and agency.place != entry.agency.place:
        return False
    brings = {role for role in (Role.FORM, Role.DECK) if role in roles}
    lacks = {role for role in (Role.FORM, Role.DECK) if entry.standing(role) is None}
    whole_set = len(brings) == 2
    return bool(brings) and (brings <= lacks or whole_set or not entry.agency.known)


def _proven(submission: Submission, entry: EntryState) -> bool:
    answers_us = bool(answered_ids(submission) & entry.reply_ids)
    known_sender = submission.parsed.sender.address in entry.senders and is_authenticated(submission)
    return answers_us or known_sender
