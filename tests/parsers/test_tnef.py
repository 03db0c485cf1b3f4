"""winmail.dat, as Outlook writes it."""

from base64 import encodebytes
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from winmail import DATA_OBJECT, IMESSAGE, LONG_NAME, OBJECT, STRING, UNICODE, attachment, tnef

from screening.model.submission import Parsed

Read = Callable[[bytes], Parsed]
PDF = b"%PDF-1.4\nnot much of a form\n%%EOF\n\x00\x00"
NAME = "เทศบาลตำบลแม่ใส_form1.pdf"


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
        tnef(attachment(b"FORM1~1.PDF", PDF, (UNICODE, LONG_NAME, (NAME + "\0").encode("utf-16-le")))),
        tnef(attachment(b"FORM1~1.PDF", PDF, (STRING, LONG_NAME, NAME.encode("cp874") + b"\0"))),
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


def test_a_short_name_in_the_senders_code_page_is_no_riddle(read: Read) -> None:
    long_name = (STRING, LONG_NAME, "กท.pdf".encode("cp874") + b"\0")
    assert [name for name, _, _ in found(read(mailed(tnef(attachment(b"A", PDF, long_name)))))] == ["กท.pdf"]


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
    outer = tnef(attachment(b"mail", None, (OBJECT, DATA_OBJECT, IMESSAGE + inner)))
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
        data = tnef(attachment(b"m", None, (OBJECT, DATA_OBJECT, IMESSAGE + data)))
    parsed = read(mailed(data))
    assert not parsed.whole
    assert parsed.files == ()
