"""The alarms that last, as the daemon remembers them."""

from datetime import datetime

from notifications.alarms.book import Alarm
from notifications.alarms.memory import recall
from runtime.parts import Parts


def lasting(parts: Parts, now: datetime) -> list[Alarm]:
    """By the file that the daemon on this machine keeps."""
    beside = parts.settings.storage.beside
    return [alarm for alarm in recall(beside.with_name(f"{beside.name}.alarms"), now) if alarm.lasts]
