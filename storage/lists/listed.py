"""The rows of a list: an entry as it stood, and what has changed of it since the lists before."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import sha256
from json import dumps

from storage.tables import ListRow


@dataclass(frozen=True, slots=True)
class Listed:
    """One entry as it stands, or stood. Fields as in `storage.tables.ListRow`; times are aware."""

    reference: str
    agency: str
    district: str
    province: str
    title: str
    eligibility: str
    form: str | None
    deck: str | None
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Change:
    """An entry comes onto the list (`added`), is on it otherwise (`changed`), or leaves it (`removed`)."""

    change: str
    entry: Listed


def difference(before: Iterable[Listed], now: Iterable[Listed]) -> list[Change]:
    """What has changed, by number. That more is known of an entry's eligibility is no change of the entry."""
    was, is_ = {each.reference: each for each in before}, {each.reference: each for each in now}
    found = []
    for reference in sorted({*was, *is_}):
        if reference not in is_:
            found.append(Change("removed", was[reference]))
        elif reference not in was:
            found.append(Change("added", is_[reference]))
        elif _told(was[reference]) != _told(is_[reference]):
            found.append(Change("changed", is_[reference]))
    return found


def _told(entry: Listed) -> tuple[object, ...]:
    return (entry.agency, entry.district, entry.province, entry.title, entry.form, entry.deck)


def row_of(change: Change, list_id: int, position: int) -> ListRow:
    """The row that keeps it."""
    return ListRow(list_id=list_id, position=position, change=change.change, **asdict(change.entry))


def change_of(row: ListRow) -> Change:
    """What `row_of` kept."""
    return Change(row.change, Listed(**{name: getattr(row, name) for name in Listed.__dataclass_fields__}))


def digest_of(changes: Sequence[Change]) -> str:
    """The hash of a list's rows in their order: of their fields as JSON, times in UTC."""
    rows = [[each.change, *map(_spelled, asdict(each.entry).values())] for each in changes]
    return sha256(dumps(rows, ensure_ascii=True, separators=(",", ":")).encode()).hexdigest()


def _spelled(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value
