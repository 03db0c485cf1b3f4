"""Bytes made worse, the same way for the same random numbers."""

import re
from collections.abc import Callable
from random import Random

Mutation = Callable[[bytes, Random], bytes]

_EVIL = (
    b"\x00",
    b"\xff" * 4,
    b"\xff" * 8,
    b"\x80\x00\x00\x00",
    b"\r",
    b"\n\n",
    b"\r\n\r\n",
    b"--",
    b"=?utf-8?b?",
    b"=?windows-874?q?=E0=",
    b"\xe0\xb8",
    b"\x1b[2J",
    b"%PDF-1.4",
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"PK\x01\x02",
    b"\x78\x9f\x3e\x22",
    b"begin 644 a.pdf\n",
    b"stream\r\n",
    b"<!ENTITY a SYSTEM 'file:///etc/passwd'>",
)
_HEADERS = (
    b"Content-Type: message/rfc822",
    b"Content-Type: multipart/alternative; boundary=",
    b"Content-Type: text/html; charset=\x00",
    b"Content-Type: application/pkcs7-mime; name=smime.p7m",
    b"Content-Transfer-Encoding: base64",
    b"Content-Transfer-Encoding: x-uuencode",
    b"Content-Transfer-Encoding: quoted-printable",
    b"Content-Disposition: attachment; filename*0*=windows-874''%E0%B8; filename*9999=x",
    b"From: =?utf-8?q?cut",
    b"Date: Mon, 99 Foo 9999 99:99:99 +9999",
    b"References: " + b"<a@b>" * 400,
    b"To: " + b"a@b," * 4_000,
    b"Received: from (((((((((( by ;",
)


def flip(data: bytes, random: Random) -> bytes:
    """A few bytes changed."""
    changed = bytearray(data)
    for _ in range(random.randint(1, 20)):
        changed[random.randrange(len(changed))] = random.randrange(256)
    return bytes(changed)


def cut(data: bytes, random: Random) -> bytes:
    """Ended too early."""
    return data[: random.randrange(len(data) + 1)]


def lose(data: bytes, random: Random) -> bytes:
    """A piece missing from the middle."""
    start = random.randrange(len(data))
    return data[:start] + data[start + random.randint(1, 2_000) :]


def repeat(data: bytes, random: Random) -> bytes:
    """A piece many times over."""
    start = random.randrange(len(data))
    piece = data[start : start + random.randint(1, 300)]
    return data[:start] + piece * random.randint(2, 200) + data[start:]


def insert(data: bytes, random: Random) -> bytes:
    """What parsers look for, where it should not be."""
    for _ in range(random.randint(1, 6)):
        place = random.randrange(len(data) + 1)
        data = data[:place] + random.choice(_EVIL) * random.choice((1, 1, 1, 50)) + data[place:]
    return data


def blow(data: bytes, random: Random) -> bytes:
    """Four or eight bytes set to a number that is too large, as lengths and offsets are."""
    place = random.randrange(len(data))
    number = random.choice((b"\xff\xff\xff\x7f", b"\xff" * 4, b"\x00" * 4, b"\x7f" + b"\xff" * 7))
    return data[:place] + number + data[place + len(number) :]


def boundaries(data: bytes, random: Random) -> bytes:
    """The lines between parts changed, doubled, or taken away."""
    lines = re.split(rb"(?<=\n)", data)
    dashes = [number for number, line in enumerate(lines) if line.startswith(b"--")]
    for number in random.sample(dashes, min(len(dashes), random.randint(1, 3))):
        line = lines[number]
        lines[number] = random.choice(
            (b"", line * 3, line.rstrip() + b"--\r\n", line[:-3] + b"x\r\n", b"--\r\n")
        )
    return b"".join(lines)


def headers(data: bytes, random: Random) -> bytes:
    """A header that does not belong, before any line of the mail's beginning."""
    lines = data.split(b"\n")
    for _ in range(random.randint(1, 3)):
        lines.insert(random.randrange(min(len(lines), 60)), random.choice(_HEADERS))
    return b"\n".join(lines)


def splice(data: bytes, random: Random) -> bytes:
    """The halves of the bytes the wrong way round."""
    place = random.randrange(len(data))
    return data[place:] + data[:place]


OF_FILES: tuple[Mutation, ...] = (flip, flip, cut, lose, repeat, insert, blow, blow, splice)
OF_MAILS: tuple[Mutation, ...] = (flip, cut, lose, repeat, insert, boundaries, boundaries, headers, headers)


def mutated(data: bytes, random: Random, ways: tuple[Mutation, ...]) -> bytes:
    """The bytes after one to three of these."""
    for _ in range(random.choice((1, 1, 2, 3))):
        data = random.choice(ways)(data, random) or b"\x00"
    return data
