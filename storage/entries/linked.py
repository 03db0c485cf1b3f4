"""Other numbers that are linked to an entry: messages that are about it, and lie apart from it."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select
from sqlmodel import Session, col

from storage.codec import change_of
from storage.entries.current import belongs, current_in, is_current
from storage.entries.shown import LedgerNotice, notices_of
from storage.tables import DecisionRow, Entry, ReasonRow


class Tie(StrEnum):
    """How another number is linked to an entry."""

    CONTESTS = "contests"  # somebody else's files for it, about which its applicant has not said yes or no
    SETTLED = "settled"  # the same, and he has, or they were taken
    FURTHER = "further"  # held as perhaps a further work of its applicant
    QUOTES = "quotes"  # speaks of it, and brings nothing to it


@dataclass(frozen=True, slots=True)
class Linked:
    """A message that is about an entry, and lies under a number of its own. `letters` are those to others."""

    reference: str
    message_id: int
    tie: Tie
    letters: tuple[LedgerNotice, ...]


def contested(session: Session, contest: str, entries: Collection[int]) -> frozenset[int]:
    """Those of the entries for which somebody else's files wait. Two queries, however many they are."""
    apart = _apart(session, contest, entries)
    settled = _settled(session, contest, {row.entry for row in apart})
    return frozenset(row.entry for row in apart if _tie(row, settled) is Tie.CONTESTS)


def linked_to(session: Session, contest: str, entry: int) -> list[Linked]:
    """The numbers that are linked to an entry, oldest first."""
    apart = _apart(session, contest, [entry])
    settled = _settled(session, contest, [entry] if apart else [])
    letters = notices_of(session, contest, {row.message_id: None for row in apart})
    return [
        Linked(row.reference, row.message_id, _tie(row, settled), tuple(letters[row.message_id]))
        for row in apart
    ]


@dataclass(frozen=True, slots=True)
class _Apart:
    """A message that is about an entry and lies elsewhere; `position` as in `DecisionRow`."""

    entry: int
    message_id: int
    position: int
    reference: str
    codes: set[str]


def _apart(session: Session, contest: str, entries: Collection[int]) -> list[_Apart]:
    query = (
        select(
            col(DecisionRow.about_entry_id),
            col(DecisionRow.message_id),
            col(DecisionRow.history_number),
            col(Entry.reference),
            col(ReasonRow.code),
        )
        .join(Entry, col(Entry.id) == col(DecisionRow.entry_id))
        .join(ReasonRow, col(ReasonRow.decision_id) == col(DecisionRow.id))
        .where(
            belongs(Entry.contest, contest),
            is_current(),
            col(DecisionRow.about_entry_id).in_(entries),
        )
        .order_by(col(DecisionRow.history_number))
    )
    found: dict[int, _Apart] = {}
    for entry, message, number, reference, code in session.execute(query):
        found.setdefault(message, _Apart(entry, message, number + 1, reference, set())).codes.add(code)
    return list(found.values())


def _settled(session: Session, contest: str, entries: Collection[int]) -> set[tuple[int, int]]:
    """By entry, the positions of the messages about which its applicant has said yes or no."""
    if not entries:
        return set()
    query = (
        select(col(DecisionRow.entry_id), col(DecisionRow.change))
        .join(Entry, col(Entry.id) == col(DecisionRow.entry_id))
        .where(belongs(Entry.contest, contest), current_in(entries))
    )
    changes = [(entry, change_of(change)) for entry, change in session.execute(query)]
    return {(entry, position) for entry, change in changes if change for position in change.settled}


def _tie(row: _Apart, settled: Collection[tuple[int, int]]) -> Tie:
    if "second-work" in row.codes:
        return Tie.FURTHER
    if "sender-conflict" not in row.codes:
        return Tie.QUOTES
    return Tie.SETTLED if (row.entry, row.position) in settled else Tie.CONTESTS
