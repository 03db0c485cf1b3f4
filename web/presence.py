"""Who else has an entry open: so that two do not write to one applicant."""

from datetime import datetime, timedelta
from threading import Lock

_STAYS = timedelta(minutes=2)


class Presence:
    """In the memory of the one process that serves the pages: what it says is a courtesy, no lock."""

    def __init__(self) -> None:
        self._seen: dict[str, dict[str, datetime]] = {}
        self._guard = Lock()

    def opens(self, reference: str, name: str, now: datetime) -> None:
        """A member of staff looks at an entry; whatever he had open before is left."""
        with self._guard:
            for names in self._seen.values():
                names.pop(name, None)
            self._seen.setdefault(reference, {})[name] = now
            fresh = {key: self._fresh(names, now) for key, names in self._seen.items()}
            self._seen = {key: names for key, names in fresh.items() if names}

    def others(self, reference: str, name: str, now: datetime) -> list[str]:
        """Who else has had it open within the last two minutes."""
        with self._guard:
            return sorted(self._fresh(self._seen.get(reference, {}), now).keys() - {name})

    @staticmethod
    def _fresh(names: dict[str, datetime], now: datetime) -> dict[str, datetime]:
        return {name: at for name, at in names.items() if now - at < _STAYS}
