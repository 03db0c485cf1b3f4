"""One file is cut out of a raw mail: the rest reads as before, and nothing of the file is left in it."""

import binascii
import io
import quopri
import zipfile
from base64 import b64decode, b64encode, encodebytes
from collections.abc import Callable, Iterator
from email import message_from_bytes
from hashlib import sha256
from pathlib import Path

import pytest
from PIL import Image

from parsers.child.mime import cutting
from parsers.placeholder import hash_of_placeholder
from screening.model.submission import Parsed

Read = Callable[[bytes], Parsed]
PDF = b"%PDF-1.4\nnot much of a form\n%%EOF\n"
CODED = b"Content-Transfer-Encoding: base64\r\n\r\n" + encodebytes(PDF)
NAMED = b"Content-Type: application/pdf; name=form1.pdf\r\n" + CODED
TEXT = b"Content-Type: text/plain; charset=utf-8\r\n\r\nhello\r\n"


def multipart(*parts: bytes, kind: bytes = b"mixed", boundary: bytes = b"B") -> bytes:
    body = b"".join(b"--%b\r\n%b\r\n" % (boundary, part) for part in parts)
    return b"Content-Type: multipart/%b; boundary=%b\r\n\r\n%b--%b--\r\n" % (kind, boundary, body, boundary)


def mail(content: bytes) -> bytes:
    return b"From: a@b.go.th\r\nSubject: s\r\nMIME-Version: 1.0\r\n" + content


def uuencoded(name: bytes, data: bytes) -> bytes:
    rows = b"".join(binascii.b2a_uu(data[start : start + 45]) for start in range(0, len(data), 45))
    return b"begin 644 " + name + b"\n" + rows + b"`\nend\n"


SECRET = b"%PDF-1.4\nnumber 1 1037 02071 81 1 of Somchai\n%%EOF\n" * 3
HASH = sha256(SECRET).hexdigest()
NAME = b"somchai-id.pdf"
HEAD = b"Content-Type: application/pdf; name=%b\r\nContent-Disposition: attachment;\r\n filename=%b\r\n" % (
    NAME,
    NAME,
)
B64 = HEAD + b"Content-Transfer-Encoding: base64\r\n\r\n" + encodebytes(SECRET).replace(b"\n", b"\r\n")
LONG = SECRET + bytes(range(256)) * 400
LF = HEAD.replace(b"\r\n", b"\n") + b"Content-Transfer-Encoding: base64\n\n" + encodebytes(SECRET)
QP = HEAD + b"Content-Transfer-Encoding: quoted-printable\r\n\r\n" + quopri.encodestring(SECRET)
PLAIN = HEAD + b"\r\n" + SECRET
INNER = mail(multipart(TEXT, B64, boundary=b"I"))
ROWS = (
    b"Content-Type: text/plain\r\n\r\nhello\r\n"
    + uuencoded(NAME, SECRET).replace(b"\n", b"\r\n")
    + b"bye\r\n"
)
CAN = {
    "base64": multipart(TEXT, NAMED, B64),
    "before others": multipart(TEXT, B64, NAMED),
    "bare line feeds": multipart(TEXT, LF).replace(b"\r\n", b"\n"),
    "one long line": multipart(TEXT, HEAD + b"Content-Transfer-Encoding: base64\r\n\r\n" + b64encode(SECRET)),
    "quoted-printable": multipart(TEXT, QP, NAMED),
    "not encoded": multipart(TEXT, PLAIN, NAMED),
    "twice": multipart(TEXT, B64, NAMED, QP),
    "the whole mail": B64,
    "forwarded": multipart(TEXT, b"Content-Type: message/rfc822\r\n\r\n" + INNER, NAMED),
    "forwarded, encoded": multipart(
        TEXT,
        b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n" + encodebytes(INNER),
        NAMED,
    ),
    "a saved mail": multipart(
        TEXT,
        b"Content-Type: application/octet-stream; name=fwd.eml\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + encodebytes(INNER),
    ),
    "uuencoded": multipart(ROWS, NAMED),
    "uuencoded in quoted-printable": multipart(
        b"Content-Type: text/plain\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
        + quopri.encodestring(b"hello\n" + uuencoded(NAME, SECRET) + b"bye\n")
    ),
    "uuencoded as its part says": multipart(
        TEXT, HEAD + b"Content-Transfer-Encoding: x-uuencode\r\n\r\n" + uuencoded(NAME, SECRET)
    ),
}


def cut(raw: bytes, folder: Path, digest: str = HASH) -> bytes | None:
    (folder / "raw").write_bytes(raw)
    work = folder / "cut"
    work.mkdir()
    told = cutting.cut(folder / "raw", work, digest)
    return (work / told.files[0].sha256).read_bytes() if told.files else None


