"""What the configured times mean, told at every start and by `intake doctor`: a wrong one is never silent."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from notifications.rendering.dates import loose, moment
from settings.contest import Contest


def told(contest: Contest, now: datetime) -> str:
    """Until when the contest is open, in both calendars, and how long that is."""
    opens, closes = contest.local(contest.opens), contest.local(contest.closes)
    if now > closes:
        return f"closed since {_both(contest, closes)}: what comes now is late"
    left = closes - now
    days = f"{left.days} day{'s' * (left.days != 1)} left"
    if now < opens:
        return f"opens on {_both(contest, opens)}; open until {_both(contest, closes)}, {days}"
    return f"open until {_both(contest, closes)}, {days}"


def doubts(contest: Contest, now: datetime, *, first_start: bool) -> Iterator[str]:
    """What may be a mistake in `[contest]`, each in one line with its cure."""
    opens, closes = contest.local(contest.opens), contest.local(contest.closes)
    if first_start and now > closes:
        yield (
            "the contest is closed already, at its first start: every entry is late. If this is a new"
            " contest, set [contest] id, opens and closes"
        )
    # A promised number of working days may reach into the year after the close.
    years = {opens.year, closes.year, (closes + timedelta(days=60)).year}
    strange = sorted({day.year for day in contest.holidays} - years)
    if strange:
        listed = ", ".join(map(str, strange))
        yield f"[contest] holidays lie in {listed}, and the contest does not: list those of its own year"


def _both(contest: Contest, at: datetime) -> str:
    english, thai = (loose(moment(at, contest.zone, language, exact=True)) for language in ("en", "th"))
    return f"{english} ({thai})"
