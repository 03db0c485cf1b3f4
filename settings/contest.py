"""`[contest]`: its times are checked, and meant in its own zone."""

from datetime import date, datetime, timedelta
from typing import Annotated, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    Field,
    field_validator,
    model_validator,
)

from settings.times import in_the_common_era, with_its_time
from settings.values import Line, Table

LONGEST = timedelta(days=2 * 366)
"""No contest of a year is open for longer."""


class Organiser(Table):
    """`[organiser]`: the office that holds the contest, as its letters name it."""

    name_th: Annotated[Line, Field(min_length=1)] = "สำนักงานพัฒนารัฐบาลดิจิทัล (องค์การมหาชน)"
    short_th: Line = "สพร."
    unit_th: Line = "ศูนย์เทคโนโลยีและนวัตกรรมดิจิทัลภาครัฐ (DGTi)"


class Contest(Table):
    """`[contest]`: which contest, and when it is open."""

    id: Annotated[Line, Field(min_length=1, max_length=60)]
    name_th: Line
    name_en: Line
    year_be: Annotated[int, Field(ge=2500, le=2700)]
    reference_prefix: Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9-]{0,30}$")]
    opens: datetime
    closes: datetime
    timezone: Line = "Asia/Bangkok"
    email: Line
    phone: Line
    unit_th: Line
    holidays: tuple[date, ...] = ()

    @field_validator("timezone")
    @classmethod
    def _zone_exists(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError("is not a time zone; the contest's is Asia/Bangkok") from None
        return name

    @field_validator("opens", "closes", mode="before")
    @classmethod
    def _with_its_time(cls, value: object) -> object:
        return with_its_time(value)

    @field_validator("opens", "closes", "holidays")
    @classmethod
    def _in_the_common_era(cls, value: object) -> object:
        return in_the_common_era(value)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.local(self.opens) >= self.local(self.closes):
            raise ValueError("opens must be before closes: set both to this contest's times")
        if self.local(self.closes) - self.local(self.opens) > LONGEST:
            raise ValueError("closes is years after opens: one of the two has a wrong year")
        return self

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which the contest's times are meant."""
        return ZoneInfo(self.timezone)

    def local(self, moment: datetime) -> datetime:
        """`moment` as an aware time; one without an offset is in the contest's zone."""
        return moment if moment.tzinfo else moment.replace(tzinfo=self.zone)
