"""The selected folder of a connection."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ingest.mailbox import download, headers_only, move, newest
from ingest.mailbox.download import Downloaded
from ingest.mailbox.errors import RequestRefused
from ingest.mailbox.move import NewUid
from ingest.mailbox.names import FolderNames
from ingest.mailbox.session import Session

# 50,000 ten-digit UIDs make an answer of 550 kB; many servers and imaplib itself stop at 1,000,000 bytes.
SEARCH_WINDOW = 50_000
DESCRIBE_CHUNK = 200
DATE, SIZE = b"INTERNALDATE", b"RFC822.SIZE"


@dataclass(frozen=True, slots=True)
class Description:
    """What the server tells of a message: when it received it (UTC; None if unreadable), and its bytes.

    The size may be an estimate, or a lie; 0 when the server does not tell it.
    """

    received_at: datetime | None = None
    size: int = 0


class Folder:
    """A folder as it was when selected. Selecting another one ends it.

    `uidvalidity` and `uidnext` (0: not told by the server) are of that time. `exists` is how many messages
    the server counts there (EXISTS), as it was last told.
    """

    def __init__(
        self, session: Session, names: FolderNames, name: str, told: dict[bytes, Any], *, readonly: bool
    ) -> None:
        self.name = name
        self.readonly = readonly
        self.uidvalidity = int(told.get(b"UIDVALIDITY", 0))
        self.exists = int(told[b"EXISTS"])
        self.uidnext = int(told.get(b"UIDNEXT", 0))
        self._session = session
        self._names = names
        self._created: set[str] = set()

    def new_uids(self, after: int) -> list[int]:
        """The UIDs above `after`, ascending; 0 for all. The cost grows with the answer, not the folder."""
        found: set[int] = set()
        first = after + 1
        with self._session.exchange(f"search the folder {self.name}") as client:
            client.noop()  # an answer holds only what the server has announced before
            # What is announced from here on is not in the answer: `wait` must not sleep over it.
            self._recount(client.taken("EXISTS"), client.taken("EXPUNGE"))
            while self.exists > SEARCH_WINDOW and self.uidnext - first > SEARCH_WINDOW:
                found.update(client.search(["UID", f"{first}:{first + SEARCH_WINDOW - 1}"]))
                first += SEARCH_WINDOW
            found.update(client.search(["UID", f"{first}:*"]))
        path = self._names.on_server(self.name)
        self._session.searched[path] = max(self.uidnext, max(found, default=0) + 1)
        # Every server answers n:* with its last message, though its UID be below n.
        return sorted(uid for uid in found if uid > after)

    def _recount(self, counted: Sequence[bytes], removed: Sequence[bytes]) -> None:
        """Keeps the server's number up to date with what it has announced."""
        told = [int(number) for number in counted if number.isdigit()]
        self.exists = told[-1] if told else max(0, self.exists - len(removed))

    def describe(self, uids: Sequence[int]) -> dict[int, Description]:
        """Date and size of each, without what is gone or what the server does not tell. Changes no flag."""
        described: dict[int, Description] = {}
        for start in range(0, len(uids), DESCRIBE_CHUNK):
            described |= self._describe(list(uids[start : start + DESCRIBE_CHUNK]))
        return described

    def flagged_deleted(self, uids: Sequence[int]) -> set[int]:
        """Those of `uids` that lie there flagged \\Deleted; the folder's next expunge removes them."""
        flagged: set[int] = set()
        for start in range(0, len(uids), DESCRIBE_CHUNK):
            chunk = ",".join(map(str, uids[start : start + DESCRIBE_CHUNK]))
            with self._session.exchange("look for messages flagged as deleted") as client:
                flagged.update(client.search(["UID", chunk, "DELETED"]))
        return flagged

    def newest_headers(self, count: int, limit: int) -> list[bytes]:
        """See `ingest.mailbox.newest`."""
        return newest.newest_headers(self._session, self.exists, count, limit)

    def is_longer(self, uid: int, size: int) -> bool:
        """See `ingest.mailbox.download`."""
        return download.is_longer(self._session, uid, size)

    def download(self, uid: int, path: Path, limit: int) -> Downloaded:
        """See `ingest.mailbox.download`."""
        return download.download(self._session, uid, path, limit)

    def download_headers(self, uid: int, path: Path) -> Downloaded:
        """See `ingest.mailbox.headers_only`."""
        return headers_only.download_headers(self._session, uid, path)

    def write_place(self, uid: int, path: Path) -> Downloaded:
        """See `ingest.mailbox.headers_only`."""
        return headers_only.write_place(self.name, self.uidvalidity, uid, path)

    def file_away(self, uids: Sequence[int], folder: str) -> dict[int, NewUid | None]:
        """Moves `uids` to `folder` (a name as in config.toml), made if missing; see `ingest.mailbox.move`.

        ValueError on a folder selected read-only: that is a mistake in our own program.
        """
        if self.readonly:
            raise ValueError("a folder that was selected read-only is left untouched")
        target = self._names.on_server(folder)
        if target not in self._created:
            move.create_folder(self._session, target)
            self._created.add(target)
        return move.file_away(self._session, self._names.on_server(self.name), uids, target)

    def find(self, message_id: str) -> list[int]:
        """The UIDs of the messages with that Message-ID."""
        with self._session.exchange("look for a message by its id") as client:
            client.noop()
            return list(client.search(["HEADER", "Message-ID", message_id]))

    def remove(self, uids: Sequence[int]) -> None:
        """Removes messages of our own making, and no other that somebody has flagged: without UIDPLUS they
        stay there, flagged. ValueError as for `file_away`.
        """
        if self.readonly:
            raise ValueError("a folder that was selected read-only is left untouched")
        with self._session.exchange("remove a message of our own") as client:
            client.add_flags(uids, [b"\\Deleted"], silent=True)
            if client.has_capability("UIDPLUS"):
                client.uid_expunge(uids)

    def _describe(self, uids: list[int]) -> dict[int, Description]:
        try:
            with self._session.exchange("read dates and sizes") as client:
                client.taken("FETCH")
                rows = client.fetch(uids, [DATE, SIZE])
        except RequestRefused:
            # Some servers refuse all when one is gone (RFC 5530, EXPUNGEISSUED) or broken: find out which.
            if len(uids) == 1:
                return {}
            half = len(uids) // 2
            return self._describe(uids[:half]) | self._describe(uids[half:])
        return {uid: _description(row) for uid, row in rows.items() if DATE in row or SIZE in row}


def _description(row: dict[bytes, Any]) -> Description:
    size = row.get(SIZE)
    return Description(utc(row.get(DATE)), size if isinstance(size, int) else 0)


def utc(moment: datetime | None) -> datetime | None:
    """INTERNALDATE as imapclient reads it, in UTC; one without a zone (-0000) is in UTC already."""
    if moment is None:
        return None
    try:
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except OverflowError:
        return None
