"""What an answer is written from: facts only, no wording. `notifications` turns it into a mail."""

from dataclasses import dataclass
from datetime import datetime

from screening.model.decision import Decision, Disclosure, EntryStatus, Template
from screening.model.submission import File, Submission


@dataclass(frozen=True, slots=True)
class Standing:
    """A file that stands for the entry, and when it came."""

    file: File
    received_at: datetime
    is_new: bool  # brought by the message that is answered


@dataclass(frozen=True, slots=True)
class Beside:
    """Another entry of the same applicant, whose files came in the same mail, and what was decided of it."""

    reference: str
    status: EntryStatus
    decision: Decision


@dataclass(frozen=True, slots=True)
class Letter:
    """One answer to one message. Times are in UTC.

    `first_received_at` is when the entry's first message came; `version` counts the times its files
    changed, from 1; `written_at` becomes the Date header. `disclosure` is the most that its recipient may be
    told. A letter to somebody else than the writer continues `thread`, the Message-IDs of our letters to that
    address about the entry, oldest first; `other` is the number under which the files lie that it asks about.
    `untold` are times of which nobody knows whether they were in time: no letter names them. `words` are
    what a person writes, `until` is the time until which he lets the entry be mended. `beside` are the
    applicant's entries that the letter tells of as well. `by_hand`: no mail of his came; staff have entered
    what was brought to them.
    """

    template: Template
    to: str
    reference: str
    status: EntryStatus
    submission: Submission
    decision: Decision
    first_received_at: datetime
    written_at: datetime
    form: Standing | None = None
    deck: Standing | None = None
    version: int = 1
    disclosure: Disclosure = Disclosure.FULL
    thread: tuple[str, ...] = ()
    other: str = ""
    untold: frozenset[datetime] = frozenset()
    words: str = ""
    beside: tuple[Beside, ...] = ()
    by_hand: bool = False
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Digest:
    """One letter in place of many. `entries` are the receipt numbers with the register's names of their
    agencies, empty where none is known; `key` tells one digest from every other.
    """

    to: str
    key: str
    entries: tuple[tuple[str, str], ...]
    written_at: datetime


@dataclass(frozen=True, slots=True)
class Rendered:
    """A finished mail: `data` are the bytes that go to the server, again and again the same."""

    to: str
    subject: str
    message_id: str
    data: bytes
