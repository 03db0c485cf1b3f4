"""Freezes a list: the first holds all entries, each later one what has changed since."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from storage.chain.counters import lock_counter
from storage.chain.events import Happening, append
from storage.chain.kinds import ListFrozen
from storage.errors import StorageError
from storage.lists.listed import Change, Listed, change_of, difference, digest_of, row_of, standing
from storage.lists.warnings import warnings_of
from storage.tables import FrozenList, ListRow


@dataclass(frozen=True, slots=True)
class Frozen:
    """A list with its rows, in their order. `warnings`: references by what was wrong when it was made."""

    number: int
    at: datetime
    by: str
    head: str
    digest: str
    warnings: dict[str, list[str]]
    changes: tuple[Change, ...]

    @property
    def is_supplement(self) -> bool:
        """Whether it holds only what has changed since the lists before it."""
        return self.number > 1


def freeze(
    session: Session,
    contest: str,
    who: str,
    at: datetime,
    *,
    number: int | None = None,
    examined: bool = False,
) -> Frozen:
    """Makes the contest's next list, in the caller's transaction. `examined` as in `standing`.

    Raises StorageError where `number` is not the next one, or nothing has changed since the last.
    """
    counter = lock_counter(session, contest)
    lists = all_lists(session, contest)
    _require_next(number, len(lists) + 1)
    changes = difference(sum_of(lists), standing(session, contest, examined=examined))
    if not changes:
        since = f"since list {len(lists)}" if lists else "to list: no entry is complete"
        raise StorageError(f"nothing has changed {since}")
    row = FrozenList(
        contest=contest,
        number=len(lists) + 1,
        at=at,
        by=who,
        head=counter.event_head,
        digest=digest_of(changes),
        warnings=warnings_of(session, contest),
    )
    session.add(row)
    session.flush()
    session.add_all(row_of(change, row.id, position) for position, change in enumerate(changes, start=1))
    told = ListFrozen(row.number, len(changes), row.digest)
    append(session, contest, at, Happening(who, told))
    session.flush()
    return _read(row, changes)


def all_lists(session: Session, contest: str) -> list[Frozen]:
    """Every list of the contest, the first one first."""
    lists = session.exec(
        select(FrozenList).where(FrozenList.contest == contest).order_by(col(FrozenList.number))
    ).all()
    return [_read(row, rows_of(session, row)) for row in lists]


def list_numbered(session: Session, contest: str, number: int | None = None) -> Frozen:
    """That list; without a number the last. Raises StorageError where there is none."""
    found = all_lists(session, contest)
    wanted = [each for each in found if number in (None, each.number)]
    if not wanted:
        named = f"no list {number}" if number else "no list"
        raise StorageError(f"there is {named} yet: `intake list freeze` makes one")
    return wanted[-1]


def rows_of(session: Session, row: FrozenList) -> list[Change]:
    """The rows of a list, in their order."""
    kept = select(ListRow).where(ListRow.list_id == row.id).order_by(col(ListRow.position))
    return [change_of(each) for each in session.exec(kept)]


def sum_of(lists: list[Frozen]) -> list[Listed]:
    """What all lists together come to, in the order of the numbers."""
    found: dict[str, Listed] = {}
    for change in (change for each in lists for change in each.changes):
        if change.change == "removed":
            found.pop(change.entry.reference, None)
        else:
            found[change.entry.reference] = change.entry
    return [found[reference] for reference in sorted(found)]


def _require_next(number: int | None, next_: int) -> None:
    if number is not None and number != next_:
        raise StorageError(
            f"the next list is number {next_}, not {number}: a list that was made is never changed"
        )


def _read(row: FrozenList, changes: list[Change]) -> Frozen:
    return Frozen(row.number, row.at, row.by, row.head, row.digest, dict(row.warnings), tuple(changes))
