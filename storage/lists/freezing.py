"""Freezes a list: the first holds all entries, each later one what has changed since."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from storage.chain.counters import lock_counter
from storage.chain.events import Happening, append
from storage.chain.kinds import ListFrozen
from storage.errors import StorageError
from storage.lists.listed import Change, Listed, change_of, difference, digest_of, row_of
from storage.lists.warnings import warnings_of
from storage.tables import FrozenList, ListRow


@dataclass(frozen=True, slots=True)
class Proposed:
    """What the next list would hold: its rows in their order, and references by what is wrong at the time."""

    number: int
    digest: str
    warnings: dict[str, list[str]]
    changes: tuple[Change, ...]

    @property
    def is_supplement(self) -> bool:
        """Whether it holds only what has changed since the lists before it."""
        return self.number > 1


@dataclass(frozen=True, slots=True)
class Frozen(Proposed):
    """A list. `head`: the hash of the chain's last event before it."""

    at: datetime
    by: str
    head: str


def proposed(
    session: Session, contest: str, standing: Sequence[Listed], *, examined: bool = False
) -> Proposed:
    """The contest's next list, were it frozen now; `standing` are the entries that belong on one. `examined`:
    only those that a person has found eligible; the others are warned of.
    """
    lists = all_lists(session, contest)
    belong = [each for each in standing if each.eligibility == "eligible" or not examined]
    changes = difference(sum_of(lists), belong)
    warnings = warnings_of(session, contest, standing)
    return Proposed(len(lists) + 1, digest_of(changes), warnings, tuple(changes))


def freeze(
    session: Session,
    contest: str,
    standing: Sequence[Listed],
    who: str,
    at: datetime,
    *,
    examined: bool = False,
    number: int | None = None,
    seen: str = "",
) -> Frozen:
    """Makes the next list as `proposed` has it, in the caller's transaction, in which `standing` was read.
    `seen`: the digest of what the person was shown.

    Raises StorageError where `number` is not the next one, nothing has changed since the last list, or
    something has since it was shown.
    """
    counter = lock_counter(session, contest)
    made = proposed(session, contest, standing, examined=examined)
    _require_fitting(made, number, seen)
    row = FrozenList(
        contest=contest,
        number=made.number,
        at=at,
        by=who,
        head=counter.event_head,
        digest=made.digest,
        warnings=made.warnings,
    )
    session.add(row)
    session.flush()
    session.add_all(row_of(change, row.id, position) for position, change in enumerate(made.changes, start=1))
    append(session, contest, at, Happening(who, ListFrozen(made.number, len(made.changes), made.digest)))
    session.flush()
    return _read(row, made.changes)


def _require_fitting(made: Proposed, number: int | None, seen: str) -> None:
    if number not in (None, made.number):
        told = f"the next list is number {made.number}, not {number}: a list that was made is never changed"
        raise StorageError(told)
    if not made.changes:
        since = f"since list {made.number - 1}" if made.is_supplement else "to list: no entry is complete"
        raise StorageError(f"nothing has changed {since}")
    if seen not in ("", made.digest):
        raise StorageError("something has changed since you looked: nothing is frozen, look once more")


def all_lists(session: Session, contest: str) -> list[Frozen]:
    """Every list of the contest, the first one first."""
    lists = select(FrozenList).where(FrozenList.contest == contest).order_by(col(FrozenList.number))
    return [_read(row, _rows_of(session, row)) for row in session.exec(lists).all()]


def lists_until(session: Session, contest: str, number: int | None = None) -> list[Frozen]:
    """That list and all before it; without a number all. Raises StorageError where there is no such list."""
    found = [each for each in all_lists(session, contest) if number is None or each.number <= number]
    if not found or number not in (None, found[-1].number):
        named = f"no list {number}" if number else "no list"
        raise StorageError(f"there is {named} yet: `intake list freeze` makes one")
    return found


def sum_of(lists: Sequence[Frozen]) -> list[Listed]:
    """What all lists together come to, in the order of the numbers."""
    found: dict[str, Listed] = {}
    for change in (change for each in lists for change in each.changes):
        if change.change == "removed":
            found.pop(change.entry.reference, None)
        else:
            found[change.entry.reference] = change.entry
    return [found[reference] for reference in sorted(found)]


def _rows_of(session: Session, row: FrozenList) -> list[Change]:
    kept = select(ListRow).where(ListRow.list_id == row.id).order_by(col(ListRow.position))
    return [change_of(each) for each in session.exec(kept)]


def _read(row: FrozenList, changes: Sequence[Change]) -> Frozen:
    return Frozen(row.number, row.digest, dict(row.warnings), tuple(changes), row.at, row.by, row.head)
