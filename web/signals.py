"""How the server process tells the daemon of what needs the organiser: the daemon alone writes the alarms."""

import json
import threading
from contextlib import suppress
from typing import IO

from loguru import logger

from settings.alarm_kinds import AlarmKind


class Signals:
    """Alarms, each told when it begins and when it is over. Without a daemon they are lines of the log."""

    def __init__(self, to: IO[str] | None = None) -> None:
        self._to = to
        self._raised: set[AlarmKind] = set()
        self._lock = threading.Lock()

    def alarm(self, kind: AlarmKind, text: str) -> None:
        """Something lasts that a person must mend."""
        with self._lock:
            if kind not in self._raised:
                self._raised.add(kind)
                logger.error("{}: {}", kind.value, text)
                self._tell({"alarm": kind.value, "text": text})

    def over(self, kind: AlarmKind) -> None:
        """It lasts no more."""
        with self._lock:
            if kind in self._raised:
                self._raised.discard(kind)
                self._tell({"over": kind.value})

    def _tell(self, what: dict[str, str]) -> None:
        if self._to is not None:
            # A daemon that is gone is met at the other pipe.
            with suppress(OSError):
                print(json.dumps(what), file=self._to, flush=True)
