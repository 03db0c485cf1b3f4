"""What the libraries say of a file, made fit to be passed on."""

from dataclasses import replace

from parsers import charsets
from screening.model.submission import Content

_LONGEST_SLIDE = 20_000
_MOST_SLIDES = 2_000


def tidy(content: Content, room: int) -> Content:
    """The same content, its texts of bounded length and without control characters.

    `room`: how many characters its slides may have together.
    """
    slides: list[str] = []
    for slide in (content.slides or ())[:_MOST_SLIDES]:
        slides.append(charsets.lines(slide)[: max(0, min(_LONGEST_SLIDE, room))])
        room -= len(slides[-1])
    return replace(
        content,
        detail=charsets.one_line(content.detail)[:500],
        slides=None if content.slides is None else tuple(slides),
        links=tuple(charsets.one_line(link)[:2_000] for link in content.links[:200]),
        external_media=tuple(charsets.one_line(link)[:2_000] for link in content.external_media[:200]),
    )
