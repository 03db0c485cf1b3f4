"""Checks of the times in `config.toml`: those that would be taken for others are refused with their cure."""

import re
from datetime import date, datetime

from screening.words.era import BUDDHIST_FROM, common_year

_DAY_ALONE = re.compile(r"\s*[0-9]{4}-[0-9]{2}-[0-9]{2}\s*")


def with_its_time(value: object) -> object:
    """`value`, unless it is a day without a time: that would be its first second, and all of the day late."""
    alone = isinstance(value, date) and not isinstance(value, datetime)
    if alone or (isinstance(value, str) and _DAY_ALONE.fullmatch(value)):
        raise ValueError("is a day without a time: write the very second, as in 2023-07-31T16:30:59")
    return value


def in_the_common_era(value: object) -> object:
    """`value`, unless a year in it is of the Buddhist Era: such a contest would never close."""
    for each in value if isinstance(value, tuple) else (value,):
        if isinstance(each, date) and each.year >= BUDDHIST_FROM:
            raise ValueError(f"is in the Buddhist Era: write {common_year(each.year)} for {each.year}")
    return value
