"""What a person wants done, and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from decisions.acts.settle import Settled
from screening.model.act import Act
from screening.model.submission import Submission
from storage.mail.messages import Received
from storage.tables import ActRow, Entry, Outbox


@dataclass(frozen=True, slots=True)
class Made:
    """A mail that staff have made, as it is recorded and as it is read. `of` is the message whose files it
    takes.
    """

    received: Received
    submission: Submission
    of: int | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """The act, the receipt number of its entry (none for a new one), who does it, and his reason.

    `message_id` narrows it to one message. `seen` is the version of the entry that he had before him; empty:
    it is done whatever has come since. Without `reply` nobody is written to, where that may be. `made` is the
    mail of an act that makes one. A `preview` is undone by its caller.
    """

    reference: str
    act: Act
    who: str
    why: str
    message_id: int | None = None
    seen: str = ""
    reply: bool = True
    made: Made | None = None
    preview: bool = False


@dataclass(frozen=True, slots=True)
class Done:
    """The act as it is recorded, what is judged otherwise now, and the letters that wait to go."""

    act: ActRow
    entry: Entry
    changed: Sequence[Settled] = ()
    letters: Sequence[Outbox] = ()
