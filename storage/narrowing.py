"""Messages by what is told beside them: where the body of their entry is, and the reasons of their decision.

Where that leaves few they are listed; else each is looked at as it goes by, from the newest on, so that a
page reads no further than it needs.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from sqlalchemy import ColumnElement, CompoundSelect, and_, exists, or_, union_all
from sqlalchemy import select as sql_select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from screening.agency.searched import CAPITALS
from storage.entries.current import belongs, current_of, is_current
from storage.tables import DecisionRow, Entry, Message, ReasonRow

_FEW = 1000
"""So many are looked up one by one; of more than that the newest messages soon fill a page."""

Place: TypeAlias = Callable[[type[Entry]], Sequence[ColumnElement[bool]]]
"""The ways in which an entry may be of a place, each by an index of its own."""


@dataclass(frozen=True, slots=True)
class Narrowed:
    """A condition on messages, and whether it leaves only few of them."""

    condition: ColumnElement[bool]
    few: bool


def bearing(session: Session, code: str) -> Narrowed:
    """The messages whose decision, joined already, has a reason of that code."""
    listed = sql_select(col(ReasonRow.decision_id)).where(col(ReasonRow.code) == code)
    few = len(session.execute(listed.limit(_FEW + 1)).all()) <= _FEW
    its = exists().where(col(ReasonRow.decision_id) == col(DecisionRow.id), belongs(ReasonRow.code, code))
    return Narrowed(col(DecisionRow.id).in_(listed) if few else its, few)


def located(session: Session, contest: str, places: Sequence[Place]) -> Narrowed:
    """The messages whose entry is in all of the places, which are one at least."""
    counts = (session.execute(_entries_in(contest, place).limit(_FEW + 1)).all() for place in places)
    few = min(map(len, counts)) <= _FEW
    return Narrowed((_listed if few else _on_the_way)(contest, places), few)


def of_province(name: str) -> Place:
    """What is in the province of that name."""
    return lambda entry: (col(entry.agency_province) == name,)


def place_called(name: str) -> Place:
    """What is in the district or the province of that name."""

    def ways(entry: type[Entry]) -> Sequence[ColumnElement[bool]]:
        district = col(entry.agency_district)
        named = district == name, col(entry.agency_province) == name
        # What begins with it: a LIKE would not use the index.
        begins = and_(district > CAPITALS, district < f"{CAPITALS}\U0010ffff")
        return (*named, begins) if name == CAPITALS else named

    return ways


def _entries_in(contest: str, place: Place) -> CompoundSelect[int]:
    entries = sql_select(col(Entry.id)).where(col(Entry.contest) == contest)
    return union_all(*(entries.where(way) for way in place(Entry)))


def _listed(contest: str, places: Sequence[Place]) -> ColumnElement[bool]:
    entry = col(DecisionRow.entry_id)
    there = (entry.in_(_entries_in(contest, place)) for place in places)
    return col(Message.id).in_(sql_select(col(DecisionRow.message_id)).where(is_current(), *there))


def _on_the_way(contest: str, places: Sequence[Place]) -> ColumnElement[bool]:
    decision, entry = aliased(DecisionRow), aliased(Entry)
    its = and_(current_of(col(Message.id), decision), col(entry.id) == col(decision.entry_id))
    return exists().where(its, col(entry.contest) == contest, *(or_(*place(entry)) for place in places))
