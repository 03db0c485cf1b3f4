"""How many letters a provider takes: more are refused, and may cost us the right to send."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@dataclass(slots=True)
class _Window:
    """The last `most` letters that went; there is room when the first of them is older than `length`."""

    length: timedelta
    most: int
    sent: deque[datetime] = field(init=False)

    def __post_init__(self) -> None:
        self.sent = deque(maxlen=self.most)

    def has_room(self, now: datetime) -> bool:
        return len(self.sent) < self.most or now - self.sent[0] >= self.length


LIMITS: Final = {
    "microsoft365": ((MINUTE, 30), (DAY, 10_000)),
    "google": ((DAY, 2_000),),
}
"""By `[mailbox] provider`: in so long a time, so many letters. Exchange Online limits, "Message rate limit"
and "Recipient rate limit" of a mailbox; Gmail sending limits in Google Workspace, messages per user and day.
"""


class Pace:
    """Counts what goes out. `limits`: as in `LIMITS`; none where nobody counts."""

    def __init__(self, limits: Iterable[tuple[timedelta, int]] = ()) -> None:
        self._windows = [_Window(length, most) for length, most in limits]
        self.recalled = not self._windows
        """Whether it knows what went before this process; where nobody counts there is nothing to know."""

    @property
    def is_limited(self) -> bool:
        """Whether some letters wait for others, so that it matters which go first."""
        return bool(self._windows)

    @property
    def reach(self) -> timedelta:
        """How far back what was sent still counts."""
        return max((window.length for window in self._windows), default=timedelta(0))

    def recall(self, moments: Iterable[datetime]) -> None:
        """What went before this process, oldest first."""
        self.recalled = True
        for moment in moments:
            self.sent(moment)

    def has_room(self, now: datetime) -> bool:
        """Whether another letter may go now."""
        return all(window.has_room(now) for window in self._windows)

    def sent(self, now: datetime) -> None:
        """One has gone."""
        for window in self._windows:
            window.sent.append(now)
