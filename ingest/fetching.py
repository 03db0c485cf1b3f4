"""Brings new mail from a folder into the store: bytes on disk first, then the row, then the next message."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from loguru import logger

from ingest.mailbox import Description, Downloaded, Folder
from ingest.mailbox.errors import (
    BodyNotReady,
    ConnectionLost,
    MailboxError,
    MessageGone,
    ProtocolViolation,
    RequestRefused,
)
from ingest.reconciling import Found
from ingest.retries import Tries
from registers.rules import MEGABYTE
from runtime.clock import now
from runtime.disk_space import require_room
from runtime.parts import Parts
from storage.engine import reading, writing
from storage.erasing.finishing import remove
from storage.erasing.tombstones import erased_from, is_cut
from storage.mail.messages import ImapKey, Received, record_sighting
from storage.mail.unfetched import fetched
from storage.milestones import Milestone, reached
from storage.tables import Erased

BATCH = 5
"""Messages recorded at once, and then judged and answered while the next are fetched."""

DESCRIBED = 200
"""Messages whose dates and sizes are asked for at once."""

_JUNK = ("junk", "spam", "bulk mail", "อีเมลขยะ", "จดหมายขยะ")


@dataclass(frozen=True, slots=True)
class Batch:
    """How many messages were stored, and how many had been removed by somebody else meanwhile."""

    stored: int
    gone: int = 0


class Fetching:
    """One look's work in one folder."""

    def __init__(self, parts: Parts, folder: Folder, found: Found) -> None:
        self._parts = parts
        self._folder = folder
        self._missing = found.missing
        self._tries = Tries(parts, folder, found.waiting)

    def batches(self) -> Iterator[Batch]:
        """Stores every message that the ledger lacks; yields after each batch what came of it.

        Raises MailboxError when the server fails and OSError when our disk does; what was stored stays
        stored, and the next look goes on behind it. What the server would not give before comes last, and
        ends the round, not the look, when the connection ends over it.
        """
        ready = [uid for uid in self._missing if not self._tries.is_stubborn(uid)]
        described = self._described(ready)
        # By the time of receipt: after a migration UIDs may run in any order (seen with Dovecot's maildir),
        # and an answer must not be judged before the mail that it answers.
        order = sorted(ready, key=lambda uid: (described[uid].received_at or now(), uid))
        for start in range(0, len(order), BATCH):
            yield self._batch({uid: described[uid] for uid in order[start : start + BATCH]})
        for uid in self._tries.due(set(self._missing) - set(ready)):
            try:
                bare = self._tries.is_bare(uid)
                yield self._batch({uid: Description()} if bare else self._described([uid]))
            except (ConnectionLost, ProtocolViolation) as error:
                logger.debug("message {} of {}: {}", uid, self._folder.name, error)
                return

    def _described(self, uids: Sequence[int]) -> Mapping[int, Description]:
        """Each with its date and size, as far as the server tells them."""
        described = {uid: Description() for uid in uids}
        for start in range(0, len(uids), DESCRIBED):
            some = uids[start : start + DESCRIBED]
            try:
                described |= self._folder.describe(some)
            except (ConnectionLost, ProtocolViolation) as error:
                # One of them ends the connection: after a second time they are asked for one by one.
                for uid in some:
                    self._tries.failed(uid, error)
                raise
        return described

    def _batch(self, described: Mapping[int, Description]) -> Batch:
        kept: dict[int, Received] = {}
        gone = 0
        try:
            for uid, description in described.items():
                received = self._fetch(uid, description)
                if isinstance(received, Received):
                    kept[uid] = received
                gone += received == "gone"
        finally:
            # What lies on the disk is recorded whatever becomes of the line.
            if kept:
                self._record(kept)
        return Batch(len(kept), gone)

    def _fetch(self, uid: int, description: Description) -> Received | Literal["gone", "later"]:
        """Brings one message onto the disk; or tells that it is gone, or is to be asked for again."""
        require_room(self._parts)
        path = self._parts.files.incoming()
        try:
            get = self._remains if self._tries.is_hopeless(uid) else self._download
            received = get(uid, path, description)
            reached(Milestone.DOWNLOADED)
            if not self._is_cut(received):
                self._parts.files.raw.keep(path, received.digest)
            reached(Milestone.KEPT)
        except MessageGone as error:
            logger.info("message {} of {}: {}", uid, self._folder.name, error)
            with writing(self._parts.engine) as session:
                fetched(session, self._place(uid))
            return "gone"
        except MailboxError as error:
            self._tries.failed(uid, error)
            if isinstance(error, BodyNotReady | RequestRefused):
                # One message that the server does not give must not keep the others waiting.
                return "later"
            raise
        finally:
            path.unlink(missing_ok=True)
        return received

    def _download(self, uid: int, path: Path, description: Description) -> Received:
        limit = self._parts.settings.mailbox.max_message_mb * MEGABYTE
        # The size is an estimate on some servers: no mail is too large on its word alone.
        if description.size <= limit or not self._folder.is_longer(uid, limit):
            downloaded = self._folder.download(uid, path, 2 * limit)
            if downloaded.size <= limit:
                return self._received(description, downloaded)
            description = replace(description, size=downloaded.size)
        headers = self._folder.download_headers(uid, path)
        return replace(self._received(description, headers), too_large=True)

    def _remains(self, uid: int, path: Path, description: Description) -> Received:
        """What there is of a message that the server does not give: its headers, else only its place."""
        try:
            if self._tries.is_bare(uid):
                downloaded = self._folder.write_place(uid, path)
            else:
                downloaded = self._folder.download_headers(uid, path)
        except (BodyNotReady, RequestRefused):
            downloaded = self._folder.write_place(uid, path)
        self._tries.give_up(uid)
        received = self._received(description, downloaded)
        first_at = None if received.time_told else self._tries.first_at(uid)
        return replace(received, internal_date=first_at or received.internal_date, headers_only=True)

    def _received(self, description: Description, downloaded: Downloaded) -> Received:
        return Received(
            contest=self._parts.contest,
            digest=downloaded.sha256,
            size=downloaded.size,
            announced_size=description.size,
            internal_date=description.received_at or now(),
            time_told=description.received_at is not None,
            source=self._folder.name,
            junk=self._folder.name.rpartition("/")[2].lower() in _JUNK,
        )

    def _is_cut(self, received: Received) -> bool:
        with reading(self._parts.engine) as session:
            return is_cut(session, received.digest)

    def _record(self, kept: Mapping[int, Received]) -> None:
        """Their rows, in one transaction: threads that write take turns."""
        erased: list[Erased] = []
        with writing(self._parts.engine) as session:
            for uid, received in kept.items():
                record_sighting(session, self._place(uid), received, now())
                if self._tries.is_known(uid):
                    fetched(session, self._place(uid))
                erased += erased_from(session, received.digest)
        if erased:
            # A person has erased a file of it, before or at this moment: then it must not lie here.
            remove(self._parts.engine, self._parts.files, erased)
        for _ in kept:
            reached(Milestone.STORED)

    def _place(self, uid: int) -> ImapKey:
        return ImapKey(
            self._parts.settings.mailbox.username, self._folder.name, self._folder.uidvalidity, uid
        )
