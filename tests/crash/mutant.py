"""What a mutant is, and the two things that mutants are made with."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session


@dataclass(frozen=True, slots=True)
class Mutant:
    """`apply` breaks the loaded program; at one of `points`, as `crash.points` writes them, it is noticed."""

    apply: Callable[[], None]
    points: tuple[str, ...]


def put(place: Any, name: str, value: Any) -> None:
    """Lays `value` over an attribute that is there: a mutant of code that has gone must not pass for one."""
    assert hasattr(place, name), f"{place} has no {name}"
    setattr(place, name, value)


def taken(place: Any, name: str) -> Any:
    """What a module has imported under that name for itself."""
    return getattr(place, name)


def commit_here(session: Session) -> None:
    """Ends the transaction, and begins another, behind the back of who holds it."""
    session.flush()
    connection = session.connection()
    connection.exec_driver_sql("COMMIT")
    connection.exec_driver_sql("BEGIN IMMEDIATE")
