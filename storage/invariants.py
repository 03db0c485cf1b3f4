"""What must always hold, each as one small query; `intake verify` runs them all, and so do the tests.

They read plain words, never the model's enumerations: a damaged row is a finding, not a crash.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeAlias

from sqlalchemy import String, func, or_, type_coerce
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from screening.model.decision import EntryStatus, Verdict
from storage.chain.counters import counter_of
from storage.chain.events import verify_chain
from storage.entries.current import current_of, is_current
from storage.files import FileStore, Shelf
from storage.schema import lost_uniqueness
from storage.states import MessageStatus, OutboxState, SightingState
from storage.tables import DecisionRow, Entry, Message, Outbox, ReplyState, Sighting, StoredFile


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not hold: the invariant's name, and a line for the organiser."""

    invariant: str
    line: str


Progress: TypeAlias = Callable[[str, int, int], None]
"""Called with the invariant's name, how much of it is done, and how much there is."""

Check: TypeAlias = Callable[[Session, str], Iterator[str]]
"""Called with the contest; yields a line for each breach."""


def check(
    session: Session, contest: str, files: FileStore, progress: Progress = lambda *_: None
) -> Iterator[Finding]:
    """Every breach of an invariant in the contest's records, the quick ones first; each file is read once."""
    for done, (name, holds) in enumerate(RECORDS.items(), start=1):
        for line in holds(session, contest):
            yield Finding(name, line)
        progress("records", done, len(RECORDS))
    yield from _on_disk(session, contest, files, progress)


def _states_are_known(session: Session, contest: str) -> Iterator[str]:
    words: list[tuple[str, Any, type[StrEnum], Any]] = [
        ("message", Message.status, MessageStatus, Message.contest),
        ("entry", Entry.status, EntryStatus, Entry.contest),
        ("decision", DecisionRow.verdict, Verdict, DecisionRow.contest),
        ("reply", Outbox.state, OutboxState, Outbox.contest),
    ]
    queries = [
        (what, select(type_coerce(column, String)).where(owner == contest), known)
        for what, column, known, owner in words
    ]
    seen = select(type_coerce(Sighting.state, String)).join(Message).where(Message.contest == contest)
    queries.append(("sighting", seen, SightingState))
    for what, query, known in queries:
        for word in session.exec(query.distinct()):
            if word not in set(known):
                yield f"a {what} is in the unknown state {word!r}"


def _one_current_decision(session: Session, contest: str) -> Iterator[str]:
    counted = (
        select(col(Message.id), col(Message.status) != MessageStatus.STORED, func.count(col(DecisionRow.id)))
        .join(DecisionRow, current_of(col(Message.id)), isouter=True)
        .where(Message.contest == contest)
        .group_by(col(Message.id))
    )
    for message, is_decided, count in session.exec(counted):
        if count != int(is_decided):
            yield f"message {message} has {count} current decisions, and should have {int(is_decided)}"


def _decision_numbers(session: Session, contest: str) -> Iterator[str]:
    counter = counter_of(session, contest)
    numbers = select(DecisionRow.number).where(DecisionRow.contest == contest)
    found = session.exec(numbers.order_by(col(DecisionRow.number))).all()
    if list(found) != list(range(1, counter.last_decision + 1)):
        yield f"contest {contest}: decisions are not numbered 1 to {counter.last_decision}"


def _references(session: Session, contest: str) -> Iterator[str]:
    counter = counter_of(session, contest)
    pairs = select(Entry.number, Entry.reference).where(Entry.contest == contest)
    found = session.exec(pairs.order_by(col(Entry.number))).all()
    if [number for number, _ in found] != list(range(1, counter.last_reference + 1)):
        yield f"contest {contest}: references do not run from 1 to {counter.last_reference}"
    for number, reference in found:
        if not reference.endswith(f"-{number:04d}"):
            yield f"entry {number} of contest {contest} bears the reference {reference}"


def _entries_have_messages(session: Session, contest: str) -> Iterator[str]:
    orphans = (
        select(Entry.reference)
        .join(DecisionRow, col(DecisionRow.entry_id) == col(Entry.id), isouter=True)
        .where(Entry.contest == contest, col(DecisionRow.id).is_(None))
    )
    for reference in session.exec(orphans):
        yield f"entry {reference} has no message"


def _decisions_have_entries(session: Session, contest: str) -> Iterator[str]:
    lost = select(DecisionRow.number).where(
        DecisionRow.contest == contest,
        DecisionRow.verdict != Verdict.IGNORED,
        col(DecisionRow.entry_id).is_(None),
        is_current(),
    )
    for number in session.exec(lost):
        yield f"decision {number} is not of an ignored message, and has no entry"


def _complete_entries_have_files(session: Session, contest: str) -> Iterator[str]:
    for role, column in (("form", Entry.form), ("deck", Entry.deck)):
        kept = (
            select(StoredFile.id)
            .join(DecisionRow, col(DecisionRow.id) == col(StoredFile.decision_id))
            .where(DecisionRow.entry_id == Entry.id, is_current(), StoredFile.sha256 == column)
        )
        lacking = select(Entry.reference).where(
            Entry.contest == contest,
            (col(Entry.status) == EntryStatus.COMPLETE) | col(column).is_not(None),
            ~kept.exists(),
        )
        for reference in session.exec(lacking):
            yield f"entry {reference} has no {role} among the files of its messages"


