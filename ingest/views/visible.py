"""What a stranger wrote, made harmless and visible: no character steers a terminal or hides a part of a line.

Escape sequences (ECMA-48) clear and rewrite the screen; the bidirectional controls show a name backwards
(Unicode TR 36, section 3.4); zero-width characters and tags tell apart what looks the same. Each is shown as
`\\u202e`. Tabs and line ends stay: who prints a line has joined what he puts into it.
"""

import json
import unicodedata
from collections.abc import Iterable
from typing import Any

from rich import console
from rich.segment import Segment
from rich.text import Text

_KEPT = "\n\t"


def visible(text: str) -> str:
    """The text with every control, format and other character that does not print as `\\u202e`."""
    if text.isprintable():
        return text
    return "".join(map(_shown, text))


def as_json(document: Any) -> str:
    """The document as one line of JSON: legible Thai, and what does not print as `\\uXXXX` (RFC 8259, 7)."""
    return visible_json(json.dumps(document, ensure_ascii=False))


def visible_json(line: str) -> str:
    """The same JSON; only within its strings can there be such a character."""
    if line.isprintable():
        return line
    return "".join(char if _prints(char) else json.dumps(char)[1:-1] for char in line)


def visible_text(text: Text) -> Text:
    """The same, with its styles."""
    if text.plain.isprintable():
        return text
    shown = text.blank_copy()
    start = 0
    for place, char in enumerate(text.plain):
        if not _prints(char):
            shown.append_text(text[start:place]).append(_shown(char), "reverse")
            start = place + 1
    return shown.append_text(text[start:])


class Console(console.Console):
    """rich's, which shows nothing else of what it is given, in whatever table or panel it stands."""

    def render(
        self, renderable: console.RenderableType, options: console.ConsoleOptions | None = None
    ) -> Iterable[Segment]:
        """The segments. A text is made visible first, so that its lines break at their true width."""
        given = visible_text(renderable) if isinstance(renderable, Text) else renderable
        for segment in super().render(given, options):
            yield segment if segment.control else Segment(visible(segment.text), segment.style)


def _prints(char: str) -> bool:
    return char.isprintable() or char in _KEPT or unicodedata.category(char) == "Zs"


def _shown(char: str) -> str:
    if _prints(char):
        return char
    return f"\\u{ord(char):04x}" if ord(char) < 0x10000 else f"\\U{ord(char):08x}"
