"""Entries as `decide` is shown them: added up from the decisions that stood at a point of the past."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col

from screening.entry.folding import Apart, circle_of, fold, waiting_of
from screening.entry.writer import MEMBERS
from screening.model.decision import FREEZES, IN_BULK, Reason, Ruling, Template
from screening.model.history import EntryState, KeptFile
from storage.codec import change_of
from storage.entries.decisions import decisions_in, ends, reasons_of
from storage.entries.files import files_of
from storage.entries.letters import Sent, letters_of
from storage.entries.past import Point
from storage.entries.steps import full_steps
from storage.states import OutboxState
from storage.tables import DecisionRow

NOTICES = (Template.CHANGED, Template.CONFIRM, *IN_BULK)
"""Letters to others than the writer of a message."""

MOST_APART = 60
"""Messages about one entry from outside of it that are read, the last ones: thrice as many as may wait."""

TOLD = (OutboxState.PENDING, OutboxState.ATTEMPTING, OutboxState.SENT, OutboxState.UNCERTAIN)
"""A reply that is on its way, went out, or may have: the applicant is told, or will be."""
ANSWERED = (*TOLD, OutboxState.HELD)


@dataclass(frozen=True, slots=True)
class _Found:
    """What belongs to the entries: files and reasons by decision, the others by entry."""

    files: Mapping[int, list[KeptFile]]
    letters: Mapping[int, list[Sent]]
    reasons: Mapping[int, list[Reason]]
    apart: Mapping[int, list[Apart]]


def entry_states(
    session: Session, contest: str, ids: Collection[int], point: Point, named: Collection[str] = ()
) -> tuple[EntryState, ...]:
    """The entries of those ids, oldest first, without those that had no message at that point.

    Six queries, however many they are, and a few more for each with very many messages. Of what such an entry
    has the last are read, what stands, and what `named` names: the Message-IDs that are being answered.
    Columns are read, not objects: they cost a third (measured).
    """
    decisions = decisions_in(session, ids, point, named)
    if not decisions:
        return ()
    rows = {row.id: row for each in decisions.values() for row in each}
    changes = [each[-1].change or {} for each in decisions.values()]
    standing = {sha256 for change in changes for sha256 in (change.get("form"), change.get("deck")) if sha256}
    found = _Found(
        files_of(session, rows, standing),
        letters_of(session, contest, point, ids, named),
        reasons_of(session, rows),
        _apart(session, ids, point),
    )
    return tuple(_state(entry, decisions[entry], found) for entry in sorted(decisions))


def _apart(session: Session, ids: Collection[int], point: Point) -> dict[int, list[Apart]]:
    """By entry: the messages that are about it, and lie under a number of their own."""
    found = ends(session, col(DecisionRow.about_entry_id), ids, point, MOST_APART)
    rows = {row.id: row for each in found.values() for row in each[-MOST_APART:]}
    apart: dict[int, list[Apart]] = defaultdict(list)
    if rows:
        files, reasons = files_of(session, rows), reasons_of(session, rows)
        for row in rows.values():
            codes = frozenset(each.code for each in reasons[row.id])
            one = Apart(row.history_number + 1, row.reference, row.sender, codes, tuple(files[row.id]))
            apart[row.about_entry_id].append(one)
    return apart


def _state(entry: int, rows: Sequence[Any], found: _Found) -> EntryState:
    steps = tuple(full_steps(rows, found.files))
    stand = fold(steps)
    if stand is None:
        raise ValueError(f"entry {entry} has decisions that change no entry")
    sent = found.letters.get(entry, [])
    answered = [each.letter for each in sent if each.letter.full and each.state in ANSWERED]
    told = {letter.position for letter in answered}
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
            letter.template.value
            for letter in answered
            if letter.position >= stand.changed and letter.template not in NOTICES
        ),
        waiting=waiting_of(steps, found.apart.get(entry, ())),
        asked=Counter(each.code for row in bore for each in found.reasons.get(row.id, ())),
        outside=rows[0].about_entry_id is not None and steps[0].writer not in MEMBERS,
        by_person=_ruling(rows) in FREEZES,
        until=_until(rows),
    )


def _ruling(rows: Sequence[Any]) -> Ruling | None:
    """The last ruling of a person on the entry; None where none was given."""
    given = (change.ruling for row in reversed(rows) if (change := change_of(row.change)) and change.ruling)
    return next(given, None)


def _until(rows: Sequence[Any]) -> datetime | None:
    """Until when a person has last allowed the entry to be mended."""
    given = (change.until for row in reversed(rows) if (change := change_of(row.change)) and change.until)
    return next(given, None)
