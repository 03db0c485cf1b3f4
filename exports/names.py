"""File names that Windows, macOS and a tablet all open: short, plain, and telling.

Windows refuses some characters, some names and a dot or space at the end (Microsoft, "Naming Files, Paths,
and Namespaces"), and a path of over 260 units; Linux 255 bytes in a name, of which a Thai letter takes three.
"""

import re
import unicodedata

MOST_BYTES = 200
"""Of a name in UTF-8, its ending included: 60 Thai letters beside the number leave room for long folders."""

SHORT = {
    "องค์การบริหารส่วนจังหวัด": "อบจ.",
    "องค์การบริหารส่วนตำบล": "อบต.",
    "เทศบาลตำบล": "ทต.",
    "เทศบาลเมือง": "ทม.",
    "เทศบาลนคร": "ทน.",
}
"""The legal types as everybody shortens them."""

_REFUSED = re.compile(r'[<>:"/\\|?*]')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])", re.IGNORECASE)
_LEADING = "เแโใไ"
"""Vowels that are written before their consonant: none may end a name that was cut."""


def short_body(name: str) -> str:
    """The name of a body with its legal type in short."""
    for kind, short in SHORT.items():
        if name.startswith(kind) and len(name) > len(kind):
            return short + name[len(kind) :].strip()
    return name


def safe(name: str, ending: str = "", most: int = MOST_BYTES) -> str:
    """`name` as a file's name, with `ending` (`.pptx`); at most `most` bytes long."""
    text = unicodedata.normalize("NFC", name)
    text = "".join(" " if unicodedata.category(each)[0] in "CZ" else each for each in text)
    text = " ".join(_REFUSED.sub("_", text).split())
    text = _cut(text, most - len(ending.encode())).strip().rstrip(". ")
    if not text or _RESERVED.fullmatch(text.partition(".")[0].strip()):
        text = f"_{text}"
    return text + ending


def _cut(text: str, most: int) -> str:
    """The longest beginning of at most `most` bytes that ends with a whole letter and its marks."""
    kept = text.encode()[:most].decode(errors="ignore")
    if len(kept) == len(text):
        return kept
    end = len(kept)
    while end and _goes_with_before(text[end]):
        end -= 1
    return text[:end].rstrip(_LEADING)


def _goes_with_before(char: str) -> bool:
    return unicodedata.category(char) in ("Mn", "Me", "Mc") or char in "ะาำๆ"