def base64_in(raw: bytes) -> Iterator[bytes]:
    """What is encoded in a mail, mails in it as well."""
    for part in message_from_bytes(raw).walk():
        if isinstance(payload := part.get_payload(decode=True), bytes):
            yield payload
        elif part.get_content_type() == "message/rfc822" and "base64" in str(
            part["content-transfer-encoding"]
        ):
            yield b64decode(str(part.get_payload(0)))


@pytest.mark.parametrize("kind", CAN)
def test_all_else_reads_as_before(read: Read, tmp_path: Path, kind: str) -> None:
    whole = read(mail(CAN[kind]))
    less = cut(mail(CAN[kind]), tmp_path)
    assert less is not None
    rest = read(less)
    wanted = [hash_of_placeholder(HASH) if file.sha256 == HASH else file.sha256 for file in whole.files]
    assert HASH in [file.sha256 for file in whole.files]
    assert [file.sha256 for file in rest.files] == wanted
    assert [file.origin for file in rest.files] == [file.origin for file in whole.files]
    assert (rest.subject, rest.sender, rest.problem) == (whole.subject, whole.sender, whole.problem)
    if "uuencoded" not in kind:
        assert rest.text == whole.text


@pytest.mark.parametrize("kind", CAN)
def test_nothing_of_the_file_is_left(tmp_path: Path, kind: str) -> None:
    less = cut(mail(CAN[kind]), tmp_path)
    assert less is not None
    left = less + b"".join(base64_in(less))
    assert NAME not in left and SECRET[:40] not in left
    assert b64encode(SECRET)[:40] not in left.replace(b"\r\n", b"").replace(b"\n", b"")


def test_a_long_file_is_cut_where_the_reader_keeps_only_its_place(read: Read, tmp_path: Path) -> None:
    raw = mail(
        multipart(TEXT, HEAD + b"Content-Transfer-Encoding: base64\r\n\r\n" + encodebytes(LONG), NAMED)
    )
    digest = sha256(LONG).hexdigest()
    less = cut(raw, tmp_path, digest)
    assert less is not None
    assert len(less) < 2_000
    assert [file.sha256 for file in read(less).files] == [
        hash_of_placeholder(digest),
        sha256(PDF).hexdigest(),
    ]


def test_a_second_file_is_cut_out_of_what_is_left(read: Read, tmp_path: Path) -> None:
    less = cut(mail(multipart(TEXT, B64, NAMED)), tmp_path)
    assert less is not None
    (tmp_path / "again").mkdir()
    last = cut(less, tmp_path / "again", sha256(PDF).hexdigest())
    assert last is not None
    hashes = [hash_of_placeholder(each) for each in (HASH, sha256(PDF).hexdigest())]
    assert [file.sha256 for file in read(last).files] == hashes


def _zip() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(NAME.decode(), SECRET)
    return (
        b"Content-Type: application/zip; name=a.zip\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + encodebytes(file.getvalue())
    )


@pytest.mark.parametrize(
    "content",
    [
        multipart(TEXT, _zip()),
        multipart(TEXT, NAMED),
        multipart(
            TEXT,
            multipart(
                b"Content-Type: application/applefile\r\n" + CODED, B64, kind=b"appledouble", boundary=b"A"
            ),
        ),
        TEXT,
    ],
    ids=["in an archive", "not there", "beside the Mac's fork of it", "only words"],
)
def test_what_is_no_part_of_its_own_is_not_cut(tmp_path: Path, content: bytes) -> None:
    assert cut(mail(content), tmp_path) is None


def test_a_picture_of_the_letter_keeps_its_place(read: Read, tmp_path: Path) -> None:
    """A small file in its place would be taken for a logo, and left out."""
    drawn = io.BytesIO()
    Image.effect_noise((1000, 1400), 90).save(drawn, "JPEG", quality=30)
    head = b"Content-Type: image/jpeg; name=%b\r\nContent-ID: <somchai>\r\n" % NAME
    picture = head + b"Content-Transfer-Encoding: base64\r\n\r\n" + encodebytes(drawn.getvalue())
    raw = mail(multipart(TEXT, picture, NAMED, kind=b"related"))
    digest = sha256(drawn.getvalue()).hexdigest()
    assert [file.sha256 for file in read(raw).files] == [digest, sha256(PDF).hexdigest()]
    less = cut(raw, tmp_path, digest)
    assert less is not None and b"somchai" not in less
    assert [file.sha256 for file in read(less).files] == [
        hash_of_placeholder(digest),
        sha256(PDF).hexdigest(),
    ]
