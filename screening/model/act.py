"""What a person does about an entry or a message (docs/staff.md)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from screening.model.decision import AgencyFinding, Role, Ruling
from screening.model.submission import File


class ActKind(StrEnum):
    """Every act there is; the words are those of `intake decide`."""

    NEW = "new"
    AGENCY = "agency"
    SENDER = "sender"
    TIME = "time"
    ROLE = "role"
    JOIN = "join"
    REPLACE = "replace"
    SECOND_WORK = "second-work"
    SPLIT = "split"
    ATTACH = "attach"
    EVIDENCE = "evidence"
    EXTEND = "extend"
    SETTLED = "settled"
    ACCEPT = "accept"
    REJECT = "reject"
    DECISION = "decision"
    WITHDRAW = "withdraw"
    IGNORE = "ignore"
    HOLD = "hold"
    ASK = "ask"
    ASK_OFFICE = "ask-office"
    ANSWER = "answer"
    ELIGIBLE = "eligible"
    APPEAL = "appeal"
    NOTE = "note"
    LATER = "later"
    ASSIGN = "assign"
    ERASE = "erase"
    UNDO = "undo"
    PROPOSE = "propose"
    CONFIRM = "confirm"


class Nature(StrEnum):
    """What an act is: facts feed the rules, verdicts stand above them, words go out, the desk keeps order."""

    FACT = "fact"
    VERDICT = "verdict"
    WORDS = "words"
    DESK = "desk"


_OF_FACTS = frozenset(
    {
        ActKind.NEW,
        ActKind.AGENCY,
        ActKind.SENDER,
        ActKind.TIME,
        ActKind.ROLE,
        ActKind.JOIN,
        ActKind.REPLACE,
        ActKind.SECOND_WORK,
        ActKind.SPLIT,
        ActKind.ATTACH,
        ActKind.EVIDENCE,
        ActKind.EXTEND,
        ActKind.SETTLED,
    }
)
_OF_WORDS = frozenset({ActKind.ASK, ActKind.ASK_OFFICE, ActKind.ANSWER})
_RULINGS = {each.value for each in Ruling}
MAKES = (ActKind.NEW, ActKind.SPLIT)
"""Acts in which staff make a mail of their own."""


def nature_of(kind: ActKind) -> Nature:
    """The nature of an act."""
    if kind in _OF_FACTS:
        return Nature.FACT
    if kind.value in _RULINGS:
        return Nature.VERDICT
    return Nature.WORDS if kind in _OF_WORDS else Nature.DESK


@dataclass(frozen=True, slots=True)
class Act:
    """One act with what it says; what a kind does not speak of is empty.

    `agency` is the body chosen. `at`: when the message came, until when the card rests or the entry may be
    mended, or when an appeal is to be answered. `file` is the sha256 of the file that has `role`, or of the
    one that is erased. `reference` is the entry to join, to replace in, or whose circle the sender belongs
    to. `codes` are holds that were looked into, or the faults that a rejection names. `words` are for the
    applicant, `to` is the address they go to, or the person a card is assigned to. `files` came from staff.
    `parts` are the sha256 of files that go into a mail of their own; `made` is that of the mail that staff
    have made. `act` is the id of the act that is undone, or of the proposal that is confirmed. `proposed` is
    what a second person is to do, `seconds` the id of the proposal that this act carries out.
    """

    kind: ActKind
    agency: AgencyFinding | None = None
    at: datetime | None = None
    file: str = ""
    role: Role | None = None
    reference: str = ""
    codes: tuple[str, ...] = ()
    words: str = ""
    to: str = ""
    files: tuple[File, ...] = ()
    parts: tuple[str, ...] = ()
    made: str = ""
    act: int | None = None
    proposed: "Act | None" = None
    seconds: int | None = None

    @property
    def until(self) -> datetime | None:
        """Until when it lets the entry be mended, whatever else it says."""
        return self.at if self.kind is ActKind.EXTEND else None
