"""What a person has typed, what he has before him, and the numbers by which he points."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from screening.model.decision import Place
from screening.model.rules import Rules
from storage.entries.cards import Card
from storage.entries.filed import Filed


@dataclass(frozen=True, slots=True)
class Spoken:
    """What was typed behind the act's name, and the options beside it."""

    arguments: Sequence[str]
    files: Sequence[str] = ()
    agency: str = ""
    words: str = ""
    to: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Before:
    """What the person has before him: the card, the files on it in the order of their numbers, the stamps of
    our own servers on its messages, newest first, the rules, and which bodies have an entry already."""

    card: Card
    files: Sequence[Filed]
    stamps: Sequence[datetime]
    rules: Rules
    entries: Mapping[Place, Sequence[str]] = field(default_factory=dict)


def numbered(arguments: Sequence[str], among: Sequence[object]) -> int | None:
    """The place in a list that a number from 1 on points to; None where it points nowhere."""
    is_number = len(arguments) == 1 and arguments[0].isdecimal() and len(arguments[0]) < 18
    if not is_number or not 1 <= int(arguments[0]) <= len(among):
        return None
    return int(arguments[0]) - 1
