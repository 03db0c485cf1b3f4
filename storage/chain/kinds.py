"""The kinds of events, and the facts that each tells: codes, numbers and hashes, never a name or free text.

The hash of an event covers its kind and its facts as they are spelled here, so that neither a word nor the
name of a field is ever changed: a new fact is a class of its own, or older databases no longer verify.
"""

from dataclasses import dataclass, field, fields
from enum import StrEnum

from storage.accounts.roles import AccountStep, StaffRole
from storage.states import OutboxState, OutboxStep


class Kind(StrEnum):
    """What happened."""

    MESSAGE_STORED = "message-stored"
    MESSAGE_SEEN = "message-seen"
    MESSAGE_FILED = "message-filed"
    MESSAGE_GONE = "message-gone"
    MESSAGE_DECIDED = "message-decided"
    ENTRY_OPENED = "entry-opened"
    ENTRY_JOINED = "entry-joined"
    ENTRY_CHANGED = "entry-changed"
    REPLY_QUEUED = "reply-queued"
    REPLY_RENDER = "reply-render"
    REPLY_ATTEMPT = "reply-attempt"
    REPLY_CONFIRM = "reply-confirm"
    REPLY_DEFER = "reply-defer"
    REPLY_FAIL = "reply-fail"
    REPLY_DOUBT = "reply-doubt"
    REPLY_RELEASE = "reply-release"
    REPLY_DROP = "reply-drop"
    REPLY_RETRY = "reply-retry"
    REPLY_SUPERSEDE = "reply-supersede"
    REPLY_RESTORE = "reply-restore"
    REPLY_BOUNCE = "reply-bounce"
    REPLY_HOLD = "reply-hold"
    REPLY_FIND = "reply-find"
    ALARM = "alarm"
    BREAKER_RELEASED = "breaker-released"
    LETTERS_PAUSED = "letters-paused"
    LETTERS_RESUMED = "letters-resumed"
    ADDRESS_SUPPRESSED = "address-suppressed"
    ADDRESS_LIVES = "address-lives"
    REGISTER_IMPORTED = "register-imported"
    RULES_IN_FORCE = "rules-in-force"
    ACTED = "acted"
    ACCOUNT_CHANGED = "account-changed"
    VIEWS_LOGGED = "views-logged"
    FILE_ERASED = "file-erased"
    RESTORED = "restored"
    RECOVERED = "recovered"
    NUMBER_VOID = "number-void"
    LIST_FROZEN = "list-frozen"
    HANDED_OUT = "handed-out"


REPLY_STEPS = {step: Kind(f"reply-{step}") for step in OutboxStep}
"""The kind that tells of each step of a reply."""


@dataclass(frozen=True, slots=True)
class Told:
    """What an event tells; by itself, nothing beside what it is about."""

    kind: Kind

    def spelled(self) -> dict[str, str | int | None]:
        """The facts as they stand in the chain, in the order of the fields."""
        found = {each.name: getattr(self, each.name) for each in fields(self) if each.name != "kind"}
        return {name: value.value if isinstance(value, StrEnum) else value for name, value in found.items()}


@dataclass(frozen=True, slots=True)
class Stored(Told):
    """The bytes of a message are recorded under their hash."""

    kind: Kind = field(default=Kind.MESSAGE_STORED, init=False)
    digest: str
    size: int


@dataclass(frozen=True, slots=True)
class Located(Told):
    """A message was seen at a place of a mailbox, moved away from it, or is gone from it."""

    uidvalidity: int
    uid: int


@dataclass(frozen=True, slots=True)
class Decided(Told):
    """A message was judged. `history` is the position of its predecessor, `reasons` are codes."""

    kind: Kind = field(default=Kind.MESSAGE_DECIDED, init=False)
    number: int
    verdict: str
    reasons: str
    rules: str
    history: int
    writer: str | None


@dataclass(frozen=True, slots=True)
class DecidedAgain(Decided):
    """The same, in place of an earlier decision."""

    instead_of: int


@dataclass(frozen=True, slots=True)
class EntrySettled(Told):
    """An entry was opened, joined or changed, and stands so."""

    reference: str
    status: str
    form: str | None
    deck: str | None
    version: int


