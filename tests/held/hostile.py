"""Mails of which every field that their writer fills holds what is given: hostile words, or harmless ones."""

import io
import zipfile
from collections.abc import Sequence
from datetime import timedelta

from held.came import Came
from PIL import Image
from pptx import Presentation
from servers.mails import ADDRESS, MIDDLE, NAMES

from demo.samples import mime
from demo.samples.mime import Attachment, Envelope

_FILES = 6
"""Names that a chunk gives to attachments; the others stand inside an archive."""


def hostile_mail(number: int, words: Sequence[str]) -> Came:
    """An entry that waits because its list asks for no answer, with `words` wherever there is room."""
    slug, sender = f"h{number}", f"h{number}@h{number}.example"
    raw = _head(slug, sender, words, number) + mime.multipart("mixed", slug, _parts(words, number))
    return Came(slug, "automatic", sender, raw, MIDDLE + timedelta(minutes=number))


def _head(slug: str, sender: str, words: Sequence[str], number: int) -> bytes:
    joined, first = " ".join(words), _line(words[0])
    extra = (
        f"Authentication-Results: {mime.RECEIVING_HOST}; dmarc=pass header.from={slug}.example",
        "Precedence: list",
        f"List-Id: {mime.encoded(_line(joined)[:400])}",
        f"X-Mailer: {mime.encoded(_line(joined)[:400])}",
        f"Reply-To: {mime.encoded(_line(joined)[:400])} <{sender}>",
    )
    envelope = Envelope(
        slug,
        sender,
        _line(joined),
        f"ส่งผลงาน {_line(joined)}",
        MIDDLE + timedelta(minutes=number),
        ADDRESS,
        extra,
    )
    head = envelope.head()
    # Neither is a field that a mail library would write so.
    quoted = first.replace("\\", "").replace('"', "").encode("ascii", "replace")
    head = head.replace(f"Message-ID: <{slug}@".encode(), b'Message-ID: <"%s' % quoted + f'"{slug}@'.encode())
    return head + b"X-Raw: \xff\xfe" + quoted + b"\xc3\x28\r\n"


def _line(text: str) -> str:
    """A header holds no line end of its own."""
    return " ".join(text.replace("\x00", " ").split())


def _parts(words: Sequence[str], number: int) -> list[bytes]:
    links = [f"https://link.example/{_line(each).replace(' ', '')}" for each in words]
    body = (
        "\r\n".join(["ขอส่งผลงาน", *words, "https://link.example/ok", *links]).encode()
        + b"\r\n\xff\xc3\x28 \x00 end\r\n"
    )
    text = b'Content-Type: text/plain; charset="utf-8"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
    named = [Attachment(f"{each}.txt", f"{each}\n".encode(), "text/plain") for each in words[:_FILES]]
    files = [
        Attachment(f"{NAMES[number]}_form1.pdf", _form(words), mime.PDF),
        Attachment(f"{words[0]}.pptx", _slides(words), mime.PPTX),
        Attachment(f"{words[-1]}.zip", _archive(words), "application/zip"),
        *named,
    ]
    return [text + mime.base64(body), *(file.part() for file in files)]


def _form(words: Sequence[str]) -> bytes:
    page = io.BytesIO()
    joined = " ".join(words)
    Image.effect_noise((600, 850), 30).save(page, "PDF", title=joined, author=joined, subject=joined)
    return page.getvalue()


def _slides(words: Sequence[str]) -> bytes:
    """A deck whose title, headings and paragraphs are the words."""
    made = Presentation()
    made.core_properties.title = _xml(" ".join(words))[:250]
    for each in words:
        slide = made.slides.add_slide(made.slide_layouts[1])
        slide.shapes.title.text = _xml(each)
        slide.placeholders[1].text = _xml(each)
    data = io.BytesIO()
    made.save(data)
    return data.getvalue()


def _xml(text: str) -> str:
    return text.replace("\x00", "").replace("\x0c", "")


def _archive(words: Sequence[str]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for each in words:
            archive.writestr(f"{each}.txt", each)
    return data.getvalue()
