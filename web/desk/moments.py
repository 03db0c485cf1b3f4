"""The time that a form holds: as a button carries it, or typed as day, month, year and time of day."""

from datetime import datetime

from starlette.datastructures import FormData

from decisions.acts.errors import ActRefusedError
from decisions.acts.refusals import of_pages
from screening.words.era import common_year
from web.desk.fields import text
from web.site import Site

TYPED = ("at_day", "at_month", "at_year", "at_time")
"""The fields of a time that a person types, in the order in which Thai offices write it."""
_OF_A_YEAR = 4


def moment_in(site: Site, form: FormData) -> datetime | None:
    """None where the form holds no time. Raises ActRefusedError for what is no time."""
    if said := text(form, "at"):
        return moment_of(site, said)
    day, month, year, time = (text(form, name) for name in TYPED)
    if not day:
        return None
    return moment_of(site, f"{year:0>4}-{month:0>2}-{day:0>2}T{_clock(time) or '00:00'}")


def moment_of(site: Site, said: str) -> datetime:
    """An ISO time: without an offset it is the office's; a year of the B.E. is read as one.

    Raises ActRefusedError for what is no time.
    """
    year, mark, rest = said.partition("-")
    if year.isdecimal() and len(year) == _OF_A_YEAR:
        said = f"{common_year(int(year)):04}{mark}{rest}"
    try:
        return site.parts.settings.contest.local(datetime.fromisoformat(said))
    except ValueError:
        raise ActRefusedError(of_pages.NO_TIME, said=said) from None


def _clock(said: str) -> str:
    """`9.05 น.` and `9:05` as `09:05`."""
    hour, *rest = said.removesuffix("น.").strip().replace(".", ":").split(":")
    return ":".join([f"{hour:0>2}", *(rest or ["00"])]) if hour else ""
