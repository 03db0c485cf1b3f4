"""Times as people read them in a table."""

from datetime import datetime
from zoneinfo import ZoneInfo

from screening.words.era import ERA


def buddhist(at: datetime, zone: ZoneInfo) -> str:
    """`31/07/2566 16:30:59`: the zone's wall clock, the year of the Buddhist Era."""
    local = at.astimezone(zone)
    return f"{local:%d/%m}/{local.year + ERA} {local:%H:%M:%S}"
