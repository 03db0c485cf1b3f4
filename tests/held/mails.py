"""A mail for each doubt that a person must end, as applicants write them."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from held.bodies import AWARDED, FORMER, NEAR, SHARED
from held.came import Came
from held.files import blank, picture, unfilled
from servers.clamd import HARMLESS
from servers.mails import ADDRESS, CLOSES, MIDDLE, NAMES, OPENS, form, presentation

from demo.samples import mime
from demo.samples.decks import deck
from demo.samples.mime import Attachment, Envelope, message_id

JUNK = "Junk"
UNTOLD = MIDDLE.replace(hour=12) + timedelta(days=3)
"""What the mailbox says of a mail's time, where the line to it leaves that out."""


def _mail(
    slug: str,
    code: str,
    files: list[Attachment],
    *,
    subject: str = "",
    text: str = "ขอส่งผลงานเข้าประกวดตามแนบ",
    sender: str = "",
    at: datetime = MIDDLE,
    auth: str = "pass",
    answers: str = "",
    header: str = "",
    boxed: datetime | None = None,
    folder: str = "INBOX",
) -> Came:
    """`boxed`: the time at which it came into the mailbox, where that is not when our host received it."""
    sender = sender or f"{slug}@{slug}.example"
    told = f"Authentication-Results: {mime.RECEIVING_HOST}; dmarc={auth} header.from={sender.split('@')[1]}"
    extra = [told] if auth else []
    extra += [f"In-Reply-To: {answers}", f"References: {answers}"] if answers else []
    envelope = Envelope(
        slug,
        sender,
        "สมพร ใจดี",
        subject or "ส่งผลงานเข้าประกวด",
        at,
        ADDRESS,
        (*extra, *([header] if header else [])),
    )
    return Came(slug, code, sender, mime.mail(envelope, f"{text}\r\n", files), boxed or at, folder)


def _form(name: str, number: int, data: bytes = b"") -> Attachment:
    return Attachment(f"{name}_form1.pdf", data or form(number).data, mime.PDF)


def _whole(number: int) -> list[Attachment]:
    return [form(number), presentation(number)]


def held_mails() -> list[Came]:
    """All of them, in the order in which they came."""
    groups = (_bodies, _senders, _works, _files, _broken, _times, _words, _machines, _letters)
    return [each for group in groups for each in group()]


def _bodies() -> Iterator[Came]:
    place = f"{SHARED} อำเภอท่าตูม จังหวัดสุรินทร์"
    yield _mail("taken", "", [_form(SHARED, 1), presentation(1)], subject=f"ส่งผลงาน {place}", text=place)
    yield _mail(
        "shared",
        "agency-ambiguous",
        [_form(SHARED, 2), presentation(2)],
        text="โทร. 0-3899-1234 เทศบาลของเราอยู่ระยอง",
    )
    yield _mail("slip", "agency-unknown", [_form(NEAR.replace("ข่า", "ขา"), 3), presentation(3)])
    yield _mail("former", "agency-former", [_form(FORMER, 4), presentation(4)])
    yield _mail("two-named", "agency-conflict", _whole(5), text=f"ขอส่งผลงานของ {NAMES[6]} ตามแนบ")
    yield _mail("school", "not-local", [_form("โรงเรียนบ้านทดลองวิทยา", 7), presentation(7)])
    linked = "เอกสารนำเสนออยู่ที่ https://drive.google.com/file/d/EXAMPLE/view"
    yield _mail("three", "several-forms", [_form(SHARED, 8), _form(f"{SHARED} ร่าง", 9)], text=linked)


def _senders() -> Iterator[Came]:
    yield _mail("forged", "sender-unverified", _whole(10), auth="fail")
    yield _mail("first-sender", "", _whole(11))
    yield _mail("rival", "sender-conflict", [form(11, version=1), presentation(11)], auth="none")
    shop = "adviser@adviser.example"
    yield _mail("shop-one", "", [form(12)], sender=shop)
    yield _mail("shop-two", "", [form(13)], sender=shop)
    yield _mail(
        "shop-deck", "entry-ambiguous", [presentation(13)], sender=shop, subject="เอกสารนำเสนอ", text="ตามแนบ"
    )


def _works() -> Iterator[Came]:
    both = "plan@plan.example"
    yield _mail("one-work", "", _whole(14), sender=both)
    yield _mail("other-work", "second-work", [form(14, version=1), presentation(14, 64)], sender=both)
    yield _mail("unproven", "", _whole(15), auth="")
    yield _mail(
        "newer",
        "revision-unproven",
        [Attachment("แก้ไข.pptx", presentation(15, 64).data, mime.PPTX)],
        sender="unproven@unproven.example",
        subject="Re: ส่งผลงานเข้าประกวด",
        auth="",
        answers=message_id("unproven", "unproven@unproven.example"),
    )
    won = Attachment(f"{AWARDED}.pptx", deck(NAMES[20], AWARDED), mime.PPTX)
    yield _mail("won-before", "previously-awarded", [form(20), won])


