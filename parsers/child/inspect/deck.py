"""PowerPoint decks (.pptx .ppsx .pptm): slides in order and their words, without touching pictures or clips.

Elements are matched by local name, so that a deck in the strict dialect (ISO/IEC 29500-1) reads the same.
"""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from parsers.child.inspect import words
from parsers.child.inspect.package import LockedError, Package, Relationship, TooLargeError
from screening.model.submission import Content, ContentState

MOST_SLIDES = 2_000
SLIDE_TEXT = 5_000  # characters kept of one slide
DECK_TEXT = 200_000  # characters kept in all
MOST_LINKS = 50
_LINK_LENGTH = 500

_WORDY_PARTS = ("notesSlide", "diagramData", "chart", "chartEx")
_MEDIA = ("media", "video", "audio", "image")
_SEEN = (*_MEDIA, "chart", "chartEx", "diagramData", "oleObject", "package")
# A hyperlink to a file: with its drive, a share of the network, or beside the deck.
_OWN_DISK = re.compile(
    r"file:|[a-z]:[\\/]|\\\\|[^:?#]*\.(?:mp4|mov|m4v|avi|wmv|mkv|webm|mpe?g|mp3|wav|pptx?|pdf|docx?|xlsx?)$",
    re.IGNORECASE,
)


def open_(path: Path) -> Content:
    """Slides, links, macros and linked media of a deck. A broken one raises whatever the libraries raise."""
    with Package(path) as package:
        package.refuse_bomb()
        try:
            return _read(package)
        except LockedError:
            return Content(ContentState.ENCRYPTED)


def _read(package: Package) -> Content:
    macros = any(name.endswith("vbaproject.bin") for name in package)
    parts = _slides_in_order(package)
    if not parts:
        return Content(ContentState.EMPTY, detail="no slides", slides=(), macros=macros)
    texts: list[str] = []
    relationships: list[Relationship] = []
    shown: list[frozenset[str]] = []
    left, whole = DECK_TEXT, True
    for part in parts:
        related = package.relationships(part)
        relationships += related
        shown.append(frozenset(rel.target for rel in related if rel.kind in _SEEN))
        text, is_whole = _words(package, part, related)
        whole = whole and is_whole
        texts.append(text[: min(SLIDE_TEXT, left)])
        left -= len(texts[-1])
    return Content(
        ContentState.OK,
        slides=tuple(texts),
        title=words.title(package),
        macros=macros,
        links=_targets(relationships, ("hyperlink",), ("http://", "https://")),
        external_media=_external_media(relationships),
        illustrated=_illustrated(shown) if whole else None,
    )


def _slides_in_order(package: Package) -> list[str]:
    main = {rel.kind: rel.target for rel in package.relationships("")}["officeDocument"]
    targets = {rel.id: rel.target for rel in package.relationships(main)}
    slides = package.xml(main).findall("{*}sldIdLst/{*}sldId")
    if len(slides) > MOST_SLIDES:
        raise TooLargeError(f"{len(slides)} slides")
    return [targets[_relationship_id(slide)] for slide in slides]


def _relationship_id(element: Any) -> str:
    """The `r:id` attribute, whose namespace differs between the dialects."""
    return next(str(value) for name, value in element.items() if name.endswith("}id"))


def _words(package: Package, slide: str, related: list[Relationship]) -> tuple[str, bool]:
    """The words, and whether they are all: a part too large to be read leaves its words out."""
    lines: list[str] = []
    whole = True
    others = [rel.target for rel in related if rel.kind in _WORDY_PARTS and not rel.external]
    for part in [slide, *(other for other in others if other in package)]:
        try:
            lines += _lines(package.xml(part))
        except TooLargeError:
            whole = False
    return "\n".join(lines), whole


def _lines(root: Any) -> Iterator[str]:
    """One line a paragraph, its runs joined with nothing: PowerPoint splits Thai words over runs at will."""
    for fallback in list(root.iter("{*}Fallback")):  # the same words again, for older programs
        fallback.getparent().remove(fallback)
    for paragraph in root.iter("{*}p"):
        text = "".join(_runs(paragraph)).strip()
        if text:
            yield text
    for label in root.iterfind(".//{*}strCache//{*}v"):  # names of a chart's series and categories
        yield label.text or ""


def _runs(paragraph: Any) -> Iterator[str]:
    for element in paragraph.iter("{*}t", "{*}br"):
        if element.tag.endswith("}br"):
            yield "\n"
        elif not element.getparent().tag.endswith("}fld"):  # page numbers and dates are nobody's words
            yield element.text or ""


def _illustrated(shown: list[frozenset[str]]) -> int:
    """How many slides show something of their own: what stands on most slides is the design's."""
    on = Counter(target for targets in shown for target in targets)
    return sum(any(on[target] * 2 <= max(len(shown), 2) for target in targets) for targets in shown)


def _external_media(relationships: list[Relationship]) -> tuple[str, ...]:
    """Linked pictures and clips, and hyperlinks to a file on somebody's own disk or network."""
    own = [rel for rel in relationships if rel.kind == "hyperlink" and _OWN_DISK.match(rel.target)]
    return _targets([rel for rel in relationships if rel.kind in _MEDIA] + own, (*_MEDIA, "hyperlink"), ("",))


def _targets(
    relationships: list[Relationship], kinds: tuple[str, ...], schemes: tuple[str, ...]
) -> tuple[str, ...]:
    """External targets of these kinds, each once, shortened, in order."""
    found = dict.fromkeys(
        " ".join(rel.target.split())[:_LINK_LENGTH]
        for rel in relationships
        if rel.external and rel.kind in kinds and rel.target.lower().startswith(schemes)
    )
    return tuple(found)[:MOST_LINKS]
