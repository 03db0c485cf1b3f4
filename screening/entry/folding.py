"""An entry is the sum of its decisions, in the order of their messages: the one position that adds them up.

The same step moves an entry's row on at each new decision, tells what stood before any earlier one, and
settles an entry anew after a message of it was judged again.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import reduce

from screening.model.decision import AgencyFinding, EntryStatus, Grade, Member, Role
from screening.model.history import KeptFile, Waiting

_MOST_WAITING = 20


@dataclass(frozen=True, slots=True)
class Step:
    """What one decision says of its entry; `position` is its message's (see `storage.tables.DecisionRow`).

    `writer`, `sender`, `files` (of the message) and what follows is empty where only the sum is asked for.
    """

    position: int
    status: EntryStatus
    form: str | None
    deck: str | None
    agency: AgencyFinding
    received_at: datetime
    members: tuple[Member, ...] = ()
    settled: tuple[int, ...] = ()
    writer: Grade | None = None
    sender: str = ""
    files: tuple[KeptFile, ...] = ()


@dataclass(frozen=True, slots=True)
class Apart:
    """A decision on a message that is about the entry, and lies under a number of its own, `reference`."""

    position: int
    reference: str
    sender: str
    codes: frozenset[str]
    files: tuple[KeptFile, ...]


@dataclass(frozen=True, slots=True)
class Stand:
    """Where an entry stands. `version` counts the times its files changed, `changed` is the position of the
    last decision that changed anything.
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
            changed=step.position,
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
        changed=step.position if changed else stand.changed,
    )


def fold(steps: Iterable[Step]) -> Stand | None:
    """The entry after `steps`, which come in the order of their positions; None when there are none."""
    stand: Stand | None = None
    return reduce(advance, steps, stand)


def circle_of(steps: Iterable[Step]) -> tuple[Member, ...]:
    """Everybody who came into the circle, each address once, as it was known last."""
    found: dict[str, Member] = {}
    for step in steps:
        for member in step.members:
            known = found.get(member.address)
            if known is None or known.by == "pending" or (member.authenticated and known.by == member.by):
                found[member.address] = member
    return tuple(found.values())


def waiting_of(steps: Sequence[Step], apart: Iterable[Apart]) -> tuple[Waiting, ...]:
    """The files about which the applicant may still say yes or no, the newest last."""
    settled = {position for step in steps for position in step.settled}
    found = [*_in_entry(steps), *_elsewhere(apart)]
    open_ = sorted((each for each in found if each.position not in settled), key=lambda each: each.position)
    return tuple(open_[-_MOST_WAITING:])


def _in_entry(steps: Iterable[Step]) -> Iterable[Waiting]:
    stand: Stand | None = None
    for step in steps:
        before, stand = stand, advance(stand, step)
        aside = tuple(kept for kept in step.files if kept.aside)
        if aside:
            yield Waiting(step.position, "aside", step.sender, aside)
        elif before is not None and step.writer is Grade.GUEST:
            new = {step.form, step.deck} - {before.form, before.deck, None}
            added = tuple(kept for kept in step.files if kept.file.sha256 in new)
            if added:
                yield Waiting(step.position, "added", step.sender, added, form=before.form, deck=before.deck)


def _elsewhere(apart: Iterable[Apart]) -> Iterable[Waiting]:
    for each in apart:
        files = tuple(kept for kept in each.files if kept.passes and kept.role is not Role.OTHER)
        if files and "sender-conflict" in each.codes:
            yield Waiting(each.position, "offered", each.sender, files, each.reference)
        elif files and "second-work" in each.codes:
            yield Waiting(each.position, "second", each.sender, files, each.reference)
