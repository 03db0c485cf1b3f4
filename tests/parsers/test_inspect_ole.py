"""OLE files: legacy decks, and Office files behind a password."""

import struct
from pathlib import Path

import pytest

from parsers.inspect import inspect
from screening.submission import Content, ContentState, FileType

END, FREE, FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def entry(name: str, kind: int, right: int, child: int, start: int, size: int) -> bytes:
    label = name.encode("utf-16-le") + b"\0\0"
    head = label.ljust(64, b"\0") + struct.pack("<HBBIII", len(label), kind, 1, FREE, right, child)
    return head + b"\0" * 36 + struct.pack("<IQ", start, size)


def compound(**streams: bytes) -> bytes:
    """A version 3 compound file ([MS-CFB]) with these streams; each has at least 4,096 bytes."""
    table, rows, bodies = [FAT], [], b""
    directory = -(-(len(streams) + 1) // 4)
    table += [*range(2, directory + 1), END]
    for number, (name, data) in enumerate(streams.items(), start=1):
        body = data.ljust(4096, b"\0")
        body += b"\0" * (-len(body) % 512)
        start, count = len(table), len(body) // 512
        table += [*range(start + 1, start + count), END]
        right = number + 1 if number < len(streams) else FREE
        rows.append(entry(name.replace("_", " "), 2, right, FREE, start, max(len(data), 4096)))
        bodies += body
    rows.insert(0, entry("Root Entry", 5, FREE, 1, END, 0))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6)
    header += b"\0" * 6 + struct.pack("<9I", 0, 1, 1, 0, 4096, END, 0, END, 0)
    header += struct.pack("<109I", 0, *[FREE] * 108)
    fat = struct.pack("<128I", *table, *[FREE] * (128 - len(table)))
    return header + fat + b"".join(rows).ljust(directory * 512, b"\0") + bodies


def look(folder: Path, data: bytes, name: str = "ผลงาน.ppt") -> tuple[FileType, Content]:
    path = folder / "file"
    path.write_bytes(data)
    return inspect(path, name)


USER = b"\0" * 12 + b"\x5f\xc0\x91\xe3"
LEGACY = compound(Current_User=USER, PowerPoint_Document=b"words" * 3000)
LOCKED = compound(EncryptionInfo=b"\4\0\4\0", EncryptedPackage=b"\1" * 5000)


@pytest.mark.parametrize("name", ["ผลงาน.ppt", "ผลงาน.pptx", "ผลงาน"])
def test_a_legacy_deck_is_not_opened(tmp_path: Path, name: str) -> None:
    assert look(tmp_path, LEGACY, name) == (FileType.PPT, Content(ContentState.UNCHECKED))


def test_a_legacy_deck_with_a_password_is_encrypted(tmp_path: Path) -> None:
    data = compound(Current_User=b"\0" * 12 + b"\xdf\xc4\xd1\xf3", PowerPoint_Document=b"\1")
    assert look(tmp_path, data) == (FileType.PPT, Content(ContentState.ENCRYPTED))


def test_another_ole_file_is_no_deck_whatever_its_name(tmp_path: Path) -> None:
    assert look(tmp_path, compound(WordDocument=b"x")) == (FileType.OTHER, Content(ContentState.UNCHECKED))


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("ผลงาน.pptx", FileType.PPTX),
        ("ผลงาน.ppsx", FileType.PPSX),
        ("แบบฟอร์ม.docx", FileType.DOCX),
        ("ผลงาน.ppt", FileType.PPTX),
        ("", FileType.PPTX),
    ],
)
def test_an_office_file_behind_a_password_is_encrypted(tmp_path: Path, name: str, kind: FileType) -> None:
    assert look(tmp_path, LOCKED, name) == (kind, Content(ContentState.ENCRYPTED))


@pytest.mark.parametrize("part", range(1, 30))
def test_a_legacy_deck_cut_anywhere_is_unreadable(tmp_path: Path, part: int) -> None:
    kind, content = look(tmp_path, LEGACY[: 8 + (len(LEGACY) - 512) * part // 30])
    assert (kind, content.state) == (FileType.PPT, ContentState.UNREADABLE)
    assert content.detail


def test_a_locked_file_cut_in_its_table_is_unreadable_as_what_its_name_says(tmp_path: Path) -> None:
    kind, content = look(tmp_path, LOCKED[:600], "ผลงาน.pptx")
    assert (kind, content.state) == (FileType.PPTX, ContentState.UNREADABLE)
