"""The words of a letter in Rich Text: Outlook keeps one so in winmail.dat, packed by [MS-OXRTFCP].

Only the words are read. HTML that Outlook has wrapped in Rich Text ([MS-OXRTFEX]) keeps its words as plain
text between its own marks, so that these are left out, and nothing else is different.
"""

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

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
        if not piece:
            continue
        if isinstance(piece, bytes):
            waiting += piece
            continue
        if waiting:
            yield waiting
        waiting = b""
        yield piece
    yield waiting


@dataclass
class _State:
    """Where the reading is: what the group around it hides, how much of what follows stands in for a sign."""

    unseen: bool = False
    rtf_alone: bool = False  # of what Outlook wrapped HTML in
    after: int = 1  # characters that stand in for a \u
    skip: int = 0
    groups: list[tuple[bool, bool]] = field(default_factory=list)

    @property
    def hides(self) -> bool:
        return self.unseen or self.rtf_alone


def _pieces(rtf: bytes) -> Iterator[bytes | str]:
    """Text, and bytes in the code page of the sender's computer."""
    state = _State()
    for found in _TOKEN.finditer(rtf[:LONGEST]):
        word, number, octet, sign, brace, text = found.groups()
        if brace == b"{":
            state.groups.append((state.unseen, state.rtf_alone))
        elif brace and state.groups:
            state.unseen, state.rtf_alone = state.groups.pop()
        elif word:
            yield _of_word(state, word.lower(), number)
        elif sign == b"*":
            state.unseen = True
        elif not state.hides:
            yield _of_text(state, octet, sign, text)


def _of_word(state: _State, word: bytes, number: bytes | None) -> str:
    if word == b"htmlrtf":
        state.rtf_alone = number != b"0"
    elif word == b"uc":
        state.after = int(number or 1)
    state.unseen = state.unseen or word in _UNSEEN
    if state.hides:
        return ""
    if word == b"u" and number:
        state.skip = state.after
        return chr(int(number) % 0x10000)
    return _BREAKS.get(word) or _SIGNS.get(word, "")


def _of_text(state: _State, octet: bytes | None, sign: bytes | None, text: bytes | None) -> bytes | str:
    own = sign if sign in (b"\\", b"{", b"}", b"~") else text or b""
    piece = bytes([int(octet, 16)]) if octet else own
    taken = min(state.skip, len(piece))
    state.skip -= taken
    return " " if sign == b"~" and not taken else piece[taken:]
