"""The entries of a contest as a list shows them."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import sha256
from json import dumps

from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from screening.model.act import ActKind
from screening.model.decision import EntryStatus, Role
from screening.model.submission import Content
from storage.codec import file_of
from storage.entries.current import is_current
from storage.tables import ActRow, DecisionRow, Entry, ListRow, StoredFile

_ELIGIBILITY: dict[str, str] = {ActKind.ELIGIBLE: "eligible", ActKind.DECISION: "not-eligible"}
UNDECIDED = "undecided"


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
    version: int
    first_received_at: datetime
    last_received_at: datetime


@dataclass(frozen=True, slots=True)
class Change:
    """An entry comes onto the list (`added`), is on it otherwise (`changed`), or leaves it (`removed`)."""

    change: str
    entry: Listed


def standing(session: Session, contest: str, *, examined: bool = False) -> list[Listed]:
    """The entries that came whole and in time and that nobody has found not eligible, in the order of their
    numbers; `examined`: only those that a person has found eligible.
    """
    query = select(Entry).where(Entry.contest == contest, Entry.status == EntryStatus.COMPLETE)
    entries = session.exec(query.order_by(col(Entry.number))).all()
    eligibility, titles = eligibility_of(session, contest), _titles(session, contest)
    found = []
    for entry in entries:
        told = eligibility.get(entry.id, UNDECIDED)
        if told == "not-eligible" or (examined and told != "eligible"):
            continue
        found.append(
            Listed(
                entry.reference,
                entry.agency_name,
                entry.agency_district,
                entry.agency_province,
                titles.get(entry.deck or "", ""),
                told,
                entry.form,
                entry.deck,
                entry.version,
                entry.first_received_at,
                entry.last_received_at,
            )
        )
    return found


def eligibility_of(session: Session, contest: str) -> Mapping[int, str]:
    """By entry: what a person has found last; those about which nobody has found anything are left out."""
    query = select(ActRow.entry_id, ActRow.kind).where(
        ActRow.contest == contest, col(ActRow.kind).in_(_ELIGIBILITY), col(ActRow.undone_id).is_(None)
    )
    return {entry: _ELIGIBILITY[kind] for entry, kind in session.exec(query.order_by(col(ActRow.id)))}


def title_of(content: Content) -> str:
    """What a deck calls itself: the first line of its first slide with words, else its properties' title."""
    lines = (line.strip() for slide in content.slides or () for line in slide.splitlines())
    return next(filter(None, lines), "") or content.title.strip()


def difference(before: list[Listed], now: list[Listed]) -> list[Change]:
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


def digest_of(changes: list[Change]) -> str:
    """The hash of a list's rows in their order: of their fields as JSON, times in UTC."""
    rows = [[each.change, *map(_spelled, asdict(each.entry).values())] for each in changes]
    return sha256(dumps(rows, ensure_ascii=True, separators=(",", ":")).encode()).hexdigest()


def _spelled(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value


def _titles(session: Session, contest: str) -> Mapping[str, str]:
    """By hash of a deck: its title, as it was read with the newest decision."""
    columns = [getattr(StoredFile, name) for name in ("name", "sha256", "size", "type", "origin", "content")]
    query = (
        sql_select(*columns)
        .join(DecisionRow, col(DecisionRow.id) == col(StoredFile.decision_id))
        .where(col(DecisionRow.contest) == contest, is_current(), col(StoredFile.role) == Role.DECK)
        .order_by(col(StoredFile.id))
    )
    found: dict[str, str] = defaultdict(str)
    for row in session.execute(query):
        found[row.sha256] = title_of(file_of(row).content) or found[row.sha256]
    return found
