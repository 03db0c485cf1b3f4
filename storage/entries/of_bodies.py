"""Which bodies have an entry already: to be seen before one of them is chosen."""

from collections.abc import Collection, Mapping

from sqlmodel import Session, col, select

from screening.model.decision import EntryStatus, Place
from screening.words.names import squeezed
from storage.codec import storable
from storage.tables import Entry

_ENDED = (EntryStatus.VOID, EntryStatus.WITHDRAWN)


def entries_of(session: Session, contest: str, places: Collection[Place]) -> Mapping[Place, tuple[str, ...]]:
    """By body: the receipt numbers of its entries that run."""
    # By the key of the name, which has an index; the name itself has none. Sorted here: asked to sort, SQLite
    # would go through all entries by their numbers.
    keys = {squeezed(storable(place.name)) for place in places}
    query = select(Entry).where(
        Entry.contest == contest, col(Entry.agency_key).in_(keys), col(Entry.status).not_in(_ENDED)
    )
    found: dict[Place, tuple[str, ...]] = {}
    for row in sorted(session.exec(query), key=lambda row: row.number):
        place = Place(row.agency_name, row.agency_district, row.agency_province)
        found[place] = (*found.get(place, ()), row.reference)
    return found
