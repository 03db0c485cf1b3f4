"""Good files and mails, from which the bad ones are made."""

import zipfile
from base64 import encodebytes
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from io import BytesIO

from asn1crypto import cms
from builders import MAE_SAI
from PIL import Image
from winmail import attachment, tnef

from demo.samples import samples
from demo.samples.decks import deck, video
from demo.samples.forms import jpeg_form, locked_pdf_form, pdf_form, word_form

WORK = "ระบบติดตามขยะ"
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_HEAD = (
    b"From: officer@maesai.go.th\r\nTo: dgti_awards@dga.or.th\r\nSubject: entry\r\n"
    b"Message-ID: <%d@maesai.go.th>\r\nMIME-Version: 1.0\r\n"
)

Named = tuple[str, bytes]


def zipped(*files: Named, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of these files."""
    data = BytesIO()
    with zipfile.ZipFile(data, "w", method, compresslevel=9) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return data.getvalue()


def signed(content: bytes) -> bytes:
    """An opaque S/MIME message, its signatures left out: nobody here looks at them."""
    inside = {"content_type": "data", "content": content}
    facts = {
        "version": "v1",
        "digest_algorithms": [],
        "encap_content_info": inside,
        "signer_infos": [],
    }
    made = cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(facts)})
    return bytes(made.dump())


def part(name: str, data: bytes, kind: str = "application/octet-stream") -> bytes:
    """One MIME part, in base64."""
    head = f'Content-Type: {kind}; name="{name}"\r\nContent-Disposition: attachment; filename="{name}"\r\n'
    return head.encode() + b"Content-Transfer-Encoding: base64\r\n\r\n" + encodebytes(data)


def mail(parts: Sequence[bytes], number: int = 0) -> bytes:
    """A well-formed mail of these parts."""
    body = b"".join(b"--fuzz\r\n" + each + b"\r\n" for each in parts)
    kind = b"Content-Type: multipart/mixed; boundary=fuzz\r\n\r\n"
    return _HEAD % number + kind + body + b"--fuzz--\r\n"


def _png() -> bytes:
    data = BytesIO()
    Image.new("RGB", (64, 64)).save(data, "PNG")
    return data.getvalue()


@cache
def files() -> tuple[Named, ...]:
    """A good file of each kind that somebody may send."""
    form, show = pdf_form(MAE_SAI, WORK), deck(MAE_SAI, WORK)
    entry = ((f"{MAE_SAI}_form1.pdf", form), ("งาน.pptx", show))
    winmail = tnef(*(attachment(name.encode("cp874"), data) for name, data in entry))
    return (
        *entry,
        (f"{MAE_SAI}_form1.jpg", jpeg_form(MAE_SAI, WORK)),
        (f"{MAE_SAI}_form1.pdf", locked_pdf_form(MAE_SAI, WORK)),
        (f"{MAE_SAI}_form1.docx", word_form(MAE_SAI, WORK)),
        ("งาน.mp4", video(MAE_SAI, WORK)),
        ("งาน.ppt", OLE + bytes(504) + "PowerPoint Document".encode("utf-16-le") + bytes(2_000)),
        ("งาน.zip", zipped(*entry)),
        ("งาน.png", _png()),
        ("winmail.dat", winmail),
        ("smime.p7m", signed(mail([part(*each) for each in entry]))),
        ("mail.eml", mail([part(*each) for each in entry])),
    )


@cache
def mails() -> tuple[bytes, ...]:
    """The demonstration's mails, and one for each file."""
    window = datetime(2023, 6, 8, 1, 30, tzinfo=UTC), datetime(2023, 7, 31, 9, 30, tzinfo=UTC)
    return (
        *(sample.message for sample in samples(*window)),
        *(mail([part(name, data)]) for name, data in files()),
    )
