"""What was decided before a message: data that the shell reads and hands to `decide`.

It never holds the message itself, so that judging again under the same number gives the same verdict.
"""

from dataclasses import dataclass
from datetime import datetime

from screening.decision import AgencyFinding, EntryStatus, Reason, Role, Verdict
from screening.submission import File


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file that an earlier message brought to an entry."""

    file: File
    role: Role
    passes: bool
    received_at: datetime


@dataclass(frozen=True, slots=True)
class EntryState:
    """An entry as it stood after the last decision on it.

    `reasons` are those of that decision: what the entry still waits for. `message_ids` are the
    applicant's, `reply_ids` ours. `form` and `deck` are the sha256 of the files that stand.
    `by_person`: a person decided; rules may then only propose.
    """

    id: int
    reference: str
    status: EntryStatus
    verdict: Verdict
    agency: AgencyFinding
    senders: frozenset[str]
    message_ids: frozenset[str]
    reply_ids: frozenset[str]
    files: tuple[KeptFile, ...]  # oldest first
    form: str | None
    deck: str | None
    reasons: tuple[Reason, ...]
    first_received_at: datetime
    last_received_at: datetime
    answered: frozenset[str] = frozenset()  # templates already answered since the entry last changed
    by_person: bool = False

    def standing(self, role: Role) -> KeptFile | None:
        """The file that stands for `role`, if there is one."""
        wanted = self.form if role is Role.FORM else self.deck
        found = [kept for kept in self.files if kept.file.sha256 == wanted and kept.role is role]
        return found[-1] if found else None


@dataclass(frozen=True, slots=True)
class Answers:
    """How many answers went out of late, as far as they count (`screening.caps`).

    `to_address_today`: since midnight in the contest's zone, to the address that would be written to and to
    mail of the same sender. `in_all_hour`: to all, in 60 minutes or since a person last released the breaker,
    which is `breaker_open` until then. `first_to_address`: none has gone to that address or sender at all.
    `threads_today`: the entries in whose thread the state was told today.
    """

    to_address_today: int = 0
    in_all_hour: int = 0
    first_to_address: bool = True
    breaker_open: bool = False
    threads_today: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class History:
    """Everything `decide` may know of the past. `number` is the last decision it was read at.

    `bounced`: the address that would be answered did not exist when it was last written to.
    """

    number: int = 0
    entries: tuple[EntryState, ...] = ()
    answers: Answers = Answers()
    bounced: bool = False


@dataclass(frozen=True, slots=True)
class HistoryKeys:
    """What the shell must look up before judging: every way in which a message may touch an entry."""

    sender: str
    message_ids: frozenset[str]  # that the message answers
    references: frozenset[str]  # receipt numbers quoted in the subject
    hashes: frozenset[str]  # of its files
    agencies: frozenset[str]  # full official names it may speak for
    reply_address: str = ""  # to which an answer would go
