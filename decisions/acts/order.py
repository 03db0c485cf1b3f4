"""What a person wants done, and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from decisions.acts.settle import Settled
from screening.model.act import Act
from storage.tables import ActRow, Entry, Outbox


@dataclass(frozen=True, slots=True)
class Order:
    """The act, the receipt number of its entry, who does it, and his reason.

    `message_id` narrows it to one message. `seen` is the version of the entry that he had before him; empty:
    it is done whatever has come since. Without `reply` nobody is written to, where that may be.
    """

    reference: str
    act: Act
    who: str
    why: str
    message_id: int | None = None
    seen: str = ""
    reply: bool = True


@dataclass(frozen=True, slots=True)
class Done:
    """The act as it is recorded, what is judged otherwise now, and the letters that wait to go."""

    act: ActRow
    entry: Entry
    changed: Sequence[Settled] = ()
    letters: Sequence[Outbox] = ()
