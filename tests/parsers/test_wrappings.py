"""Files in the wrappings of other systems: saved mails, Outlook's, the Macintosh's; archives left shut."""

import binascii
import io
import struct
import tarfile
import zipfile
from collections.abc import Callable
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from compound import Tree, compound

from parsers.child.containers import macintosh
from screening.model.submission import ContentState, File, Parsed

Read = Callable[[bytes], Parsed]
PDF = b"%PDF-1.4\nnot much of a form\n%%EOF\n"
FORM = "เทศบาลตำบลแม่ไทรงาม_form1.pdf"


def mail(*files: tuple[str | None, bytes], kind: str = "application/octet-stream") -> bytes:
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"], message["Subject"] = "a@b.go.th", "c@d.go.th", "ส่งผลงาน"
    message.set_content("เรียน ผู้เกี่ยวข้อง\n")
    for name, data in files:
        main, sub = kind.split("/")
        message.add_attachment(data, maintype=main, subtype=sub, filename=name)
    return message.as_bytes()


def only(parsed: Parsed) -> File:
    (file,) = parsed.files
    return file


def zipped(**files: bytes) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return data.getvalue()


@pytest.mark.parametrize("name", ["ส่งผลงาน.eml", "ส่งผลงาน", None])
def test_a_mail_attached_as_a_file_is_opened(read: Read, name: str | None) -> None:
    file = only(read(mail((name, mail((FORM, PDF))))))
    assert (file.name, file.origin) == (FORM, "forwarded")


def test_a_mail_in_a_zip_is_opened(read: Read) -> None:
    files = read(mail(("a.zip", zipped(**{"ส่ง/mail.eml": mail((FORM, PDF))})))).files
    assert [(file.name, file.origin) for file in files] == [("a.zip", "attachment"), (FORM, "forwarded")]


def test_a_text_about_mail_is_a_text(read: Read) -> None:
    assert only(read(mail(("อ่านก่อน.txt", b"To: \xe0\xb8\x81\nSubject: x\n\nhello\n")))).name == "อ่านก่อน.txt"


def saved_mail(*files: tuple[str, bytes], inner: Tree | None = None) -> bytes:
    tree: Tree = {"__properties_version1.0": b"\0" * 32}
    for number, (name, data) in enumerate(files):
        label = name.encode("utf-16-le")
        tree[f"__attach_version1.0_#{number:08X}"] = {
            "__properties_version1.0": b"\0" * 8,
            "__substg1.0_3704001F": "SHORT~1.PDF".encode("utf-16-le"),
            "__substg1.0_3707001F": label,
            "__substg1.0_37010102": data,
        }
    if inner is not None:
        tree["__attach_version1.0_#000000FF"] = {"__substg1.0_3701000D": inner}
    return compound(tree)


def test_a_mail_that_outlook_saved_is_opened(read: Read) -> None:
    parsed = read(mail(("ส่งผลงาน.msg", saved_mail((FORM, PDF), ("b.bin", b"x")))))
    assert [(file.name, file.origin) for file in parsed.files] == [
        (FORM, "forwarded"),
        ("b.bin", "forwarded"),
    ]
    assert parsed.whole
    assert parsed.files[0].type == "pdf"


def test_a_mail_within_a_mail_that_outlook_saved_is_opened(read: Read) -> None:
    label = {"__substg1.0_3707001F": FORM.encode("utf-16-le"), "__substg1.0_37010102": PDF}
    inner: Tree = {"__properties_version1.0": b"\0", "__attach_version1.0_#00000000": dict(label)}
    assert only(read(mail(("a.msg", saved_mail(inner=inner))))).name == FORM


