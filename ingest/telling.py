"""Writes to the founders of many entries at once, of each from its last message, which is read again."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from decisions.to_founders import last_decision, lay_to_founders, letters_to_founders
from ingest.reading import read_again
from notifications.rendering.render import render
from parsers.process import Parser
from runtime.parts import Parts
from screening.model.decision import EntryStatus, Template
from screening.model.letter import Rendered
from screening.model.submission import Submission
from storage.engine import reading, writing
from storage.errors import StorageError
from storage.states import OutboxState
from storage.tables import Entry, Message


@dataclass(frozen=True, slots=True)
class Round:
    """A letter of this `template` to the founders of each entry that still has this `status`. `kind` tells
    this round from every other, and goes to nobody twice.
    """

    template: Template
    kind: str
    status: EntryStatus
    references: Sequence[str]


@dataclass(frozen=True, slots=True)
class ToldOf:
    """What became of one entry: how many letters go, wait for a person, or do not go since the address does
    not exist. `problem`: why none was written.
    """

    reference: str
    goes: int = 0
    waits: int = 0
    not_sent: int = 0
    problem: str = ""


def preview(parts: Parts, parser: Parser, round_: Round) -> Rendered | None:
    """The first letter of the round as it would go out; None where nobody is to be written to."""
    for reference in round_.references:
        submission = _read(parts, parser, round_, reference)
        with reading(parts.engine) as session:
            entry = _entry(session, parts, round_, reference)
            found = letters_to_founders(session, entry, round_.template, round_.kind, submission, parts.judge)
        if found:
            return render(found[0][0], parts.desk)
    return None


def tell(
    parts: Parts, parser: Parser, round_: Round, stopped: Callable[[], bool] = lambda: False
) -> Iterator[ToldOf]:
    """Writes each entry's letters in one transaction; whoever has one of this round gets no second.

    Raises OUR_FAULTS; what was laid before stays, and the same round goes on from there.
    """
    for reference in round_.references:
        if stopped():
            return
        try:
            yield _tell_one(parts, parser, round_, reference)
        except (StorageError, FileNotFoundError) as error:
            yield ToldOf(reference, problem=str(error))


def _tell_one(parts: Parts, parser: Parser, round_: Round, reference: str) -> ToldOf:
    submission = _read(parts, parser, round_, reference)
    with writing(parts.engine) as session:
        entry = _entry(session, parts, round_, reference)
        rows = lay_to_founders(session, entry, round_.template, round_.kind, submission, parts.judge)
        states = [row.state for row in rows]
    goes, waits = states.count(OutboxState.PENDING), states.count(OutboxState.HELD)
    return ToldOf(reference, goes, waits, len(states) - goes - waits)


def _read(parts: Parts, parser: Parser, round_: Round, reference: str) -> Submission:
    with reading(parts.engine) as session:
        entry = _entry(session, parts, round_, reference)
        message = session.get_one(Message, last_decision(session, entry).message_id)
    return read_again(parts, parser, message, keep=False)


def _entry(session: Session, parts: Parts, round_: Round, reference: str) -> Entry:
    query = select(Entry).where(Entry.contest == parts.contest, col(Entry.reference) == reference)
    found = session.exec(query).first()
    if found is None:
        raise StorageError(f"there is no entry {reference}")
    if found.status is not round_.status:
        raise StorageError(f"{reference} is {found.status} by now, no longer {round_.status}")
    return found
