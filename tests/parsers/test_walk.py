"""Where files hide in a message, and what is no file."""

import binascii
import io
import os
from base64 import encodebytes
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

import pytest
from PIL import Image

from parsers.child.tidying import tidy
from screening.model.submission import Content, FileType, Parsed

Read = Callable[[bytes], Parsed]
PDF = b"%PDF-1.4\nnot much of a form\n%%EOF\n"
CODED = b"Content-Transfer-Encoding: base64\r\n\r\n" + encodebytes(PDF)
NAMED = b"Content-Type: application/pdf; name=form1.pdf\r\n" + CODED
TEXT = b"Content-Type: text/plain; charset=utf-8\r\n\r\nhello\r\n"
JPEG = b"\xff\xd8\xff\xe0" + bytes(1_000)


def multipart(*parts: bytes, kind: bytes = b"mixed", boundary: bytes = b"B") -> bytes:
    body = b"".join(b"--%b\r\n%b\r\n" % (boundary, part) for part in parts)
    return b"Content-Type: multipart/%b; boundary=%b\r\n\r\n%b--%b--\r\n" % (kind, boundary, body, boundary)


def mail(content: bytes) -> bytes:
    return b"From: a@b.go.th\r\nSubject: s\r\nMIME-Version: 1.0\r\n" + content


def uuencoded(name: bytes, data: bytes) -> bytes:
    rows = b"".join(binascii.b2a_uu(data[start : start + 45]) for start in range(0, len(data), 45))
    return b"begin 644 " + name + b"\n" + rows + b"`\nend\n"


def found(parsed: Parsed) -> list[tuple[str, str, str]]:
    return [(file.name, file.sha256, file.origin) for file in parsed.files]


@pytest.mark.parametrize(
    "headers,name,origin",
    [
        (
            b"Content-Type: application/pdf\r\nContent-Disposition: attachment; filename=form1.pdf\r\n",
            "form1.pdf",
            "attachment",
        ),
        (b"Content-Type: application/pdf; name=form1.pdf\r\n", "form1.pdf", "attachment"),
        (b"Content-Type: application/pdf\r\n", "", "attachment"),
        (
            b"Content-Type: application/pdf\r\nContent-Disposition: inline; filename=form1.pdf\r\n",
            "form1.pdf",
            "inline",
        ),
        (b"Content-Type: text/plain; name=form1.pdf\r\n", "form1.pdf", "attachment"),
        (b"Content-Type: text/html\r\nContent-Disposition: attachment\r\n", "", "attachment"),
        (
            b"Content-Type: nonsense\r\nContent-Disposition: attachment; filename=form1.pdf\r\n",
            "form1.pdf",
            "attachment",
        ),
        (b"Content-Disposition: attachment; filename=form1.pdf\r\n", "form1.pdf", "attachment"),
        (b"Content-Type: video/mp4\r\n", "", "attachment"),
    ],
)
def test_a_part_is_a_file_by_its_name_disposition_or_type(
    read: Read, headers: bytes, name: str, origin: str
) -> None:
    parsed = read(mail(multipart(TEXT, headers + CODED)))
    assert found(parsed) == [(name, sha256(PDF).hexdigest(), origin)]
    assert parsed.files[0].type is FileType.PDF
    assert parsed.whole


def test_the_files_lie_in_the_work_folder_under_their_digests(read: Read, work: Path) -> None:
    read(mail(multipart(TEXT, NAMED)))
    assert [(path.name, path.read_bytes()) for path in work.iterdir()] == [(sha256(PDF).hexdigest(), PDF)]


def test_a_message_that_is_one_pdf_is_a_file(read: Read) -> None:
    assert found(read(mail(NAMED))) == [("form1.pdf", sha256(PDF).hexdigest(), "attachment")]


def test_body_texts_are_no_files(read: Read) -> None:
    html = b"Content-Type: text/html\r\n\r\n<p>hello</p>\r\n"
    assert read(mail(multipart(TEXT, html, kind=b"alternative"))).files == ()


def test_a_file_in_multipart_alternative_is_found(read: Read) -> None:
    assert len(read(mail(multipart(TEXT, NAMED, kind=b"alternative"))).files) == 1


def test_a_forwarded_message_gives_its_files_but_not_its_words(read: Read) -> None:
    inner = b"Content-Type: message/rfc822\r\n\r\n" + mail(
        multipart(TEXT.replace(b"hello", b"inner"), NAMED, boundary=b"C")
    )
    parsed = read(mail(multipart(TEXT, inner)))
    assert found(parsed) == [("form1.pdf", sha256(PDF).hexdigest(), "forwarded")]
    assert parsed.text == "hello"


