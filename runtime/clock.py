"""The clock."""

from datetime import UTC, datetime


def now() -> datetime:
    """This moment, in UTC: the only clock of the program."""
    return datetime.now(UTC)
