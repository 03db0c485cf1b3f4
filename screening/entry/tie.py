"""What ties a message to an entry: who wrote, as seen from there, and what he brings (docs/trust.md)."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from screening.entry.answers import Answer
from screening.entry.bringing import brings_to
from screening.entry.trust import TABLE, Brings, Cell, Lands
from screening.entry.writer import writer_of
from screening.model.decision import Grade, Writer
from screening.model.history import EntryState, History, SentLetter
from screening.reading import Reading


@dataclass(frozen=True, slots=True)
class Tie:
    """The entry that a message is about: who wrote, as seen from there, what ties them, what it brings."""

    entry: EntryState
    writer: Writer
    by: Literal["thread", "circle", "agency"]
    brings: Brings
    answer: Answer = field(default_factory=Answer)

    @property
    def cell(self) -> Cell:
        """What the decision table says."""
        return TABLE[self.brings][self.writer.grade]

    @property
    def joins(self) -> bool:
        """Whether the message becomes a part of the entry."""
        return self.cell.lands is Lands.JOINS


def seen_from(
    reading: Reading, entry: EntryState, history: History, received: Sequence[SentLetter]
) -> Writer:
    """Who wrote, as seen from an entry; `received` are the letters that he may have got of us."""
    if reading.facts.member_of == entry.reference:
        return Writer(Grade.PROVEN, "by-person")
    return writer_of(
        reading.submission,
        entry,
        reading.rules,
        received=received,
        domain_of_many=history.domain_of_many,
        machine=reading.machine is not None,
    )


def tied(
    reading: Reading, entry: EntryState, writer: Writer, by: Literal["thread", "circle", "agency"]
) -> Tie:
    """The tie of a message to an entry that it may be about."""
    brings, answer = brings_to(reading, entry, writer, in_thread=by == "thread")
    return Tie(entry, writer, by, brings, answer)


def placed(reading: Reading, entry: EntryState) -> Tie:
    """A person has said which entry it belongs to: its files complete or replace what stands there."""
    tie = tied(reading, entry, Writer(Grade.PROVEN, "by-person"), "thread")
    if tie.joins:
        return tie
    lacks = any(entry.standing(role) is None for role in reading.roles_brought)
    return replace(tie, brings=Brings.MISSING_ROLE if lacks else Brings.OTHER_BYTES)
