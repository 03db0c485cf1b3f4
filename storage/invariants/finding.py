"""What a check of an invariant is, and what it finds."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from sqlmodel import Session


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not hold: the invariant's name, and a line for the organiser."""

    invariant: str
    line: str


Progress: TypeAlias = Callable[[str, int, int], None]
"""Called with the invariant's name, how much of it is done, and how much there is."""

Check: TypeAlias = Callable[[Session, str], Iterator[str]]
"""Called with the contest; yields a line for each breach."""
