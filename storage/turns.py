"""Whose turn it is to write, among the threads of one process.

SQLite has one writer at a time and lets whoever waits sleep, for longer and longer: a thread with much to
write then leaves the others no turn (measured: a third of the time was slept). Here they come in their order.
"""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock


class Turns:
    """One writer at a time, first come, first served."""

    def __init__(self) -> None:
        self._guard = Lock()
        self._taken = False
        self._waiting: deque[Lock] = deque()

    @property
    def wanted(self) -> bool:
        """Whether another waits for its turn."""
        return bool(self._waiting)

    @contextmanager
    def one(self, seconds: float) -> Iterator[None]:
        """A turn. After so many seconds the caller goes on without: the database tells him it is busy."""
        has_turn = self._take(seconds)
        try:
            yield
        finally:
            if has_turn:
                self._pass_on()

    def _take(self, seconds: float) -> bool:
        mine = Lock()
        with self._guard:
            if not self._taken:
                self._taken = True
                return True
            mine.acquire()
            self._waiting.append(mine)
        if mine.acquire(timeout=seconds):
            return True
        with self._guard:
            if mine in self._waiting:
                self._waiting.remove(mine)
                return False
        return True  # it was given at the last moment

    def _pass_on(self) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._taken = False