def _files() -> Iterator[Came]:
    link = "เอกสารนำเสนออยู่ที่ https://drive.google.com/file/d/EXAMPLE/view"
    yield _mail("linked", "deck-by-link", [form(21)], text=link)
    closed = Attachment(
        "ส่งผลงาน.rar", b"Rar!\x1a\x07\x01\x00" + Random(1).randbytes(900), "application/vnd.rar"
    )
    yield _mail("archived", "archive-unreadable", [form(22), closed])
    rights = Attachment(
        "message.rpmsg",
        bytes.fromhex("76e80460c411e386") + bytes(100),
        "application/x-microsoft-rpmsg-message",
    )
    yield _mail("sealed", "sealed-message", [form(60), rights])
    draft = _form(f"{NAMES[23]} ร่าง", 23, form(23, version=1).data)
    yield _mail("drafted", "several-forms", [form(23), draft, presentation(23)])
    yield _mail("blank", "form-blank", [_form(NAMES[24], 24, blank()), presentation(24)])
    yield _in_letter()
    yield _mail("unfilled", "deck-template", [form(26), Attachment("นำเสนอ.pptx", unfilled(), mime.PPTX)])


def _broken() -> Iterator[Came]:
    bad = Attachment("นำเสนอ.pptx", presentation(27).data + HARMLESS, mime.PPTX)
    yield _mail("infected", "malware", [form(27), bad])
    torn = Attachment(
        "winmail.dat", b"\x78\x9f\x3e\x22\x01\x00" + Random(2).randbytes(900), "application/ms-tnef"
    )
    yield _mail("torn", "unparsable", [torn])
    yield _mail("heavy", "too-large", [form(29), presentation(29, 1_130_000)])


def _times() -> Iterator[Came]:
    yield _mail("eager", "early", _whole(30), at=OPENS - timedelta(days=2))
    yield _mail("untold", "time-unknown", _whole(31), at=CLOSES - timedelta(minutes=20), boxed=UNTOLD)
    stamped = CLOSES - timedelta(minutes=9)
    yield _mail("tardy", "late", _whole(32), at=stamped, boxed=CLOSES + timedelta(minutes=31))


def _words() -> Iterator[Came]:
    yield _mail("asks", "enquiry", [], subject="สอบถาม", text="ใช้คลิปวิดีโอแทนได้หรือไม่ โทร 081-234-5678")
    for slug, code, number, text in (
        ("thanks", "message-in-thread", 33, "ขอทราบผลการพิจารณา"),
        ("leaves", "withdrawal", 34, "ขอถอนผลงานที่ส่งไว้"),
    ):
        first = f"{slug}-first"
        sender = f"{first}@{first}.example"
        yield _mail(first, "", _whole(number))
        answers = message_id(first, sender)
        yield _mail(slug, code, [], sender=sender, subject="Re: ส่งผลงานเข้าประกวด", text=text, answers=answers)


def _machines() -> Iterator[Came]:
    yield _mail("robot", "automatic", _whole(35), header="List-Id: <awards.example.org>\r\nPrecedence: list")
    yield _mail("spam", "junk-folder", _whole(36), folder=JUNK)


def _letters() -> Iterator[Came]:
    for slug, number in (
        ("appealed", 40),
        ("doubted", 41),
        ("proposed", 42),
        ("bounced", 43),
        ("vanished", 44),
    ):
        yield _mail(slug, "", _whole(number))


def _in_letter() -> Came:
    """A form that is pasted into the mail as a picture, as phones send it."""
    slug, sender = "pasted", "pasted@pasted.example"
    told = f"Authentication-Results: {mime.RECEIVING_HOST}; dmarc=pass header.from=pasted.example"
    envelope = Envelope(slug, sender, "สมพร ใจดี", f"ส่งผลงาน {NAMES[25]}", MIDDLE, ADDRESS, (told,))
    words = f'<p>{NAMES[25]} ขอส่งผลงาน ใบส่งผลงานวางไว้ในจดหมายนี้</p><img src="cid:page">'.encode()
    html = b'Content-Type: text/html; charset="utf-8"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
    image = (
        b'Content-Type: image/jpeg; name="image001.jpg"\r\nContent-ID: <page>\r\n'
        b'Content-Disposition: inline; filename="image001.jpg"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
    )
    related = [html + mime.base64(words), image + mime.base64(picture())]
    parts = [mime.multipart("related", "rel", related), presentation(25).part()]
    raw = envelope.head() + mime.multipart("mixed", "mix", parts)
    return Came(slug, "form-in-letter", sender, raw, MIDDLE)
