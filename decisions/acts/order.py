"""What a person wants done, and what became of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from decisions.acts.settle import Settled
from screening.model.act import Act
from screening.model.submission import Submission
from storage.entries.filed import Filed
from storage.erasing.elsewhere import Lies
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
    mail of an act that makes one. `cuts` are, by the hashes under which mails are kept now,
    those of the same mails without a file that is to be erased. A `preview` is undone by its caller.
    """

    reference: str
    act: Act
    who: str
    why: str
    message_id: int | None = None
    seen: str = ""
    reply: bool = True
    made: Made | None = None
    cuts: Mapping[str, str] = field(default_factory=dict)
    preview: bool = False


@dataclass(frozen=True, slots=True)
class Erasure:
    """A file that is erased, as it was called until then, and from which messages. It lies elsewhere: in
    `others`, entries that lose the same bytes too, and in the mailbox, where a person erases it.
    """

    file: Filed
    messages: tuple[int, ...]
    others: tuple[str, ...]
    mailbox: tuple[Lies, ...]


@dataclass(frozen=True, slots=True)
class Done:
    """The act as it is recorded, what is judged otherwise now, and the letters that wait to go."""

    act: ActRow
    entry: Entry
    changed: Sequence[Settled] = ()
    letters: Sequence[Outbox] = ()
    erased: Erasure | None = None
