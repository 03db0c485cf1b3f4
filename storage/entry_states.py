"""Entries as `decide` is shown them: added up from the decisions that stood at a point of the past."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, col

from screening.decision import Reason
from screening.history import EntryState, KeptFile
from storage.codec import agency_of, change_of, file_of, reason_of
from storage.folding import Step, fold
from storage.points import Point, reply_state_at, stands_at
from storage.states import OutboxState
from storage.tables import DecisionRow, Entry, Message, Outbox, ReasonRow, StoredFile

RULES = "rules"
"""Who decides, where no person does."""

TOLD = (OutboxState.PENDING, OutboxState.ATTEMPTING, OutboxState.SENT, OutboxState.UNCERTAIN)
"""A reply that is on its way, went out, or may have: the applicant is told, or will be."""
ANSWERED = (*TOLD, OutboxState.HELD)


def entry_states(
    session: Session, contest: str, ids: Collection[int], point: Point
) -> tuple[EntryState, ...]:
    """The entries of those ids, oldest first, without those that had no message at that point.

    Four queries, however many they are. Columns are read, not objects: they cost a third (measured).
    """
    decisions: dict[int, list[Any]] = defaultdict(list)
    for row in _decisions(session, ids, point):
        decisions[row.entry_id].append(row)
    if not decisions:
        return ()
    rows = {row.id: row for each in decisions.values() for row in each}
    files = _files(session, rows)
    replies = _replies(session, contest, point, {row.message_id: row for row in rows.values()})
    reasons = _reasons(session, [each[-1].id for each in decisions.values()])
    return tuple(
        _state(entry, decisions[entry], files[entry], replies[entry], reasons[decisions[entry][-1].id])
        for entry in sorted(decisions)
    )


def _decisions(session: Session, ids: Collection[int], point: Point) -> Sequence[Any]:
    """The decisions on the entries with what their messages say, in the order of their places."""
    query = (
        select(
            col(DecisionRow.id),
            col(DecisionRow.entry_id),
            col(DecisionRow.message_id),
            col(DecisionRow.history_number),
            col(DecisionRow.verdict),
            col(DecisionRow.agency),
            col(DecisionRow.change),
            col(DecisionRow.by),
            col(Message.sender),
            col(Message.message_id).label("rfc_id"),
            func.coalesce(Message.received_at, Message.internal_date).label("received_at"),
            col(Entry.reference),
        )
        .join(Message, col(Message.id) == col(DecisionRow.message_id))
        .join(Entry, col(Entry.id) == col(DecisionRow.entry_id))
        .where(col(DecisionRow.entry_id).in_(ids), stands_at(point))
        .order_by(col(DecisionRow.history_number))
    )
    return session.execute(query).all()


def _files(session: Session, rows: dict[int, Any]) -> dict[int, list[KeptFile]]:
    """The files of those decisions by entry, oldest first."""
    query = select(
        col(StoredFile.decision_id),
        col(StoredFile.position),
        col(StoredFile.name),
        col(StoredFile.size),
        col(StoredFile.sha256),
        col(StoredFile.type),
        col(StoredFile.role),
        col(StoredFile.passes),
        col(StoredFile.origin),
        col(StoredFile.content),
    ).where(col(StoredFile.decision_id).in_(rows))

    def age(file: Any) -> tuple[datetime, int, int]:
        decision = rows[file.decision_id]
        return decision.received_at, decision.history_number, file.position

    files: dict[int, list[KeptFile]] = defaultdict(list)
    for file in sorted(session.execute(query), key=age):
        decision = rows[file.decision_id]
        kept = KeptFile(file_of(file), file.role, file.passes, decision.received_at)
        files[decision.entry_id].append(kept)
    return files


def _replies(
    session: Session, contest: str, point: Point, rows: dict[int, Any]
) -> dict[int, list[tuple[int, str, str, bool]]]:
    """By entry: the place of the message, and the Message-ID and template of each reply to it, and whether
    its applicant has that answer, or will.
    """
    state = reply_state_at(session, contest, point).label("state")
    query = select(col(Outbox.message_id), col(Outbox.rfc_message_id), col(Outbox.template), state).where(
        col(Outbox.message_id).in_(rows), state.is_not(None)
    )
    replies: dict[int, list[tuple[int, str, str, bool]]] = defaultdict(list)
    for reply in session.execute(query):
        decision = rows[reply.message_id]
        told = (
            decision.history_number + 1,
            reply.rfc_message_id,
            reply.template.value,
            reply.state in ANSWERED,
        )
        replies[decision.entry_id].append(told)
    return replies


def _reasons(session: Session, decisions: Collection[int]) -> dict[int, list[Reason]]:
    query = select(ReasonRow).where(col(ReasonRow.decision_id).in_(decisions))
    reasons: dict[int, list[Reason]] = defaultdict(list)
    for row in session.scalars(query.order_by(col(ReasonRow.position))):
        reasons[row.decision_id].append(reason_of(row))
    return reasons


def steps_of(rows: Iterable[Any]) -> Iterable[Step]:
    """What decisions say of their entry. An ignored message belongs to none, and is not among them."""
    for row in rows:
        change = change_of(row.change)
        if change is not None:
            agency = agency_of(row.agency)
            place = row.history_number + 1
            yield Step(place, change.status, change.form, change.deck, agency, row.received_at)


def _state(
    entry: int,
    rows: Sequence[Any],
    files: Iterable[KeptFile],
    replies: Sequence[tuple[int, str, str, bool]],
    reasons: Iterable[Reason],
) -> EntryState:
    stand = fold(steps_of(rows))
    if stand is None:
        raise ValueError(f"entry {entry} has decisions that change no entry")
    return EntryState(
        id=entry,
        reference=rows[0].reference,
        status=stand.status,
        verdict=rows[-1].verdict,
        agency=stand.agency,
        senders=frozenset(row.sender for row in rows if row.sender),
        message_ids=frozenset(row.rfc_id for row in rows if row.rfc_id),
        reply_ids=frozenset(rfc_id for _, rfc_id, _, _ in replies if rfc_id),
        files=tuple(files),
        form=stand.form,
        deck=stand.deck,
        reasons=tuple(reasons),
        first_received_at=stand.first_received_at,
        last_received_at=stand.last_received_at,
        answered=frozenset(
            template for place, _, template, has_it in replies if has_it and place >= stand.changed
        ),
        by_person=any(row.by != RULES for row in rows),
    )
