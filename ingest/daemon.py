"""The daemon: one thread that polls, one that sends, a schedule that wakes them, and an orderly end.

APScheduler only sets the threads' wake-up events, so that a slow step never meets itself.
"""

import os
import signal
import threading
from collections.abc import Callable

from apscheduler.schedulers.background import BackgroundScheduler
from loguru import logger

from ingest.judging import OurFault
from ingest.mailbox.errors import MailboxError
from ingest.parts import Parts, now
from ingest.poller import Poller
from ingest.sending import send_due
from notifications.transport import Smtp, TransportError
from parsers.process import Parser
from storage import outbox
from storage.decisions import Recorded
from storage.engine import writing

SEND_SECONDS = 15
FAULT_SECONDS = 60
END_SECONDS = 4.0
"""SIGTERM must have ended the program within 5 s; a longer step is abandoned as if killed."""


class Daemon:
    """One running intake."""

    def __init__(
        self, parts: Parts, parser: Parser, mailbox_password: str, smtp_password: str | None
    ) -> None:
        self._parts = parts
        self._parser = parser
        self._stop = threading.Event()
        self._poll_now, self._send_now = threading.Event(), threading.Event()
        self._poller = Poller(parts, parser, mailbox_password, self._stop, self._decided)
        self._smtp = Smtp(parts.settings.smtp, smtp_password)
        self._told: dict[str, str] = {}

    def run(self) -> None:
        """Works until SIGTERM or SIGINT."""
        self._recover()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.stop())
        scheduler = self._schedule()
        threads = [
            threading.Thread(target=self._poll_forever, name="poller", daemon=True),
            threading.Thread(target=self._send_forever, name="sender", daemon=True),
        ]
        for thread in threads:
            thread.start()
        scheduler.start()
        self._stop.wait()
        scheduler.shutdown(wait=False)
        self._end(threads)

    def run_once(self) -> bool:
        """One poll, every due reply tried once. False when mailbox, SMTP or our own disk failed."""
        self._recover()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self._abandon())
        polled = self._guarded("mailbox", self._poll)
        sent = self._guarded("smtp", self._send)
        self._poller.disconnect()
        with self._smtp:
            return polled and sent

    def stop(self) -> None:
        """Asks everything to end; safe to call from a signal handler."""
        self._stop.set()
        self._poll_now.set()
        self._send_now.set()

    def _recover(self) -> None:
        with writing(self._parts.engine) as session:
            found = outbox.recover(session, now())
        if found:
            logger.warning("{} replies were being sent when the daemon last ended", found)

    def _schedule(self) -> BackgroundScheduler:
        scheduler = BackgroundScheduler(timezone="UTC")
        seconds = self._parts.settings.mailbox.poll_seconds
        for wake, every in ((self._poll_now, seconds), (self._send_now, SEND_SECONDS)):
            scheduler.add_job(
                wake.set,
                "interval",
                seconds=every,
                misfire_grace_time=None,
                coalesce=True,
                next_run_time=now(),
            )
        return scheduler

    def _poll_forever(self) -> None:
        while not self._stop.is_set():
            self._poller.wait(FAULT_SECONDS, self._poll_now)
            self._poll_now.clear()
            if not self._stop.is_set():
                self._guarded("mailbox", self._poll)
                self._send_now.set()

    def _send_forever(self) -> None:
        while not self._stop.is_set():
            self._send_now.wait()
            self._send_now.clear()
            if not self._stop.is_set() and not self._guarded("smtp", self._send):
                self._stop.wait(FAULT_SECONDS)

    def _poll(self) -> None:
        polled = self._poller.poll()
        if polled.fetched or polled.verdicts:
            logger.info("mailbox: {}", polled)

    def _send(self) -> None:
        round_ = send_due(self._parts, self._smtp, self._stop.is_set, polling=self._poller.busy.is_set)
        if round_.sent or round_.failed or round_.deferred:
            logger.info(
                "replies: {} sent, {} put off, {} refused", round_.sent, round_.deferred, round_.failed
            )
        if round_.fault:
            raise round_.fault

    def _decided(self, recorded: Recorded) -> None:
        reference = recorded.entry.reference if recorded.entry else "-"
        logger.info(
            "decision {}: {} {}", recorded.decision.number, recorded.decision.verdict.value, reference
        )
        self._send_now.set()

    def _guarded(self, part: str, work: Callable[[], None]) -> bool:
        """Runs one round of work; a fault of a part is told once, and its end as well."""
        try:
            work()
        except (MailboxError, TransportError, *OurFault) as error:
            self._tell(part, str(error))
            return False
        except Exception as error:
            if not self._stop.is_set():
                logger.exception("a mistake of the program in its {} work; it goes on", part)
            self._tell(part, str(error))
            return False
        if self._told.pop(part, None):
            logger.info("{}: works again", part)
        return True

    def _tell(self, part: str, problem: str) -> None:
        if not self._stop.is_set() and self._told.get(part) != problem:
            self._told[part] = problem
            logger.error("{}: {} Nothing is lost; it is tried again.", part, problem)

    def _abandon(self) -> None:
        self.stop()
        threading.Thread(target=self._end, args=([],), daemon=True).start()

    def _end(self, threads: list[threading.Thread]) -> None:
        """Cuts what waits on the network, lets the threads end their step, leaves the rest as if killed."""
        self._poller.abort()
        self._smtp.abort()
        deadline = END_SECONDS / max(1, len(threads))
        for thread in threads:
            thread.join(deadline)
        self._parser.close()
        logger.complete()
        if any(thread.is_alive() for thread in threads) or not threads:
            os._exit(0)
