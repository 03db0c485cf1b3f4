"""Video clips: told by their first bytes; the outermost boxes of MP4 and MOV are walked to find a cut one."""

import struct
from pathlib import Path
from typing import BinaryIO

from screening.model.submission import Content, ContentState, FileType

_HEIC = frozenset((b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"))
_OTHER_BRANDS = frozenset((b"avif", b"avis", b"M4A ", b"M4B ", b"M4P ", b"F4A ", b"jp2 ", b"jpx ", b"crx "))
_STARTS = (
    b"\x30\x26\xb2\x75\x8e\x66\xcf\x11",  # ASF, as in .wmv
    b"\x00\x00\x01\xba",  # MPEG program stream
    b"FLV\x01",
)
# QuickTime files from before `ftyp` begin with one of these boxes.
_OLD_QUICKTIME = frozenset((b"moov", b"mdat", b"wide", b"pnot", b"skip", b"free"))
_VITAL = frozenset((b"moov", b"mdat", b"moof"))
_MOST_BOXES = 50_000  # a clip of hours in one-second fragments has 20,000


def sniff(head: bytes) -> FileType | None:
    """`video`; `heic` or `other` for the stills and sounds in the same container; None for anything else."""
    if head[4:8] == b"ftyp":
        return _by_brand(head)
    if head[4:8] in _OLD_QUICKTIME or head.startswith(_STARTS):
        return FileType.VIDEO
    if head.startswith(b"RIFF") and head[8:12] == b"AVI ":
        return FileType.VIDEO
    if head.startswith(b"\x1a\x45\xdf\xa3") and (b"webm" in head[:64] or b"matroska" in head[:64]):
        return FileType.VIDEO
    return None


def _by_brand(head: bytes) -> FileType:
    """ISO/IEC 14496-12, 4.3: the major brand, then the compatible ones."""
    brand = head[8:12]
    size = min(int.from_bytes(head[:4], "big"), len(head))
    compatible = {head[at : at + 4] for at in range(16, size - 3, 4)}
    if brand in _OTHER_BRANDS:
        return FileType.OTHER
    if brand in _HEIC:
        return FileType.OTHER if compatible & {b"avif", b"avis"} else FileType.HEIC
    return FileType.VIDEO


def open_(path: Path) -> Content:
    """A clip is not decoded, but an MP4 or MOV without its index or its end cannot play: `unreadable`."""
    with path.open("rb") as file:
        head = file.read(8)
        if head[4:8] != b"ftyp" and head[4:8] not in _OLD_QUICKTIME:
            return Content()
        fault = _fault(file, path.stat().st_size)
    return Content(ContentState.UNREADABLE if fault else ContentState.UNCHECKED, detail=fault)


def _fault(file: BinaryIO, end: int) -> str:
    """What keeps it from being played; empty if nothing. Junk after the last box is common and harmless."""
    at, index = 0, False
    for _ in range(_MOST_BOXES):
        file.seek(at)
        header = file.read(16)
        if len(header) < 8:
            break
        size, kind = struct.unpack(">I4s", header[:8])
        if size == 1:
            size = int.from_bytes(header[8:], "big")
        if kind in _VITAL and at + size > end:
            return f"cut: box {kind.decode()} ends {at + size - end} bytes after the file"
        index = index or kind == b"moov"
        if size < 8:  # 0: it reaches to the end of the file
            break
        at += size
    else:
        return ""
    return "" if index else "cut: no moov box"
