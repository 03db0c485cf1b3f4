"""The six numbers of the first screen: each is a queue."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from review.queue import Waiting
from review.titles import Title

_QUESTIONS = {"enquiry", "message-in-thread", "withdrawal", "appeal"}
_LETTER = "reply-"


class Pile(StrEnum):
    """A queue within the queue."""

    SILENT = "silent"
    DUE = "due"
    WAITING = "waiting"
    QUESTIONS = "questions"
    LATE = "late"
    LETTERS = "letters"
    RESTING = "resting"


TITLES: dict[Pile, Title] = {
    Pile.SILENT: ("ผู้ส่งยังไม่ได้รับแจ้ง", "Nobody told yet"),
    Pile.DUE: ("ครบกำหนดตอบ", "Answer due"),
    Pile.WAITING: ("รอตัดสิน", "To be decided"),
    Pile.QUESTIONS: ("คำถาม/อุทธรณ์", "Questions, appeals"),
    Pile.LATE: ("หลังกำหนด", "After the close"),
    Pile.LETTERS: ("จดหมายส่งไม่ถึง", "Letters not delivered"),
    Pile.RESTING: ("พักไว้/รอคำตอบ", "Put off, asked"),
}
FIRST_SCREEN = tuple(pile for pile in Pile if pile is not Pile.RESTING)
URGENT = (Pile.SILENT, Pile.LETTERS)
"""Those whose number is a warning while it is not zero."""


def piles_of(each: Waiting, today: date) -> frozenset[Pile]:
    """The queues in which a card stands; `today` is a day of the office."""
    if each.rests:
        return frozenset({Pile.RESTING})
    codes = {point.code for point in each.card.points}
    letters = {code for code in codes if code.startswith(_LETTER)}
    found = {
        Pile.SILENT: each.card.silent,
        Pile.DUE: each.promised is not None and each.promised <= today,
        Pile.WAITING: bool(codes - _QUESTIONS - letters - {"late"}),
        Pile.QUESTIONS: bool(codes & _QUESTIONS),
        Pile.LATE: "late" in codes,
        Pile.LETTERS: bool(letters),
    }
    return frozenset(pile for pile, stands in found.items() if stands)


def counted(found: Sequence[Waiting], today: date) -> dict[Pile, int]:
    """How many cards stand in each queue."""
    stands = [piles_of(each, today) for each in found]
    return {pile: sum(pile in piles for piles in stands) for pile in Pile}
