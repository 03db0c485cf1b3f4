"""The tables. Times are aware and in UTC; a hash is sha256 in hexadecimal; sizes are bytes."""

from storage.tables.accounts import Account, KeptForm, StaffSession
from storage.tables.acts import ActRow, ActTarget
from storage.tables.base import Base
from storage.tables.entries import CircleRow, Counter, DecisionRow, Entry, PromisedNumber, ReasonRow
from storage.tables.erased import Erased
from storage.tables.events import Event, EventText
from storage.tables.lists import FrozenList, ListRow
from storage.tables.mail import Message, Sighting, StoredFile, Unfetched
from storage.tables.pictures import Picture
from storage.tables.registers import RegisterRow
from storage.tables.replies import Breaker, Outbox, ReplyState
from storage.tables.search import SearchWords
from storage.tables.suppressions import Suppression
from storage.tables.switches import Switches

__all__ = [
    "Account",
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
    "FrozenList",
    "KeptForm",
    "ListRow",
    "Message",
    "Outbox",
    "Picture",
    "PromisedNumber",
    "ReasonRow",
    "RegisterRow",
    "ReplyState",
    "SearchWords",
    "Sighting",
    "StaffSession",
    "StoredFile",
    "Suppression",
    "Switches",
    "Unfetched",
]