def test_a_cut_outlook_mail_is_an_archive_that_a_person_opens(read: Read) -> None:
    data = saved_mail((FORM, PDF * 2_000), ("b.bin", b"x" * 50_000))
    file = read(mail(("a.msg", data[: len(data) // 2]))).files[-1]
    assert file.name == "a.msg"
    assert (file.content.state, file.content.archive) == (ContentState.UNREADABLE, "Outlook message")


def single(data: bytes, name: bytes, magic: bytes = macintosh.APPLE_SINGLE) -> bytes:
    parts = {3: name, 1: data, 2: b"resources"}
    head = magic + b"\0\2\0\0" + bytes(16) + struct.pack(">H", len(parts))
    at = len(head) + 12 * len(parts)
    for number, part in parts.items():
        head += struct.pack(">III", number, at, len(part))
        at += len(part)
    return head + b"".join(parts.values())


def test_an_apple_single_is_opened(read: Read) -> None:
    wrapped = single(PDF, FORM.encode())
    file = only(read(mail(("form1", wrapped), kind="application/applefile")))
    assert file.type == "pdf"
    assert file.name == FORM


def test_the_other_half_of_an_apple_double_is_no_file(read: Read) -> None:
    rest = single(b"", b"x", macintosh.APPLE_DOUBLE)
    assert only(read(mail((f"._{FORM}", rest), (FORM, PDF)))).name == FORM


def test_a_cut_apple_single_is_left_to_a_person(read: Read) -> None:
    assert only(read(mail(("a", single(PDF, b"x")[:40])))).content.archive == "AppleSingle"


def binhex(name: bytes, data: bytes) -> bytes:
    """As RFC 1741 has it; runs of four and more are written short."""
    plain = bytes([len(name)]) + name + b"\0PDF CARO" + bytes(2) + struct.pack(">II", len(data), 0) + bytes(2)
    plain += data + bytes(4)
    packed, at = b"", 0
    while at < len(plain):
        run = 1
        while run < 255 and plain[at : at + 1] * (run + 1) == plain[at : at + run + 1]:
            run += 1
        letter = plain[at : at + 1]
        packed += b"\x90\0" if letter == b"\x90" else letter
        if run >= 4:
            packed += bytes([0x90, run])
            at += run
        else:
            at += 1
    coded = binascii.b2a_base64(packed, newline=False).rstrip(b"=")
    letters = coded.translate(bytes.maketrans(macintosh._BASE64, macintosh._LETTERS))
    rows = [letters[start : start + 63] for start in range(0, len(letters), 63)]
    return macintosh.BINHEX + b" 4.0)\r\n\r\n:" + b"\r\n".join(rows) + b":\r\n"


@pytest.mark.parametrize(
    "data",
    [PDF, b"%PDF-" + bytes(5_000), b"%PDF-" + b"\x90" * 3 + b"\x90" * 300 + b"end", bytes(range(256)) * 40],
    ids=range(4),
)
def test_a_binhex_is_opened_to_the_last_byte(read: Read, data: bytes) -> None:
    parsed = read(mail(("form1.hqx", binhex(b"form1.pdf", data)), kind="application/mac-binhex40"))
    file = only(parsed)
    assert (file.name, file.size) == ("form1.pdf", len(data))
    assert parsed.whole


@pytest.mark.parametrize("cut", [10, 60, 80])
def test_a_cut_binhex_is_left_to_a_person(read: Read, cut: int) -> None:
    whole = binhex(b"form1.pdf", PDF)
    data = whole[: macintosh.BINHEX_WITHIN][: len(macintosh.BINHEX) + cut]
    assert only(read(mail(("form1.hqx", data)))).content.archive == "BinHex"


def test_a_binhex_that_repeats_without_end_is_left_shut(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = binhex(b"a", bytes(300_000))
    monkeypatch.setattr("parsers.child.message.UNPACKED", 100_000)
    monkeypatch.setattr("parsers.child.message.read.__defaults__", (100_000, None))
    assert only(read(mail(("a.hqx", bomb)))).content.archive == "BinHex"


def tar() -> bytes:
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w") as archive:
        member = tarfile.TarInfo("form1.pdf")
        member.size = len(PDF)
        archive.addfile(member, io.BytesIO(PDF))
    return data.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (tar(), "tar"),
        (b"\x1f\x8b\x08" + bytes(99), "gzip"),
        (b"MSCF" + bytes(99), "cabinet"),
        (b"EGGA\0\1" + bytes(9), "ALZip"),
    ],
)
def test_an_archive_that_nothing_here_opens_is_told(read: Read, data: bytes, kind: str) -> None:
    assert only(read(mail(("ผลงาน.bin", data)))).content.archive == kind


def test_folders_and_the_archives_own_name_are_kept_beside_the_files(read: Read) -> None:
    inner = {"ส่งประกวด/เทศบาลตำบลแม่ไทรงาม/form1.pdf": PDF}
    file = read(mail(("งาน 2566.zip", zipped(**inner)))).files[1]
    assert file.name == "form1.pdf"
    assert file.within == ("เทศบาลตำบลแม่ไทรงาม", "ส่งประกวด", "งาน 2566.zip")


def test_a_zip_in_a_zip_stays_shut(read: Read) -> None:
    files = read(mail(("a.zip", zipped(**{"b.zip": zipped(**{"form1.pdf": PDF})})))).files
    assert [(file.name, file.content.state) for file in files] == [
        ("a.zip", ContentState.OK),
        ("b.zip", ContentState.UNCHECKED),
    ]


@pytest.mark.parametrize("kind", ["partial; id=x; number=1", "external-body; access-type=URL; URL=x"])
def test_a_split_or_referenced_message_is_said_to_be_unread(read: Read, kind: str) -> None:
    raw = f"From: a@b.go.th\r\nContent-Type: message/{kind}\r\n\r\nContent-Type: application/pdf\r\n\r\nx\r\n"
    parsed = read(raw.encode())
    assert not parsed.whole
    assert "split or referenced" in parsed.problem
