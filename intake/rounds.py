"""Runs the daemon's rounds of work: no fault ends the daemon, and each raises its alarm."""

import threading
from collections.abc import Callable, Iterable

from loguru import logger

from notifications.alarms import Alarms
from runtime.database_faults import DAMAGED
from runtime.faults import OWN, fault_of
from settings.alarm_kinds import AlarmKind
from settings.errors import IntakeError


class Guard:
    """One for all threads. `stopped`: what breaks because we are ending is no fault.

    `let_go` closes what is open of our own storage. SQLite opens for reading alone what it may not write, and
    would keep it so when it may again.
    """

    def __init__(self, alarms: Alarms, stopped: Callable[[], bool], let_go: Callable[[], None]) -> None:
        self._alarms = alarms
        self._stopped = stopped
        self._let_go = let_go
        self._damaged = threading.Event()

    def well(self, work: Callable[[], Iterable[AlarmKind]]) -> bool:
        """Runs one round of work, which returns the alarms that it has shown to be over. False for a fault.

        Once the database has been found damaged, no work is done any more. Raises IntakeError alone.
        """
        if self._damaged.is_set():
            return False
        try:
            over = work()
        except IntakeError:
            raise
        except Exception as error:
            if not self._stopped():
                self._raise_alarm(error)
            return False
        for alarm in over:
            self._alarms.clear(alarm)
        return True

    def _raise_alarm(self, error: Exception) -> None:
        fault = fault_of(error)
        if fault.alarm is AlarmKind.PROGRAM:
            logger.exception("a mistake of the program; it goes on")
        if fault.alarm is DAMAGED:
            self._damaged.set()
        self._alarms.raise_(fault.alarm, fault.text, after=fault.after)
        if fault.alarm in OWN:
            self._let_go()
