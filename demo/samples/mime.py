"""Mails put together by hand, byte for byte: a mail library would write them too well."""

from base64 import encodebytes
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.utils import format_datetime

from demo.samples.spelling import Spelling, continued

RECEIVING_HOST = "mx.contest.example"

PDF = "application/pdf"
JPEG = "image/jpeg"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MP4 = "video/mp4"
MAIL = "message/rfc822"


@dataclass(frozen=True, slots=True)
class Attachment:
    """One file of a mail, and how its sender's mailer spells the name."""

    name: str
    data: bytes
    type: str
    spelling: Spelling = continued

    def part(self) -> bytes:
        """The MIME part, headers and body. A mail within a mail travels as it is (RFC 2046 section 5.2.1)."""
        head = b"Content-Type: " + self.type.encode("ascii") + b"\r\n"
        head += b"Content-Disposition: attachment;" + self.spelling(self.name) + b"\r\n"
        if self.type == MAIL:
            return head + b"Content-Transfer-Encoding: 8bit\r\n\r\n" + self.data
        return head + b"Content-Transfer-Encoding: base64\r\n\r\n" + base64(self.data)


@dataclass(frozen=True, slots=True)
class Envelope:
    """Who writes to the contest about what, and when it reached the contest's own server.

    `extra` are further header lines, each without its line end. `return_path` and `date` are the sender and
    `received` unless they say otherwise.
    """

    slug: str
    sender: str
    name: str
    subject: str
    received: datetime
    to: str
    extra: tuple[str, ...] = ()
    return_path: str | None = None
    date: datetime | None = None

    def head(self) -> bytes:
        """The headers up to the content's own, with the stamp of the host that received the mail."""
        path = self.sender if self.return_path is None else self.return_path
        domain = self.sender.rpartition("@")[2]
        lines = [
            f"Return-Path: <{path}>",
            f"Received: from mail.{domain} (mail.{domain} [192.0.2.25])",
            f"\tby {RECEIVING_HOST} with ESMTPS; {format_datetime(self.received)}",
            f"From: {encoded(self.name)} <{self.sender}>",
            f"To: <{self.to}>",
            f"Subject: {encoded(self.subject)}",
            f"Date: {format_datetime(self.date or self.received)}",
            f"Message-ID: {message_id(self.slug, self.sender)}",
            *self.extra,
            "MIME-Version: 1.0",
        ]
        return "".join(f"{line}\r\n" for line in lines).encode("ascii")


def message_id(slug: str, sender: str) -> str:
    """The Message-ID of the mail `slug`: always the same, so that a later one can answer it."""
    return f"<{slug}@{sender.rpartition('@')[2]}>"


def mail(envelope: Envelope, text: str, attachments: Sequence[Attachment] = ()) -> bytes:
    """A whole mail with CRLF line ends: multipart/mixed, or text alone where nothing is attached."""
    body = b'Content-Type: text/plain; charset="utf-8"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
    body += base64(text.encode())
    if not attachments:
        return envelope.head() + body
    return envelope.head() + multipart("mixed", envelope.slug, [body, *(item.part() for item in attachments)])


def multipart(subtype: str, slug: str, parts: Sequence[bytes]) -> bytes:
    """Content-Type line and body of a multipart; `slug` makes its boundary, which no base64 line can be."""
    boundary = f"=_{slug}_{len(parts)}"
    head = f'Content-Type: multipart/{subtype}; boundary="{boundary}"\r\n\r\n'.encode("ascii")
    marker = f"--{boundary}".encode("ascii")
    return head + b"".join(marker + b"\r\n" + part + b"\r\n" for part in parts) + marker + b"--\r\n"


def base64(data: bytes) -> bytes:
    """Lines of 76 characters, each ended by CRLF (RFC 2045 section 6.8)."""
    return encodebytes(data).replace(b"\n", b"\r\n")


def encoded(text: str) -> str:
    """A header text, in encoded words where it is not ASCII, folded with CRLF."""
    return text if text.isascii() else Header(text, "utf-8").encode(linesep="\r\n")
