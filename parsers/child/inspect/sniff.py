"""Tell a file's type by its first bytes; zip and OLE files are told apart in `containers`.

Known sniffers were measured wrong on these files (they call a .pptx "docx", an encrypted one "ppt").
"""

import codecs
from pathlib import Path, PurePosixPath

from parsers.child.inspect import ole, video
from parsers.child.inspect.containers import OLE_KINDS, ZIP_KINDS, sniff_ole, sniff_zip
from screening.model.submission import FileType

_HEAD = 8192
# Readers accept junk before the header up to here (PDF 1.7 reference, implementation note 13).
_PDF_HEADER_WITHIN = 1024

_SIGNATURES: tuple[tuple[bytes, FileType], ...] = (
    (b"\xff\xd8\xff", FileType.JPEG),
    (b"\x89PNG\r\n\x1a\n", FileType.PNG),
    (b"Rar!\x1a\x07", FileType.RAR),  # 4 and 5 differ in the byte after it
    (b"7z\xbc\xaf\x27\x1c", FileType.SEVEN_ZIP),
)
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_MARKS_OF_HTML = ("<!doctype html", "<html", "<head", "<body")

_NO_EXTENSION = (FileType.VIDEO, FileType.TEXT, FileType.OTHER)
_BY_EXTENSION: dict[str, FileType] = {
    **{f".{kind.value}": kind for kind in FileType if kind not in _NO_EXTENSION},
    ".jpg": FileType.JPEG,
    ".jpe": FileType.JPEG,
    ".jfif": FileType.JPEG,
    ".heif": FileType.HEIC,
    ".pps": FileType.PPT,
    ".htm": FileType.HTML,
    ".txt": FileType.TEXT,
    **dict.fromkeys((".mp4", ".mov", ".m4v", ".avi", ".wmv", ".mkv", ".webm"), FileType.VIDEO),
}


def type_by_name(name: str) -> FileType:
    """The type that a file's name claims; `other` when its ending is none we know."""
    return _BY_EXTENSION.get(PurePosixPath(name.strip()).suffix.lower(), FileType.OTHER)


def sniff(path: Path, name: str) -> FileType:
    """The type of a file of at least one byte. `name` settles only what the bytes leave open."""
    head = _head(path)
    if head.startswith(_ZIP):
        return sniff_zip(path, type_by_name(name))
    if head.startswith(ole.SIGNATURE):
        return sniff_ole(path, type_by_name(name))
    return _by_head(head)


def claimed(path: Path, name: str) -> FileType:
    """The type by the first bytes alone, for a file that must not be opened; inside a zip or OLE, by name."""
    head, by_name = _head(path), type_by_name(name)
    if head.startswith(_ZIP):
        return by_name if by_name in ZIP_KINDS else FileType.ZIP
    if head.startswith(ole.SIGNATURE):
        return by_name if by_name in OLE_KINDS else FileType.OTHER
    return _by_head(head) if head else by_name


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_HEAD)


def _by_head(head: bytes) -> FileType:
    # What stands at offset 0 comes first: a zip may store a PDF within its first kilobyte.
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            return kind
    moving = video.sniff(head)
    if moving:
        return moving
    return FileType.PDF if b"%PDF-" in head[:_PDF_HEADER_WITHIN] else _sniff_text(head)


def _sniff_text(head: bytes) -> FileType:
    start = head[:1024].removeprefix(codecs.BOM_UTF8).decode("latin-1").lstrip().lower()
    if start.startswith("<") and any(mark in start for mark in _MARKS_OF_HTML):
        return FileType.HTML
    decoder = codecs.getincrementaldecoder("utf-16" if head.startswith(_UTF16) else "utf-8")()
    try:
        text = decoder.decode(head, final=len(head) < _HEAD)
    except UnicodeDecodeError:
        return FileType.OTHER
    controls = {char for char in text if ord(char) < 32} - set("\t\n\v\f\r\b\x1b")
    return FileType.OTHER if controls else FileType.TEXT
