"""What is decided about one message: the output of the judgement and the only explanation there is.

The same `Decision` renders the applicant's mail, `intake show`, the JSON and the staff's table.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final, Literal, TypeAlias

from screening.model.causes import Cause
from screening.model.submission import File


class Verdict(StrEnum):
    """The four outcomes of a message."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    HELD = "held"
    IGNORED = "ignored"


class Severity(StrEnum):
    """What a reason does to the verdict: a fault rejects, a hold holds, a note changes nothing."""

    FAULT = "fault"
    HOLD = "hold"
    NOTE = "note"


class Role(StrEnum):
    """What a file is to an entry."""

    FORM = "form"
    DECK = "deck"
    OTHER = "other"


class EntryStatus(StrEnum):
    """Where an entry stands. Void: no message belongs to it any more; its number counts for nothing."""

    COMPLETE = "complete"
    INCOMPLETE = "incomplete"
    HELD = "held"
    ENQUIRY = "enquiry"
    WITHDRAWN = "withdrawn"
    VOID = "void"


class Ruling(StrEnum):
    """A verdict that a person gives."""

    ACCEPT = "accept"  # complete, whatever the rules say of it
    REJECT = "reject"  # back to the applicant, to be mended
    DECISION = "decision"  # not eligible; final, but for an appeal
    WITHDRAW = "withdraw"
    IGNORE = "ignore"  # nothing that concerns the contest
    HOLD = "hold"  # a person will look once more


FREEZES = frozenset({Ruling.ACCEPT, Ruling.DECISION})
"""Rulings on the whole entry: later mail changes nothing of it by itself."""


class Certainty(StrEnum):
    """How the agency became known.

    exact: its full official name, of which there is one. resolved: settled by something beside the
    name (abbreviation, place, sender, thread). suggested: a guess for staff. unlisted: a legal type
    with no register to confirm it. unknown: nothing.
    """

    EXACT = "exact"
    RESOLVED = "resolved"
    SUGGESTED = "suggested"
    UNLISTED = "unlisted"
    UNKNOWN = "unknown"


class Template(StrEnum):
    """The kinds of reply."""

    ACKNOWLEDGEMENT = "acknowledgement"
    UPDATED = "updated"
    IDENTICAL = "identical"
    CORRECTION = "correction"
    LATE = "late"
    HELD = "held"
    ENQUIRY = "enquiry"
    CHANGED = "changed"  # to the founders: somebody else's mail has changed their entry
    CONFIRM = "confirm"  # to the founders: is this yours?
    STATUS = "status"  # where an entry stands now that a person has changed it
    DECISION = "decision"  # not eligible, and how to object
    ANSWER = "answer"  # words of a person's own
    DIGEST = "digest"  # in place of many letters at once
    LISTED = "listed"  # to the founders: their entry is on the list that goes before the committee
    REMINDER = "reminder"  # to the founders: what their entry still lacks, before the close


IN_BULK: Final = (Template.DIGEST, Template.LISTED, Template.REMINDER)
"""Letters of which many go at once, and none is caused by one mail: they use up nobody's share of letters."""


class Grade(StrEnum):
    """How far the writer of a message is known to be the applicant of an entry (docs/trust.md)."""

    PROVEN = "proven"
    CLAIMED = "claimed"
    GUEST = "guest"
    STRANGER = "stranger"
    DISPROVEN = "disproven"


class Disclosure(StrEnum):
    """How much a letter may tell its recipient: all; his own files and the roles that lack; receipt alone."""

    FULL = "full"
    GUEST = "guest"
    NEUTRAL = "neutral"


Param: TypeAlias = str | int | float | bool | list[str] | list[dict[str, str]] | None
"""A value that a reason carries to its texts; plain JSON."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One finding: a code of the catalogue (`screening.model.codes`), its weight, and what was seen."""

    code: str
    severity: Severity
    params: Mapping[str, Param] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Place:
    """One agency and where it is. `district` and `province` are bare names, without อำเภอ or จังหวัด."""

    name: str
    district: str = ""
    province: str = ""


