"""What must always hold, each as one small query; `intake verify` runs them all, and so do the tests.

They read plain words, never the model's enumerations: a damaged row is a finding, not a crash.
"""

from collections.abc import Iterator
from enum import StrEnum
from typing import Any

from sqlalchemy import String, type_coerce
from sqlmodel import Session, col, select

from screening.model.act import MAKES
from screening.model.decision import EntryStatus, Verdict
from storage.chain.events import verify_chain
from storage.files import FileStore
from storage.invariants.decided import DECIDED
from storage.invariants.erased import ERASED, gone_for_good
from storage.invariants.finding import Check, Finding, Progress
from storage.invariants.lists import LISTS
from storage.invariants.on_disk import on_disk
from storage.invariants.replies import REPLIES
from storage.schema import lost_uniqueness
from storage.states import MessageStatus, OutboxState, SightingState
from storage.tables import ActRow, ActTarget, DecisionRow, Entry, Message, Outbox, Sighting

__all__ = ["RECORDS", "Check", "Finding", "Progress", "check"]


def check(
    session: Session, contest: str, files: FileStore, progress: Progress = lambda *_: None
) -> Iterator[Finding]:
    """Every breach of an invariant in the contest's records, the quick ones first; each file is read once."""
    for done, (name, holds) in enumerate(RECORDS.items(), start=1):
        for line in holds(session, contest):
            yield Finding(name, line)
        progress("records", done, len(RECORDS))
    yield from on_disk(session, contest, files, progress)
    yield from gone_for_good(session, contest, files)


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


def _messages_were_seen(session: Session, contest: str) -> Iterator[str]:
    own = select(Message.id).where(Message.contest == contest)
    seen = select(Sighting.id).where(Sighting.message_id == Message.id)
    # What staff have made never lay in a mailbox.
    made = (
        select(ActRow.id)
        .join(ActTarget, col(ActTarget.act_id) == col(ActRow.id))
        .where(ActTarget.message_id == Message.id, col(ActRow.kind).in_(MAKES))
        .where(col(ActRow.act)["made"].as_string() == Message.digest)
    )
    for message in session.exec(own.where(~seen.exists(), ~made.exists())):
        yield f"message {message} was seen nowhere"
    filed = seen.where(col(Sighting.state) != SightingState.SEEN)
    unfiled = own.where(Message.status == MessageStatus.FILED, ~filed.exists())
    for message in session.exec(unfiled):
        yield f"message {message} is filed, and every place of it still waits"


RECORDS: dict[str, Check] = {
    "states-known": _states_are_known,
    **DECIDED,
    **REPLIES,
    **ERASED,
    **LISTS,
    "messages-were-seen": _messages_were_seen,
    "uniqueness-kept": lambda session, _: lost_uniqueness(session),
    "event-chain": verify_chain,
}
"""The invariants of the records, by name."""
