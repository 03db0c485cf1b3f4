"""Slows those who guess passwords: by account, for an attacker has many addresses, and an office has one.

In memory: whoever could restart this process needs no password. A browser from which the person has logged in
before is counted by itself, so that a stranger's guesses do not keep him out.
"""

import threading
from collections import OrderedDict
from dataclasses import dataclass

FREE = 5
"""Failures that cost nothing: a person who has forgotten which password it was."""
LONGEST = 300.0
MOST_UNKNOWN = 10_000
"""Names that nobody bears are counted as well, or they would be told apart by what they cost."""


@dataclass(slots=True)
class _Failures:
    count: int = 0
    last: float = 0.0


class Slowness:
    """Counts failures. Times are those of one monotonic clock."""

    def __init__(self) -> None:
        self._known: dict[str, _Failures] = {}
        self._unknown: OrderedDict[str, _Failures] = OrderedDict()
        self._lock = threading.Lock()

    def seconds_left(self, key: str, now: float) -> float:
        """How long a further try is refused unseen."""
        with self._lock:
            found = self._known.get(key) or self._unknown.get(key)
        if found is None or found.count <= FREE:
            return 0.0
        return max(0.0, found.last + min(2.0 ** (found.count - FREE), LONGEST) - now)

    def failed(self, key: str, now: float, *, known: bool) -> None:
        """One more. Those of `known` accounts are never pushed out by names that somebody thinks up."""
        with self._lock:
            failures = (self._known if known else self._unknown).setdefault(key, _Failures())
            failures.count, failures.last = failures.count + 1, now
            if not known:
                self._unknown.move_to_end(key)
                while len(self._unknown) > MOST_UNKNOWN:
                    self._unknown.popitem(last=False)

    def succeeded(self, key: str) -> None:
        """The person is who he says."""
        with self._lock:
            self._known.pop(key, None)
