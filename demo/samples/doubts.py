"""Samples that a person must look at: all of them are held, with the time of receipt safe."""

from collections.abc import Iterator
from datetime import timedelta

from demo.samples.mime import Attachment, Envelope, mail
from demo.samples.sample import Applicant, Contest, Sample
from screening.model.decision import Template, Verdict


def doubts(contest: Contest) -> Iterator[Sample]:
    """One mail for each doubt that no rule may settle alone."""
    yield _early(contest)
    yield _shared_name(contest)
    yield _school(contest)
    yield _question(contest)
    yield _link(contest)


def _held(envelope: Envelope, title_th: str, title_en: str, shows: str, message: bytes, code: str) -> Sample:
    template = Template.ENQUIRY if code == "enquiry" else Template.HELD
    received = envelope.received
    expected = frozenset({code})
    return Sample(
        envelope.slug, title_th, title_en, shows, message, received, Verdict.HELD, expected, template
    )


def _early(contest: Contest) -> Sample:
    who = Applicant("องค์การบริหารส่วนตำบลท่าสมมุติ", "thasommut@mail.example", "ท่าสมมุติ กองช่าง", "ท่าเรือปลอดภัย")
    before = contest.opens - timedelta(hours=15)
    envelope = contest.envelope("early", who, f"ส่งผลงาน {who.agency}", before)
    return _held(
        envelope,
        "ส่งก่อนเปิดรับ",
        "Before the opening",
        "whether it may wait for the opening day is for staff to say; its answer waits too",
        mail(envelope, who.letter(), [who.form(), who.deck()]),
        "early",
    )


def _shared_name(contest: Contest) -> Sample:
    who = Applicant("องค์การบริหารส่วนตำบลบ้านตัวอย่าง", "bantuayang@mail.example", "สมศักดิ์", "บ้านนี้มีหมอ")
    envelope = contest.envelope("shared-name", who, "ส่งผลงาน", contest.at(0.22))
    return _held(
        envelope,
        "ชื่อหน่วยงานซ้ำกันสองจังหวัด",
        "A name that two agencies share",
        "the file name is right; only district and province are asked for",
        mail(envelope, who.letter(), [who.form(), who.deck()]),
        "agency-ambiguous",
    )


def _school(contest: Contest) -> Sample:
    who = Applicant("โรงเรียนเทศบาลตัวอย่างวิทยา", "school@mail.example", "ครูฝ่ายวิชาการ", "ห้องเรียนเปิด")
    envelope = contest.envelope("school", who, f"ส่งผลงาน {who.agency}", contest.at(0.23))
    return _held(
        envelope,
        "โรงเรียนในสังกัดเทศบาล",
        "A school",
        "a part of a local body, or none at all: eligibility is never refused by a rule",
        mail(envelope, who.letter(), [who.form(), who.deck()]),
        "not-local",
    )


def _question(contest: Contest) -> Sample:
    who = Applicant("", "officer@mail.example", "เจ้าหน้าที่ธุรการ", "")
    envelope = contest.envelope("question", who, "สอบถามเรื่องคลิปวิดีโอ", contest.at(0.24))
    text = "ขอสอบถามว่าคลิปวิดีโอมีความยาวได้กี่นาที และใช้เสียงบรรยายภาษาถิ่นได้หรือไม่\r\n\r\nขอบคุณค่ะ\r\n"
    return _held(
        envelope,
        "คำถามจากผู้สนใจ",
        "A question",
        "no file and no word of submitting: a person answers",
        mail(envelope, text),
        "enquiry",
    )


def _link(contest: Contest) -> Sample:
    who = Applicant(
        "องค์การบริหารส่วนตำบลสวนตัวอย่าง", "suantuayang@mail.example", "สวนตัวอย่าง กองการศึกษา", "สวนเรียนรู้ออนไลน์"
    )
    envelope = contest.envelope("link-to-drive", who, f"ส่งผลงาน {who.agency}", contest.at(0.25))
    link = "https://drive.google.com/file/d/EXAMPLE-not-a-real-file/view?usp=sharing"
    text = f"{who.letter()}\r\nเอกสารนำเสนอมีขนาดใหญ่ ดาวน์โหลดได้ที่ {link}\r\n"
    files: list[Attachment] = [who.form()]
    return _held(
        envelope,
        "เอกสารนำเสนอเป็นลิงก์ Google Drive",
        "A link in place of the presentation",
        "links are never fetched; the answer asks for the file or to keep the link open",
        mail(envelope, text, files),
        "deck-by-link",
    )
