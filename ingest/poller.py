"""Looks into the mailbox: fetches, judges and files, on one connection that it keeps and makes anew."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from loguru import logger

from ingest import returned
from ingest.fetching import fetch_new
from ingest.filing import file_decided
from ingest.judging import Judging
from ingest.mailbox import Connection, connect
from ingest.mailbox.errors import MailboxError
from ingest.parts import Parts
from parsers.process import Parser
from storage.decisions import Recorded


@dataclass(slots=True)
class Polled:
    """What one look brought: how many messages came, and how many of each verdict were decided."""

    fetched: int = 0
    verdicts: dict[str, int] = field(default_factory=dict)

    def __str__(self) -> str:
        told = ", ".join(f"{count} {verdict}" for verdict, count in sorted(self.verdicts.items()))
        return f"{self.fetched} fetched; {told or 'nothing to judge'}"


class Poller:
    """One thread's work. `abort` may be called from another, and ends whatever waits on the network."""

    def __init__(
        self,
        parts: Parts,
        parser: Parser,
        password: str,
        stop: threading.Event,
        on_decided: Callable[[Recorded], None] = lambda _: None,
    ) -> None:
        self._parts = parts
        self._judging = Judging(parts, parser, stop.is_set)
        self._password = password
        self._stop = stop
        self._on_decided = on_decided
        self._connection: Connection | None = None
        self._complete: set[tuple[str, int]] = set()  # folders looked through to the end, by UIDVALIDITY
        self._uidnext = 0  # of the first folder, when it was last looked into
        self.busy = threading.Event()

    def poll(self) -> Polled:
        """One look at every folder. Raises MailboxError, or what `judging.OurFault` names.

        What was stored and decided before the fault stays so, and the next look goes on from there.
        """
        polled = Polled()
        self.busy.set()
        try:
            # What an earlier run left stored is judged even while the mailbox does not answer.
            self._judge(polled)
            # First what an earlier run may have moved without recording it: it must not count as taken away.
            file_decided(self._parts, self._connected(), self._stop.is_set)
            for name in self._parts.settings.mailbox.folders:
                self._look_into(name, polled)
            file_decided(self._parts, self._connected(), self._stop.is_set)
        except MailboxError:
            self.disconnect()
            raise
        finally:
            self.busy.clear()
        return polled

    def wait(self, seconds: float, wake: threading.Event) -> None:
        """Sleeps until mail arrives, `wake` is set, or `seconds` are over."""
        if self._connection is None:
            wake.wait(seconds)
            return
        try:
            folder = self._connection.select(self._parts.settings.mailbox.folders[0], readonly=True)
            # What came since the last look would not be announced again.
            if folder.uidnext == self._uidnext:
                self._connection.wait(seconds, wake)
        except MailboxError as error:
            logger.info("the connection ended while waiting: {}", error)
            self.disconnect()

    def abort(self) -> None:
        """Ends a read that another thread is waiting in."""
        if self._connection:
            self._connection.abort()

    def disconnect(self) -> None:
        """Closes the connection; the next look makes a new one."""
        if self._connection:
            self._connection.close()
            self._connection = None

    def _look_into(self, name: str, polled: Polled) -> None:
        folder = self._connected().select(name, readonly=True)
        if name == self._parts.settings.mailbox.folders[0]:
            self._uidnext = folder.uidnext
        place = (name, folder.uidvalidity)
        # Counts alone could agree by chance after a look that was broken off.
        thorough = place not in self._complete
        self._complete.discard(place)
        for fetched in fetch_new(self._parts, folder, thorough=thorough):
            polled.fetched += fetched
            self._judge(polled)
            if self._stop.is_set():
                return
        self._complete.add(place)

    def _judge(self, polled: Polled) -> None:
        for recorded in self._judging.stored():
            verdict = recorded.decision.verdict.value
            polled.verdicts[verdict] = polled.verdicts.get(verdict, 0) + 1
            returned.tell(self._parts, recorded.returned)
            self._on_decided(recorded)

    def _connected(self) -> Connection:
        if self._connection is None:
            self._connection = connect(self._parts.settings.mailbox, self._password)
        return self._connection
