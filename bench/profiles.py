"""The mails that all contestants are given: invented bodies, valid decks and scans, in three sizes."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from servers.mails import ADDRESS, MIDDLE, form, presentation

from demo.samples import mime
from demo.samples.mime import Attachment, Envelope


@dataclass(frozen=True, slots=True)
class Profile:
    """`count` entries, each of a form with `scan` bytes of picture and a deck with `media` bytes more."""

    name: str
    count: int
    scan: int
    media: int

    def mails(self) -> Iterator["Sent"]:
        """Each of another sender and another body, in bytes of its own."""
        for number in range(self.count):
            yield _sent(number, self)


@dataclass(frozen=True, slots=True)
class Sent:
    """One mail, and the hashes of the files in it."""

    data: bytes
    hashes: frozenset[str]


PROFILES = {
    "small": Profile("small", 1000, 8_000, 500),
    "real": Profile("real", 100, 1_200_000, 2_200_000),
    "huge": Profile("huge", 6, 2_000_000, 27_000_000),
}


def _sent(number: int, profile: Profile) -> Sent:
    body = f"เทศบาลตำบลทดลองที่{number}"
    bare = (form(number % 300, profile.scan), presentation(number, profile.media))
    # What makes the form's bytes its own stands behind the end of the PDF, where nothing reads.
    data = bare[0].data + b"\n%" + str(number).encode() + b"\n"
    files = [Attachment(f"{body}_form1.pdf", data, mime.PDF), bare[1]]
    envelope = Envelope(
        f"bench-{number}", f"saraban{number}@office{number}.example", body, f"ส่งผลงาน {body}", MIDDLE, ADDRESS
    )
    written = mime.mail(envelope, "ขอส่งผลงานเข้าประกวดตามแนบ\r\n", files)
    return Sent(written, frozenset(hashlib.sha256(file.data).hexdigest() for file in files))
