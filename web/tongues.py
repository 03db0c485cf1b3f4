"""In which language somebody's words are, so that a screen reader says them right on any page."""

import re

from web.visitor import Language

_THAI = re.compile("[\u0e01-\u0e5b]")
_PROSE = re.compile(r"(?:\b[A-Za-z]{2,}\b[^A-Za-z]+){3}")
"""Several words of Latin letters; a name, an address or a file's is none."""


def tongue_of(text: str, page: Language) -> Language | None:
    """The language of the words, None where it is the page's or cannot be told."""
    if _THAI.search(text):
        found: Language | None = "th"
    else:
        found = "en" if _PROSE.search(text) else None
    return found if found != page else None
