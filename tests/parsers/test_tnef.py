"""winmail.dat, as Outlook writes it."""

import struct
from base64 import encodebytes
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from screening.submission import Parsed

Read = Callable[[bytes], Parsed]
PDF = b"%PDF-1.4\nnot much of a form\n%%EOF\n\x00\x00"
NAME = "เทศบาลตำบลแม่ใส_form1.pdf"
_MESSAGE, _ATTACHMENT = 1, 2
_LONG_NAME, _DATA_OBJECT = 0x3707, 0x3701
_STRING, _UNICODE, _OBJECT = 0x1E, 0x1F, 0x0D
_IMESSAGE = bytes.fromhex("0703020000000000c000000000000046")


def attribute(level: int, number: int, data: bytes) -> bytes:
    checksum = sum(data) & 0xFFFF
    return struct.pack("<BII", level, number, len(data)) + data + struct.pack("<H", checksum)


def properties(*found: tuple[int, int, bytes]) -> bytes:
    """MAPI properties of one value each, padded to four bytes."""
    data = struct.pack("<I", len(found))
    for kind, number, value in found:
        data += struct.pack("<HHII", kind, number, 1, len(value)) + value + bytes(-len(value) % 4)
    return data


def attachment(title: bytes, data: bytes | None, *mapi: tuple[int, int, bytes]) -> bytes:
    made = attribute(_ATTACHMENT, 0x00069002, bytes(14)) + attribute(_ATTACHMENT, 0x00018010, title + b"\0")
    if data is not None:
        made += attribute(_ATTACHMENT, 0x0006800F, data)
    return made + (attribute(_ATTACHMENT, 0x00069005, properties(*mapi)) if mapi else b"")


def tnef(*attributes: bytes, codepage: int = 874, subject: bytes = b"s") -> bytes:
    head = struct.pack("<IH", 0x223E9F78, 1)
    head += attribute(_MESSAGE, 0x00089006, struct.pack("<I", 0x10000))
    head += attribute(_MESSAGE, 0x00069007, struct.pack("<II", codepage, 0))
    head += attribute(_MESSAGE, 0x00018004, subject + b"\0")
    return head + b"".join(attributes)


def mailed(data: bytes, kind: bytes = b"application/ms-tnef; name=winmail.dat") -> bytes:
    return (
        b"From: a@b.go.th\r\nContent-Type: multipart/mixed; boundary=B\r\n\r\n"
        b"--B\r\nContent-Type: text/plain\r\n\r\nhello\r\n--B\r\nContent-Type: "
        + kind
        + b"\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + encodebytes(data)
        + b"--B--\r\n"
    )


def found(parsed: Parsed) -> list[tuple[str, str, str]]:
    return [(file.name, file.sha256, file.origin) for file in parsed.files]


EXPECTED = [(NAME, sha256(PDF).hexdigest(), "tnef")]


@pytest.mark.parametrize(
    "data",
    [
        tnef(attachment(NAME.encode("cp874"), PDF)),
        tnef(attachment(b"FORM1~1.PDF", PDF, (_UNICODE, _LONG_NAME, (NAME + "\0").encode("utf-16-le")))),
        tnef(attachment(b"FORM1~1.PDF", PDF, (_STRING, _LONG_NAME, NAME.encode("cp874") + b"\0"))),
        tnef(attachment(NAME.encode("cp874"), PDF), subject="เรื่อง".encode("cp874"), codepage=1252),
        tnef(attachment(NAME.encode("cp874"), PDF), subject=b"\xff\xfe", codepage=65001),
    ],
    ids=[
        "cp874 title",
        "unicode long name",
        "cp874 long name",
        "wrong code page",
        "subject that is no UTF-8",
    ],
)
def test_a_file_in_winmail_dat_is_found_under_its_thai_name(read: Read, data: bytes) -> None:
    parsed = read(mailed(data))
    assert found(parsed) == EXPECTED
    assert (parsed.whole, parsed.text) == (True, "hello")


def test_winmail_dat_is_told_by_its_bytes(read: Read) -> None:
    data = tnef(attachment(NAME.encode("cp874"), PDF))
    assert found(read(mailed(data, b"application/octet-stream; name=ATT0001.bin"))) == EXPECTED


def test_every_file_of_several_is_found(read: Read, work: Path) -> None:
    data = tnef(attachment(b"a.bin", b"a" * 3_000_000), attachment(b"b.bin", b"b"), attachment(b"c.bin", b""))
    assert [(name, origin) for name, _, origin in found(read(mailed(data)))] == [
        ("a.bin", "tnef"),
        ("b.bin", "tnef"),
        ("c.bin", "tnef"),
    ]
    assert (work / sha256(b"a" * 3_000_000).hexdigest()).stat().st_size == 3_000_000


def test_a_message_inside_gives_its_files(read: Read) -> None:
    inner = tnef(attachment(NAME.encode("cp874"), PDF))
    outer = tnef(attachment(b"mail", None, (_OBJECT, _DATA_OBJECT, _IMESSAGE + inner)))
    assert found(read(mailed(outer))) == EXPECTED


def test_rich_text_without_files_is_no_file(read: Read) -> None:
    parsed = read(mailed(tnef()))
    assert (parsed.files, parsed.whole) == ((), True)


def test_a_cut_winmail_dat_gives_what_came_before_and_says_so(read: Read) -> None:
    data = tnef(attachment(NAME.encode("cp874"), PDF), attachment(b"b.bin", b"b" * 1_000))[:-500]
    parsed = read(mailed(data))
    assert found(parsed)[:1] == EXPECTED
    assert not parsed.whole
    assert "winmail.dat" in parsed.problem


def test_messages_nested_without_end_are_followed_so_far(read: Read) -> None:
    data = tnef(attachment(NAME.encode("cp874"), PDF))
    for _ in range(30):
        data = tnef(attachment(b"m", None, (_OBJECT, _DATA_OBJECT, _IMESSAGE + data)))
    parsed = read(mailed(data))
    assert not parsed.whole
    assert parsed.files == ()
