"""Samples with a fault that the applicant can see and mend: all of them are rejected, with the cure."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from demo.samples import mime
from demo.samples.forms import cut_pdf_form, locked_pdf_form, word_form
from demo.samples.mime import Attachment, Envelope, mail
from demo.samples.sample import Applicant, Contest, Sample
from demo.samples.spelling import encoded_word, encoded_word_windows_874, extended
from screening.model.decision import Template, Verdict

NO_DECK = "no-deck"
WITHOUT_DECK = Applicant(
    "องค์การบริหารส่วนตำบลห้วยทดลอง", "saraban@huaithotlong.example", "งานสารบรรณ ห้วยทดลอง", "ห้วยเตือนภัยน้ำ"
)


def faults(contest: Contest) -> Iterator[Sample]:
    """One mail for each thing that most often goes wrong."""
    yield _word_document(contest)
    yield _no_form(contest)
    yield _no_deck(contest)
    yield _nothing_attached(contest)
    yield _empty_form(contest)
    yield _locked_form(contest)
    yield _cut_form(contest)
    yield _late(contest)


def _rejected(
    envelope: Envelope, title_th: str, title_en: str, shows: str, message: bytes, *codes: str
) -> Sample:
    template = Template.LATE if "late" in codes else Template.CORRECTION
    received = envelope.received
    expected = frozenset(codes)
    return Sample(
        envelope.slug, title_th, title_en, shows, message, received, Verdict.REJECTED, expected, template
    )


def _word_document(contest: Contest) -> Sample:
    who = Applicant("องค์การบริหารส่วนตำบลเขาสมมุติ", "khaosommut@mail.example", "ธุรการ เขาสมมุติ", "เขาเขียวคาร์บอน")
    envelope = contest.envelope("word-form", who, "ส่งใบสมัคร", contest.at(0.14))
    data = word_form(who.agency, who.work)
    form = Attachment(f"{who.agency}_form1.docx", data, mime.DOCX, encoded_word_windows_874)
    return _rejected(
        envelope,
        "แบบฟอร์มเป็นไฟล์ Word และไม่มีเอกสารนำเสนอ",
        "A Word form, and no presentation",
        "two faults at once: the answer names both, each with its cure; name as windows-874 encoded words",
        mail(envelope, who.letter(), [form]),
        "form-type",
        "deck-missing",
    )


def _no_form(contest: Contest) -> Sample:
    who = Applicant("เทศบาลตำบลบึงทดลอง", "buengthotlong@mail.example", "วารี บึงทดลอง", "บึงใสแผนที่น้ำ")
    envelope = contest.envelope("no-form", who, f"ส่งผลงาน {who.agency}", contest.at(0.15))
    return _rejected(
        envelope,
        "ลืมแนบใบส่งผลงาน",
        "The form forgotten",
        "only the presentation came",
        mail(envelope, who.letter(), [who.deck(encoded_word)]),
        "form-missing",
    )


def _no_deck(contest: Contest) -> Sample:
    who = WITHOUT_DECK
    envelope = contest.envelope(NO_DECK, who, f"ส่งใบสมัคร {who.agency}", contest.at(0.16))
    return _rejected(
        envelope,
        "ลืมแนบเอกสารนำเสนอ",
        "The presentation forgotten",
        "only the form came; a later mail of the same thread completes it",
        mail(envelope, who.letter(), [who.form(extended)]),
        "deck-missing",
    )


def _nothing_attached(contest: Contest) -> Sample:
    who = Applicant("เทศบาลตำบลเกาะสมมุติ", "kosommut@mail.example", "ชลธี เกาะสมมุติ", "เกาะสะอาดนับได้")
    envelope = contest.envelope("nothing-attached", who, "ส่งผลงานเข้าประกวด", contest.at(0.17))
    return _rejected(
        envelope,
        "บอกว่าส่งผลงาน แต่ไม่มีไฟล์แนบ",
        "Words of submitting, no file",
        "the mail says that files are attached, and none is",
        mail(envelope, who.letter()),
        "form-missing",
        "deck-missing",
        "possible-enquiry",
    )


def _empty_form(contest: Contest) -> Sample:
    who = Applicant("เทศบาลตำบลปากทดลอง", "pakthotlong@mail.example", "ปากทดลอง กองช่าง", "ปากน้ำเรียลไทม์")
    envelope = contest.envelope("empty-form", who, f"ส่งผลงาน {who.agency}", contest.at(0.18))
    form = Attachment(f"{who.agency}_form1.pdf", b"", mime.PDF)
    return _rejected(
        envelope,
        "ไฟล์แบบฟอร์มว่าง 0 ไบต์",
        "A form of no bytes",
        "a file that never finished uploading",
        mail(envelope, who.letter(), [form, who.deck()]),
        "form-empty",
    )


def _locked_form(contest: Contest) -> Sample:
    who = Applicant("เทศบาลเมืองสมมุติธานี", "sommutthani@mail.example", "กองคลัง สมมุติธานี", "ธานีจ่ายไร้เงินสด")
    envelope = contest.envelope("locked-form", who, f"ส่งผลงาน {who.agency}", contest.at(0.19))
    form = Attachment(f"{who.agency}_form1.pdf", locked_pdf_form(who.agency, who.work), mime.PDF)
    return _rejected(
        envelope,
        "แบบฟอร์มตั้งรหัสผ่าน",
        "A form behind a password",
        "it cannot be opened, and nobody asks for passwords by mail",
        mail(envelope, who.letter(), [form, who.deck()]),
        "form-encrypted",
    )


def _cut_form(contest: Contest) -> Sample:
    who = Applicant("เทศบาลเมืองทดลองนคร", "thotlongnakhon@mail.example", "สำนักปลัด ทดลองนคร", "นครไฟถนนฉลาด")
    envelope = contest.envelope("cut-form", who, f"ส่งผลงาน {who.agency}", contest.at(0.20))
    form = Attachment(f"{who.agency}_form1.pdf", cut_pdf_form(who.agency, who.work), mime.PDF)
    return _rejected(
        envelope,
        "ไฟล์แบบฟอร์มเสีย มาไม่ครบ",
        "A form cut short",
        "the PDF begins well and breaks off",
        mail(envelope, who.letter(), [form, who.deck()]),
        "form-unreadable",
    )


def _late(contest: Contest) -> Sample:
    who = Applicant("เทศบาลตำบลไร่สมมุติ", "raisommut@mail.example", "ไร่สมมุติ กองการศึกษา", "ไร่เรียนรู้ทุกที่")
    after = contest.envelope("late", who, f"ส่งผลงาน {who.agency}", contest.closes + timedelta(seconds=7))
    envelope = replace(after, date=contest.closes - timedelta(hours=1))
    return _rejected(
        envelope,
        "ถึงหลังปิดรับ 7 วินาที",
        "Seven seconds late",
        "received after the close; its own Date header claims an hour earlier and decides nothing",
        mail(envelope, who.letter(), [who.form(), who.deck()]),
        "late",
    )
