"""Samples that are right, or near enough for a careful clerk: all of them are accepted."""

from collections.abc import Iterator

from demo.samples import mime
from demo.samples.decks import video
from demo.samples.forms import jpeg_form
from demo.samples.mime import Attachment, mail
from demo.samples.sample import Applicant, Contest, Sample
from demo.samples.spelling import (
    encoded_word,
    extended,
    extended_windows_874,
    plain,
    raw_tis620,
    raw_utf8,
    split_inside_a_character,
)
from screening.model.decision import Template, Verdict

FIRST = Applicant(
    "องค์การบริหารส่วนตำบลทุ่งตัวอย่าง", "saraban@thungtuayang.example", "งานสารบรรณ อบต.ทุ่งตัวอย่าง", "ทุ่งใสแจ้งง่าย"
)
_ACKNOWLEDGED = (Verdict.ACCEPTED, frozenset[str](), Template.ACKNOWLEDGEMENT)
_RENAMED = (Verdict.ACCEPTED, frozenset({"form-renamed"}), Template.ACKNOWLEDGEMENT)


def entries(contest: Contest) -> Iterator[Sample]:
    """The accepted first mails of ten agencies."""
    yield right(contest)
    yield _scan_and_video(contest)
    yield _typing_mistake(contest)
    yield _abbreviation(contest)
    yield _looks_the_same(contest)
    yield _raw_tis620(contest)
    yield _agency_in_subject(contest)
    yield _forwarded(contest)
    yield _last_second(contest)


def right(contest: Contest) -> Sample:
    """Exactly as announced; later samples answer it and repeat it."""
    envelope = contest.envelope("right", FIRST, f"ส่งผลงานเข้าประกวด {FIRST.agency}", contest.at(0.04))
    return Sample(
        "right",
        "ถูกต้องครบถ้วน",
        "Right in everything",
        "PDF and PowerPoint, the name as announced, spelled in RFC 2231 continuations (Thunderbird)",
        mail(envelope, FIRST.letter(), [FIRST.form(), FIRST.deck()]),
        envelope.received,
        *_ACKNOWLEDGED,
    )


def _scan_and_video(contest: Contest) -> Sample:
    who = Applicant("เทศบาลตำบลเวียงสมมุติ", "it@wiangsommut.example", "ฝ่ายสารสนเทศ เวียงสมมุติ", "เวียงปลอดขยะ")
    envelope = contest.envelope("scan-and-video", who, f"ผลงานของ{who.agency}", contest.at(0.05))
    scan = Attachment(f"{who.agency}_form1.jpg", jpeg_form(who.agency, who.work), mime.JPEG, encoded_word)
    clip = Attachment(f"{who.work}.mp4", video(who.agency, who.work), mime.MP4, encoded_word)
    return Sample(
        "scan-and-video",
        "แบบฟอร์มสแกนเป็น JPG พร้อมคลิปวิดีโอ",
        "A JPEG scan and a video clip",
        "the other permitted kinds of file; names as encoded words in quotes (Gmail, Outlook)",
        mail(envelope, who.letter(), [scan, clip]),
        envelope.received,
        *_ACKNOWLEDGED,
    )


def _typing_mistake(contest: Contest) -> Sample:
    who = Applicant("องค์การบริหารส่วนตำบลดอนสมมุติ", "donsommut@mail.example", "สมชาย ใจดี", "ดอนสมมุติจองคิวออนไลน์")
    envelope = contest.envelope("from1", who, "ส่งใบสมัครและเอกสารนำเสนอ", contest.at(0.06))
    return Sample(
        "from1",
        "พิมพ์ชื่อไฟล์ผิดเป็น from1",
        "from1 for form1",
        "a common slip is forgiven and the form kept under its right name",
        mail(envelope, who.letter(), [who.form(extended, f"{who.agency}_from1.pdf"), who.deck(extended)]),
        envelope.received,
        *_RENAMED,
    )


def _abbreviation(contest: Contest) -> Sample:
    who = Applicant(
        "องค์การบริหารส่วนตำบลคลองทดลอง", "admin@khlongthotlong.example", "ธุรการ คลองทดลอง", "คลองใสไอโอที"
    )
    envelope = contest.envelope("abbreviation", who, "ส่งผลงานประกวดครับ", contest.at(0.07))
    form = who.form(extended_windows_874, "อบต.คลองทดลอง_form๑.pdf")
    return Sample(
        "abbreviation",
        "ใช้ชื่อย่อ อบต. และเลขไทย ๑",
        "Abbreviated name, Thai digit",
        "what any Thai reader understands; the name in windows-874, a charset Python does not know",
        mail(envelope, who.letter(office="อบต.คลองทดลอง"), [form, who.deck(extended_windows_874)]),
        envelope.received,
        *_RENAMED,
    )


