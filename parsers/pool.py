"""The parsers of a daemon, which its threads take in turns."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from queue import SimpleQueue

from parsers.process import Parser

WORTH_A_PARSER = 8
"""So many waiting messages are worth another parser: it starts in half a second (measured)."""


class Pool:
    """Parsers of which one is at work at first, and more where there is enough for them to do."""

    def __init__(self, parsers: Sequence[Parser]) -> None:
        self.size = len(parsers)
        self._idle = list(parsers)
        self._ready: SimpleQueue[Parser] = SimpleQueue()
        self._at_work = 0
        self.call(0)

    def call(self, waiting: int) -> None:
        """Has as many at work as so many waiting messages are worth."""
        while self._idle and (not self._at_work or waiting >= WORTH_A_PARSER * (self._at_work + 1)):
            self._ready.put(self._idle.pop(0))
            self._at_work += 1

    @contextmanager
    def one(self) -> Iterator[Parser]:
        """A parser that no other thread uses; waits for one."""
        parser = self._ready.get()
        try:
            yield parser
        finally:
            self._ready.put(parser)
