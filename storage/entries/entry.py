"""What a decision does to its entry: opens it under the next reference, or moves it on."""

from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from screening.entry.folding import Stand, Step, advance, fold
from screening.model.decision import AgencyFinding, EntryChange, EntryStatus
from screening.words.names import squeezed
from storage.chain.events import About, Happening, append
from storage.chain.kinds import EntrySettled, Kind
from storage.codec import agency_of, storable, to_json
from storage.entries.current import current_in
from storage.entries.judged import Judged
from storage.entries.numbers import next_number, spell_reference
from storage.entries.steps import steps_of
from storage.errors import StorageError
from storage.tables import Counter, DecisionRow, Entry, Message


def settle_entry(session: Session, counter: Counter, judged: Judged, prefix: str) -> Entry | None:
    """The entry of a decision, brought to the state it now has; None for an ignored message.

    Raises StorageError when the decision names an entry that its history did not hold, and as `next_number`.
    """
    change = judged.decision.change
    if change is None:
        return None
    step = _step(judged, change)
    if change.entry is None:
        number = next_number(session, counter, judged.submission.digest)
        entry, kind = open_entry(session, counter, advance(None, step), number, prefix), Kind.ENTRY_OPENED
    else:
        entry, kind = shown_entry(session, judged, change.entry), Kind.ENTRY_JOINED
        stand = advance(_stand_of(entry), step)
        if stand.changed == step.position:
            kind = Kind.ENTRY_CHANGED
        _put(entry, stand)
    tell(session, entry, judged, kind)
    return entry


def shown_entry(session: Session, judged: Judged, entry_id: int) -> Entry:
    """The entry that a decision names. Raises StorageError when its history did not hold it."""
    if entry_id not in {state.id for state in judged.history.entries}:
        raise StorageError(f"the decision names entry {entry_id}, which it was not shown")
    return session.get_one(Entry, entry_id)


def open_entry(session: Session, counter: Counter, stand: Stand, number: int, prefix: str) -> Entry:
    """A new entry under that number."""
    entry = Entry(
        contest=counter.contest,
        number=number,
        reference=spell_reference(prefix, number),
        **_columns(stand),
    )
    session.add(entry)
    session.flush()
    return entry


def opened_by(session: Session, counter: Counter, judged: Judged, prefix: str) -> Entry:
    """A new entry for a decision that opens one. Raises as `next_number`."""
    change = judged.decision.change
    if change is None:
        raise StorageError("an ignored message opens no entry")
    # Of a mail that is judged again: what a letter told of it is the number of its first entry.
    return open_entry(
        session, counter, advance(None, _step(judged, change)), next_number(session, counter, ""), prefix
    )


def refold(session: Session, entry: Entry) -> None:
    """Settles an entry anew from its current decisions. Without any it is void; its number is not reused."""
    received_at = func.coalesce(Message.received_at, Message.internal_date).label("received_at")
    rows = session.execute(
        select(col(DecisionRow.history_number), col(DecisionRow.change), col(DecisionRow.agency), received_at)
        .join(Message, col(Message.id) == col(DecisionRow.message_id))
        .where(current_in([entry.id]))
        .order_by(col(DecisionRow.history_number))
    )
    stand = fold(steps_of(rows))
    if stand is not None:
        _put(entry, stand)
    else:
        entry.status, entry.form, entry.deck = EntryStatus.VOID, None, None


def tell(session: Session, entry: Entry, judged: Judged, kind: Kind) -> None:
    """The event of an entry's new state."""
    told = EntrySettled(kind, entry.reference, entry.status.value, entry.form, entry.deck, entry.version)
    append(session, entry.contest, judged.at, Happening("rules", told, About(judged.message_id, entry.id)))


def contest_numbered(session: Session, prefix: str, *, besides: str) -> str | None:
    """Another contest than `besides` whose receipt numbers begin with `prefix`; None if there is none."""
    first = Entry.reference == spell_reference(prefix, 1)
    return session.exec(select(Entry.contest).where(Entry.contest != besides, first)).first()


def agency_key(finding: AgencyFinding) -> str:
    """The comparison key of the agency's name; empty without one."""
    return squeezed(storable(finding.place.name)) if finding.place else ""


def _step(judged: Judged, change: EntryChange) -> Step:
    return Step(
        judged.history.number + 1,
        change.status,
        change.form,
        change.deck,
        judged.decision.agency,
        judged.submission.received_at,
    )


def _stand_of(entry: Entry) -> Stand:
    return Stand(
        entry.status,
        entry.form,
        entry.deck,
        agency_of(entry.agency),
        entry.first_received_at,
        entry.last_received_at,
        entry.version,
        entry.changed_number,
    )


def _put(entry: Entry, stand: Stand) -> None:
    for column, value in _columns(stand).items():
        # An equal JSON value would be written again: objects are compared by identity.
        if getattr(entry, column) != value:
            setattr(entry, column, value)


def _columns(stand: Stand) -> dict[str, Any]:
    place = stand.agency.place
    return {
        "status": stand.status,
        "form": stand.form,
        "deck": stand.deck,
        "first_received_at": stand.first_received_at,
        "last_received_at": stand.last_received_at,
        "version": stand.version,
        "changed_number": stand.changed,
        "agency": to_json(stand.agency),
        "agency_name": storable(place.name) if place else "",
        "agency_district": storable(place.district) if place else "",
        "agency_province": storable(place.province) if place else "",
        "agency_key": agency_key(stand.agency),
    }
