"""Looks into the mailbox: fetches, judges and files, on one connection that it keeps and makes anew."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from loguru import logger

from credentials import Credential
from decisions.decide import Recorded
from ingest import tell_organiser
from ingest.backoff import Backoff
from ingest.copying import copy_letters
from ingest.erasing import finish
from ingest.fetching import Fetching
from ingest.judging import Judging
from ingest.mailbox import Connection, connect
from ingest.mailbox.errors import ConnectionLost, MailboxError, ProtocolViolation, RequestRefused
from ingest.moving import file_decided
from ingest.read_ahead import one_ahead
from ingest.reconciling import look, tally
from ingest.register_watch import RegisterWatch
from ingest.tally import Reporter
from parsers.pool import Pool
from runtime.clock import now
from runtime.parts import Parts

T = TypeVar("T")
QUICK_SECONDS = 5.0
"""A connection that ends sooner while it waits is not made anew before the next poll: that would spin."""
PAUSE_SECONDS = 1.0
"""Between two looks, however often the server says that mail has come; what comes meanwhile is one look."""
ENDED = (ConnectionLost, ProtocolViolation)
"""After these a new connection is made."""


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
        pool: Pool,
        credential: Credential,
        stop: threading.Event,
        on_decided: Callable[[Recorded], None] = lambda _: None,
    ) -> None:
        self._parts = parts
        self._judging = Judging(parts, pool, stop.is_set)
        self._register = RegisterWatch(parts)
        self._credential = credential
        self._stop = stop
        self._on_decided = on_decided
        self._failed: set[int] = set()  # messages on which our own code failed in this look
        self._connection: Connection | None = None
        self._complete: set[tuple[str, int]] = set()  # folders looked through to the end, by UIDVALIDITY
        self._unfiled = False  # the last look began with a connection that ended over moving mail
        self._uidnext = 0  # of the first folder, when it was last looked into
        self._reporter = Reporter(parts)
        self._fetcher = ThreadPoolExecutor(1, thread_name_prefix="fetcher")
        self._backoff = Backoff()
        self.busy = threading.Event()

    @property
    def pause(self) -> float:
        """Seconds to leave the mailbox alone after a look that failed; 0 after one that did not."""
        return self._backoff.seconds

    def poll(self) -> Polled:
        """One look at every folder. Raises MailboxError, CredentialFault and OUR_FAULTS.

        What was stored and decided before the fault stays so, and the next look goes on from there.
        """
        polled = Polled()
        self.busy.set()
        try:
            self._poll(polled)
        except Exception as error:
            self._backoff.failed(error)
            if isinstance(error, MailboxError):
                self.disconnect()
            raise
        finally:
            self.busy.clear()
        self._backoff.succeeded()
        return polled

    def wait(self, seconds: float, wake: threading.Event) -> None:
        """Sleeps until mail arrives, `wake` is set, or `seconds` are over."""
        if self._connection is None or wake.wait(PAUSE_SECONDS):
            wake.wait(seconds)
            return
        began = time.monotonic()
        try:
            folder = self._connection.select(self._parts.settings.mailbox.folders[0], readonly=True)
            # What came since the last look would not be announced again.
            if folder.uidnext == self._uidnext:
                self._connection.wait(seconds, wake)
        except MailboxError as error:
            if not self._stop.is_set():
                logger.info("the connection ended while waiting: {}", error)
            self.disconnect()
            if time.monotonic() - began < QUICK_SECONDS:
                wake.wait(seconds)

    def ask(self, question: Callable[[Connection], T]) -> T:
        """Asks the server something between two looks, and on their connection: `abort` ends it as well."""
        return question(self._connected())

    def abort(self) -> None:
        """Ends a read that another thread is waiting in."""
        if self._connection:
            self._connection.abort()

    def disconnect(self) -> None:
        """Closes the connection; the next look makes a new one."""
        if self._connection:
            self._connection.close()
            self._connection = None

    def _poll(self, polled: Polled) -> None:
        self._register.renew()
        finish(self._parts)
        # What an earlier run left stored is judged even while the mailbox does not answer.
        self._failed.clear()
        self._judge(polled)
        faults = self._file_first()
        began = now()
        for name in self._parts.settings.mailbox.watched:
            try:
                self._look_into(name, polled)
            except (RequestRefused, *ENDED) as error:  # one folder's fault leaves no other unread
                faults.append(error)
        if not any(isinstance(fault, ENDED) for fault in faults):
            file_decided(self._parts, self._connected(), self._stop.is_set)
        if self._parts.settings.mailbox.sent_copies and not faults:
            copy_letters(self._parts, self._connected(), began, self._stop.is_set)
        if faults:
            raise faults[0]

    def _file_first(self) -> list[MailboxError]:
        """Files what an earlier run may have moved without recording it: it must not count as taken away.

        A server that ends the connection over it a second time does so for ever: then mail goes first, and
        what was decided is moved one by one. Returns that fault.
        """
        file = partial(file_decided, one_by_one=True) if self._unfiled else file_decided
        try:
            file(self._parts, self._connected(), self._stop.is_set)
        except ENDED as error:
            again, self._unfiled = self._unfiled, True
            if not again:
                raise
            return [error]
        self._unfiled = False
        return []

    def _look_into(self, name: str, polled: Polled) -> None:
        folder = self._connected().select(name, readonly=True)
        if name == self._parts.settings.mailbox.folders[0]:
            self._uidnext = folder.uidnext
        place = (name, folder.uidvalidity)
        # Counts alone could agree by chance after a look that was broken off.
        thorough = place not in self._complete
        self._complete.discard(place)
        found = look(self._parts, folder, thorough=thorough)
        mailbox, expected = found.mailbox, len(found.missing)
        # While one batch is judged, the next is fetched: only that thread uses the connection meanwhile.
        with closing(one_ahead(Fetching(self._parts, folder, found).batches(), self._fetcher)) as batches:
            for batch in batches:
                polled.fetched += batch.stored
                if batch.stored:
                    # A line that often breaks still brings mail: it is not left alone for longer each time.
                    self._backoff.succeeded()
                mailbox -= batch.gone
                expected -= batch.stored
                self._judge(polled, expected)
                if self._stop.is_set():
                    return
        counted = tally(self._parts, name, folder.uidvalidity, mailbox, found.strays)
        self._reporter.tell(counted, found.unlisted)
        if counted.agrees and not found.unlisted:
            self._complete.add(place)

    def _judge(self, polled: Polled, expected: int = 0) -> None:
        for recorded in self._judging.stored(expected, self._failed):
            verdict = recorded.decision.verdict.value
            polled.verdicts[verdict] = polled.verdicts.get(verdict, 0) + 1
            tell_organiser.of_returned(self._parts, recorded.returned)
            self._on_decided(recorded)

    def _connected(self) -> Connection:
        if self._stop.is_set():
            raise ConnectionLost("the daemon is ending; what is not done is done at the next start")
        if self._connection and self._connection.lost:
            self.disconnect()
        if self._connection is None:
            self._connection = connect(self._parts.settings.mailbox, self._credential)
        return self._connection
