"""A file name as eight kinds of mailer write it: from text to the bytes of a `filename` parameter.

Python's email package writes only the first of them, and cleanly; the mailbox receives them all.
Each function returns what follows `Content-Disposition: attachment;`, folded with CRLF.
"""

from base64 import b64encode
from collections.abc import Callable
from urllib.parse import quote

Spelling = Callable[[str], bytes]
"""From a file name to its parameter, as raw header bytes."""

_WORD = 42  # octets in a base64 encoded word: with any label here within RFC 2047's 75 characters
_SEGMENT = 16  # octets in a percent-encoded continuation or a Q word; Thai letters have three in UTF-8


def extended(name: str, charset: str = "utf-8", label: str = "UTF-8") -> bytes:
    """RFC 2231 section 4, in one piece, as Apple Mail writes it."""
    return f"\r\n filename*={label}''{quote(name.encode(charset), safe='.')}".encode("ascii")


def continued(name: str) -> bytes:
    """RFC 2231 section 3, continuations of percent-encoded UTF-8, as Thunderbird writes a long name.

    Segments end where the line is full, also inside a character.
    """
    octets = name.encode()
    pieces = [octets[start : start + _SEGMENT] for start in range(0, len(octets), _SEGMENT)]
    lines = [f"\r\n filename*{number}*={quote(piece, safe='.')}" for number, piece in enumerate(pieces)]
    lines[0] = lines[0].replace("*0*=", "*0*=UTF-8''", 1)
    return ";".join(lines).encode("ascii")


def extended_windows_874(name: str) -> bytes:
    """RFC 2231 in the Thai Windows code page: a charset that Python 3.11 does not know by that name."""
    return extended(name, "cp874", "windows-874")


def encoded_word(name: str, charset: str = "utf-8", label: str = "UTF-8") -> bytes:
    """RFC 2047 B inside a quoted parameter, which that RFC forbids and Outlook and Gmail both write."""
    octets = name.encode(charset)
    pieces = [octets[start : start + _WORD] for start in range(0, len(octets), _WORD)]
    words = [f"=?{label}?B?{b64encode(piece).decode('ascii')}?=" for piece in pieces]
    return _quoted(words)


def encoded_word_windows_874(name: str) -> bytes:
    """RFC 2047 B in the Thai Windows code page, as an old Outlook writes it."""
    return encoded_word(name, "cp874", "windows-874")


def split_inside_a_character(name: str) -> bytes:
    """RFC 2047 Q in words of so many octets that they cut Thai letters."""
    octets = name.encode()
    pieces = [octets[start : start + _SEGMENT] for start in range(0, len(octets), _SEGMENT)]
    return _quoted([f"=?utf-8?Q?{''.join(map('={:02X}'.format, piece))}?=" for piece in pieces])


def raw_utf8(name: str) -> bytes:
    """The name's UTF-8 bytes with no encoding at all, as home-made web mail sends it."""
    return b'\r\n filename="' + name.encode() + b'"'


def raw_tis620(name: str) -> bytes:
    """The name's TIS-620 bytes with no encoding and no label at all."""
    return b'\r\n filename="' + name.encode("tis-620") + b'"'


def plain(name: str) -> bytes:
    """An ASCII name; raises UnicodeEncodeError for any other."""
    return b'\r\n filename="' + name.encode("ascii") + b'"'


def _quoted(words: list[str]) -> bytes:
    return '\r\n filename="{}"'.format("\r\n ".join(words)).encode("ascii")
