"""The event chain: every change of state, each line sealed by a hash over itself and the line before."""

import hashlib
import json
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlmodel import Session, col, select

from storage.chain.counters import counter_of, lock_counter
from storage.chain.kinds import Told
from storage.codec import storable
from storage.rows import write, write_one
from storage.tables import Event, EventText


@dataclass(frozen=True, slots=True)
class About:
    """What an event is about, by id."""

    message: int | None = None
    entry: int | None = None
    outbox: int | None = None


@dataclass(frozen=True, slots=True)
class Happening:
    """One event to record. `who` is a part of the program or a user's id, `told` its kind with its facts.

    `text` is anything private or free; it is kept outside the chain.
    """

    who: str
    told: Told
    about: About = About()
    text: str = ""


def append(session: Session, contest: str, at: datetime, happening: Happening) -> None:
    """Adds one event to the contest's chain, in the transaction of the change that it tells of."""
    counter = lock_counter(session, contest)
    salt = secrets.token_hex(16) if happening.text else ""
    text = storable(happening.text)
    event = {
        "contest": contest,
        "seq": counter.last_event + 1,
        "at": at,
        "who": happening.who,
        "what": happening.told.kind.value,
        "message_id": happening.about.message,
        "entry_id": happening.about.entry,
        "outbox_id": happening.about.outbox,
        "facts": storable(happening.told.spelled()),
        "text_hash": _text_hash(salt, text) if text else "",
        "prev": counter.event_head,
    }
    digest = seal(event)
    counter.last_event, counter.event_head = counter.last_event + 1, digest
    number = write_one(session, Event, event | {"hash": digest})
    if text:
        write(session, EventText, {"event_id": number, "salt": salt, "text": text})


def seal(event: Mapping[str, Any]) -> str:
    """The hash of an event: sha256 of its columns as JSON with sorted keys, `prev` among them."""
    columns = {name: value for name, value in event.items() if name not in ("id", "hash")}
    columns["at"] = event["at"].astimezone(UTC).isoformat(timespec="microseconds")
    spelled = json.dumps(columns, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(spelled.encode()).hexdigest()


def _text_hash(salt: str, text: str) -> str:
    return hashlib.sha256(f"{salt}\n{text}".encode()).hexdigest()


def verify_chain(session: Session, contest: str) -> Iterator[str]:
    """One line for each break in the contest's chain; none when it is whole. Erased texts are no break."""
    counter, seq, head = counter_of(session, contest), 0, ""
    events = (
        select(Event, EventText)
        .join(EventText, col(EventText.event_id) == col(Event.id), isouter=True)
        .where(Event.contest == contest)
        .order_by(col(Event.seq))
        .execution_options(yield_per=500)
    )
    for event, text in session.exec(events):
        seq += 1
        if event.seq != seq:
            yield f"contest {contest}: event {seq} is missing"
            seq = event.seq
        elif event.prev != head:
            yield f"contest {contest}: event {seq} does not follow the one before it"
        if event.hash != seal(event.model_dump()):
            yield f"contest {contest}: event {seq} was changed after it was written"
        if text is not None and _text_hash(text.salt, text.text) != event.text_hash:
            yield f"contest {contest}: the text of event {seq} was changed after it was written"
        head = event.hash
    if (seq, head) != (counter.last_event, counter.event_head):
        yield f"contest {contest}: the chain ends at event {seq}, not at {counter.last_event}"