@pytest.mark.parametrize("size", [10, 400_000])
def test_a_forwarded_message_in_base64_is_opened(read: Read, size: int) -> None:
    data = os.urandom(size)
    attachment = (
        b"Content-Type: application/octet-stream; name=a.bin\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    )
    inner = mail(multipart(TEXT, attachment + encodebytes(data), boundary=b"C"))
    headers = b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    parsed = read(mail(multipart(TEXT, headers + encodebytes(inner))))
    assert found(parsed) == [("a.bin", sha256(data).hexdigest(), "forwarded")]


def test_a_uuencoded_file_in_a_text_is_found_and_not_read_as_words(read: Read) -> None:
    data = os.urandom(500_000)
    for content in (PDF, data):
        body = b"Content-Type: text/plain\r\n\r\nhello\n" + uuencoded(b"my form.pdf", content) + b"bye\n"
        parsed = read(mail(body))
        assert found(parsed) == [("my form.pdf", sha256(content).hexdigest(), "uuencode")]
        assert parsed.text.startswith("hello")
        assert "begin" not in parsed.text


def test_a_part_encoded_as_uuencode_is_decoded(read: Read) -> None:
    part = b"Content-Type: application/pdf; name=form1.pdf\r\nContent-Transfer-Encoding: x-uuencode\r\n\r\n"
    parsed = read(mail(multipart(TEXT, part + uuencoded(b"x.pdf", PDF))))
    assert [(file.name, file.sha256) for file in parsed.files] == [("form1.pdf", sha256(PDF).hexdigest())]


def test_words_that_only_look_like_the_beginning_of_a_file_are_words(read: Read) -> None:
    parsed = read(
        mail(b"Content-Type: text/plain\r\n\r\nbegin 644 things\nthen this long sentence follows\n")
    )
    assert parsed.files == ()


def picture(*headers: bytes, size: int = 1_000) -> bytes:
    lines = b"".join(header + b"\r\n" for header in (b"Content-Type: image/jpeg; name=a.jpg", *headers))
    return lines + b"Content-Transfer-Encoding: base64\r\n\r\n" + encodebytes(JPEG + bytes(size))


CID = b"Content-ID: <a@b>"
INLINE = b"Content-Disposition: inline"


@pytest.mark.parametrize(
    "part,kind,is_file",
    [
        (picture(CID, INLINE), b"related", False),
        (picture(CID), b"mixed", False),
        (picture(CID, INLINE, size=100_000), b"related", False),
        (picture(CID, INLINE, size=100_000), b"mixed", True),
        (
            picture(CID, INLINE, size=900_000),
            b"related",
            True,
        ),  # a photograph of the form, pasted into the letter
        (picture(CID, b"Content-Disposition: attachment"), b"mixed", True),  # as Gmail sends every file
        (picture(INLINE), b"mixed", True),  # as an iPhone sends a photograph
        (picture(), b"related", True),
    ],
)
def test_pictures_of_the_letter_itself_are_no_files(
    read: Read, part: bytes, kind: bytes, is_file: bool
) -> None:
    assert bool(read(mail(multipart(TEXT, part, kind=kind))).files) is is_file


def pixels(width: int, height: int, kind: str = "JPEG") -> bytes:
    data = io.BytesIO()
    Image.new("L", (width, height), 250).save(data, kind)
    return data.getvalue()


def shown(data: bytes, name: str = "image001.jpg", *headers: bytes) -> bytes:
    """A picture as Apple Mail, Outlook and telephones put it into the letter: with a Content-ID."""
    lines = [f"Content-Type: image/jpeg; name*=UTF-8''{quote(name)}".encode(), CID, *headers]
    return b"\r\n".join([*lines, b"Content-Transfer-Encoding: base64", b"", encodebytes(data)])


@pytest.mark.parametrize("headers", [(), (INLINE,)], ids=["no disposition", "inline"])
@pytest.mark.parametrize("kind", [b"mixed", b"related"])
@pytest.mark.parametrize(
    "data,name,origin",
    [
        (JPEG, "เทศบาลตำบลแม่สาย_form1.jpg", "inline"),
        (JPEG, "from 1.jpg", "inline"),
        (JPEG, "อบต.แม่ใส.jpg", "inline"),
        (pixels(700, 990), "image001.jpg", "inline"),
        (pixels(1300, 910, "PNG"), "image001.png", "inline"),
        (pixels(640, 480), "image001.jpg", "letter"),  # a page made small, or a picture of the office
        (pixels(1000, 1000, "PNG"), "", "letter"),  # a seal is square
        (pixels(160, 160), "อบต.แม่ใส.jpg", "letter"),  # nobody can read a form of this size
        (pixels(120, 60), "image001.png", None),
        (pixels(1200, 200, "PNG"), "banner.png", None),
        (pixels(300, 300, "PNG"), "logo.png", None),
        (b"GIF89a" + bytes(500), "a.gif", None),
        (b"\x89PNG\r\n\x1a\n", "a.png", None),
    ],
)
def test_a_form_that_is_shown_in_the_letter_is_no_logo(
    read: Read, data: bytes, name: str, origin: str | None, kind: bytes, headers: tuple[bytes, ...]
) -> None:
    parsed = read(mail(multipart(TEXT, shown(data, name, *headers), kind=kind)))
    assert [file.origin for file in parsed.files] == ([origin] if origin else [])


def test_signatures_and_delivery_reports_are_no_files(read: Read) -> None:
    signature = b"Content-Type: application/pkcs7-signature; name=smime.p7s\r\n\r\nx"
    report = b"Content-Type: message/delivery-status\r\n\r\nAction: failed\r\n"
    parsed = read(mail(multipart(TEXT, signature, report)))
    assert parsed.files == ()
    assert parsed.whole


@pytest.mark.parametrize("kind", [b"application/octet-stream; name=smime.p7s", b"application/pgp-signature"])
def test_a_signed_message_gives_its_files_and_no_signature(read: Read, kind: bytes) -> None:
    signature = b"Content-Type: " + kind + b"\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA\r\n"
    parsed = read(mail(multipart(multipart(TEXT, NAMED, boundary=b"C"), signature, kind=b"signed")))
    assert found(parsed) == [("form1.pdf", sha256(PDF).hexdigest(), "attachment")]
    assert (parsed.whole, parsed.text) == (True, "hello")


@pytest.mark.parametrize("named", ["data", "fork", "both"])
def test_of_a_macs_double_only_the_file_itself_is_taken(read: Read, named: str) -> None:
    fork = b"Content-Type: application/applefile" + (b"; name=form1.pdf" if named != "data" else b"")
    data = b"Content-Type: application/pdf" + (b"; name=form1.pdf" if named != "fork" else b"")
    parts = (fork + b"\r\n\r\n\x00\x05\x16\x07\r\n", data + b"\r\n" + CODED)
    parsed = read(mail(multipart(TEXT, multipart(*parts, kind=b"appledouble", boundary=b"C"))))
    assert found(parsed) == [("form1.pdf", sha256(PDF).hexdigest(), "attachment")]


def test_a_quoted_printable_file_is_whole(read: Read) -> None:
    data = bytes(range(256)) * 40
    part = (
        b"Content-Type: application/octet-stream; name=a.bin\r\nContent-Transfer-Encoding: quoted-printable"
    )
    coded = binascii.b2a_qp(data, istext=False).replace(b"\n", b"\r\n")
    assert found(read(mail(multipart(TEXT, part + b"\r\n\r\n" + coded)))) == [
        ("a.bin", sha256(data).hexdigest(), "attachment")
    ]


def test_deep_nesting_is_followed_so_far_and_said_to_be_cut(read: Read) -> None:
    content = NAMED
    for level in range(30):
        content = multipart(content, boundary=b"B%d" % level)
    parsed = read(mail(multipart(NAMED, content)))
    assert len(parsed.files) == 1
    assert not parsed.whole
    assert "nested" in parsed.problem


def test_a_multipart_without_its_boundary_is_not_whole(read: Read) -> None:
    parsed = read(mail(b"Content-Type: multipart/mixed\r\n\r\n--B\r\n" + NAMED))
    assert not parsed.whole


def test_more_files_than_anyone_sends_are_cut_short(read: Read) -> None:
    parsed = read(mail(multipart(*[NAMED] * 300)))
    assert len(parsed.files) == 200
    assert not parsed.whole


def test_a_flood_of_uuencoded_files_is_cut_short(read: Read, work: Path) -> None:
    flood = b"".join(uuencoded(b"%d" % number, b"%d" % number) for number in range(1_000))
    parsed = read(mail(b"Content-Type: text/plain\r\n\r\n" + flood))
    assert len(parsed.files) == 200
    assert not parsed.whole
    assert len(list(work.iterdir())) < 210


def test_what_a_library_says_of_a_file_is_made_fit_to_pass_on() -> None:
    content = Content(
        detail="a\nb\x00" * 400, slides=("ก\x0bข\x00", "x" * 50_000, "y" * 50_000), links=("a\nb",)
    )
    tidied = tidy(content, 30_000)
    assert tidied.slides == ("กข", "x" * 20_000, "y" * 9_998)
    assert len(tidied.detail) == 500
    assert tidied.links == ("a b",)
    assert tidy(Content(), 10).slides is None
