"""What an answer is written from: facts only, no wording. `notifications` turns it into a mail."""

from dataclasses import dataclass
from datetime import datetime

from screening.decision import Decision, EntryStatus, Template
from screening.submission import File, Submission


@dataclass(frozen=True, slots=True)
class Standing:
    """A file that stands for the entry, and when it came."""

    file: File
    received_at: datetime
    is_new: bool  # brought by the message that is answered


@dataclass(frozen=True, slots=True)
class Letter:
    """One answer to one message. Times are in UTC.

    `first_received_at` is when the entry's first message came; `version` counts the times its files
    changed, from 1; `written_at` becomes the Date header.
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


@dataclass(frozen=True, slots=True)
class Rendered:
    """A finished mail: `data` are the bytes that go to the server, again and again the same."""

    to: str
    subject: str
    message_id: str
    data: bytes
