"""What is known to end on a certain day, told while there is time to renew it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

AHEAD = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Ending:
    """`what` ends `at`; None where that is not known."""

    what: str
    at: datetime | None


def warning(endings: Iterable[Ending], now: datetime) -> str:
    """One line for the first that ends within a fortnight, or has; empty where none does."""
    near = sorted((each.at, each.what) for each in endings if each.at and each.at - AHEAD < now)
    if not near:
        return ""
    at, what = near[0]
    ends = "has ended" if at < now else "ends"
    return f"{what} {ends} on {at:%Y-%m-%d}: renew it (docs/providers.md), then the mailbox stays readable"
