"""Our letters about an entry that are read: the last ones, and those that the next message answers."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlmodel import Session, col

from screening.model.decision import Template
from screening.model.history import SentLetter
from storage.entries.past import Point, stands_at
from storage.outbox.past_states import reply_state_at
from storage.states import OutboxState
from storage.tables import DecisionRow, Outbox

MOST_LETTERS = 200
"""Letters about one entry that are read: as many as there may be answers to its last messages."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A letter, and where it stood."""

    letter: SentLetter
    state: OutboxState


def letters_of(
    session: Session, contest: str, point: Point, ids: Collection[int], named: Collection[str]
) -> dict[int, list[Sent]]:
    """By entry: the answers to its messages, and the letters about it to others than a writer."""
    found = _letters(session, contest, point, ids).subquery()
    last = func.row_number().over(partition_by=found.c.entry, order_by=found.c.id.desc())
    ranked = select(found, last.label("last")).subquery()
    wanted = or_(ranked.c.last <= MOST_LETTERS, ranked.c.rfc_message_id.in_(named))
    letters: dict[int, list[Sent]] = defaultdict(list)
    for row in session.execute(select(ranked).where(wanted).order_by(ranked.c.id)):
        position = row.history_number + 1
        letter = SentLetter(row.rfc_message_id, row.to_address, row.full, position, row.template)
        letters[row.entry].append(Sent(letter, OutboxState(row.state)))
    return letters


def _letters(session: Session, contest: str, point: Point, ids: Collection[int]) -> Select[Any]:
    state = reply_state_at(session, contest, point).label("state")
    messages = select(col(DecisionRow.message_id)).where(col(DecisionRow.entry_id).in_(ids))
    # Two ways, each with an index of its own: messages of the entry, and letters that name it.
    answers = and_(col(Outbox.message_id).in_(messages), col(Outbox.entry_id).is_(None))
    return (
        select(
            col(Outbox.id),
            func.coalesce(col(Outbox.entry_id), col(DecisionRow.entry_id)).label("entry"),
            col(Outbox.rfc_message_id),
            col(Outbox.to_address),
            col(Outbox.template),
            col(Outbox.full),
            col(DecisionRow.history_number),
            state,
        )
        .join(DecisionRow, col(DecisionRow.message_id) == col(Outbox.message_id))
        .where(
            or_(answers, col(Outbox.entry_id).in_(ids)),
            col(Outbox.template) != Template.DIGEST,
            state.is_not(None),
            stands_at(point),
        )
    )
