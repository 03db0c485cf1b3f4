"""Damage to the database is looked for: the daemon's own work would meet it only on the pages it reads."""

import time

from sqlalchemy import Engine

from storage.engine import require_sound

SECONDS = 3600.0
"""Costs 0.3 s for 2,800 messages (121 MB), 3 s where the system has nothing of it in memory (measured)."""


class Soundness:
    """Checks a database now and then; for one thread."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._checked = -SECONDS

    def require(self) -> None:
        """Raises DatabaseDamaged; costs nothing within an hour of a check that found it sound."""
        if time.monotonic() - self._checked >= SECONDS:
            require_sound(self._engine)
            self._checked = time.monotonic()
