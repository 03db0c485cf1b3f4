"""Remembers over a restart what the organiser was told: a daemon that restarts each second tells him once."""

import contextlib
from datetime import datetime, timedelta
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from notifications.alarms.book import REMINDER, Alarm
from storage import durable

_ALARMS: TypeAdapter[list[Alarm]] = TypeAdapter(list[Alarm])
_LARGEST = 1_000_000


def recall(path: Path | None, now: datetime) -> list[Alarm]:
    """The alarms that an earlier run left at `path`, unconfirmed; none where it cannot be read."""
    try:
        if path is None or path.stat().st_size > _LARGEST:
            return []
        durable.private(path)
        alarms = _ALARMS.validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return []
    for alarm in alarms:
        alarm.confirmed = False
        # Told in the future: the clock was set back since. It must not silence the alarm for so long.
        alarm.told = min(alarm.told, now) if alarm.told else None
        alarm.since = min(alarm.since, now)
        alarm.due = min(alarm.due, now + REMINDER + timedelta(hours=1)) if alarm.due else None
    return alarms


def remember(path: Path | None, alarms: list[Alarm]) -> None:
    """Leaves the alarms for the next run. A disk that refuses costs a repeated notice, never more."""
    if path is None:
        return
    fresh = path.with_name(f"{path.name}.new")
    with contextlib.suppress(OSError):
        durable.private(fresh)
        fresh.write_bytes(_ALARMS.dump_json(alarms))
        fresh.replace(path)
