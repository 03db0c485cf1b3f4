"""Header fields as they go on the wire: ASCII, folded, and nothing in them that was not meant.

RFC 5322, RFC 2047. Not left to `email.policy`: its folding took half of a letter's time, made encoded words
of a long References, which breaks threading, and lost spaces of a long subject (all measured, Python 3.11).
"""

import re
from binascii import b2a_base64
from collections.abc import Iterable

from notifications.errors import RenderError

_LINE = 76
_BEFORE, _BEHIND = "=?utf-8?b?", "?="
_ENCODED = 75 - len(_BEFORE) - len(_BEHIND)  # RFC 2047, section 2: no encoded word is longer than 75
_ASCII = re.compile(r"[ -~]*")
_ASCII_WORDS = re.compile(r"(?:[!-~]+ )*")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]*")
_FIELD = re.compile(r"[A-Z][A-Za-z-]*:(?:(?:\r\n)? [!-~]+)+")
_LONGEST = 990
"""Of a token that cannot be broken: RFC 5322 ends a line at 998."""


def text_field(name: str, text: str) -> bytes:
    """Text for people. Its leading ASCII words, such as the reference, stay readable in the raw mail."""
    if _ASCII.fullmatch(text):
        return words_field(name, text.split())
    plain = _ASCII_WORDS.match(text)
    end = plain.end() if plain else 0
    room = _LINE - len(f"{name}: {text[:end]}")
    return words_field(name, [*text[:end].split(), *_encoded(text[end:], room)])


def address_field(name: str, address: str, display: str = "") -> bytes:
    """One mailbox; `address` is plain ASCII, `display` may be anything on one line."""
    if _ATOMS.fullmatch(display):
        shown = display.split()
    elif _ASCII.fullmatch(display):
        shown = ['"' + re.sub(r'(["\\])', r"\\\1", display) + '"']
    else:
        shown = _encoded(display, _LINE - len(name) - 2)
    return words_field(name, [*shown, f"<{address}>" if display else address])


def words_field(name: str, words: Iterable[str]) -> bytes:
    """What may be folded between its words, and nowhere else.

    Raises RenderError where anything but printable ASCII would come out: no field may add another.
    """
    lines = [f"{name}:"]
    for word in words:
        fits = len(lines[-1]) + 1 + len(word) <= _LINE
        if fits or lines[-1] == f"{name}:":
            lines[-1] += f" {word}"
        else:
            lines.append(f" {word}")
    folded = "\r\n".join(lines)
    if not _FIELD.fullmatch(folded) or max(map(len, lines)) > _LONGEST:
        raise RenderError(f"the header {name} of a letter came out other than it was meant")
    return f"{folded}\r\n".encode("ascii")


def _encoded(text: str, room: int) -> list[str]:
    """Encoded words of whole characters, the first in a line that has `room` left."""
    found: list[bytes] = []
    chunk, most = b"", _bytes_in(room - len(_BEFORE) - len(_BEHIND))
    for character in text:
        data = character.encode("utf-8", "replace")
        if len(chunk) + len(data) > most:
            found.append(chunk)
            chunk, most = b"", _bytes_in(_ENCODED)
        chunk += data
    return [
        f"{_BEFORE}{b2a_base64(each, newline=False).decode('ascii')}{_BEHIND}" for each in [*found, chunk]
    ]


def _bytes_in(room: int) -> int:
    """How many bytes base64 makes no more than `room` characters of; always enough for one character."""
    return max(4, room // 4 * 3)
