"""What persons ask of the running daemon, through the records: from a terminal or from a page."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import SQLAlchemyError

from runtime.parts import Parts
from storage.engine import reading
from storage.switches import switches_of


@dataclass(frozen=True, slots=True)
class Wishes:
    """Read anew each time: it costs one row."""

    parts: Parts

    def paused(self) -> bool:
        """Whether no letter goes out for now."""
        with reading(self.parts.engine) as session:
            return switches_of(session, self.parts.contest).paused_since is not None

    def look_wanted(self, last: datetime | None) -> bool:
        """Whether somebody has asked for a look since the last; a failing database is told elsewhere."""
        with suppress(SQLAlchemyError), reading(self.parts.engine) as session:
            asked = switches_of(session, self.parts.contest).look_asked_at
            return asked is not None and (last is None or asked > last)
        return False
