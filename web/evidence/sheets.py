"""Which pictures can be drawn of a file."""

from dataclasses import dataclass

from screening.model.submission import File, FileType
from screening.roles import FORM_TYPES, may_be_shown

_SHOWN = 10
_DECKS = (FileType.PPTX, FileType.PPSX, FileType.PPTM)


@dataclass(frozen=True, slots=True)
class Drawable:
    """Pages from 0 on that a form has, or the one sheet of a deck's pictures."""

    sha256: str
    name: str
    pages: int
    deck: bool


def drawable(file: File) -> Drawable | None:
    """None for what is never drawn: what cannot be opened, malware, a copy of an identity card."""
    if not may_be_shown(file):
        return None
    if file.type in _DECKS:
        return Drawable(file.sha256, file.name, 1, deck=True)
    if file.type in FORM_TYPES:
        return Drawable(file.sha256, file.name, min(file.content.pages or 1, _SHOWN), deck=False)
    return None
