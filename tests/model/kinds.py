"""The mails of the model, and the table of what becomes of each: a clerk's answer in a line."""

from dataclasses import dataclass
from enum import StrEnum

from servers.mails import ADDRESS, MIDDLE, NAMES, entry, form, mail, presentation, sender

from demo.samples.mime import Envelope, multipart


class Kind(StrEnum):
    """What somebody or something writes to the contest for the first time; its value is the verdict."""

    ENTRY = "accepted"
    FORM_ALONE = "rejected"
    QUESTION = "held"
    ABSENCE = "ignored"


@dataclass(frozen=True, slots=True)
class Sent:
    """One mail: its bytes, and the verdict that it must get."""

    raw: bytes
    verdict: str


def fresh(kind: Kind, number: int) -> Sent:
    """Mail of an agency that has not written before."""
    raw = {
        Kind.ENTRY: lambda: entry(number),
        Kind.FORM_ALONE: lambda: mail(number, [form(number)]),
        Kind.QUESTION: lambda: mail(number, [], subject="สอบถาม", text="ขอทราบวันประกาศผล"),
        Kind.ABSENCE: lambda: mail(number, [], subject="ตอบกลับอัตโนมัติ", text="ไม่อยู่ที่สำนักงาน"),
    }[kind]()
    return Sent(raw, kind.value)


def completion(number: int, slug: str, answering: str) -> Sent:
    """The deck that was missing, in the thread of `answering`."""
    raw = mail(number, [presentation(number)], slug=slug, answering=answering, text="ส่งไฟล์ที่ขาด")
    return Sent(raw, "accepted")


def again(number: int, slug: str) -> Sent:
    """The same files in another mail."""
    return Sent(entry(number, slug=slug), "accepted")


def bounce(number: int, slug: str, message_id: str, status: str) -> Sent:
    """A report that our mail `message_id` did not arrive, with an enhanced status code (RFC 3463)."""
    envelope = Envelope(
        slug,
        "mailer-daemon@office.example",
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
        f"Final-Recipient: rfc822; {sender(number)}\r\nAction: failed\r\nStatus: {status}\r\n"
    )
    returned = (
        f"Content-Type: text/rfc822-headers\r\n\r\nFrom: <{ADDRESS}>\r\nTo: <{sender(number)}>\r\n"
        f"Message-ID: {message_id}\r\n"
    )
    parts = [text, report.encode(), returned.encode()]
    return Sent(envelope.head() + multipart('report; report-type="delivery-status"', slug, parts), "ignored")


MOST = len(NAMES)
"""So many agencies there are."""
