"""An entry is the sum of its decisions, in the order of their messages: the one place that adds them up.

The same step moves an entry's row on at each new decision, tells what stood before any earlier one, and
settles an entry anew after a message of it was judged again.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import reduce

from screening.decision import AgencyFinding, EntryStatus


@dataclass(frozen=True, slots=True)
class Step:
    """What one decision says of its entry; `place` is its message's (see `storage.tables.DecisionRow`)."""

    place: int
    status: EntryStatus
    form: str | None
    deck: str | None
    agency: AgencyFinding
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Stand:
    """Where an entry stands. `version` counts the times its files changed, `changed` is the place of the last
    decision that changed anything.
    """

    status: EntryStatus
    form: str | None
    deck: str | None
    agency: AgencyFinding
    first_received_at: datetime
    last_received_at: datetime
    version: int
    changed: int


def advance(stand: Stand | None, step: Step) -> Stand:
    """The entry after one more decision; the first opens it. A known agency never becomes an unknown one."""
    if stand is None:
        return Stand(
            step.status,
            step.form,
            step.deck,
            step.agency,
            step.received_at,
            step.received_at,
            version=1,
            changed=step.place,
        )
    agency = step.agency if step.agency.known or not stand.agency.known else stand.agency
    now = (step.status, step.form, step.deck, agency)
    changed = now != (stand.status, stand.form, stand.deck, stand.agency)
    return replace(
        stand,
        status=step.status,
        form=step.form,
        deck=step.deck,
        agency=agency,
        first_received_at=min(stand.first_received_at, step.received_at),
        last_received_at=max(stand.last_received_at, step.received_at),
        version=stand.version + ((step.form, step.deck) != (stand.form, stand.deck)),
        changed=step.place if changed else stand.changed,
    )


def fold(steps: Iterable[Step]) -> Stand | None:
    """The entry after `steps`, which come in the order of their places; None when there are none."""
    stand: Stand | None = None
    return reduce(advance, steps, stand)
