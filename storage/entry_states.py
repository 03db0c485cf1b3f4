"""Entries as `decide` is shown them: added up from the decisions that stood at a point of the past."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlmodel import Session, col

from screening.decision import Reason, Role, Template
from screening.folding import Apart, Step, circle_of, fold, waiting_of
from screening.history import EntryState, KeptFile, SentLetter
from screening.writer import MEMBERS, is_official
from storage.codec import agency_of, change_of, file_of, reason_of, writer_of
from storage.points import Point, reply_state_at, stands_at
from storage.states import OutboxState
from storage.tables import CircleRow, DecisionRow, Entry, Message, Outbox, ReasonRow, StoredFile

NOTICES = (Template.CHANGED, Template.CONFIRM)
"""Letters to others than the writer of a message."""

MOST_DECISIONS = 200
"""Decisions of one entry that are read: the first, which founds its circle, all that brought somebody into
it, and the last ones. The last one says what stands, and gives the reasons that the entry waits for."""
MOST_FILES = 40
"""Files of one entry that are read beside those that stand: forms and decks first, of these the last ones."""
MOST_APART = 60
"""Messages about one entry from outside of it that are read, the last ones: thrice as many as may wait."""

RULES = "rules"
"""Who decides, where no person does."""

TOLD = (OutboxState.PENDING, OutboxState.ATTEMPTING, OutboxState.SENT, OutboxState.UNCERTAIN)
"""A reply that is on its way, went out, or may have: the applicant is told, or will be."""
ANSWERED = (*TOLD, OutboxState.HELD)


def entry_states(
    session: Session, contest: str, ids: Collection[int], point: Point
) -> tuple[EntryState, ...]:
    """The entries of those ids, oldest first, without those that had no message at that point.

    Six queries, however many they are, and a few more for very many decisions or files. Columns are read, not
    objects: they cost a third (measured).
    """
    decisions: dict[int, list[Any]] = defaultdict(list)
    for row in _decisions(session, col(DecisionRow.entry_id).in_(ids), point):
        decisions[row.entry_id].append(row)
    if not decisions:
        return ()
    decisions = {entry: _bounded(session, each) for entry, each in decisions.items()}
    rows = {row.id: row for each in decisions.values() for row in each}
    letters = _letters(session, contest, point, {row.message_id: row for row in rows.values()}, ids)
    found = _Found(_files(session, rows), letters, _reasons(session, rows), _apart(session, ids, point))
    return tuple(_state(entry, decisions[entry], found) for entry in sorted(decisions))


@dataclass(frozen=True, slots=True)
class _Sent:
    """A letter, and whether its recipient has it, or will; `told`, as the applicant of its entry."""

    letter: SentLetter
    state: OutboxState

    @property
    def told(self) -> bool:
        return self.letter.full and self.state in ANSWERED


@dataclass(frozen=True, slots=True)
class _Found:
    """What belongs to the entries: files and reasons by decision, the others by entry."""

    files: Mapping[int, list[KeptFile]]
    letters: Mapping[int, list[_Sent]]
    reasons: Mapping[int, list[Reason]]
    apart: Mapping[int, list[Apart]]


def _decisions(session: Session, wanted: ColumnElement[bool], point: Point) -> Sequence[Any]:
    """The decisions that are wanted with what their messages say, in the order of their places."""
    brought = (
        select(func.count())
        .where(col(StoredFile.decision_id) == col(DecisionRow.id))
        .correlate(DecisionRow)
        .scalar_subquery()
    )
    query = (
        select(
            col(DecisionRow.id),
            col(DecisionRow.entry_id),
            col(DecisionRow.about_entry_id),
            col(DecisionRow.message_id),
            col(DecisionRow.history_number),
            col(DecisionRow.verdict),
            col(DecisionRow.agency),
            col(DecisionRow.change),
            col(DecisionRow.writer),
            col(DecisionRow.by),
            col(Message.sender),
            col(Message.message_id).label("rfc_id"),
            func.coalesce(Message.received_at, Message.internal_date).label("received_at"),
            col(Entry.reference),
            brought.label("brought"),
        )
        .join(Message, col(Message.id) == col(DecisionRow.message_id))
        .join(Entry, col(Entry.id) == col(DecisionRow.entry_id))
        .where(wanted, stands_at(point))
        .order_by(col(DecisionRow.history_number))
    )
    return session.execute(query).all()


def _bounded(session: Session, rows: list[Any]) -> list[Any]:
    """The decisions of one entry, in their order, without most of the middle ones if there are many."""
    if len(rows) <= MOST_DECISIONS:
        return rows
    ids = select(col(CircleRow.decision_id)).where(col(CircleRow.decision_id).in_([row.id for row in rows]))
    kept = {*session.scalars(ids), rows[0].id, *(row.id for row in rows[-MOST_DECISIONS:])}
    return [row for row in rows if row.id in kept]


def _read(session: Session, rows: Mapping[int, Any]) -> ColumnElement[bool]:
    """Which files of those decisions are read: all, unless there are very many."""
    of_these = col(StoredFile.decision_id).in_(rows)
    if sum(row.brought for row in rows.values()) <= MOST_FILES:
        return of_these
    query = select(
        col(StoredFile.id),
        col(StoredFile.decision_id),
        col(StoredFile.position),
        col(StoredFile.role),
        col(StoredFile.sha256),
    ).where(of_these)
    found: dict[int, list[Any]] = defaultdict(list)
    for file in session.execute(query):
        found[rows[file.decision_id].entry_id].append(file)
    last = {row.entry_id: row for row in sorted(rows.values(), key=lambda row: row.history_number)}
    wanted = [file.id for entry, files in found.items() for file in _chosen(files, rows, last[entry].change)]
    return col(StoredFile.id).in_(wanted)


def _chosen(files: list[Any], rows: Mapping[int, Any], change: Mapping[str, Any] | None) -> set[Any]:
    """Of one entry's files the last ones, and those that stand for a role, as they came first."""
    files.sort(
        key=lambda each: (each.role is Role.OTHER, -rows[each.decision_id].history_number, each.position)
    )
    stands = {(change or {}).get(role) for role in ("form", "deck")} - {None}
    standing = {(file.role, file.sha256): file for file in files if file.sha256 in stands}
    return {*files[:MOST_FILES], *standing.values()}


