"""A table before it is written: its columns, and its rows as they are read."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

Cell: TypeAlias = str | int | float | datetime | None
Progress: TypeAlias = Callable[[str, int], None]
"""Is told the name of a table and how many of its rows are written."""


class Shape(StrEnum):
    """What the cells of a column hold."""

    TEXT = "text"
    NUMBER = "number"
    MOMENT = "moment"


@dataclass(frozen=True, slots=True)
class Column:
    """One column; `key` is its name for programs and in CSV, `thai` what people read above it."""

    key: str
    thai: str
    shape: Shape = Shape.TEXT
    width: int = 18


@dataclass(frozen=True, slots=True)
class Table:
    """`name` is the sheet's; every row has a cell for each column. Times are aware."""

    key: str
    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Cell]]


def nothing(_: str, __: int) -> None:
    """Progress that nobody is told of."""
