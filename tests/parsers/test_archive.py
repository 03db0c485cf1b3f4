"""Files in a zip: found, named and bounded as a clerk with an unzip program would have it."""

import struct
import zipfile
import zlib
from base64 import encodebytes
from collections.abc import Callable
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest

from parsers.child import message
from screening.model.submission import ContentState, File, FileType, Parsed

Read = Callable[[bytes], Parsed]
PDF = b"%PDF-1.4\nnot much of a form\n%%EOF\n"
NAME = "เทศบาลตำบลแม่ใส_form1.pdf"


def zipped(*entries: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    data = BytesIO()
    with zipfile.ZipFile(data, "w", method) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return data.getvalue()


def raw_name(name: bytes, content: bytes = PDF) -> bytes:
    """A zip whose one name is in these bytes, without the flag that says UTF-8."""
    placeholder = "x" * len(name)
    return zipped((placeholder, content)).replace(placeholder.encode(), name)


def locked(data: bytes) -> bytes:
    """The same zip with its first entry's encryption bit set."""
    changed = bytearray(data)
    changed[6] |= 1
    changed[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(changed)


def mailed(*archives: bytes) -> bytes:
    parts = b"".join(
        b"--B\r\nContent-Type: application/zip; name=all.zip\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + encodebytes(archive)
        + b"\r\n"
        for archive in archives
    )
    return b"From: a@b.go.th\r\nContent-Type: multipart/mixed; boundary=B\r\n\r\n" + parts + b"--B--\r\n"


def opened(read: Read, *archives: bytes) -> tuple[File, list[File]]:
    """The zip itself, and what was in it."""
    parsed = read(mailed(*archives))
    assert parsed.whole, parsed.problem
    first, *rest = parsed.files
    assert (first.name, first.type) == ("all.zip", FileType.ZIP)
    return first, rest


def test_the_files_of_a_zip_are_found_and_the_zip_is_read_whole(read: Read, work: Path) -> None:
    archive, inside = opened(read, zipped((NAME, PDF), ("งาน/deck.pptx", b"x" * 500_000)))
    assert archive.content.state is ContentState.OK
    assert [(file.name, file.origin) for file in inside] == [(NAME, "archive"), ("deck.pptx", "archive")]
    assert (work / sha256(PDF).hexdigest()).read_bytes() == PDF
    assert inside[0].type is FileType.PDF


@pytest.mark.parametrize("charset", ["utf-8", "cp874"])
def test_a_thai_name_is_read_whatever_the_zip_program_wrote(read: Read, charset: str) -> None:
    _, inside = opened(read, raw_name(NAME.encode(charset)))
    assert [file.name for file in inside] == [NAME]


def test_an_english_name_stays_as_it_is(read: Read) -> None:
    _, inside = opened(read, raw_name(b"form1.pdf"))
    assert inside[0].name == "form1.pdf"


@pytest.mark.parametrize(
    "name",
    ["__MACOSX/._form1.pdf", "a/._form1.pdf", ".DS_Store", "a/.DS_Store", "Thumbs.db", "desktop.ini", "a/"],
)
def test_what_systems_leave_in_a_zip_is_no_file(read: Read, name: str) -> None:
    archive, inside = opened(read, zipped((name, b"" if name == "a/" else b"x"), ("form1.pdf", PDF)))
    assert [file.name for file in inside] == ["form1.pdf"]
    assert archive.content.state is ContentState.OK


def test_names_cannot_lead_out_of_the_folder(read: Read, work: Path) -> None:
    _, inside = opened(read, zipped(("../../etc/form1.pdf", PDF), ("C:\\a\\b.pdf", PDF + b" ")))
    assert [file.name for file in inside] == ["form1.pdf", "b.pdf"]
    assert {path.parent for path in work.iterdir()} == {work}


def test_an_encrypted_zip_stays_a_zip_nobody_read(read: Read) -> None:
    archive, inside = opened(read, locked(zipped(("form1.pdf", PDF))))
    assert (archive.content.state, inside) == (ContentState.ENCRYPTED, [])
    assert "password" in archive.content.detail


def test_one_locked_file_does_not_hide_the_others(read: Read) -> None:
    archive, inside = opened(read, locked(zipped(("a.pdf", PDF), ("form1.pdf", PDF))))
    assert archive.content.state is ContentState.ENCRYPTED
    assert [file.name for file in inside] == ["form1.pdf"]


def test_a_file_with_a_wrong_checksum_is_left_out_and_told(read: Read, work: Path) -> None:
    data = zipped(("bad.pdf", PDF), ("form1.pdf", PDF + b" "), method=zipfile.ZIP_STORED)
    archive, inside = opened(read, data.replace(PDF, PDF[:-1] + b"X", 1))
    assert archive.content.state is ContentState.UNREADABLE
    assert archive.content.detail.startswith("bad.pdf: Bad CRC-32")
    assert [file.name for file in inside] == ["form1.pdf"]
    assert len(list(work.iterdir())) == 2


def test_a_cut_zip_is_unreadable(read: Read) -> None:
    archive, inside = opened(read, zipped(("form1.pdf", PDF))[:-30])
    assert (archive.content.state, inside) == (ContentState.UNREADABLE, [])


def test_a_zip_in_a_zip_stays_closed(read: Read) -> None:
    archive, inside = opened(read, zipped(("inner.zip", zipped(("form1.pdf", PDF)))))
    assert archive.content.state is ContentState.OK
    assert [(file.name, file.content.state) for file in inside] == [("inner.zip", ContentState.UNCHECKED)]


def test_a_deck_is_a_zip_that_is_not_opened(read: Read) -> None:
    types = b'<Types><Override ContentType="a.presentationml.presentation.main+xml"/></Types>'
    parsed = read(mailed(zipped(("[Content_Types].xml", types), ("ppt/media/a.pdf", PDF))))
    assert [file.type for file in parsed.files] == [FileType.PPTX]


def test_a_bomb_is_refused_by_its_directory_alone(read: Read, work: Path) -> None:
    archive, inside = opened(read, zipped(("a", bytes(30 << 20))))
    assert (archive.content.state, inside) == (ContentState.UNREADABLE, [])
    assert "would unpack to 31457280" in archive.content.detail
    assert len(list(work.iterdir())) == 1


def lying(content: bytes, told: int) -> bytes:
    """A zip whose directory tells another size than the bytes have."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = packer.compress(content) + packer.flush()
    common = struct.pack("<HHHHHIII", 20, 0, 8, 0, 0, zlib.crc32(content), len(body), told)
    local = b"PK\x03\x04" + common + struct.pack("<HH", 1, 0) + b"a" + body
    entry = b"PK\x01\x02\x14\x00" + common + struct.pack("<HHHHHII", 1, 0, 0, 0, 0, 0, 0) + b"a"
    return local + entry + b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(entry), len(local), 0)


def test_a_zip_that_lies_about_its_size_gives_no_more_than_it_said(read: Read, work: Path) -> None:
    archive, inside = opened(read, lying(bytes(50 << 20), 1_000))
    assert (archive.content.state, inside) == (ContentState.UNREADABLE, [])
    assert sum(path.stat().st_size for path in work.iterdir()) < 1 << 20


def test_all_archives_of_a_message_share_one_limit(tmp_path: Path, work: Path) -> None:
    raw = tmp_path / "raw.eml"
    raw.write_bytes(mailed(zipped(("a", b"a" * 6_000)), zipped(("b", b"b" * 6_000))))
    parsed = message.read(raw, work, unpacked=10_000)
    states = [file.content.state for file in parsed.files if file.type is FileType.ZIP]
    assert states == [ContentState.OK, ContentState.UNREADABLE]
    assert [file.name for file in parsed.files if file.origin == "archive"] == ["a"]


def test_more_entries_than_anyone_sends_are_refused(read: Read) -> None:
    archive, inside = opened(read, zipped(*[(f"{number}.txt", b"") for number in range(1_500)]))
    assert (archive.content.state, inside) == (ContentState.UNREADABLE, [])
    assert "1500 entries" in archive.content.detail


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_packing_that_cannot_be_bounded_is_not_unpacked(read: Read, method: int) -> None:
    archive, inside = opened(read, zipped(("form1.pdf", PDF), method=method))
    assert (archive.content.state, inside) == (ContentState.UNREADABLE, [])


def test_a_full_disk_is_not_the_zips_fault(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    from parsers.files import Folder, Sink

    monkeypatch.setattr("parsers.child.containers.archive._BLOCK", 7)
    real = Folder.new

    def new(folder: Folder) -> Sink:
        sink = real(folder)
        if folder._count > 1:  # the zip itself is written
            monkeypatch.setattr(Sink, "write", full)
        return sink

    monkeypatch.setattr(Folder, "new", new)
    with pytest.raises(OSError, match="No space left"):
        read(mailed(zipped(("form1.pdf", PDF))))