def _files(session: Session, rows: dict[int, Any]) -> dict[int, list[KeptFile]]:
    """The files of each of those decisions, in their order."""
    query = select(
        col(StoredFile.decision_id),
        col(StoredFile.position),
        col(StoredFile.name),
        col(StoredFile.size),
        col(StoredFile.sha256),
        col(StoredFile.type),
        col(StoredFile.role),
        col(StoredFile.passes),
        col(StoredFile.aside),
        col(StoredFile.received_at),
        col(StoredFile.origin),
        col(StoredFile.content),
    ).where(_read(session, rows))

    files: dict[int, list[KeptFile]] = defaultdict(list)
    for file in session.execute(query.order_by(col(StoredFile.position))):
        came = file.received_at or rows[file.decision_id].received_at
        kept = KeptFile(file_of(file), file.role, file.passes, came, file.aside)
        files[file.decision_id].append(kept)
    return files


def _letters(
    session: Session, contest: str, point: Point, rows: dict[int, Any], ids: Collection[int]
) -> dict[int, list[_Sent]]:
    """By entry: the answers to its messages, and the letters about it to others than a writer."""
    state = reply_state_at(session, contest, point).label("state")
    query = select(
        col(Outbox.message_id),
        col(Outbox.entry_id),
        col(Outbox.rfc_message_id),
        col(Outbox.to_address),
        col(Outbox.template),
        col(Outbox.full),
        col(DecisionRow.history_number),
        state,
    ).join(DecisionRow, col(DecisionRow.message_id) == col(Outbox.message_id))
    query = query.where(
        or_(
            and_(col(Outbox.message_id).in_(rows), col(Outbox.entry_id).is_(None)),
            col(Outbox.entry_id).in_(ids),
        ),
        col(Outbox.template) != Template.DIGEST,
        state.is_not(None),
        stands_at(point),
    )
    letters: dict[int, list[_Sent]] = defaultdict(list)
    for row in session.execute(query.order_by(col(Outbox.id))):
        entry = row.entry_id if row.entry_id is not None else rows[row.message_id].entry_id
        letter = SentLetter(
            row.rfc_message_id, row.to_address, row.full, row.history_number + 1, row.template
        )
        letters[entry].append(_Sent(letter, OutboxState(row.state)))
    return letters


def _apart(session: Session, ids: Collection[int], point: Point) -> dict[int, list[Apart]]:
    """By entry: the messages that are about it, and lie under a number of their own."""
    found: dict[int, list[Any]] = defaultdict(list)
    for row in _decisions(session, col(DecisionRow.about_entry_id).in_(ids), point):
        found[row.about_entry_id].append(row)
    rows = {row.id: row for each in found.values() for row in each[-MOST_APART:]}
    apart: dict[int, list[Apart]] = defaultdict(list)
    if rows:
        files, reasons = _files(session, rows), _reasons(session, rows)
        for row in rows.values():
            codes = frozenset(each.code for each in reasons[row.id])
            one = Apart(row.history_number + 1, row.reference, row.sender, codes, tuple(files[row.id]))
            apart[row.about_entry_id].append(one)
    return apart


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


def _steps(rows: Iterable[Any], files: Mapping[int, list[KeptFile]]) -> Iterable[Step]:
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


def _state(entry: int, rows: Sequence[Any], found: _Found) -> EntryState:
    steps = tuple(_steps(rows, found.files))
    stand = fold(steps)
    if stand is None:
        raise ValueError(f"entry {entry} has decisions that change no entry")
    sent = found.letters.get(entry, [])
    told = {each.letter.position for each in sent if each.told}
    bore = [row for row in rows if row.history_number + 1 in told]
    kept = sorted((file for step in steps for file in step.files), key=lambda file: file.received_at)
    return EntryState(
        id=entry,
        reference=rows[0].reference,
        status=stand.status,
        verdict=rows[-1].verdict,
        agency=stand.agency,
        members=circle_of(steps),
        message_ids=frozenset(row.rfc_id for row in rows if row.rfc_id),
        letters=tuple(each.letter for each in sent if each.state in TOLD and each.letter.message_id),
        files=tuple(kept),
        form=stand.form,
        deck=stand.deck,
        reasons=tuple(found.reasons.get(rows[-1].id, ())),
        first_received_at=stand.first_received_at,
        last_received_at=stand.last_received_at,
        answered=frozenset(
            each.letter.template.value
            for each in sent
            if each.told and each.letter.position >= stand.changed and each.letter.template not in NOTICES
        ),
        waiting=waiting_of(steps, found.apart.get(entry, ())),
        asked=Counter(each.code for row in bore for each in found.reasons.get(row.id, ())),
        outside=rows[0].about_entry_id is not None and steps[0].writer not in MEMBERS,
        by_person=any(row.by != RULES for row in rows),
    )
