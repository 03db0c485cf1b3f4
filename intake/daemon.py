"""The daemon: one thread that polls, one that sends, a schedule that wakes them, and an orderly end.

A fault ends the round of work that met it, is told, and the next round tries again; only a damaged database
ends all of them.
"""

import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from loguru import logger
from sqlalchemy.exc import SQLAlchemyError

from credentials import Credential
from credentials.ending import warning
from decisions.decide import Recorded
from ingest.drawing import Drawing
from ingest.poller import Poller
from intake.backups import Backups
from intake.database_check import Soundness
from intake.digest import Digest
from intake.first_start import advise
from intake.health import Health
from intake.pages_process import serving
from intake.rounds import Guard
from intake.schedule import waking
from intake.signals import end_on_signal
from intake.version import VERSION
from intake.wishes import Wishes
from notifications.alarms.channels import channels_of
from notifications.sending.pace import LIMITS, Pace
from notifications.sending.sender import send_due
from notifications.sending.unrecorded import Outcomes, recover
from notifications.transport import Smtp
from parsers.pool import Pool
from parsers.process import Parser
from runtime.clock import now
from runtime.database_faults import DAMAGED
from runtime.disk_space import probe, require_room, warn_of_little_room
from runtime.faults import OWN
from runtime.parts import Parts
from runtime.ready import has_records, make_ready, prepare
from settings import Settings
from settings.alarm_kinds import AlarmKind
from storage.engine import reading, require_writable
from storage.outbox import refusals

SEND_SECONDS = 15
FAULT_SECONDS = 60
LEISURE_SECONDS = 0.2
LAST_WORDS_SECONDS = 3.0
"""What `--once` leaves to its alarms; a daemon's are told while it works."""


