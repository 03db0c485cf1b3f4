"""What rows of decisions say of their entry, step by step."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from screening.entry.folding import Step
from screening.entry.writer import is_official
from screening.model.history import KeptFile
from storage.codec import agency_of, change_of, writer_of


def steps_of(rows: Iterable[Any]) -> Iterable[Step]:
    """What decisions say of their entry. An ignored message belongs to none, and is not among them."""
    for row in rows:
        change = change_of(row.change)
        if change is not None:
            agency = agency_of(row.agency)
            position = row.history_number + 1
            yield Step(position, change.status, change.form, change.deck, agency, row.received_at)


def full_steps(rows: Iterable[Any], files: Mapping[int, list[KeptFile]]) -> Iterable[Step]:
    """The same with all that each message brought, and who wrote it."""
    for row in rows:
        change, writer = change_of(row.change), writer_of(row.writer)
        for step in steps_of([row]):
            yield replace(
                step,
                members=change.members if change else (),
                settled=change.settled if change else (),
                writer=writer.grade if writer else None,
                sender=row.sender,
                files=tuple(replace(file, official=is_official(writer)) for file in files.get(row.id, ())),
            )