@dataclass(frozen=True, slots=True)
class AgencyFinding:
    """Which agency a message speaks for. `place` is None when unknown; `candidates` when several may be."""

    certainty: Certainty = Certainty.UNKNOWN
    place: Place | None = None
    head_title: str = ""  # how its head is addressed, from the register
    candidates: tuple[Place, ...] = ()

    @property
    def known(self) -> bool:
        """Whether an entry may stand under this agency's name."""
        return self.certainty in (Certainty.EXACT, Certainty.RESOLVED, Certainty.UNLISTED)


@dataclass(frozen=True, slots=True)
class JudgedFile:
    """The part one file of the message plays; `canonical` is the name it is kept under, if it has one.

    `aside`: it is good, and stands only once the applicant has said that it is his.
    """

    sha256: str
    role: Role
    passes: bool
    canonical: str = ""
    aside: bool = False


@dataclass(frozen=True, slots=True)
class Writer:
    """Who wrote, as seen from the entry that the message is about; `why` is what that was told by."""

    grade: Grade
    why: str


@dataclass(frozen=True, slots=True)
class Member:
    """An address of an entry's circle. `address` is lower case.

    founder: wrote the mail that opened it, or is asked to be answered there. confirmed: by a founder's word.
    pending: wrote that mail, which proved nothing (a list's, junk, unverified): a founder once he is proven.
    """

    address: str
    by: Literal["founder", "confirmed", "pending"]
    authenticated: bool = False


@dataclass(frozen=True, slots=True)
class EntryChange:
    """What the decision does to an entry. `entry` is the id it joins, None for a new one.

    `form` and `deck` are the sha256 of the files that stand for the entry from now on. `members` come into
    its circle. `settled` are the positions of the messages about which the applicant has said yes or no.
    `ruling` is that of a person, where one stands above the rules; `until` is until when a person lets the
    entry be mended.
    """

    entry: int | None
    status: EntryStatus
    form: str | None = None
    deck: str | None = None
    members: tuple[Member, ...] = ()
    settled: tuple[int, ...] = ()
    ruling: Ruling | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class ReplyPlan:
    """Which answer is due. `suppressed` is None only if it goes out by itself, else the reason why not.

    `waits`: a suppressed answer that a person may release (state `held` in the outbox). `counts`: it uses up
    the caps on answers.
    """

    template: Template | None = None
    to: str = ""
    suppressed: Cause | None = None
    waits: bool = False
    counts: bool = True
    disclosure: Disclosure = Disclosure.FULL


@dataclass(frozen=True, slots=True)
class Notice:
    """A letter to somebody else than the writer: `entry` is the id of the entry that it speaks of, None for
    the one that the message opens. `suppressed` and `waits` as in ReplyPlan.
    """

    template: Template
    to: str
    entry: int | None
    suppressed: Cause | None = None
    waits: bool = False


@dataclass(frozen=True, slots=True)
class Taken:
    """A file of another message that stands from now on, with the time at which it came."""

    file: File
    role: Role
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Decision:
    """The judgement of one message. `files` follows the order of `submission.files`.

    `change` is None when the message is ignored and touches no entry. `about` is the id of an entry that the
    message speaks of and does not join. `writer` is None where it is about no earlier entry. `taken` came to
    another number first.
    """

    verdict: Verdict
    reasons: tuple[Reason, ...]
    agency: AgencyFinding
    files: tuple[JudgedFile, ...]
    change: EntryChange | None
    reply: ReplyPlan
    writer: Writer | None = None
    about: int | None = None
    notices: tuple[Notice, ...] = ()
    taken: tuple[Taken, ...] = ()

    def of(self, severity: Severity) -> tuple[Reason, ...]:
        """The reasons of one severity, in order."""
        return tuple(reason for reason in self.reasons if reason.severity is severity)
