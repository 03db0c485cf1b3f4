"""What was decided before a message: data that the shell reads and hands to `decide`.

It never holds the message itself, so that judging again under the same number gives the same verdict.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from screening.model.decision import AgencyFinding, EntryStatus, Member, Reason, Role, Template, Verdict
from screening.model.facts import NONE, Facts
from screening.model.submission import File


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file that an earlier message brought to an entry; `aside`: it waits for the applicant's word;
    `official`: the agency's own address or host sent it.
    """

    file: File
    role: Role
    passes: bool
    received_at: datetime
    aside: bool = False
    official: bool = False


@dataclass(frozen=True, slots=True)
class SentLetter:
    """A mail of ours about an entry: `full` if its recipient was in the circle when it was written.

    `position` is that of the message which it answers or tells of.
    """

    message_id: str
    address: str
    full: bool
    position: int
    template: Template


@dataclass(frozen=True, slots=True)
class Waiting:
    """Files about which the applicant may say yes or no: the message's position, its writer, what it brought.

    aside: they are kept with the entry and may replace what stands. offered: a stranger's; they lie under a
    number of their own, `reference`. second: the applicant's own, held there as perhaps a second work. added:
    a guest brought them, they stand, and `form` and `deck` stood before.
    """

    position: int
    kind: Literal["aside", "offered", "second", "added"]
    sender: str
    files: tuple[KeptFile, ...]
    reference: str = ""
    form: str | None = None
    deck: str | None = None


_DOUBTS = {
    Role.FORM: {"form-blank", "several-forms", "early"},
    Role.DECK: {"deck-template", "several-forms", "early"},
    Role.OTHER: set[str](),
}


@dataclass(frozen=True, slots=True)
class EntryState:
    """An entry as it stood after the last decision on it.

    `reasons` are those of that decision: what the entry still waits for. `message_ids` are those of its
    messages, `letters` ours. `form` and `deck` are the sha256 of the files that stand. `waiting` are files
    about which the applicant has not said yes or no. `asked` counts, for each reason, the letters that gave
    it. `outside`: it was opened by mail about another entry from outside of that one's circle. `by_person`: a
    person decided; rules may then only propose. `until`: it may be mended until then, also after the close.
    """

    id: int
    reference: str
    status: EntryStatus
    verdict: Verdict
    agency: AgencyFinding
    members: tuple[Member, ...]
    message_ids: frozenset[str]
    letters: tuple[SentLetter, ...]
    files: tuple[KeptFile, ...]  # oldest first
    form: str | None
    deck: str | None
    reasons: tuple[Reason, ...]
    first_received_at: datetime
    last_received_at: datetime
    answered: frozenset[str] = frozenset()  # templates already answered since the entry last changed
    waiting: tuple[Waiting, ...] = ()
    asked: Mapping[str, int] = field(default_factory=dict)
    outside: bool = False
    by_person: bool = False
    until: datetime | None = None

    @property
    def circle(self) -> frozenset[str]:
        """The founders and the confirmed."""
        return frozenset(each.address for each in self.members if each.by != "pending")

    def standing(self, role: Role) -> KeptFile | None:
        """The file that stands for `role`, if there is one."""
        return self.kept(role, self.form if role is Role.FORM else self.deck)

    def in_doubt(self, role: Role) -> bool:
        """Whether what stands for `role` is itself what a person has still to look at."""
        held = {each.code for each in self.reasons} if self.status is EntryStatus.HELD else set()
        return bool(held & _DOUBTS[role])

    def kept(self, role: Role, sha256: str | None) -> KeptFile | None:
        """The file of that hash that came for `role`, as it came first; None if none did."""
        found = (kept for kept in self.files if kept.file.sha256 == sha256 and kept.role is role)
        return next(found, None)


@dataclass(frozen=True, slots=True)
class Answers:
    """How many answers went out of late, as far as they count (`screening.answer.caps`).

    `to_address_today`: since midnight in the contest's zone, to mail of the same sender, and, where he wants
    to be answered elsewhere, to that address. `in_all_hour`: to all, in 60 minutes or since a person last
    released the breaker, which is `breaker_open` until then. `first_to_address`: none has gone to that
    address or sender at all. `threads_today`: the entries in whose thread the state was told today.
    `noticed_today`: those whose founders were written to today on account of somebody else's mail.
    `changed_today`: by the letter `changed`. `closed_to`: founders' addresses that do not exist; `noticed_to`
    counts today's letters about somebody else's mail to each of them, by kind. `letters_hour` and
    `letters_day`: first letters and acceptances, counted as `to_address_today` is, in 60 minutes and since
    midnight.
    """

    to_address_today: int = 0
    in_all_hour: int = 0
    first_to_address: bool = True
    breaker_open: bool = False
    threads_today: frozenset[int] = frozenset()
    noticed_today: frozenset[int] = frozenset()
    changed_today: frozenset[int] = frozenset()
    closed_to: frozenset[str] = frozenset()
    noticed_to: Mapping[tuple[str, Template], int] = field(default_factory=dict)
    letters_hour: int = 0
    letters_day: int = 0


@dataclass(frozen=True, slots=True)
class History:
    """Everything `decide` may know of the past. `number` is the last decision it was read at.

    `bounced`: the address that would be answered did not exist when it was last written to. `domain_of_many`:
    entries of two bodies were founded from the sender's domain. `facts` are what persons have settled about
    the message.
    """

    number: int = 0
    entries: tuple[EntryState, ...] = ()
    answers: Answers = Answers()
    bounced: bool = False
    domain_of_many: bool = False
    facts: Facts = NONE


@dataclass(frozen=True, slots=True)
class HistoryKeys:
    """What the shell must look up before judging: every way in which a message may touch an entry."""

    sender: str
    message_ids: frozenset[str]  # that the message answers
    references: frozenset[str]  # receipt numbers quoted in the subject
    agencies: frozenset[str]  # full official names it may speak for
    reply_address: str = ""  # to which an answer would go
