"""How many letters a provider takes a minute: more are refused, and may cost us the right to send."""

from collections import deque
from datetime import datetime, timedelta
from typing import Final

_MINUTE = timedelta(minutes=1)
PER_MINUTE: Final = {"microsoft365": 30}
"""By `[mailbox] provider`. Exchange Online limits, "Message rate limit" of a mailbox; 10,000 recipients a day
are more than a contest has. Google Workspace tells a number a day alone (2,000), and says when it is reached.
"""


class Pace:
    """Counts what this process sends. `per_minute`: None where nobody counts."""

    def __init__(self, per_minute: int | None = None) -> None:
        self._per_minute = per_minute
        self._sent: deque[datetime] = deque(maxlen=per_minute or 0)

    @property
    def is_limited(self) -> bool:
        """Whether some letters wait for others, so that it matters which go first."""
        return self._per_minute is not None

    def has_room(self, now: datetime) -> bool:
        """Whether another letter may go now."""
        return len(self._sent) < (self._per_minute or 1) or now - self._sent[0] >= _MINUTE

    def sent(self, now: datetime) -> None:
        """One has gone."""
        self._sent.append(now)
