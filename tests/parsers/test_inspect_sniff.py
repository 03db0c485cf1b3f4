"""A file's type is told by its bytes."""

import errno
import io
import zipfile
from pathlib import Path

import pytest

from parsers.child.inspect import OPENERS, inspect
from screening.model.submission import Content, ContentState, FileType

PRESENTATION = "application/vnd.openxmlformats-officedocument.presentationml"


def zipped(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def office(content_type: str, encoding: str = "utf-8") -> bytes:
    listing = (
        f'<?xml version="1.0" encoding="{encoding}"?>'
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Override PartName="/main.xml" ContentType="{content_type}"/></Types>'
    )
    return zipped(**{"[Content_Types].xml": listing.encode(encoding)})


def ftyp(*brands: bytes) -> bytes:
    body = brands[0] + b"\0\0\0\0" + b"".join(brands[1:])
    return (8 + len(body)).to_bytes(4, "big") + b"ftyp" + body


def look(folder: Path, data: bytes, name: str) -> tuple[FileType, Content]:
    path = folder / "file"
    path.write_bytes(data)
    return inspect(path, name)


OFFICE = {
    "pptx": (office(f"{PRESENTATION}.presentation.main+xml"), FileType.PPTX),
    "pptx in utf-16": (office(f"{PRESENTATION}.presentation.main+xml", "utf-16"), FileType.PPTX),
    "potx": (office(f"{PRESENTATION}.template.main+xml"), FileType.PPTX),
    "ppsx": (office(f"{PRESENTATION}.slideshow.main+xml"), FileType.PPSX),
    "pptm": (office("application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml"), FileType.PPTM),
    "docx": (
        office("application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"),
        FileType.DOCX,
    ),
    "xlsx": (
        office("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"),
        FileType.OTHER,
    ),
    "pptx with a broken list of types": (
        zipped(**{"[Content_Types].xml": b"<Types", "ppt/presentation.xml": b""}),
        FileType.PPTX,
    ),
    "odp": (zipped(mimetype=b"application/vnd.oasis.opendocument.presentation"), FileType.ODP),
    "odt": (zipped(mimetype=b"application/vnd.oasis.opendocument.text"), FileType.ZIP),
    "key": (zipped(**{"Index/Document.iwa": b"x", "Index/Slide-12.iwa": b"x"}), FileType.KEY),
    "zip": (zipped(**{"a.pptx": b"x"}), FileType.ZIP),
    "empty zip": (b"PK\x05\x06" + b"\0" * 18, FileType.ZIP),
}

PLAIN = {
    "pdf": (b"%PDF-1.4\n%", FileType.PDF),
    "pdf after a byte order mark": (b"\xef\xbb\xbf%PDF-1.4\n", FileType.PDF),
    "pdf after junk": (b"x" * 1000 + b"%PDF-1.4\n", FileType.PDF),
    "no pdf": (b"x" * 1024 + b"%PDF-1.4\n", FileType.TEXT),
    "jpeg": (b"\xff\xd8\xff\xe0", FileType.JPEG),
    "png": (b"\x89PNG\r\n\x1a\n", FileType.PNG),
    "heic": (ftyp(b"heic", b"mif1", b"heic"), FileType.HEIC),
    "heif": (ftyp(b"mif1", b"heic"), FileType.HEIC),
    "avif": (ftyp(b"avif", b"mif1"), FileType.OTHER),
    "avif by its second brand": (ftyp(b"mif1", b"avif"), FileType.OTHER),
    "mp4": (ftyp(b"isom", b"mp42"), FileType.VIDEO),
    "mov": (ftyp(b"qt  "), FileType.VIDEO),
    "m4v": (ftyp(b"M4V "), FileType.VIDEO),
    "m4a": (ftyp(b"M4A ", b"isom"), FileType.OTHER),
    "old mov": (b"\0\0\0\x08wide\0\0\0\x08mdat", FileType.VIDEO),
    "avi": (b"RIFF\0\0\0\0AVI LIST", FileType.VIDEO),
    "wav": (b"RIFF\0\0\0\0WAVEfmt ", FileType.OTHER),
    "wmv": (bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c"), FileType.VIDEO),
    "mkv": (b"\x1a\x45\xdf\xa3\x01\0\0\0\0\0\0\x23\x42\x86\x81\x01\x42\x82\x88matroska", FileType.VIDEO),
    "webm": (b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm", FileType.VIDEO),
    "rar 4": (b"Rar!\x1a\x07\x00", FileType.RAR),
    "rar 5": (b"Rar!\x1a\x07\x01\x00", FileType.RAR),
    "7z": (b"7z\xbc\xaf\x27\x1c\0\x04", FileType.SEVEN_ZIP),
    "html": (b"\n<!DOCTYPE html><title>x", FileType.HTML),
    "html of a login page in windows-874": (b"<HTML>\xe0\xa2\xe9\xd2", FileType.HTML),
    "thai text": ("ส่งผลงาน\n".encode() * 900, FileType.TEXT),
    "utf-16 text": ("ส่งผลงาน".encode("utf-16"), FileType.TEXT),
    "text with a nul": (b"abc\0def", FileType.OTHER),
    "zeros": (b"\0" * 3000, FileType.OTHER),
}


@pytest.mark.parametrize("case", OFFICE | PLAIN)
def test_bytes_tell_the_type(tmp_path: Path, case: str) -> None:
    data, expected = (OFFICE | PLAIN)[case]
    assert look(tmp_path, data, "file.bin")[0] is expected


@pytest.mark.parametrize("case", OFFICE | PLAIN)
def test_a_wrong_name_changes_no_type(tmp_path: Path, case: str) -> None:
    data, expected = (OFFICE | PLAIN)[case]
    assert look(tmp_path, data, "เทศบาล_form1.xlsx")[0] is expected


def test_a_pdf_stored_in_a_zip_is_a_zip(tmp_path: Path) -> None:
    data = zipped(**{"form.pdf": b"%PDF-1.4\n"})
    assert data.find(b"%PDF-") < 1024
    assert look(tmp_path, data, "form.pdf") == (FileType.ZIP, Content(ContentState.UNCHECKED))


def test_an_iwork_file_is_keynotes_only_by_its_name(tmp_path: Path) -> None:
    data = zipped(**{"Index/Document.iwa": b"x"})
    assert look(tmp_path, data, "ผลงาน.key")[0] is FileType.KEY
    assert look(tmp_path, data, "ผลงาน.pages")[0] is FileType.ZIP


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a_form1.pdf", FileType.PDF),
        ("a_form1.JPG", FileType.JPEG),
        ("a.jpeg ", FileType.JPEG),
        ("a.ppsx", FileType.PPSX),
        ("a.pps", FileType.PPT),
        ("a.mov", FileType.VIDEO),
        ("a.7z", FileType.SEVEN_ZIP),
        ("a", FileType.OTHER),
        ("", FileType.OTHER),
    ],
)
def test_no_bytes_are_empty_and_the_type_is_the_names(tmp_path: Path, name: str, expected: FileType) -> None:
    assert look(tmp_path, b"", name) == (expected, Content(ContentState.EMPTY))


@pytest.mark.parametrize("kind", ["png", "heic", "rar 5", "7z", "html", "zip", "odp", "docx"])
def test_what_nothing_opens_is_unchecked(tmp_path: Path, kind: str) -> None:
    assert look(tmp_path, (OFFICE | PLAIN)[kind][0], "x")[1] == Content(ContentState.UNCHECKED)


def test_a_missing_file_is_our_own_fault(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        inspect(tmp_path / "gone", "a.pdf")


def test_a_failing_disk_is_no_broken_attachment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_path: Path) -> Content:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setitem(OPENERS, FileType.PDF, fail)
    with pytest.raises(OSError, match="Input/output"):
        look(tmp_path, b"%PDF-1.4\n%", "a.pdf")