def _entries_stand_as_decided(session: Session, contest: str) -> Iterator[str]:
    later = aliased(DecisionRow)
    last = (
        select(func.max(later.history_number))
        .where(col(later.entry_id) == col(Entry.id), is_current(later))
        .scalar_subquery()
    )
    columns = {
        "status": type_coerce(col(Entry.status), String),
        "form": col(Entry.form),
        "deck": col(Entry.deck),
    }
    for name, column in columns.items():
        pairs = (
            select(col(Entry.reference), column, col(DecisionRow.change))
            .join(DecisionRow, col(DecisionRow.entry_id) == col(Entry.id))
            .where(Entry.contest == contest, col(DecisionRow.history_number) == last, is_current())
        )
        for reference, stands, change in session.exec(pairs):
            if stands != (change or {}).get(name):
                yield f"entry {reference}: its {name} is not what its last decision left"


def _replies_have_bytes(session: Session, contest: str) -> Iterator[str]:
    out = (OutboxState.ATTEMPTING, OutboxState.SENT, OutboxState.UNCERTAIN, OutboxState.PENDING)
    bare = select(Outbox.id).where(
        Outbox.contest == contest, col(Outbox.state).in_(out), func.coalesce(func.length(Outbox.data), 0) == 0
    )
    for reply in session.exec(bare):
        yield f"reply {reply} is on its way or sent, and its bytes are not kept"


def _one_reply_of_a_kind(session: Session, contest: str) -> Iterator[str]:
    twice = (
        select(Outbox.message_id, Outbox.kind)
        .where(Outbox.contest == contest)
        .group_by(col(Outbox.message_id), col(Outbox.kind), col(Outbox.to_address))
        .having(func.count() > 1)
    )
    for message, kind in session.exec(twice):
        yield f"message {message} has more than one mail of the kind {kind}"


def _reply_states_are_noted(session: Session, contest: str) -> Iterator[str]:
    last = select(ReplyState.outbox_id, func.max(ReplyState.since).label("since"))
    newest = last.group_by(col(ReplyState.outbox_id)).subquery()
    now, noted = type_coerce(col(Outbox.state), String), type_coerce(col(ReplyState.state), String)
    is_newest = (col(ReplyState.outbox_id) == newest.c.outbox_id) & (ReplyState.since == newest.c.since)
    pairs = (
        select(col(Outbox.id), now.label("now"), noted.label("noted"))
        .join(newest, newest.c.outbox_id == Outbox.id, isouter=True)
        .join(ReplyState, is_newest, isouter=True)
        .where(Outbox.contest == contest, or_(noted.is_(None), noted != now))
    )
    for reply, state, word in session.exec(pairs):
        yield f"reply {reply} is {state}, and what was noted of it last is {word or 'nothing'}"


def _messages_were_seen(session: Session, contest: str) -> Iterator[str]:
    own = select(Message.id).where(Message.contest == contest)
    seen = select(Sighting.id).where(Sighting.message_id == Message.id)
    for message in session.exec(own.where(~seen.exists())):
        yield f"message {message} was seen nowhere"
    filed = seen.where(col(Sighting.state) != SightingState.SEEN)
    unfiled = own.where(Message.status == MessageStatus.FILED, ~filed.exists())
    for message in session.exec(unfiled):
        yield f"message {message} is filed, and every place of it still waits"


RECORDS: dict[str, Check] = {
    "states-known": _states_are_known,
    "one-current-decision": _one_current_decision,
    "decision-numbers": _decision_numbers,
    "references": _references,
    "entries-have-messages": _entries_have_messages,
    "decisions-have-entries": _decisions_have_entries,
    "complete-entries-have-files": _complete_entries_have_files,
    "entries-stand-as-decided": _entries_stand_as_decided,
    "replies-have-bytes": _replies_have_bytes,
    "one-reply-of-a-kind": _one_reply_of_a_kind,
    "reply-states-noted": _reply_states_are_noted,
    "messages-were-seen": _messages_were_seen,
    "uniqueness-kept": lambda session, _: lost_uniqueness(session),
    "event-chain": verify_chain,
}
"""The invariants of the records, by name."""


def _on_disk(session: Session, contest: str, files: FileStore, progress: Progress) -> Iterator[Finding]:
    raw = session.exec(select(Message.digest).where(Message.contest == contest).distinct()).all()
    yield from _kept("raw-on-disk", files.raw, raw, "the mail as it came", progress)
    own = col(StoredFile.decision_id).in_(select(DecisionRow.id).where(DecisionRow.contest == contest))
    parts = session.exec(select(StoredFile.sha256).where(own, StoredFile.sha256 != "").distinct()).all()
    yield from _kept("files-on-disk", files.files, parts, "a file of a message", progress)
    column = col(StoredFile.content)["picture"].as_string()
    drawn = session.exec(select(column).where(own, column != "").distinct()).all()
    yield from _kept("pictures-on-disk", files.files, drawn, "the picture of a form", progress)


def _kept(name: str, shelf: Shelf, hashes: Sequence[str], what: str, progress: Progress) -> Iterator[Finding]:
    for done, sha256 in enumerate(hashes, start=1):
        if not shelf.verify(sha256):
            yield Finding(name, f"{what} is missing or damaged: {sha256}")
        progress(name, done, len(hashes))
