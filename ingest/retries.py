"""Messages that are listed but cannot be fetched: when each is tried again, and when it is recorded without.

Exchange announces a UID before its body exists; other servers refuse one broken message, or end the
connection over it, each time it is asked for (seen in other systems' trackers). None may hold up the others,
and none may be forgotten.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from loguru import logger

from ingest.mailbox import Folder
from ingest.mailbox.errors import MailboxError
from runtime.clock import now
from runtime.parts import Parts
from settings.alarm_kinds import AlarmKind
from storage.engine import writing
from storage.mail.messages import ImapKey
from storage.mail.unfetched import fetch_failed
from storage.tables import Unfetched

STUBBORN_TRIES = 2
"""From then on the others go first."""
PAUSE = timedelta(seconds=15)
HOPELESS_TRIES, HOPELESS_AFTER = 5, timedelta(minutes=10)
"""From then on the headers alone are asked for."""
BARE_TRIES = 3
"""So many times; then its place alone is recorded."""


class Tries:
    """What was tried in one folder before, and what fails there now."""

    def __init__(self, parts: Parts, folder: Folder, waiting: Mapping[int, Unfetched]) -> None:
        self._parts = parts
        self._folder = folder
        self._waiting = waiting

    def is_known(self, uid: int) -> bool:
        """Whether it was tried in vain at an earlier look."""
        return uid in self._waiting

    def first_at(self, uid: int) -> datetime | None:
        """When it was first tried in vain."""
        return self._waiting[uid].first_at if uid in self._waiting else None

    def is_stubborn(self, uid: int) -> bool:
        """Whether the others go first."""
        return uid in self._waiting and self._waiting[uid].tries >= STUBBORN_TRIES

    def due(self, uids: Iterable[int]) -> list[int]:
        """Those whose pause is over, the least tried first."""
        # A try in the future was made before the clock was set back.
        due = [uid for uid in uids if abs(now() - self._waiting[uid].last_at) >= PAUSE]
        return sorted(due, key=lambda uid: (self._waiting[uid].tries, uid))

    def is_hopeless(self, uid: int) -> bool:
        """Whether it was tried for long enough: what there is of it is recorded."""
        row = self._waiting.get(uid)
        return row is not None and row.tries >= HOPELESS_TRIES and now() - row.first_at >= HOPELESS_AFTER

    def is_bare(self, uid: int) -> bool:
        """Whether even asking for its headers has failed again and again."""
        return uid in self._waiting and self._waiting[uid].header_tries >= BARE_TRIES

    def failed(self, uid: int, error: MailboxError) -> None:
        """Counts a try that brought nothing."""
        key = ImapKey(self._parts.settings.mailbox.username, self._folder.name, self._folder.uidvalidity, uid)
        with writing(self._parts.engine) as session:
            tries = fetch_failed(session, key, str(error), now(), headers=self.is_hopeless(uid))
        level = "WARNING" if tries <= STUBBORN_TRIES else "DEBUG"
        after = "the others go first from now on" if tries >= STUBBORN_TRIES else "it is tried again"
        logger.log(level, "message {} of {}: {} Try {}; {}.", uid, self._folder.name, error, tries, after)

    def give_up(self, uid: int) -> None:
        """Says that a person must look into the mailbox."""
        place = f"message {uid} (UIDVALIDITY {self._folder.uidvalidity})"
        told = f"{self._folder.name}: the server never gave {place}"
        logger.warning("{}; what there is of it is held. Last: {}", told, self._waiting[uid].error)
        self._parts.alarms.report(AlarmKind.POISON, f"{told}; it is held for a person, who finds it there")
