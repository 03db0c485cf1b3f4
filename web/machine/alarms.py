"""The alarms that last, as the daemon remembers them."""

from datetime import datetime

from notifications.alarms.book import Alarm
from notifications.alarms.memory import recall
from runtime.parts import Parts
from storage.schema import database_file


def lasting(parts: Parts, now: datetime) -> list[Alarm]:
    """By the file beside the database; none where the database is on a server."""
    database = database_file(parts.engine)
    if database is None:
        return []
    return [alarm for alarm in recall(database.with_name(f"{database.name}.alarms"), now) if alarm.lasts]