def _looks_the_same(contest: Contest) -> Sample:
    who = Applicant("องค์การบริหารส่วนตำบลแม่สมมุติ", "maesommut@mail.example", "แก้วตา มาดี", "แม่สมมุติสูงวัยดูแล")
    envelope = contest.envelope("looks-the-same", who, "ส่งผลงาน", contest.at(0.08))
    # SARA AM as its two halves, two SARA E for one SARA AE, and a stray space: nobody sees a difference.
    name = f"{who.agency}_form1.pdf".replace("ำ", "ํา").replace("แ", "เเ").replace("_", " _")
    return Sample(
        "looks-the-same",
        "ชื่อไฟล์เหมือนกันเมื่อมองด้วยตา",
        "Looks the same to the eye",
        "split SARA AM, doubled SARA E and a stray space pass without a word; raw UTF-8 bytes as the name",
        mail(envelope, who.letter(), [who.form(raw_utf8, name), who.deck(raw_utf8)]),
        envelope.received,
        *_ACKNOWLEDGED,
    )


def _raw_tis620(contest: Contest) -> Sample:
    who = Applicant("เทศบาลตำบลน้ำใสตัวอย่าง", "namsai@mail.example", "กองวิชาการ น้ำใส", "น้ำใสมิเตอร์อัจฉริยะ")
    envelope = contest.envelope("old-office-mailer", who, "ส่งผลงานของเทศบาล", contest.at(0.09))
    return Sample(
        "old-office-mailer",
        "ชื่อไฟล์เป็นรหัส TIS-620 ที่ไม่บอกรหัส",
        "An old office mailer",
        "the name in bare TIS-620 bytes, with nothing that says so",
        mail(envelope, who.letter(), [who.form(raw_tis620), who.deck(raw_tis620)]),
        envelope.received,
        *_ACKNOWLEDGED,
    )


def _agency_in_subject(contest: Contest) -> Sample:
    who = Applicant("เทศบาลเมืองตัวอย่างพัฒนา", "plan@tuayang.example", "กองยุทธศาสตร์ ตัวอย่างพัฒนา", "เมืองเปิดข้อมูล")
    subject = f"ใบส่งผลงาน {who.agency} จังหวัดปทุมธานี"
    envelope = contest.envelope("agency-in-subject", who, subject, contest.at(0.10))
    return Sample(
        "agency-in-subject",
        "ไฟล์ชื่อ form1.pdf แต่บอกหน่วยงานในหัวเรื่อง",
        "form1.pdf, the agency in the subject",
        "a clerk looks at the subject before sending anything back",
        mail(envelope, who.letter(), [who.form(plain, "form1.pdf"), who.deck()]),
        envelope.received,
        *_RENAMED,
    )


def _forwarded(contest: Contest) -> Sample:
    who = Applicant(
        "องค์การบริหารส่วนตำบลโคกตัวอย่าง", "khoktuayang@mail.example", "ปลัด โคกตัวอย่าง", "โคกตัวอย่างเก็บภาษีง่าย"
    )
    inner = contest.envelope("forwarded-original", who, f"ส่งผลงาน {who.agency}", contest.at(0.11))
    files = [who.form(split_inside_a_character), who.deck(split_inside_a_character)]
    original = Attachment("forwarded.eml", mail(inner, who.letter(), files), mime.MAIL, plain)
    envelope = contest.envelope("forwarded", who, f"Fwd: ส่งผลงาน {who.agency}", contest.at(0.12))
    return Sample(
        "forwarded",
        "ส่งต่ออีเมลเดิมเป็นไฟล์แนบ",
        "Forwarded as an attachment",
        "the files sit in a mail within the mail; names in Q words cut inside a character",
        mail(envelope, "ส่งต่อให้คณะกรรมการ ตามอีเมลที่แนบ\r\n", [original]),
        envelope.received,
        Verdict.ACCEPTED,
        frozenset({"from-forwarded"}),
        Template.ACKNOWLEDGEMENT,
    )


def _last_second(contest: Contest) -> Sample:
    who = Applicant("เทศบาลตำบลนาตัวอย่าง", "natuayang@mail.example", "สมหญิง รีบส่ง", "นาตัวอย่างสู่ตลาด")
    envelope = contest.envelope("last-second", who, f"ส่งผลงาน {who.agency}", contest.at(1))
    return Sample(
        "last-second",
        "ถึงในวินาทีสุดท้าย",
        "In the last second",
        "received exactly at the close, which still counts",
        mail(envelope, who.letter(), [who.form(), who.deck()]),
        envelope.received,
        *_ACKNOWLEDGED,
    )
