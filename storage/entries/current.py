"""The current decision of a message: the last one made about it. Earlier ones are kept, and count no more."""

from collections.abc import Collection
from typing import Any, cast

from sqlalchemy import ColumnElement, and_
from sqlmodel import col

from storage.tables import DecisionRow


def belongs(column: Any, contest: str) -> ColumnElement[bool]:
    """Whether a row that is found by its id or its entry is the contest's.

    Written so that no index is used for it: nearly every row is of one contest, and SQLite, which keeps no
    statistics, would rather go through all of them than look up the few that are asked for (measured).
    """
    return col(column).concat("") == contest


def is_current(decision: type[DecisionRow] = DecisionRow) -> ColumnElement[bool]:
    """Whether a decision counts; `decision` is the table, or an alias of it."""
    return cast(ColumnElement[bool], col(decision.current))


def current_of(message: Any, decision: type[DecisionRow] = DecisionRow) -> ColumnElement[bool]:
    """The decision that counts of `message`, an id or a column that holds one; also to join by."""
    return and_(col(decision.message_id) == message, is_current(decision))


def current_in(entries: Collection[int]) -> ColumnElement[bool]:
    """The decisions that count of the messages that lie in one of `entries`."""
    return and_(col(DecisionRow.entry_id).in_(entries), is_current())
