"""Samples that machines wrote: all of them are ignored and never answered."""

from collections.abc import Iterator
from dataclasses import replace

from demo.samples.mime import Envelope, base64, mail, multipart
from demo.samples.sample import Applicant, Contest, Sample
from screening.model.decision import Verdict


def machines(contest: Contest) -> Iterator[Sample]:
    """An absence note, a bounce and a newsletter."""
    yield _out_of_office(contest)
    yield _bounce(contest)
    yield _newsletter(contest)


def _ignored(envelope: Envelope, title_th: str, title_en: str, shows: str, message: bytes) -> Sample:
    return Sample(envelope.slug, title_th, title_en, shows, message, envelope.received, Verdict.IGNORED)


def _out_of_office(contest: Contest) -> Sample:
    who = Applicant("", "director@mail.example", "ผู้อำนวยการกอง", "")
    envelope = replace(
        contest.envelope("out-of-office", who, "ตอบกลับอัตโนมัติ: ได้รับผลงานแล้ว", contest.at(0.27)),
        extra=("Auto-Submitted: auto-replied", "X-Auto-Response-Suppress: All"),
    )
    return _ignored(
        envelope,
        "ตอบกลับอัตโนมัติว่าไม่อยู่",
        "Out of office",
        "Auto-Submitted: answering it would start a loop",
        mail(envelope, "ขณะนี้ไม่อยู่ที่สำนักงาน จะกลับมาวันจันทร์\r\n"),
    )


def _bounce(contest: Contest) -> Sample:
    who = Applicant("", "MAILER-DAEMON@mail.example", "Mail Delivery System", "")
    subject = "Undelivered Mail Returned to Sender"
    envelope = replace(
        contest.envelope("bounce", who, subject, contest.at(0.28)),
        extra=("Auto-Submitted: auto-replied",),
        return_path="",
    )
    text = b"Content-Type: text/plain; charset=us-ascii\r\n\r\nThe address below does not exist.\r\n"
    status = (
        b"Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mail.example\r\n\r\n"
        b"Final-Recipient: rfc822; nobody@mail.example\r\nAction: failed\r\nStatus: 5.1.1\r\n"
    )
    returned = (
        b"Content-Type: text/rfc822-headers\r\n\r\n"
        b"From: <" + contest.address.encode("ascii") + b">\r\nTo: <nobody@mail.example>\r\nSubject: DGTI\r\n"
    )
    report = multipart('report; report-type="delivery-status"', envelope.slug, [text, status, returned])
    return _ignored(
        envelope,
        "อีเมลตีกลับ",
        "A bounce",
        "a delivery report with a null return path (RFC 3464)",
        envelope.head() + report,
    )


def _newsletter(contest: Contest) -> Sample:
    who = Applicant("", "news@letters.example", "ข่าวดิจิทัลรายสัปดาห์", "")
    envelope = replace(
        contest.envelope("newsletter", who, "ข่าวดิจิทัลประจำสัปดาห์", contest.at(0.29)),
        extra=(
            "List-Id: <weekly.letters.example>",
            "List-Unsubscribe: <mailto:leave@letters.example>",
            "Precedence: bulk",
        ),
    )
    html = b'Content-Type: text/html; charset="utf-8"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
    html += base64("<h1>ข่าวดิจิทัล</h1><p>สมัครเข้าร่วมงานสัมมนาได้แล้ววันนี้</p>".encode())
    return _ignored(
        envelope,
        "จดหมายข่าว",
        "A newsletter",
        "List-Id and Precedence: bulk, though its words are of applying",
        envelope.head() + multipart("alternative", envelope.slug, [html]),
    )
