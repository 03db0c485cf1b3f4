"""Files in a Macintosh wrapping: AppleSingle (RFC 1740, appendix A) and BinHex 4.0 (RFC 1741).

The data fork is the file; the resource fork and the Finder's notes are of no use to anyone else.
"""

import binascii
import struct
from pathlib import Path

from parsers import charsets
from parsers.child.containers.unpacked import InnerFile, Unpacked
from parsers.files import Folder
from screening.model.submission import Content, ContentState

APPLE_SINGLE, APPLE_DOUBLE = b"\x00\x05\x16\x00", b"\x00\x05\x16\x07"
BINHEX = b"(This file must be converted with BinHex"
BINHEX_WITHIN = 4 << 10  # words may stand before it
_DATA_FORK, _REAL_NAME = 1, 3
_MOST_ENTRIES = 100
_REPEATED = 0x90
_LETTERS = b"!\"#$%&'()*+,-012345689@ABCDEFGHIJKLMNPQRSTUVXYZ[`abcdefhijklmpqr"
_BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_TO_BASE64 = bytes.maketrans(_LETTERS, _BASE64)
_BROKEN = (ValueError, IndexError, struct.error)


def unpack_single(path: Path, folder: Folder) -> Unpacked:
    """The file in an AppleSingle; nothing in an AppleDouble, which is only the rest of another file."""
    data = path.read_bytes()
    if data.startswith(APPLE_DOUBLE):
        return Unpacked()
    try:
        (number,) = struct.unpack_from(">H", data, 24)
        entries = [
            struct.unpack_from(">III", data, 26 + 12 * each) for each in range(min(number, _MOST_ENTRIES))
        ]
        parts = {kind: data[start : start + size] for kind, start, size in entries}
        return _whole(parts.get(_REAL_NAME, b""), parts[_DATA_FORK], folder)
    except (*_BROKEN, KeyError):
        return _unreadable("AppleSingle")


def unpack_binhex(path: Path, folder: Folder) -> Unpacked:
    """The file in a BinHex; its checksums are left to whoever opens the file."""
    data = path.read_bytes()
    try:
        start = data.index(b":", data.index(BINHEX) + len(BINHEX)) + 1
        letters = data[start : data.index(b":", start)].translate(_TO_BASE64, b"\r\n\t ")
        letters = letters[: len(letters) - (len(letters) % 4 == 1)]
        plain = _expanded(binascii.a2b_base64(letters + b"=" * (-len(letters) % 4)), folder.room)
        after = 1 + plain[0]
        (size,) = struct.unpack_from(">I", plain, after + 11)
        begin = after + 21  # the version, type, creator, flags, both lengths and a checksum
        if begin + size > len(plain):
            return _unreadable("BinHex")
        return _whole(bytes(plain[1:after]), bytes(plain[begin : begin + size]), folder)
    except _BROKEN:
        return _unreadable("BinHex")


def _expanded(packed: bytes, room: int) -> bytearray:
    """The repeats written out. Raises ValueError beyond `room` bytes, IndexError where it breaks off."""
    plain, at = bytearray(), 0
    while (mark := packed.find(_REPEATED, at)) >= 0:
        plain += packed[at:mark]
        count = packed[mark + 1]
        plain += plain[-1:] * (count - 1) if count else b"\x90"
        at = mark + 2
        if len(plain) > room:
            raise ValueError("larger than the limit")
    return plain + packed[at:]


def _whole(name: bytes, data: bytes, folder: Folder) -> Unpacked:
    return Unpacked([InnerFile(charsets.guess(name), folder.write([data]), "attachment")])


def _unreadable(kind: str) -> Unpacked:
    detail = f"a {kind} file that could not be opened"
    return Unpacked(itself=Content(ContentState.UNREADABLE, detail, archive=kind))
