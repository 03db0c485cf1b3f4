"""The headers of a folder's last messages, in part: they show what its server writes on top of a mail."""

from collections.abc import Sequence

from ingest.mailbox.errors import RequestRefused
from ingest.mailbox.session import Session


def newest_headers(session: Session, exists: int, count: int, limit: int) -> list[bytes]:
    """The first `limit` bytes of the headers of the last `count` of `exists` messages, oldest first.

    The folder is the selected one. \\Seen is not set; a message that the server does not give is left out.
    Raises MailboxError.
    """
    numbers = range(max(1, exists - count + 1), exists + 1)
    try:
        return _fetch(session, numbers, limit)
    except RequestRefused:  # one that is broken there makes some servers refuse all
        return [header for number in numbers for header in _one(session, number, limit)]


def _one(session: Session, number: int, limit: int) -> list[bytes]:
    try:
        return _fetch(session, [number], limit)
    except RequestRefused:
        return []


def _fetch(session: Session, numbers: Sequence[int], limit: int) -> list[bytes]:
    """By sequence number, which alone finds the last ones cheaply (RFC 3501, section 6.4.5)."""
    if not numbers:
        return []
    with session.exchange("read the newest headers") as client:
        client.taken("FETCH")
        client.use_uid = False
        try:
            rows = client.fetch(numbers, [f"BODY.PEEK[HEADER]<0.{limit}>"])
        finally:
            client.use_uid = True
    told = (rows.get(number, {}).get(b"BODY[HEADER]<0>") for number in numbers)
    return [header for header in told if isinstance(header, bytes) and header]
