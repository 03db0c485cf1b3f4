"""The alarms of one installation: any thread raises them, a thread of their own tells them."""

import threading
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from loguru import logger

from notifications.alarms.book import Alarm, Book, Notice
from notifications.alarms.errors import NotDelivered
from notifications.alarms.memory import recall, remember
from settings.alarm_kinds import AlarmKind

_LOOK_SECONDS = 60.0


class Channel(Protocol):
    """A way to the organiser."""

    name: str

    def deliver(self, notices: Sequence[Notice]) -> None:
        """Tells them. Raises NotDelivered; ends within some seconds."""


class Alarms:
    """`raise_`, `clear` and `report` write a line to the log, and never wait for a server, a disk or a lock.

    Before `start` nobody is told. `memory` is the file in which what was told outlasts a restart; `clock`
    gives this moment in UTC.
    """

    def __init__(self, memory: Path | None, clock: Callable[[], datetime]) -> None:
        self._memory = memory
        self._clock = clock
        self._book = Book()
        self._changed = threading.Condition()
        self._kept: list[Alarm] = []
        self._thread: threading.Thread | None = None
        self._closing = False

    def raise_(self, kind: AlarmKind, text: str, *, about: str = "", after: float = 0.0) -> None:
        """Raises an alarm, which lasts until `clear`; the organiser is told after `after` seconds."""
        key = kind.about(about)
        with self._changed:
            news = self._book.raise_(key, text, self._clock(), timedelta(seconds=after))
            self._changed.notify()
        if news:
            logger.error("{}: {}", key, text)

    def clear(self, kind: AlarmKind, *, about: str = "") -> None:
        """Ends an alarm, if it was raised."""
        key = kind.about(about)
        with self._changed:
            was = self._book.clear(key, self._clock())
            self._changed.notify()
        if was:
            logger.info("{}: it is over", key)

    def report(self, kind: AlarmKind, text: str, *, about: str = "") -> None:
        """Reports what has happened and is over; several of one key within an hour are told together."""
        key = kind.about(about)
        with self._changed:
            self._book.report(key, text, self._clock())
            self._changed.notify()
        logger.error("{}: {}", key, text)

    def lasting(self) -> list[Alarm]:
        """Returns the alarms that last now, whether the organiser was told or not."""
        with self._changed:
            return self._book.lasting()

    def start(self, channels: Sequence[Channel]) -> None:
        """Tells the organiser through every channel from now on."""
        with self._changed:
            raised = self._book.all()
            self._book = Book(recall(self._memory, self._clock()))
            for alarm in raised:
                self._book.raise_(alarm.key, alarm.text, alarm.since, timedelta())
        self._thread = threading.Thread(
            target=self._tell_forever, args=(channels,), name="alarms", daemon=True
        )
        self._thread.start()

    def close(self, seconds: float) -> None:
        """Lets what is due go out, for so long at most."""
        with self._changed:
            self._closing = True
            self._changed.notify()
        if self._thread:
            self._thread.join(seconds)

    def _tell_forever(self, channels: Sequence[Channel]) -> None:
        while True:
            notices, closing = self._await_due()
            if notices:
                self._settle(notices, _told(channels, notices))
            self._keep()
            if closing:
                return

    def _await_due(self) -> tuple[list[Notice], bool]:
        """Waits for something to tell; empty, too, when something else is to be remembered."""
        with self._changed:
            while True:
                notices = self._book.due(self._clock())
                if notices or self._closing or self._book.all() != self._kept:
                    return notices, self._closing
                self._changed.wait(_LOOK_SECONDS if self._book.next_due() is None else self._seconds_left())

    def _seconds_left(self) -> float:
        due = self._book.next_due() or self._clock()
        # Not in one piece: the clock may be set meanwhile.
        return min(max((due - self._clock()).total_seconds(), 0.01), _LOOK_SECONDS)

    def _settle(self, notices: Sequence[Notice], told: bool) -> None:
        with self._changed:
            for notice in notices:
                (self._book.was_told if told else self._book.was_not_told)(notice, self._clock())

    def _keep(self) -> None:
        with self._changed:
            alarms = self._book.all()
        if alarms != self._kept:
            self._kept = alarms
            remember(self._memory, alarms)


def _told(channels: Sequence[Channel], notices: Sequence[Notice]) -> bool:
    """Tells every channel; true if one took it, or there is none but the log, which has it already."""
    reached = 0
    for channel in channels:
        try:
            channel.deliver(notices)
            reached += 1
            told = ", ".join(f"{notice.key} ({notice.state})" for notice in notices)
            logger.info("the organiser was told by {}: {}", channel.name, told)
        except NotDelivered as error:
            logger.warning("the organiser could not be told by {}: {}", channel.name, error)
        except Exception as error:
            # Its text may hold the address, and the address a secret.
            logger.warning("the organiser could not be told by {}: {}", channel.name, type(error).__name__)
    return reached > 0 or not channels
