"""Words in the visitor's language."""

from review.titles import Title
from web.visitor import Language


def said(title: Title, language: Language) -> str:
    """One of the two."""
    return title[1] if language == "en" else title[0]
