"""The words of a letter in Rich Text: Outlook keeps one so in winmail.dat, packed by [MS-OXRTFCP].

Only the words are read. HTML that Outlook has wrapped in Rich Text ([MS-OXRTFEX]) keeps its words as plain
text between its own marks, so that these are left out, and nothing else is different.
"""

import re
import struct
from collections.abc import Iterator

from parsers import charsets

LONGEST = 1 << 20
_PACKED, _PLAIN = b"LZFu", b"MELA"
_KNOWN = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript "
    rb"\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0"
    b"\r\n" + rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)
_WINDOW = 4_096
_TOKEN = re.compile(
    rb"\\([a-z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-f]{2})|\\(.)|([{}])|[\r\n]+|([^\\{}\r\n]+)",
    re.IGNORECASE | re.DOTALL,
)
_UNSEEN = frozenset(
    b"fonttbl colortbl stylesheet info pict object themedata datastore listtable listoverridetable generator"
    b" filetbl revtbl rsidtbl xmlnstbl fldinst bkmkstart bkmkend header footer".split()
)
_BREAKS = {b"par": "\n", b"line": "\n", b"row": "\n", b"tab": "\t", b"cell": "\t"}
_SIGNS = {
    b"lquote": "‘",
    b"rquote": "’",
    b"ldblquote": "“",
    b"rdblquote": "”",
    b"endash": "–",
    b"emdash": "—",
    b"bullet": "•",
}


def unpacked(data: bytes) -> bytes:
    """The Rich Text in a PR_RTF_COMPRESSED. Raises ValueError or struct.error for what is none."""
    _, raw_size, kind = struct.unpack_from("<II4s", data)
    if kind == _PLAIN:
        return data[16 : 16 + min(raw_size, LONGEST)]
    if kind != _PACKED:
        raise ValueError("no compressed Rich Text")
    window = bytearray(_KNOWN.ljust(_WINDOW, b"\0"))
    at, write, found = 16, len(_KNOWN), bytearray()
    while at < len(data) and len(found) < min(raw_size, LONGEST):
        control, at = data[at], at + 1
        for bit in range(8):
            if control >> bit & 1:
                pair = int.from_bytes(data[at : at + 2], "big")
                at += 2
                start, length = pair >> 4, (pair & 15) + 2
                if start == write or at > len(data):
                    return bytes(found)
                run = [(start + each) % _WINDOW for each in range(length)]
            else:
                run = [-1]
            for place in run:
                if place < 0 and at >= len(data):
                    return bytes(found)
                byte = window[place] if place >= 0 else data[at]
                at += place < 0
                window[write] = byte
                write = (write + 1) % _WINDOW
                found.append(byte)
    return bytes(found)


def words(rtf: bytes) -> str:
    """What a reader sees. Never raises."""
    text = "".join(
        piece if isinstance(piece, str) else charsets.guess(piece) for piece in _joined(_pieces(rtf))
    )
    return charsets.lines(text).strip()


def _joined(pieces: Iterator[bytes | str]) -> Iterator[bytes | str]:
    """Neighbouring bytes together: a letter may be cut into several."""
    waiting = b""
    for piece in pieces:
        if isinstance(piece, bytes):
            waiting += piece
            continue
        if waiting:
            yield waiting
        waiting = b""
        yield piece
    yield waiting


def _pieces(rtf: bytes) -> Iterator[bytes | str]:
    """Text, and bytes in the code page of the sender's computer."""
    groups: list[tuple[bool, bool]] = []
    unseen, rtf_alone, after, skip = False, False, 1, 0  # `after`: characters that stand in for a \u
    for found in _TOKEN.finditer(rtf[:LONGEST]):
        word, number, octet, sign, brace, text = found.groups()
        if brace == b"{":
            groups.append((unseen, rtf_alone))
        elif brace and groups:
            unseen, rtf_alone = groups.pop()
        elif word:
            word = word.lower()
            if word == b"htmlrtf":
                rtf_alone = number != b"0"
            elif word == b"uc":
                after = int(number or 1)
            unseen = unseen or word in _UNSEEN
            if not (unseen or rtf_alone):
                if word == b"u" and number:
                    yield chr(int(number) % 0x10000)
                    skip = after
                elif word in _BREAKS or word in _SIGNS:
                    yield _BREAKS.get(word) or _SIGNS[word]
        elif sign == b"*":
            unseen = True
        elif not (unseen or rtf_alone):
            piece = (
                bytes([int(octet, 16)])
                if octet
                else b"\xc2\xa0"
                if sign == b"~"
                else sign
                if sign in (b"\\", b"{", b"}")
                else text or b""
            )
            taken = min(skip, len(piece))
            skip -= taken
            if piece[taken:]:
                yield " " if sign == b"~" else piece[taken:]
