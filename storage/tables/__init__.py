"""The tables. Times are aware and in UTC; a hash is sha256 in hexadecimal; sizes are bytes."""

from storage.tables.acts import ActRow, ActTarget
from storage.tables.base import Base
from storage.tables.entries import CircleRow, Counter, DecisionRow, Entry, ReasonRow
from storage.tables.erased import Erased
from storage.tables.events import Event, EventText
from storage.tables.mail import Message, Sighting, StoredFile, Unfetched
from storage.tables.registers import RegisterRow
from storage.tables.replies import Breaker, Outbox, ReplyState
from storage.tables.suppressions import Suppression

__all__ = [
    "ActRow",
    "ActTarget",
    "Base",
    "Breaker",
    "CircleRow",
    "Counter",
    "DecisionRow",
    "Entry",
    "Erased",
    "Event",
    "EventText",
    "Message",
    "Outbox",
    "ReasonRow",
    "RegisterRow",
    "ReplyState",
    "Sighting",
    "StoredFile",
    "Suppression",
    "Unfetched",
]
