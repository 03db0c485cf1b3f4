"""Reads what was decided before a message: every entry that it may touch, as it stands now."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo

from sqlalchemy import ColumnElement, func, or_
from sqlmodel import Session, col, select

from screening.decision import Role
from screening.history import Answers, EntryState, History, HistoryKeys, KeptFile
from screening.names import squeezed
from storage.codec import agency_of, file_of, reason_of
from storage.states import OutboxState
from storage.tables import Counter, DecisionRow, Entry, Message, Outbox, ReasonRow, StoredFile

# A reply that is on its way, went out, or may have: the applicant is told, or will be.
_TOLD = (OutboxState.PENDING, OutboxState.ATTEMPTING, OutboxState.SENT, OutboxState.UNCERTAIN)
_ANSWERED = (*_TOLD, OutboxState.HELD)
# A bounced answer has used up the caps as much as one that arrived.
_SPENT = (*_TOLD, OutboxState.FAILED)


def read_history(session: Session, contest: str, keys: HistoryKeys, now: datetime, zone: tzinfo) -> History:
    """What `decide` may know. `zone` says where a day begins, for the caps on answers.

    Read it under the counter's lock: what it returns is then complete up to its number.
    """
    counter = session.get(Counter, contest)
    touched = _touched(session, contest, keys)
    return History(
        number=counter.last_decision if counter else 0,
        entries=_states(session, touched) if touched else (),
        answers=_answers(session, contest, keys.sender, now, zone),
    )


def _touched(session: Session, contest: str, keys: HistoryKeys) -> set[int]:
    """The ids of the entries that the keys lead to."""
    by_message = (
        select(DecisionRow.entry_id)
        .join(Message, col(Message.id) == col(DecisionRow.message_id))
        .where(Message.contest == contest, DecisionRow.current)
    )
    replies = select(Outbox.message_id).where(col(Outbox.rfc_message_id).in_(keys.message_ids))
    # Only forms and decks: a logo that stands in every mail would lead to every entry.
    files = select(StoredFile.message_id).where(
        col(StoredFile.sha256).in_(keys.hashes), StoredFile.role != Role.OTHER
    )
    ways: list[tuple[Collection[str], ColumnElement[bool]]] = [
        (keys.sender, col(Message.sender) == keys.sender),
        (keys.message_ids, col(Message.message_id).in_(keys.message_ids)),
        (keys.message_ids, col(Message.id).in_(replies)),
        (keys.hashes, col(Message.id).in_(files)),
    ]
    found: set[int] = set()
    for given, condition in ways:
        if given:
            found |= {entry for entry in session.exec(by_message.where(condition)) if entry is not None}
    by_name = or_(
        col(Entry.reference).in_(keys.references),
        col(Entry.agency_key).in_({squeezed(name) for name in keys.agencies}),
    )
    found |= set(session.exec(select(col(Entry.id)).where(Entry.contest == contest, by_name)))
    return found


@dataclass
class _Parts:
    """What belongs to one entry, each list in the order of the decisions."""

    decisions: list[tuple[DecisionRow, Message]] = field(default_factory=list)
    files: list[tuple[StoredFile, Message]] = field(default_factory=list)
    replies: list[tuple[Outbox, DecisionRow]] = field(default_factory=list)


def _states(session: Session, ids: Collection[int]) -> tuple[EntryState, ...]:
    """The entries of those ids, oldest first. Four queries, however many they are."""
    parts: dict[int | None, _Parts] = defaultdict(_Parts)
    for decision, message in session.exec(
        select(DecisionRow, Message)
        .join(Message, col(Message.id) == col(DecisionRow.message_id))
        .where(col(DecisionRow.entry_id).in_(ids), DecisionRow.current)
        .order_by(col(DecisionRow.number))
    ):
        parts[decision.entry_id].decisions.append((decision, message))
    for file, message, entry in session.exec(
        select(StoredFile, Message, DecisionRow.entry_id)
        .join(Message, col(Message.id) == col(StoredFile.message_id))
        .join(DecisionRow, col(DecisionRow.message_id) == col(Message.id))
        .where(col(DecisionRow.entry_id).in_(ids), DecisionRow.current)
        .order_by(col(Message.received_at), col(DecisionRow.number), col(StoredFile.position))
    ):
        parts[entry].files.append((file, message))
    for reply, decision in session.exec(
        select(Outbox, DecisionRow)
        .join(DecisionRow, col(DecisionRow.message_id) == col(Outbox.message_id))
        .where(col(DecisionRow.entry_id).in_(ids), DecisionRow.current)
    ):
        parts[decision.entry_id].replies.append((reply, decision))
    last = {entry: part.decisions[-1][0].id for entry, part in parts.items()}
    reasons = _grouped(
        session.exec(
            select(ReasonRow)
            .where(col(ReasonRow.decision_id).in_(last.values()))
            .order_by(col(ReasonRow.position))
        ),
    )
    entries = session.exec(select(Entry).where(col(Entry.id).in_(ids)).order_by(col(Entry.id)))
    return tuple(_state(entry, parts[entry.id], reasons[last[entry.id]]) for entry in entries)


def _grouped(rows: Iterable[ReasonRow]) -> dict[int, list[ReasonRow]]:
    groups: dict[int, list[ReasonRow]] = defaultdict(list)
    for row in rows:
        groups[row.decision_id].append(row)
    return groups


def _state(entry: Entry, parts: _Parts, reasons: Sequence[ReasonRow]) -> EntryState:
    messages = [message for _, message in parts.decisions]
    return EntryState(
        id=entry.id,
        reference=entry.reference,
        status=entry.status,
        verdict=parts.decisions[-1][0].verdict,
        agency=agency_of(entry.agency),
        senders=frozenset(message.sender for message in messages if message.sender),
        message_ids=frozenset(message.message_id for message in messages if message.message_id),
        reply_ids=frozenset(reply.rfc_message_id for reply, _ in parts.replies if reply.rfc_message_id),
        files=tuple(_kept(file, message) for file, message in parts.files),
        form=entry.form,
        deck=entry.deck,
        reasons=tuple(map(reason_of, reasons)),
        first_received_at=entry.first_received_at,
        last_received_at=entry.last_received_at,
        answered=frozenset(
            reply.template.value
            for reply, decision in parts.replies
            if decision.number >= entry.changed_number and reply.state in _ANSWERED
        ),
        by_person=entry.by_person,
    )


def _kept(file: StoredFile, message: Message) -> KeptFile:
    return KeptFile(file_of(file), file.role, file.passes, message.received_at or message.internal_date)


def _answers(session: Session, contest: str, sender: str, now: datetime, zone: tzinfo) -> Answers:
    """The answers to a sender are those to the address itself and those to its mail, wherever they went."""
    midnight = now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    from_sender = select(Message.id).where(Message.contest == contest, Message.sender == sender)
    spent = select(func.count()).where(Outbox.contest == contest, col(Outbox.state).in_(_SPENT))
    to_sender = spent.where(or_(col(Outbox.to_address) == sender, col(Outbox.message_id).in_(from_sender)))
    lately = spent.where(Outbox.counts, Outbox.created_at >= now - timedelta(hours=1))
    ever = session.exec(to_sender).one()
    today = to_sender.where(Outbox.counts, Outbox.created_at >= midnight)
    return Answers(
        to_address_today=session.exec(today).one() if ever else 0,
        in_all_hour=session.exec(lately).one(),
        first_to_address=ever == 0,
    )
