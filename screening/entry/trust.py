"""Whose entry it is, who may change it, who may hear of it: the decision table of docs/trust.md.

Each row is what a message brings to an entry, each column who wrote it; a test holds the code, the document
and the behaviour of every cell together.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from screening.model.decision import Disclosure, Grade, Template


class Brings(StrEnum):
    """What a message brings to the entry that it is about."""

    THANKS = "thanks"
    WORDS = "words"
    ANSWER = "answer"
    MISSING_ROLE = "missing-role"
    OTHER_BYTES = "other-bytes"
    SAME_BYTES = "same-bytes"
    KEPT_ASIDE = "kept-aside"
    FAULTY_AGAIN = "faulty-again"
    SET_OF_ANOTHER = "set-of-another-body"
    PART_OF_ANOTHER = "part-of-another-body"
    FRESH_SET = "fresh-set"
    SECOND_SET = "second-set"
    WITHDRAWAL = "withdrawal"
    LATE = "late"
    UNREADABLE = "unreadable"


class Lands(StrEnum):
    """Under which number a message lies."""

    JOINS = "joins"
    OWN = "own number"  # linked to the entry for staff
    ENTRY = "own entry"  # judged as if it had nothing to do with the entry


class Files(StrEnum):
    """What becomes of the good files in it."""

    TAKEN = "taken"
    ASIDE = "aside"
    NOTHING = "-"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. `hears` is the most that the writer is told, None for no letter; `founders` the letter that
    the founders get beside; `code` a reason that the decision then bears.
    """

    lands: Lands
    files: Files = Files.NOTHING
    hears: Disclosure | None = Disclosure.FULL
    founders: Template | None = None
    code: str = ""


_FULL, _GUEST, _NEUTRAL = Disclosure.FULL, Disclosure.GUEST, Disclosure.NEUTRAL
_CHANGED, _CONFIRM = Template.CHANGED, Template.CONFIRM
_JOINS, _OWN, _ENTRY = Lands.JOINS, Lands.OWN, Lands.ENTRY
_TAKEN, _ASIDE, _NOTHING = Files.TAKEN, Files.ASIDE, Files.NOTHING

_HEARD = Cell(_JOINS, code="message-in-thread")
_NO_LETTER = Cell(_JOINS, hears=None, code="message-in-thread")
_READ = Cell(_JOINS, hears=_NEUTRAL, code="message-in-thread")
_ASKED_BY_NOBODY = Cell(_OWN, hears=_NEUTRAL, code="enquiry")
_SETTLES = Cell(_JOINS)
_TAKES = Cell(_JOINS, _TAKEN)
_REPLACES = Cell(_JOINS, _TAKEN, code="revision")
_UNPROVEN = Cell(_JOINS, _ASIDE, code="revision-unproven")
_OFFERED = Cell(_OWN, hears=_NEUTRAL, founders=_CONFIRM, code="sender-conflict")
_LINKED = Cell(_OWN, hears=_NEUTRAL, code="sender-conflict")
_REPEATS = Cell(_JOINS, code="duplicate")
_HIS_OWN = Cell(_ENTRY)
_APART = Cell(_OWN, code="agency-conflict")
_APART_UNHEARD = Cell(_OWN, hears=_NEUTRAL, code="agency-conflict")
_COMPLETES = Cell(_JOINS, _TAKEN)
_SECOND = Cell(_OWN, code="second-work")
_LATE = Cell(_JOINS, code="late")
_LATE_FOR_HIM = Cell(_JOINS, hears=_NEUTRAL, code="late")
_LATE_APART = Cell(_OWN, hears=_NEUTRAL, code="late")
_CLOSED = Cell(_JOINS)
_CLOSED_FOR_HIM = Cell(_JOINS, hears=_NEUTRAL)
_CLOSED_APART = Cell(_OWN, hears=_NEUTRAL)
_WITHDRAWS = Cell(_JOINS, code="withdrawal")
_DISPROVEN = Cell(_OWN, hears=None, code="sender-unverified")

TABLE: Mapping[Brings, Mapping[Grade, Cell]] = {
    brings: dict(zip(Grade, (*cells, _DISPROVEN), strict=True))
    for brings, cells in {
        #                         proven       claimed       guest                        stranger
        Brings.THANKS: (_NO_LETTER, _NO_LETTER, _NO_LETTER, _ASKED_BY_NOBODY),
        Brings.WORDS: (_HEARD, _HEARD, _READ, _ASKED_BY_NOBODY),
        Brings.ANSWER: (_SETTLES, _SETTLES, Cell(_JOINS, hears=_GUEST, founders=_CHANGED), _ASKED_BY_NOBODY),
        Brings.MISSING_ROLE: (_TAKES, _TAKES, Cell(_JOINS, _TAKEN, _GUEST, _CHANGED), _OFFERED),
        Brings.OTHER_BYTES: (
            _REPLACES,
            _UNPROVEN,
            Cell(_JOINS, _ASIDE, _GUEST, _CONFIRM, "revision-unproven"),
            _OFFERED,
        ),
        Brings.SAME_BYTES: (_REPEATS, _REPEATS, Cell(_JOINS, hears=_NEUTRAL, code="duplicate"), _LINKED),
        Brings.KEPT_ASIDE: (
            _REPLACES,
            _UNPROVEN,
            Cell(_JOINS, _ASIDE, _GUEST, code="revision-unproven"),
            _LINKED,
        ),
        Brings.FAULTY_AGAIN: (_REPEATS, _REPEATS, _LINKED, _LINKED),
        Brings.SET_OF_ANOTHER: (_HIS_OWN, _HIS_OWN, _HIS_OWN, _HIS_OWN),
        Brings.PART_OF_ANOTHER: (_APART, _APART, _APART_UNHEARD, _APART_UNHEARD),
        Brings.FRESH_SET: (_COMPLETES, _COMPLETES, _LINKED, _LINKED),
        Brings.SECOND_SET: (_SECOND, _SECOND, _LINKED, _LINKED),
        Brings.WITHDRAWAL: (
            _WITHDRAWS,
            _WITHDRAWS,
            Cell(_JOINS, hears=_NEUTRAL, founders=_CHANGED, code="withdrawal"),
            Cell(_OWN, hears=_NEUTRAL, code="withdrawal"),
        ),
        Brings.LATE: (_LATE, _LATE, _LATE_FOR_HIM, _LATE_APART),
        Brings.UNREADABLE: (_CLOSED, _CLOSED, _CLOSED_FOR_HIM, _CLOSED_APART),
    }.items()
}
"""Every cell. A guest comes by a letter, so that he has no fresh set; those cells are the stranger's."""
