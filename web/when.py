"""Times as the pages show them: in the office's zone, in the Buddhist Era for Thai readers only."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from notifications.rendering.dates import loose, moment, months, short
from review.titles import Title

MONTHS: tuple[Title, ...] = tuple(zip(months("th"), months("en"), strict=True))
"""January first."""


@dataclass(frozen=True, slots=True)
class Times:
    """`zone` is the office's, `now` an aware time: that of the page."""

    zone: ZoneInfo
    now: datetime

    @property
    def today(self) -> date:
        """The office's day."""
        return self.now.astimezone(self.zone).date()

    def brief(self, at: datetime) -> Title:
        """`31 ก.ค. 66 16.30 น.`, `31 Jul 2023 16:30`."""
        local = at.astimezone(self.zone)
        return short(at, self.zone).replace("เวลา ", ""), f"{local.day} {local:%b %Y %H:%M}"

    def exact(self, at: datetime) -> Title:
        """To the second, for what decides."""
        local = at.astimezone(self.zone)
        thai = short(at, self.zone).replace("เวลา ", "").removesuffix(" น.")
        return f"{thai}.{local:%S} น.", f"{local.day} {local:%b %Y %H:%M:%S}"

    def day(self, of: date) -> Title:
        """`31 ก.ค. 66`, `31 Jul 2023`."""
        at = datetime(of.year, of.month, of.day, 12, tzinfo=self.zone)
        return short(at, self.zone).partition(" เวลา")[0], f"{of.day} {of:%b %Y}"

    def full(self, at: datetime) -> Title:
        """The whole date, as in a letter."""
        return loose(moment(at, self.zone, "th", exact=True)), loose(moment(at, self.zone, "en", exact=True))