@dataclass(frozen=True, slots=True)
class ReplyQueued(Told):
    """A mail of ours was laid into the outbox; `bytes` is its hash."""

    kind: Kind = field(default=Kind.REPLY_QUEUED, init=False)
    template: str
    state: OutboxState
    why: str
    bytes: str


@dataclass(frozen=True, slots=True)
class ReplyStepped(Told):
    """A reply took one of the steps; `code` is the server's."""

    state: OutboxState
    attempts: int
    code: int | None


@dataclass(frozen=True, slots=True)
class ReplyRendered(ReplyStepped):
    """The letter of a reply was written anew; `bytes` is its hash. The first events of the kind lack it."""

    kind: Kind = field(default=Kind.REPLY_RENDER, init=False)
    bytes: str


@dataclass(frozen=True, slots=True)
class Alarm(Told):
    """The organiser is to look."""

    kind: Kind = field(default=Kind.ALARM, init=False)
    code: str


@dataclass(frozen=True, slots=True)
class AddressSuppressed(Told):
    """Nothing more is sent to an address; `status` is the report's (RFC 3463)."""

    kind: Kind = field(default=Kind.ADDRESS_SUPPRESSED, init=False)
    status: str


@dataclass(frozen=True, slots=True)
class Acted(Told):
    """A person did something about an entry: the act's number and kind, and a hash of what it says. Its
    reason is the event's private text. `undoes` is the act that it takes back.
    """

    kind: Kind = field(default=Kind.ACTED, init=False)
    act: int
    does: str
    says: str
    undoes: int | None


@dataclass(frozen=True, slots=True)
class FileErased(Told):
    """A file was erased out of the mail `digest`, in whose place `cut` is kept; empty: it was in no mail."""

    kind: Kind = field(default=Kind.FILE_ERASED, init=False)
    act: int
    file: str
    digest: str
    cut: str


@dataclass(frozen=True, slots=True)
class RegisterImported(Told):
    """A register of agencies is in force."""

    kind: Kind = field(default=Kind.REGISTER_IMPORTED, init=False)
    register: int
    file: str
    digest: str
    agencies: int


@dataclass(frozen=True, slots=True)
class RulesInForce(Told):
    """Which rules, and with them which register, decide from now on."""

    kind: Kind = field(default=Kind.RULES_IN_FORCE, init=False)
    rules: str
    register: str


@dataclass(frozen=True, slots=True)
class AccountChanged(Told):
    """An account was added or changed: what was done, and which role it has. Its name is the private text."""

    kind: Kind = field(default=Kind.ACCOUNT_CHANGED, init=False)
    account: int
    did: AccountStep
    role: StaffRole


@dataclass(frozen=True, slots=True)
class Restored(Told):
    """The records came back from a backup, made in that second since 1970 (UTC)."""

    kind: Kind = field(default=Kind.RESTORED, init=False)
    made: int


@dataclass(frozen=True, slots=True)
class Recovered(Told):
    """What had come since a backup was taken in again: messages, and numbers whose mail is found nowhere."""

    kind: Kind = field(default=Kind.RECOVERED, init=False)
    messages: int
    void: int


@dataclass(frozen=True, slots=True)
class NumberVoid(Told):
    """A receipt number was given before a loss, and the mail that it was given for is found nowhere."""

    kind: Kind = field(default=Kind.NUMBER_VOID, init=False)
    reference: str


@dataclass(frozen=True, slots=True)
class ListFrozen(Told):
    """A list of entries was put before the head: its number, how many rows it has, and their hash."""

    kind: Kind = field(default=Kind.LIST_FROZEN, init=False)
    number: int
    rows: int
    digest: str


@dataclass(frozen=True, slots=True)
class ViewsLogged(Told):
    """How far the log of views had come: its lines, and the hash of the last."""

    kind: Kind = field(default=Kind.VIEWS_LOGGED, init=False)
    lines: int
    head: str


@dataclass(frozen=True, slots=True)
class HandedOut(Told):
    """Records left the program in a file: what it was, how many works or rows it tells of, and its hash. The
    file's name, and to whom it goes, are the event's private text.
    """

    kind: Kind = field(default=Kind.HANDED_OUT, init=False)
    thing: str
    count: int
    sha256: str
