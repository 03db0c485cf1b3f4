"""One refusal in words: for who types, and for who reads a page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Both:
    """A word or a time in both languages; a terminal shows both."""

    thai: str
    english: str


Slot: TypeAlias = str | int | Both | Sequence[str]
"""What stands in a refusal's place: an act (`ActKind`), a role of staff, codes in a tuple, or plain words."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """`typed` is for the terminal, and may name its options; `thai` and `english` are for the pages, which
    have none. Without `english` the typed words serve there too. `{name}` is a slot.
    """

    typed: str
    thai: str
    english: str = ""

    def in_terminal(self, slots: Mapping[str, Slot]) -> str:
        """The words for who types."""
        return self.typed.format_map({name: _spelled(value) for name, value in slots.items()})


def _spelled(value: Slot) -> str:
    if isinstance(value, Both):
        return " ".join(filter(None, (value.thai, value.english)))
    return str(value) if isinstance(value, str | int) else ", ".join(value)
