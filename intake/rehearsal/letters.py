"""The letters of a rehearsal: sent to one address of ours whatever stands in them, and looked for there."""

import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.mailbox import Connection, Folder
from ingest.mailbox.errors import FolderMissing, MessageGone
from notifications.sending.pace import LIMITS, Pace
from notifications.transport import Smtp
from parsers.process import Parser
from runtime.clock import now
from runtime.parts import Parts
from storage.engine import reading
from storage.outbox import replies

PATIENCE = 120.0
"""Seconds until a letter that the SMTP server took is given up."""
_LOOK_SECONDS = 0.5
_LIMIT = 4 << 20


@dataclass(frozen=True, slots=True)
class Letter:
    """One that was written, as it leaves us."""

    message_id: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Back:
    """One that came: where it lay, and whether its subject and words were still those that left us."""

    letter: Letter
    folder: str
    unchanged: bool


def written(parts: Parts) -> list[Letter]:
    """All letters that the rehearsal's mails are answered with, in the order of their mails."""
    with reading(parts.engine) as session:
        listed = replies.listed(session, parts.contest)
        return [Letter(row.rfc_message_id, row.data) for row in listed if row.data is not None]


def send(parts: Parts, letters: Sequence[Letter], address: str, progress: Callable[[int], None]) -> None:
    """Each to `address` alone, no faster than the provider takes them. Raises
    TransportError for the first that is refused."""
    settings = parts.settings
    pace = Pace(LIMITS.get(settings.mailbox.provider, ()))
    with Smtp(settings.smtp, parts.credentials.smtp()) as smtp:
        for number, letter in enumerate(letters, start=1):
            while not pace.has_room(now()):
                time.sleep(_LOOK_SECONDS)
            smtp.send(letter.data, address, before_data=lambda: None)
            pace.sent(now())
            progress(number)


def come_back(
    connection: Connection, folders: Sequence[str], letters: Sequence[Letter], parser: Parser, patience: float
) -> Iterator[Back]:
    """Each letter as it is found in one of `folders`, and taken away there; waits for `patience` seconds.

    Raises MailboxError, ParserUnavailableError.
    """
    missing, end = list(letters), time.monotonic() + patience
    while missing and time.monotonic() < end:
        for name in folders:
            try:
                folder = connection.select(name, readonly=False)
                for letter in list(missing):
                    if uids := folder.find(letter.message_id):
                        yield Back(letter, name, _is_unchanged(folder, uids[0], letter, parser))
                        folder.remove(uids)
                        missing.remove(letter)
            except (FolderMissing, MessageGone):
                continue
        if missing:
            time.sleep(_LOOK_SECONDS)


def _is_unchanged(folder: Folder, uid: int, letter: Letter, parser: Parser) -> bool:
    with tempfile.TemporaryDirectory() as place:
        came, went = Path(place, "came"), Path(place, "went")
        folder.download(uid, came, _LIMIT)
        went.write_bytes(letter.data)
        read = []
        for mail in (came, went):
            work = Path(place, f"{mail.name}-work")
            work.mkdir()
            read.append(parser.parse(mail, work))
    return (read[0].subject, read[0].text) == (read[1].subject, read[1].text)
