"""The folders that get mail and are not ours to read or to fill."""

import imaplib
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from ingest.mailbox.folder import utc
from ingest.mailbox.session import Session
from ingest.mailbox.wire import Client

# RFC 6154: what a person sends, writes and throws away. A junk folder is not among them.
_KINDS = ("sent", "drafts", "trash", "all", "archive", "flagged", "noselect", "nonexistent")
_OWN = {f"\\{kind}".encode() for kind in _KINDS}


@dataclass(frozen=True, slots=True)
class Other:
    """A folder by the server's name, how many messages lie in it, and when the last of them came."""

    name: str
    messages: int
    newest: datetime


def others(session: Session, besides: Collection[str]) -> Iterator[Other]:
    """All with messages but those `besides` (the server's names). Changes nothing. Raises MailboxError."""
    with session.exchange("list the folders") as client:
        listed = [
            name for flags, _, name in client.list_folders() if not _OWN & {flag.lower() for flag in flags}
        ]
    for name in listed:
        if name not in besides:
            with session.exchange(f"look into the folder {name}") as client:
                yield from _last_in(client, name)


def _last_in(client: Client, name: str) -> Iterator[Other]:
    with suppress(imaplib.IMAP4.error):  # one that this account may see and not open
        told = client.select_folder(name, readonly=True)
        if told[b"EXISTS"]:
            client.use_uid = False
            try:
                rows = client.fetch([told[b"EXISTS"]], ["INTERNALDATE"])
            finally:
                client.use_uid = True
            for row in rows.values():
                if moment := utc(row.get(b"INTERNALDATE")):
                    yield Other(name, told[b"EXISTS"], moment)
