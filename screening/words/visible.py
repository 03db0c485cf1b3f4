"""What a stranger wrote, made harmless and visible: no character steers a terminal or hides a part of a line.

Escape sequences (ECMA-48) clear and rewrite the screen; the bidirectional controls show a name backwards
(Unicode TR 36, section 3.4); zero-width characters and tags tell apart what looks the same. Each is shown as
`\\u202e`. Tabs and line ends stay: who prints a line has joined what he puts into it.
"""

import unicodedata

_KEPT = "\n\t"


def visible(text: str) -> str:
    """The text with every control, format and other character that does not print as `\\u202e`."""
    if text.isprintable():
        return text
    return "".join(map(shown, text))


def prints(char: str) -> bool:
    """Whether the character stands for itself."""
    return char.isprintable() or char in _KEPT or unicodedata.category(char) == "Zs"


def shown(char: str) -> str:
    """The character, or its escape."""
    if prints(char):
        return char
    return f"\\u{ord(char):04x}" if ord(char) < 0x10000 else f"\\U{ord(char):08x}"
