"""Words in the visitor's language, and the language that somebody else's are in."""

import re

from review.titles import Title
from web.visitor import Language

_THAI = re.compile("[\u0e01-\u0e5b]")
_PROSE = re.compile(r"(?:\b[A-Za-z]{2,}\b[^A-Za-z]+){3}")
"""Several words of Latin letters; a name, an address or a file's is none."""


def said(title: Title, language: Language) -> str:
    """One of the two."""
    return title[1] if language == "en" else title[0]


def tongue_of(text: str, page: Language) -> Language:
    """The language of the words, so that a screen reader says them right on any page; the page's, where they
    do not tell it.
    """
    if _THAI.search(text):
        return "th"
    return "en" if _PROSE.search(text) else page
