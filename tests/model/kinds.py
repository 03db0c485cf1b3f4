"""The mails of the model, and the table of what becomes of each: a clerk's answer in a line."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from model.table import Act
from servers.mails import ADDRESS, MIDDLE, entry, form, mail, presentation, sender

from demo.samples.mime import Attachment, Envelope, multipart

LINK = "https://drive.google.com/file/d/1"
MACHINE = "mailer-daemon@office.example"


class Kind(StrEnum):
    """What somebody or something writes to the contest first; its value begins with the verdict."""

    ENTRY = "accepted"
    FORM_ALONE = "rejected"
    QUESTION = "held"
    SHARED = "held: two bodies bear the name"
    LINKED = "held: two bodies bear the name, and the deck is a link"
    ABSENCE = "ignored"


@dataclass(frozen=True, slots=True)
class Sent:
    """One mail about agency `number`: who wrote it, where it is answered, and the verdict that it must get.

    `act`: it is about an entry that stands, and only the table of `model.table` knows its verdict. `opens`:
    the form and the deck of an entry that it opens. `gone`: the address that it says does not exist. `kind`:
    it opens an entry of its own.
    """

    raw: bytes
    number: int
    writer: str
    to: str
    verdict: str = ""
    act: Act | None = None
    opens: tuple[str, str | None] | None = None
    gone: str = ""
    received: datetime = MIDDLE
    kind: Kind | None = None


def fresh(kind: Kind, number: int) -> Sent:
    """Mail of an agency that has not written before."""
    raw = {
        Kind.ENTRY: lambda: entry(number),
        Kind.SHARED: lambda: entry(number),
        Kind.LINKED: lambda: mail(number, [form(number)], text=f"เอกสารนำเสนออยู่ที่ {LINK}"),
        Kind.FORM_ALONE: lambda: mail(number, [form(number)]),
        Kind.QUESTION: lambda: mail(number, [], subject="สอบถาม", text="ขอทราบวันประกาศผล"),
        Kind.ABSENCE: lambda: mail(number, [], subject="ตอบกลับอัตโนมัติ", text="ไม่อยู่ที่สำนักงาน"),
    }[kind]()
    opens = {
        Kind.ENTRY: (digest_of(form(number)), digest_of(presentation(number))),
        Kind.FORM_ALONE: (digest_of(form(number)), None),
    }.get(kind)
    verdict = kind.value.partition(":")[0]
    kept = None if kind is Kind.ABSENCE else kind
    return Sent(raw, number, sender(number), sender(number), verdict, opens=opens, kind=kept)


def bounce(number: int, slug: str, message_id: str, status: str, address: str, *, true: bool = True) -> Sent:
    """A report that our mail `message_id` did not arrive at `address`, with an enhanced status code (RFC
    3463). One that is not `true` names an address to which that mail did not go.
    """
    envelope = Envelope(
        slug,
        MACHINE,
        "Mail Delivery System",
        "Undelivered Mail Returned to Sender",
        MIDDLE,
        ADDRESS,
        ("Auto-Submitted: auto-replied",),
        return_path="",
    )
    text = b"Content-Type: text/plain; charset=us-ascii\r\n\r\nYour mail could not be delivered.\r\n"
    report = (
        "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; office.example\r\n\r\n"
        f"Final-Recipient: rfc822; {address}\r\nAction: failed\r\nStatus: {status}\r\n"
    )
    returned = (
        f"Content-Type: text/rfc822-headers\r\n\r\nFrom: <{ADDRESS}>\r\nTo: <{address}>\r\n"
        f"Message-ID: {message_id}\r\n"
    )
    parts = [text, report.encode(), returned.encode()]
    raw = envelope.head() + multipart('report; report-type="delivery-status"', slug, parts)
    gone = address if true and status.startswith("5.1.") else ""
    return Sent(raw, number, MACHINE, "", "ignored", gone=gone)


def digest_of(file: Attachment) -> str:
    return hashlib.sha256(file.data).hexdigest()
