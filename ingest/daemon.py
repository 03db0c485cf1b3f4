"""The daemon: one thread that polls, one that sends, a schedule that wakes them, and an orderly end.

APScheduler only sets the threads' wake-up events, so that a slow step never meets itself.
"""

import os
import signal
import threading
import time
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
        self._end_on_signal()
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
        for thread in threads:
            thread.join()

    def run_once(self) -> bool:
        """One poll, every due reply tried once. False when mailbox, SMTP or our own disk failed."""
        self._recover()
        self._end_on_signal()
        polled = self._guarded("mailbox", self._poll)
        sent = self._guarded("smtp", self._send)
        self._poller.disconnect()
        with self._smtp:
            return (polled and sent) or self._stop.is_set()

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
        well = True
        while not self._stop.is_set():
            if well:
                self._poller.wait(FAULT_SECONDS, self._poll_now)
            else:
                self._poll_now.wait(FAULT_SECONDS)
            self._poll_now.clear()
            if not self._stop.is_set():
                well = self._guarded("mailbox", self._poll)
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
        # What was queued before the organiser said "off" waits as well.
        if self._parts.settings.replies.mode == "off":
            return
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

    def _end_on_signal(self) -> None:
        """From here on SIGTERM and SIGINT end the program.

        Python's own handlers would wait for the main thread to come out of a C library, and could meet the
        lock of an Event that they had interrupted; so a thread waits for the kernel's word (set_wakeup_fd).
        """
        told, tell = os.pipe()
        os.set_blocking(tell, False)
        signal.set_wakeup_fd(tell)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: None)
        threading.Thread(target=self._end, args=(told,), name="end", daemon=True).start()

    def _end(self, told: int) -> None:
        """Cuts what waits on network and parser; what then goes on for too long is abandoned as if killed."""
        os.read(told, 1)
        self._stop.set()
        self._poll_now.set()
        self._send_now.set()
        self._poller.abort()
        self._parser.abort()
        self._smtp.abort()
        time.sleep(END_SECONDS)
        logger.complete()
        os._exit(0)