class Daemon:
    """One running intake."""

    def __init__(
        self,
        parts: Parts,
        parsers: Sequence[Parser],
        mailbox: Credential,
        smtp: Credential | None,
        config: Path,
        ours: Callable[[], bool],
    ) -> None:
        self._parts, self._config, self._ours = parts, config, ours
        self._parsers = parsers
        self._smtp_credential = smtp
        self._by_token = any(each and each.bearer for each in (mailbox, smtp))
        self._stop = threading.Event()
        self._poll_now, self._send_now = threading.Event(), threading.Event()
        pool = Pool(parsers)
        self._poller = Poller(parts, pool, mailbox, self._stop, self._decided)
        self._drawing, self._draw_now = Drawing(parts, pool), threading.Event()
        self._smtp, self._outcomes = Smtp(parts.settings.smtp, smtp), Outcomes(parts.outgoing)
        self._backups = Backups(parts, config, self._stop)
        self._pace, self._paced = Pace(LIMITS.get(parts.settings.mailbox.provider, ())), False
        self._guard = Guard(parts.alarms, self._stop.is_set, parts.engine.dispose)
        self._health, self._soundness = Health(parts.alarms, now, now()), Soundness(parts.engine)
        self._wishes, self._digest = Wishes(parts), Digest(parts, smtp)
        self._first_start = not has_records(parts)

    def run(self) -> None:
        """Works until SIGTERM or SIGINT. Raises as `make_ready` does where there are no records yet."""
        self._begin()
        if not has_records(self._parts):
            make_ready(self._parts)
        parts = self._parts
        logger.info("started {}: {}", VERSION, _doing(parts.settings))
        with serving(parts.settings.web, self._config, self._health.document, parts.alarms):
            # Records that are there are not given up for a fault: it is told and waited out.
            while not self._guard.well(self._ready) and not self._stop.is_set():
                self._stop.wait(FAULT_SECONDS)
            if not self._stop.is_set():
                self._work()
        logger.info("stopped")

    def run_once(self) -> bool:
        """One poll, every due reply tried once. False when mailbox, SMTP or our own disk failed.

        Raises as `make_ready` does.
        """
        make_ready(self._parts)
        self._begin()
        ready = self._guard.well(self._recover)
        polled = ready and self._guard.well(self._poll)
        sent = ready and self._guard.well(self._send)
        self._guard.well(self._settle)
        self._poller.disconnect()
        self._guard.well(self._draw)
        self._guard.well(self._back_up_if_due)
        self._parts.alarms.close(LAST_WORDS_SECONDS)
        with self._smtp:
            return (polled and sent) or self._stop.is_set()

    def _begin(self) -> None:
        end_on_signal(self._end)
        settings = self._parts.settings
        self._parts.alarms.start(channels_of(settings, self._parts.desk, self._smtp_credential, now))

    def _work(self) -> None:
        poll_seconds = self._parts.settings.mailbox.poll_seconds
        scheduler = waking({self._poll_now: poll_seconds, self._send_now: SEND_SECONDS}, now())
        threads = [
            threading.Thread(target=self._poll_forever, name="poller", daemon=True),
            threading.Thread(target=self._send_forever, name="sender", daemon=True),
            threading.Thread(target=self._draw_forever, name="drawer", daemon=True),
            threading.Thread(target=self._back_up_forever, name="backups", daemon=True),
        ]
        for thread in threads:
            thread.start()
        scheduler.start()
        self._stop.wait()
        scheduler.shutdown(wait=False)
        for thread in threads:
            thread.join()
        self._parts.alarms.close(0.5)

    def _ready(self) -> Iterable[AlarmKind]:
        prepare(self._parts)
        return self._recover()

    def _recover(self) -> Iterable[AlarmKind]:
        self._soundness.require()
        recover(self._parts.outgoing)
        return (DAMAGED,)

    def _poll_forever(self) -> None:
        well = True
        while not self._stop.is_set():
            if pause := self._poller.pause:
                self._stop.wait(pause)  # the schedule does not hurry what is down, or refuses us
            elif well:
                self._poller.wait(FAULT_SECONDS, self._poll_now)
            else:
                self._poll_now.wait(FAULT_SECONDS)
            self._poll_now.clear()
            if not self._stop.is_set():
                well = self._guard.well(self._poll)
                self._send_now.set()

    def _send_forever(self) -> None:
        while not self._stop.is_set():
            self._send_now.wait()
            self._send_now.clear()
            if self._stop.is_set():
                break
            well = self._guard.well(self._send)
            self._draw_now.set()
            self._count()
            self._look_if_asked()
            self._guard.well(self._tell_staff)
            if not well:
                self._stop.wait(FAULT_SECONDS)
        self._guard.well(self._settle)

    def _poll(self) -> Iterable[AlarmKind]:
        """One look into the mailbox; returns the alarms that it has shown to be over."""
        if not self._may_work():
            return ()
        self._health.poll_begins()
        self._soundness.require()
        polled = self._poller.poll()
        if polled.fetched or polled.verdicts:
            logger.info("mailbox: {}", polled)
        require_room(self._parts)
        warn_of_little_room(self._parts)
        self._warn_of_endings()
        if not {alarm.key for alarm in self._parts.alarms.lasting()}.isdisjoint(OWN):
            # A look that had nothing to write shows nothing of the disk and of the lock.
            probe(self._parts)
            require_writable(self._parts.engine)
        self._health.poll_succeeded()
        if self._first_start:
            self._first_start = False
            advise(self._poller, self._parts.settings)
        return AlarmKind.MAILBOX, AlarmKind.MAILBOX_REFUSED, AlarmKind.CONSENT, *OWN

    def _warn_of_endings(self) -> None:
        """Raises or clears the alarm of a consent, secret or certificate that will soon end."""
        told = warning(self._parts.credentials.endings(), now()) if self._by_token else ""
        if told:
            self._parts.alarms.raise_(AlarmKind.CONSENT_ENDS, told)
        else:
            self._parts.alarms.clear(AlarmKind.CONSENT_ENDS)

    def _may_work(self) -> bool:
        """False once another daemon has the database: this one ends, having changed nothing since."""
        if self._ours():
            return True
        logger.error("another `intake run` has taken this database over; this one ends")
        self._end()
        return False

    def _send(self) -> Iterable[AlarmKind]:
        # What was queued before the organiser said "off" waits as well.
        off = self._parts.settings.replies.mode == "off"
        if not self._may_work() or off or self._wishes.paused():
            return ()
        round_ = send_due(
            self._parts.outgoing,
            self._smtp,
            lambda: self._stop.is_set() or self._wishes.paused(),
            polling=self._poller.busy.is_set,
            outcomes=self._outcomes,
            pace=self._pace,
        )
        if round_.sent or round_.failed or (round_.deferred and not round_.fault):
            logger.info(
                "replies: {} sent, {} put off, {} refused", round_.sent, round_.deferred, round_.failed
            )
        if round_.paced and not self._paced:
            logger.info(
                "replies: more wait than the provider takes in a minute, or in a day; acceptances go first"
            )
        self._paced = round_.paced
        if round_.fault:
            raise round_.fault
        # A round with nothing to send shows nothing of the server.
        if not (round_.sent or round_.failed):
            return ()
        with reading(self._parts.engine) as session:
            waits = refusals.any_waits(session, self._parts.contest)
        return (AlarmKind.SMTP,) if waits else (AlarmKind.SMTP, AlarmKind.SMTP_REFUSED)

    def _draw_forever(self) -> None:
        while not self._stop.is_set():
            self._draw_now.wait()
            self._draw_now.clear()
            if not self._guard.well(self._draw):
                self._stop.wait(FAULT_SECONDS)

    def _draw(self) -> Iterable[AlarmKind]:
        self._drawing.draw(self._has_leisure)
        return ()

    def _has_leisure(self) -> bool:
        """Waits until no mail is taken in: an answer never waits for a picture. False once told to end."""
        while self._poller.busy.is_set() and not self._stop.wait(LEISURE_SECONDS):
            pass
        return not self._stop.is_set()

    def _back_up_forever(self) -> None:
        while not self._guard.well(self._back_up) and not self._stop.is_set():
            self._stop.wait(FAULT_SECONDS)

    def _back_up(self) -> Iterable[AlarmKind]:
        self._backups.work()
        return ()

    def _back_up_if_due(self) -> Iterable[AlarmKind]:
        self._backups.look()
        return ()

    def _look_if_asked(self) -> None:
        if self._wishes.look_wanted(self._health.last_poll):
            self._poll_now.set()

    def _tell_staff(self) -> Iterable[AlarmKind]:
        self._digest.tell_if_due()
        return ()

    def _settle(self) -> Iterable[AlarmKind]:
        """Once more before the end: a reply that was taken and could not be recorded would go out again."""
        self._outcomes.settle()
        return ()

    def _count(self) -> None:
        """For whoever asks for our health; a database that fails is told by the work itself."""
        with suppress(SQLAlchemyError), reading(self._parts.engine) as session:
            self._health.count(session, self._parts.contest)

    def _decided(self, recorded: Recorded) -> None:
        reference = recorded.entry.reference if recorded.entry else "-"
        logger.info(
            "message {}: {} {}", recorded.decision.message_id, recorded.decision.verdict.value, reference
        )
        self._health.moved()
        self._send_now.set()

    def _end(self) -> None:
        """Cuts what waits on network and parser."""
        self._stop.set()
        self._poll_now.set()
        self._send_now.set()
        self._draw_now.set()
        self._poller.abort()
        for parser in self._parsers:
            parser.abort()
        self._smtp.abort()


def _doing(settings: Settings) -> str:
    """Which mailbox is read, and what becomes of it and of the replies, in one line."""
    mailbox, replies = settings.mailbox, settings.replies
    untouched = ", which is left untouched" if mailbox.read_only else ""
    folders = ", ".join(mailbox.watched)
    return f"{folders} of {mailbox.username} at {mailbox.host}{untouched}; replies: {replies.mode}"
