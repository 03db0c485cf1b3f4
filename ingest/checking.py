"""Judges messages from files, with the daemon's own steps over records that live in memory."""

import hashlib
import mailbox
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from decisions.decide import record_decision
from parsers.process import Parser
from parsers.submission import assemble, check_received_at
from registers.rules import MEGABYTE
from runtime.clock import now
from runtime.parts import Parts
from screening.model.submission import Parsed, Submission
from storage.engine import open_database, reading, writing
from storage.intake_log import LedgerRow, lookup
from storage.mail.messages import Received, record_message
from storage.schema import make_for_a_while


@dataclass(frozen=True, slots=True)
class Item:
    """One message: where it came from, as shown, and the file that holds it."""

    source: str
    path: Path


@dataclass(frozen=True, slots=True)
class Read:
    """What was read of a message. `parsed` is None where the same bytes were read before."""

    source: str
    digest: str
    size: int
    parsed: Parsed | None


def items(paths: Iterable[str], scratch: Path, stdin: BinaryIO) -> Iterator[Item]:
    """Every message under `paths`: `-` is `stdin`, a folder its *.eml in path order, an mbox its messages.

    Messages out of an mbox or a pipe lie in `scratch`, each until the next is asked for. Raises OSError.
    """
    for name in paths:
        if name == "-":
            path = scratch / "stdin"
            path.write_bytes(stdin.read())
            yield from _file(name, path, scratch)
        elif Path(name).is_dir():
            for path in sorted(each for each in Path(name).rglob("*.eml") if each.is_file()):
                yield Item(str(path), path)
        else:
            yield from _file(name, Path(name), scratch)


def _file(name: str, path: Path, scratch: Path) -> Iterator[Item]:
    with path.open("rb") as file:
        is_mbox = file.read(5) == b"From "
    if not is_mbox:
        yield Item(name, path)
        return
    box = mailbox.mbox(path, create=False)
    try:
        for number, key in enumerate(box.iterkeys(), start=1):
            one = scratch / "message"
            one.write_bytes(box.get_bytes(key))
            yield Item(f"{name}#{number}", one)
    finally:
        box.close()


def read(found: Iterable[Item], parser: Parser) -> Iterator[Read]:
    """Each message's facts. Raises OSError and ParserUnavailableError."""
    known: set[str] = set()
    for item in found:
        with item.path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        with tempfile.TemporaryDirectory() as work:
            parsed = None if digest in known else parser.parse(item.path, Path(work))
        known.add(digest)
        yield Read(item.source, digest, item.path.stat().st_size, parsed)


class Bench:
    """Judges one message after the other; each knows those before it, and references count from 0001."""

    def __init__(self, parts: Parts, received_at: datetime | None) -> None:
        self._parts = parts
        self._override = received_at
        self._moment = now()
        self._engine = open_database("sqlite://")
        make_for_a_while(self._engine)
        # Caps and dates are reckoned as if each message were judged when it came.
        self._judge = replace(parts.judge, clock=lambda: self._moment)
        self._ids: dict[str, int] = {}

    def judge(self, message: Read) -> LedgerRow:
        """The record of one message; the same bytes again have the record they had."""
        if message.parsed is not None:
            self._ids[message.digest] = self._decide(message, message.parsed)
        with reading(self._engine) as session:
            return lookup(session, self._parts.contest, str(self._ids[message.digest]))[0]

    def _decide(self, message: Read, parsed: Parsed) -> int:
        self._moment = check_received_at(parsed, self._override, now())
        received = self._received(message)
        with writing(self._engine) as session:
            message_id = record_message(session, received, self._moment).id or 0
        with writing(self._engine) as session:
            record_decision(session, message_id, self._submission(received, parsed), self._judge)
        return message_id

    def _received(self, message: Read) -> Received:
        return Received(
            self._parts.contest,
            message.digest,
            message.size,
            message.size,
            self._moment,
            message.source,
            too_large=message.size > self._parts.settings.mailbox.max_message_mb * MEGABYTE,
        )

    def _submission(self, received: Received, parsed: Parsed) -> Submission:
        return assemble(
            parsed,
            digest=received.digest,
            size=received.size,
            internal_date=received.internal_date,
            seen_at=self._moment,
            trust=self._parts.settings.trust,
            too_large=received.too_large,
        )
