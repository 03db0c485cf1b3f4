"""Whose address our server has vouched for, of those in the circle of an entry."""

from collections import defaultdict
from collections.abc import Collection, Mapping

from sqlmodel import Session, col, select

from storage.entries.current import current_in
from storage.tables import CircleRow, DecisionRow


def proven_in(session: Session, entries: Collection[int]) -> Mapping[int, frozenset[str]]:
    """By entry: the addresses of its circle of which one mail at least was authenticated."""
    query = (
        select(DecisionRow.entry_id, CircleRow.address)
        .join(DecisionRow, col(DecisionRow.id) == col(CircleRow.decision_id))
        .where(current_in(entries), col(CircleRow.authenticated))
    )
    found: dict[int | None, set[str]] = defaultdict(set)
    for entry, address in session.exec(query):
        found[entry].add(address)
    return {entry: frozenset(found[entry]) for entry in entries}
