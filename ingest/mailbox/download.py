"""Streams one message into a file: memory does not grow with it."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from ingest.mailbox.errors import BodyNotReady, MessageGone, ProtocolViolation, RequestRefused, TooLarge
from ingest.mailbox.session import Session, SinkFailed

BODY = b"BODY[]"


@dataclass(frozen=True, slots=True)
class Downloaded:
    """What lies in the file: SHA-256 in hexadecimal, size in bytes."""

    sha256: str
    size: int


class FileSink:
    """A file that hashes what it takes; of one body, of `limit` bytes at most."""

    def __init__(self, file: BinaryIO, limit: int) -> None:
        self._file = file
        self._limit = limit
        self._announced = False
        self._hash = hashlib.sha256()
        self.size = 0

    def announce(self, size: int) -> None:
        """Refuses a body beyond the limit, or a second one."""
        if self._announced or size > self._limit:
            raise TooLarge(f"a body of {size} bytes, where one of at most {self._limit} can be")
        self._announced = True

    def write(self, piece: bytes | memoryview) -> None:
        """Takes the next bytes."""
        try:
            self._file.write(piece)
        except OSError as error:
            raise SinkFailed(error) from None
        self._hash.update(piece)
        self.size += len(piece)

    def taken(self) -> Downloaded:
        """What came. It is not forced to the disk: that is whose who keeps it."""
        self._file.flush()
        return Downloaded(self._hash.hexdigest(), self.size)


def download(session: Session, uid: int, path: Path, limit: int) -> Downloaded:
    """Writes the raw message `uid` of the selected folder to `path`, replacing it.

    At most `limit` bytes are taken: RFC822.SIZE may lie, and what the server announces then is believed no
    more than that. Raises BodyNotReady, MessageGone, any other MailboxError, or OSError when our own disk
    fails; no file is left then.
    """
    try:
        with path.open("wb") as file:
            sink = FileSink(file, limit)
            _fetch(session, uid, sink)
            return sink.taken()
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _fetch(session: Session, uid: int, sink: FileSink) -> None:
    try:
        with session.exchange(f"fetch message {uid}") as client:
            rows = client.stream_body(uid, sink)
            body = rows.get(uid, {}).get(BODY)
            if any(BODY in row for other, row in rows.items() if other != uid):
                raise ProtocolViolation(f"{session.where}: the body of another message came for {uid}.")
            if body and not sink.size:  # a quoted string: too short for the server to call it a literal
                sink.write(body)
    except RequestRefused:
        raise_if_gone(session, uid)
        raise
    if not sink.size:
        raise_if_gone(session, uid)
        raise BodyNotReady(f"{session.where}: message {uid} has no body yet; it is tried again.")


def is_longer(session: Session, uid: int, size: int) -> bool:
    """Whether message `uid` has more than `size` bytes: RFC822.SIZE is an estimate on some servers.

    Asks for the one byte behind them; a server that does not give it says no.
    """
    with session.exchange(f"measure message {uid}") as client:
        row = client.fetch([uid], [f"BODY.PEEK[]<{size}.1>"]).get(uid, {})
    return bool(row.get(f"BODY[]<{size}>".encode()))


def raise_if_gone(session: Session, uid: int) -> None:
    """Raises MessageGone unless the selected folder still holds `uid`."""
    with session.exchange(f"look for message {uid}") as client:
        client.noop()
        if uid not in client.search(["UID", str(uid)]):
            raise MessageGone(f"{session.where}: message {uid} was removed from the folder by somebody else.")
