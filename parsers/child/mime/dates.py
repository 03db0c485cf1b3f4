"""Dates of mail headers (RFC 5322 section 3.3), those of the Buddhist Era included."""

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz

from screening.words.era import common_year

_LAST_BUDDHIST = 2700
_COMMENT = re.compile(r"\([^()]*\)")  # allowed between all words; `email` only knows them at the end


def parse(text: str) -> datetime | None:
    """The moment in UTC; None when it cannot be read. A year 2400-2700 is B.E.; no zone means UTC.

    Thai mailers write B.E. years; mail-parser and `email` take them as they stand.
    """
    try:
        found = parsedate_tz(re.sub(r" +,", ",", _COMMENT.sub(" ", text[:200])))
        if found is None:
            return None
        year = common_year(found[0]) if found[0] <= _LAST_BUDDHIST else found[0]
        zone = timezone(timedelta(seconds=found[9] or 0))
        # A leap second has no datetime; the second before it is near enough.
        return datetime(year, *found[1:5], min(found[5], 59), tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError, TypeError, IndexError):
        return None
