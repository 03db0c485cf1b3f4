"""What a decision does to its entry: opens it under the next reference, or moves it on."""

from typing import Any

from sqlmodel import Session

from screening.decision import AgencyFinding, EntryChange
from screening.names import squeezed
from storage.codec import agency_of, storable, to_json
from storage.errors import StorageError
from storage.events import About, Happening, append
from storage.judging import Judged
from storage.tables import Counter, Entry


def settle_entry(session: Session, counter: Counter, judged: Judged, prefix: str) -> Entry | None:
    """The entry of a decision, brought to the state it now has; None for an ignored message.

    Raises StorageError when the decision names an entry that its history did not hold.
    """
    change = judged.decision.change
    if change is None:
        return None
    if change.entry is None:
        entry, what = _open(counter, judged, change, prefix), "entry-opened"
    else:
        if change.entry not in {state.id for state in judged.history.entries}:
            raise StorageError(f"the decision names entry {change.entry}, which it was not shown")
        entry, what = session.get_one(Entry, change.entry), "entry-joined"
        if _move_on(entry, counter, judged, change):
            what = "entry-changed"
    session.add(entry)
    session.flush()
    facts = {
        "reference": entry.reference,
        "status": entry.status.value,
        "form": entry.form,
        "deck": entry.deck,
        "version": entry.version,
    }
    about = About(judged.message_id, entry.id)
    append(session, counter.contest, judged.at, Happening("rules", what, about, facts))
    return entry


def _open(counter: Counter, judged: Judged, change: EntryChange, prefix: str) -> Entry:
    counter.last_reference += 1
    return Entry(
        contest=counter.contest,
        number=counter.last_reference,
        reference=spell_reference(prefix, counter.last_reference),
        status=change.status,
        form=change.form,
        deck=change.deck,
        first_received_at=judged.submission.received_at,
        last_received_at=judged.submission.received_at,
        changed_number=counter.last_decision,
        **_agency_columns(judged.decision.agency),
    )


def spell_reference(prefix: str, number: int) -> str:
    """A receipt number as people write it, with at least four digits."""
    return f"{prefix}-{number:04d}"


def _move_on(entry: Entry, counter: Counter, judged: Judged, change: EntryChange) -> bool:
    """Whether status, files or agency changed. A known agency never becomes an unknown one."""
    before = (entry.status, entry.form, entry.deck, entry.agency)
    if (entry.form, entry.deck) != (change.form, change.deck):
        entry.version += 1
    entry.status, entry.form, entry.deck = change.status, change.form, change.deck
    finding = judged.decision.agency
    if finding.known or not agency_of(entry.agency).known:
        for column, value in _agency_columns(finding).items():
            setattr(entry, column, value)
    entry.first_received_at = min(entry.first_received_at, judged.submission.received_at)
    entry.last_received_at = max(entry.last_received_at, judged.submission.received_at)
    changed = (entry.status, entry.form, entry.deck, entry.agency) != before
    if changed:
        entry.changed_number = counter.last_decision
    return changed


def _agency_columns(finding: AgencyFinding) -> dict[str, Any]:
    place = finding.place
    return {
        "agency": to_json(finding),
        "agency_name": storable(place.name) if place else "",
        "agency_district": storable(place.district) if place else "",
        "agency_province": storable(place.province) if place else "",
        "agency_key": squeezed(storable(place.name)) if place else "",
    }
