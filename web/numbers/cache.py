"""The figures of the last minute."""

from datetime import datetime, timedelta
from threading import Lock

from runtime.parts import Parts
from storage.engine import reading
from storage.figures import Figures, figures_of, provinces_in

_FRESH = timedelta(seconds=60)


class Cache:
    """A page that everybody reloads on the last day reads the records once a minute."""

    def __init__(self) -> None:
        self._guard = Lock()
        self._found: tuple[datetime, Figures] | None = None
        self._provinces: tuple[datetime, list[str]] | None = None

    def figures(self, parts: Parts, now: datetime) -> Figures:
        """Those of now, or of less than a minute ago."""
        with self._guard:
            if self._found is None or now - self._found[0] > _FRESH:
                with reading(parts.engine) as session:
                    self._found = now, figures_of(session, parts.contest, parts.desk.zone)
            return self._found[1]

    def provinces(self, parts: Parts, now: datetime) -> list[str]:
        """Every province from which there is an entry, in the order of the alphabet."""
        with self._guard:
            if self._provinces is None or now - self._provinces[0] > _FRESH:
                with reading(parts.engine) as session:
                    self._provinces = now, provinces_in(session, parts.contest)
            return self._provinces[1]
