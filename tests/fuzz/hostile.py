"""Mails that somebody made to hurt: bombs, floods, nests and files that are two things at once."""

import struct
import zlib
from base64 import encodebytes
from collections.abc import Callable
from random import Random

from fuzz.seeds import OLE, files, mail, part, signed, zipped
from fuzz.wordy import wordy_deck, wordy_letter, wordy_names
from winmail import DATA_OBJECT, IMESSAGE, OBJECT, attachment, tnef

_TYPES = (
    b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    b'<Override PartName="/ppt/presentation.xml" ContentType="application/vnd.openxmlformats-officedocument'
    b'.presentationml.presentation.main+xml"/></Types>'
)


def zip_bomb(random: Random) -> bytes:
    """Zeros by the megabyte, flat or one zip in another."""
    bomb = zipped(*[(f"{number}.pdf", bytes(4 << 20)) for number in range(random.randint(1, 8))])
    return mail([part("a.zip", zipped(("b.zip", bomb)) if random.random() < 0.5 else bomb)])


def deck_bomb(random: Random) -> bytes:
    """A deck whose slide is endless, or names entities without end."""
    entity = b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">' + b"".join(
        b'<!ENTITY %c "%b">' % (98 + level, b"&%c;" % (97 + level) * 10) for level in range(9)
    )
    slide = random.choice((b"<a>" * random.randint(10, 300_000), b" " * (8 << 20), entity + b"]><a>&j;</a>"))
    parts = (
        ("[Content_Types].xml", _TYPES),
        ("ppt/presentation.xml", slide),
        ("ppt/slides/slide1.xml", slide),
    )
    return mail([part("a.pptx", zipped(*parts))])


def pdf(*objects: bytes) -> bytes:
    """A PDF of these objects, the first of them its catalogue; its table of them is left to be rebuilt."""
    body = b"".join(b"%d 0 obj\n%b\nendobj\n" % (number, each) for number, each in enumerate(objects, 1))
    return b"%PDF-1.7\n" + body + b"trailer\n<</Root 1 0 R/Size %d>>\n%%%%EOF\n" % (len(objects) + 1)


def pdf_bomb(random: Random) -> bytes:
    """Pages in a circle, a stream that never ends, or brackets without number."""
    stream = zlib.compress(bytes(random.randint(1, 30) << 20), 9)
    packed = b"<</Filter/FlateDecode/Length %d>>stream\n%b\nendstream" % (len(stream), stream)
    kids = b" 0 R ".join(b"%d" % random.randint(1, 5) for _ in range(random.randint(1, 400)))
    pages = b"<</Type/Pages/Count 9/Kids[2 0 R %b 0 R]>>" % kids
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>"
    nest = b"[" * random.randint(10, 50_000)
    catalogue = b"<</Type/Catalog/Pages 2 0 R>>"
    one_page = b"<</Type/Pages/Count 1/Kids[3 0 R]>>"
    made = random.choice(
        (
            pdf(catalogue, pages, page, packed),
            pdf(catalogue, one_page, page, packed),
            pdf(catalogue, nest, page, packed),
        )
    )
    return mail([part("a_form1.pdf", made)])


def pixel_bomb(random: Random) -> bytes:
    """A picture that says it is as large as a field."""
    data = bytearray(dict(files())["งาน.png"])
    data[16:24] = struct.pack(">II", random.randint(1, 1 << 31), random.randint(1, 1 << 31))
    jpeg = bytearray(files()[2][1])
    start = max(jpeg.find(b"\xff\xc0"), 0)
    jpeg[start + 5 : start + 9] = struct.pack(">HH", random.randint(0, 65_535), random.randint(0, 65_535))
    return mail([part("a_form1.png", bytes(data)), part("a_form1.jpg", bytes(jpeg))])


def nest(random: Random) -> bytes:
    """Messages in messages, by any way of wrapping one."""
    data = mail([part(*files()[0])])
    for number in range(random.randint(2, 40)):
        kind = random.randrange(5)
        if kind == 0:
            data = mail([b"Content-Type: message/rfc822\r\n\r\n" + data], number)
        elif kind == 1:
            head = b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n"
            data = mail([head + encodebytes(data)])
        elif kind == 2:
            data = mail([part("smime.p7m", signed(data), "application/pkcs7-mime")])
        elif kind == 3:
            data = mail([part("a.zip", zipped(("a.eml", data)))])
        else:
            data = mail([part("winmail.dat", tnef(attachment(b"a.eml", data)))])
        if len(data) > 3 << 20:
            break
    return data


def parts_flood(random: Random) -> bytes:
    """Parts without number, or levels without end."""
    if random.random() < 0.5:
        return mail([b"Content-Type: application/pdf\r\n\r\n"] * random.randint(500, 100_000))
    levels = random.randint(10, 3_000)
    return b"From: a@b.go.th\r\n" + b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (level, level)
        for level in range(levels)
    )


def header_flood(random: Random) -> bytes:
    """Headers of a size, or in a number, that nobody has use for."""
    line = random.choice((b"To: " + b"," * 80_000, b"Subject: " + b"=?utf-8?q?a?= " * 60_000))
    many = b"".join(b"X-%d: a\r\n" % number for number in range(random.randint(1, 20_000)))
    return random.choice((line + b"\r\n", many)) + mail([part(*files()[1])])


def noise(random: Random) -> bytes:
    """Bytes of no meaning, or of one kind only."""
    size = random.randint(0, 200_000)
    return random.choice(
        (random.randbytes(size), bytes(size), b"\r" * size, b"\n--" * (size // 3), b"-" * size)
    )


def polyglot(random: Random) -> bytes:
    """One file that is two."""
    (_, first), (_, second) = random.sample(files(), 2)
    name = random.choice(("a_form1.pdf", "a_form1.jpg", "a.pptx", "a.zip", "a.mp4", "winmail.dat", "a.p7m"))
    front = random.choice((b"", b"%PDF-1.4\n", b"\xff\xd8\xff\xe0", OLE, b"PK\x03\x04", b"GIF89a"))
    return mail([part(name, front + first + second)])


def embedded(random: Random) -> bytes:
    """Outlook's messages in Outlook's messages."""
    data = tnef(*(attachment(name.encode("cp874"), content) for name, content in files()[:2]))
    for _ in range(random.randint(1, 40)):
        data = tnef(attachment(b"m", None, (OBJECT, DATA_OBJECT, IMESSAGE + data)))
    return mail([part("winmail.dat", data, "application/ms-tnef")])


def uuencoded(random: Random) -> bytes:
    """Files in the body by the hundred, most of them broken off."""
    rows = b"begin 644 a.pdf\n" + b"M" + b"A" * random.randint(1, 61) + b"\n"
    body = b"Content-Type: text/plain\r\n\r\n"
    return b"From: a@b.go.th\r\n" + body + rows * random.randint(1, 5_000)


ALL: tuple[Callable[[Random], bytes], ...] = (
    zip_bomb,
    deck_bomb,
    pdf_bomb,
    pixel_bomb,
    nest,
    parts_flood,
    header_flood,
    noise,
    polyglot,
    embedded,
    uuencoded,
    wordy_deck,
    wordy_letter,
    wordy_names,
)
