"""What a stranger wrote, made visible (`screening.words.visible`) in JSON, and in whatever rich prints."""

import json
from collections.abc import Iterable
from typing import Any

from rich import console
from rich.segment import Segment
from rich.text import Text

from screening.words.visible import prints, shown, visible

__all__ = ["Console", "as_json", "visible", "visible_json", "visible_text"]


def as_json(document: Any) -> str:
    """The document as one line of JSON: legible Thai, and what does not print as `\\uXXXX` (RFC 8259, 7)."""
    return visible_json(json.dumps(document, ensure_ascii=False))


def visible_json(line: str) -> str:
    """The same JSON; only within its strings can there be such a character."""
    if line.isprintable():
        return line
    return "".join(char if prints(char) else json.dumps(char)[1:-1] for char in line)


def visible_text(text: Text) -> Text:
    """The same, with its styles."""
    if text.plain.isprintable():
        return text
    copy = text.blank_copy()
    start = 0
    for place, char in enumerate(text.plain):
        if not prints(char):
            copy.append_text(text[start:place]).append(shown(char), "reverse")
            start = place + 1
    return copy.append_text(text[start:])


class Console(console.Console):
    """rich's, which shows nothing else of what it is given, in whatever table or panel it stands."""

    def render(
        self, renderable: console.RenderableType, options: console.ConsoleOptions | None = None
    ) -> Iterable[Segment]:
        """The segments. A text is made visible first, so that its lines break at their true width."""
        given = visible_text(renderable) if isinstance(renderable, Text) else renderable
        for segment in super().render(given, options):
            yield segment if segment.control else Segment(visible(segment.text), segment.style)
