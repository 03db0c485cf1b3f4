"""The Buddhist Era: Thai people count years in it, and programs must not."""

ERA = 543
"""B.E. is so many years ahead of the common era."""
BUDDHIST_FROM = 2400
"""From this year on nobody means the common era."""


def common_year(year: int) -> int:
    """The year of the common era that is meant, whichever era it was written in."""
    return year - ERA if year >= BUDDHIST_FROM else year
