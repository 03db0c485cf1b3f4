"""What letters ask for: each thing once, and never the contrary beside it."""

from dataclasses import replace

import pytest
from reading import Reader

from notifications.rendering.catalogue import catalogue, explain
from notifications.rendering.samples import FULL_PARAMS
from screening.model.codes import SEVERITY, reason
from screening.model.decision import Param, Severity, Template
from screening.model.letter import Letter

NOTHING_NEEDED = (
    *("ไม่ต้องแนบไฟล์ใหม่", "ไม่ต้องส่งใหม่", "ไม่จำเป็นต้องส่งเอกสารเดิมซ้ำ", "ไม่ต้องส่งเอกสารใดซ้ำ"),
    *("No need to resend", "no need to resend the same", "no file is needed", "Nothing need be sent again"),
)
TEXTS = catalogue(None)
ASKING = [code for code in SEVERITY if TEXTS.asks_file(code)]
QUESTIONS = [code for code in SEVERITY if TEXTS.is_question(code)]
CHOICE = "แทนการพิมพ์ชื่อก็ได้"  # form-name's own two cures are an open choice


def letter_with(letters: dict[str, Letter], *codes: str, **params: Param) -> Letter:
    """A letter as one with these reasons would go out."""
    reasons = tuple(reason(code, **{**FULL_PARAMS, **params}) for code in codes)
    held = any(each.severity is Severity.HOLD for each in reasons)
    letter = letters["held" if held else "correction"]
    return replace(letter, decision=replace(letter.decision, reasons=reasons))


def test_some_cures_ask_for_a_file_and_some_are_questions() -> None:
    assert {"form-missing", "deck-by-link", "too-large", "archive-unreadable"} <= set(ASKING)
    assert {"agency-ambiguous", "second-work", "several-forms", "form-name"} <= set(QUESTIONS)
    assert all(SEVERITY[code] is not Severity.NOTE for code in ASKING)


@pytest.mark.parametrize("asking", ASKING)
def test_nothing_is_called_needless_beside_a_cure_that_asks_for_a_file(
    asking: str, letters: dict[str, Letter], read: Reader
) -> None:
    others = [code for code in SEVERITY if code not in ("late", asking)]
    for beside in (others[:20], others[20:40], others[40:]):
        mail = read(letter_with(letters, asking, *beside))
        assert not [words for words in NOTHING_NEEDED if words in mail.flat]


def test_what_needs_no_file_says_so(letters: dict[str, Letter], read: Reader) -> None:
    mail = read(letter_with(letters, "agency-ambiguous"))
    assert "ไม่ต้องเปลี่ยนชื่อไฟล์และไม่ต้องแนบไฟล์ใหม่" in mail.flat
    assert "ท่านไม่จำเป็นต้องส่งเอกสารเดิมซ้ำ" in mail.flat
    assert "ระบบได้บันทึกไว้ในชื่อ" in read(letter_with(letters, "agency-unknown", "form-renamed")).flat


@pytest.mark.parametrize(
    "code", ["agency-ambiguous", "agency-unknown", "agency-former", "agency-conflict", "form-name"]
)
def test_each_question_about_the_agency_is_answered_by_name_district_and_province(
    code: str, letters: dict[str, Letter], read: Reader
) -> None:
    mail = read(letter_with(letters, code))
    for word in ("ตอบกลับ", "ชื่อ", "อำเภอ และจังหวัด", "ไม่ต้องแนบไฟล์ใหม่", "district and province"):
        assert word in mail.flat


@pytest.mark.parametrize("code", QUESTIONS)
def test_what_was_asked_twice_is_not_asked_again(code: str, letters: dict[str, Letter], read: Reader) -> None:
    cure = explain(reason(code, **FULL_PARAMS), "th", "applicant").cure.split("\n")[0][-30:]
    assert cure in read(letter_with(letters, code)).flat
    mail = read(letter_with(letters, code, "asked-enough"))
    assert cure not in mail.flat
    assert "เจ้าหน้าที่จึงจะติดต่อหน่วยงานของท่านโดยตรง" in mail.flat


def test_a_name_fault_goes_untold_where_a_new_form_is_asked_for(
    letters: dict[str, Letter], read: Reader
) -> None:
    """A phone's picture in HEIC under a phone's name is one item, and its ending is no cure."""
    letter = letter_with(letters, "form-type", "form-name", type="heic", received="IMG_0012.heic")
    mail = read(letter)
    assert "แก้ไข 1 รายการ" in mail.flat
    assert "ไฟล์ “IMG_0012.heic” เป็นภาพ HEIC ทั้งนี้ ใบส่งผลงานต้องเป็นไฟล์สแกน" in mail.flat
    assert "“เข้ากันได้มากที่สุด” (Most Compatible)" in mail.flat
    assert "โปรดแก้ไขเอกสาร 1 รายการ" in mail.rendered.subject


def test_a_name_that_must_be_mended_is_not_called_kept(letters: dict[str, Letter], read: Reader) -> None:
    mail = read(letter_with(letters, "form-name", "form-renamed"))
    assert "ต่างจากแบบที่กำหนดเล็กน้อย" not in mail.flat
    assert "พร้อมแนบเฉพาะไฟล์ที่แก้ไข" not in mail.flat
    assert CHOICE in mail.flat


def test_forms_of_two_bodies_are_told_once_and_without_reproach(
    letters: dict[str, Letter], read: Reader
) -> None:
    letter = letter_with(
        letters, "agency-conflict", "several-forms", name="", received="อบต.หนึ่ง", others=["อบต.สอง"]
    )
    mail = read(letter)
    assert "1. พบใบส่งผลงานของหลายหน่วยงานในอีเมลเดียวกัน คือ “อบต.หนึ่ง” และ “อบต.สอง”" in mail.flat
    assert "ไม่ตรงกัน" not in mail.flat
    assert "2. " not in mail.thai.partition("ระบบได้บันทึกวันเวลา")[0]


def test_a_withdrawal_does_not_complain_of_the_missing_file(letters: dict[str, Letter], read: Reader) -> None:
    mail = read(letter_with(letters, "withdrawal", "message-in-thread"))
    assert "จนกว่าเจ้าหน้าที่จะได้ยืนยันกับหน่วยงานแล้ว" in mail.flat
    assert "ไม่มีไฟล์แนบ" not in mail.flat


def test_a_replacement_that_waits_is_taken_by_answering_this_letter(
    letters: dict[str, Letter], read: Reader
) -> None:
    mail = read(letters["held-aside"])
    assert "โปรดตอบกลับอีเมลฉบับนี้ด้วยคำว่า “ยืนยัน” ไม่ต้องแนบไฟล์ใหม่" in mail.flat
    assert "เอกสารนำเสนอ – เก็บไว้แยกต่างหาก รอคำยืนยันของท่าน คลิปนำเสนอ.mp4" in mail.flat
    assert "ผลงานที่ลงทะเบียนไว้แล้วยังคงอยู่ครบถ้วน" in mail.flat


def test_the_second_sender_hears_nothing_of_another_entry(letters: dict[str, Letter], read: Reader) -> None:
    mail = read(letter_with(letters, "sender-conflict", "another-address", reference="DGTI-2566-9999"))
    for word in ("9999", "แทนที่", "replaced", "ผู้ส่งมากกว่า", "ผู้ส่งรายอื่น", "another sender"):
        assert word not in mail.flat
    assert "จากที่อยู่อีเมลที่ใช้ส่งผลงานนั้นครั้งแรก" in mail.flat
    assert "หมายเลขโทรศัพท์สำนักงาน หรืออีเมลกลาง (สารบรรณ)" in mail.flat


def test_a_mail_that_is_too_large_is_held_and_comes_in_two(letters: dict[str, Letter], read: Reader) -> None:
    assert SEVERITY["too-large"] is Severity.HOLD
    mail = read(letter_with(letters, "too-large"))
    assert "โปรดส่งเป็นอีเมลสองฉบับ ฉบับหนึ่งแนบใบส่งผลงาน อีกฉบับหนึ่งแนบเอกสารนำเสนอ" in mail.flat
    assert "คงเลขที่รับไว้ในหัวเรื่องทั้งสองฉบับ" in mail.flat


def test_words_that_were_taken_are_told_and_notes_for_staff_are_not(
    letters: dict[str, Letter], read: Reader
) -> None:
    shown = read(letter_with(letters, "agency-unknown", "confirmed", "undone"))
    assert "ตามที่ท่านตอบยืนยัน ระบบได้นำไฟล์ที่รอคำยืนยัน (แบบที่สอง.pdf) มารวมในผลงานนี้แล้ว" in shown.flat
    assert "ตามที่ท่านตอบว่าไม่ใช่ ไฟล์ที่ผู้อื่นส่ง (แบบที่สอง.pdf) มิได้เป็นส่วนหนึ่งของผลงานนี้แล้ว" in shown.flat
    hidden = read(letter_with(letters, "agency-unknown", "another-address", "not-looked-further"))
    assert "หมายเหตุ" not in hidden.thai


@pytest.mark.parametrize("template", [Template.CORRECTION, Template.HELD])
def test_advice_on_the_deck_is_for_who_has_nothing_else_to_do(
    template: Template, letters: dict[str, Letter], read: Reader
) -> None:
    advice = "การตรวจหัวข้อในเอกสารนำเสนอเบื้องต้น"
    assert advice in read(letters["acknowledgement"]).flat
    letter = replace(letter_with(letters, "form-name", "deck-topics"), template=template)
    assert advice not in read(letter).flat


def test_our_own_subject_is_not_quoted_back(letters: dict[str, Letter], read: Reader) -> None:
    letter = letters["held"]
    parsed = replace(letter.submission.parsed, subject="Re: [dgti-2566-0042] ได้รับอีเมลแล้ว")
    mail = read(replace(letter, submission=replace(letter.submission, parsed=parsed)))
    assert "อ้างถึง" not in mail.flat


def test_pages_of_one_part_stand_together(letters: dict[str, Letter], read: Reader) -> None:
    letter = letters["acknowledgement"]
    form = letter.submission.files[0]
    second = replace(form, name="หน้า2.jpg", sha256="d" * 64)
    judged = (*letter.decision.files, replace(letter.decision.files[0], sha256="d" * 64))
    parsed = replace(letter.submission.parsed, files=(*letter.submission.files, second))
    submission = replace(letter.submission, parsed=parsed)
    mail = read(replace(letter, submission=submission, decision=replace(letter.decision, files=judged)))
    assert mail.flat.index("หน้า2.jpg") < mail.flat.index("นำเสนอผลงาน.pptx")


def test_an_enquiry_is_addressed_and_numbered_as_one(letters: dict[str, Letter], read: Reader) -> None:
    mail = read(letters["enquiry"])
    assert "เรียน  ผู้สอบถาม" in mail.lines
    assert "เลขที่คำถาม: DGTI-2566-0042" in mail.flat
    assert "เลขที่รับ" not in mail.thai
    assert "ระหว่างรอคำตอบ กำหนดรับผลงานยังคงเป็นไปตามที่แจ้งข้างต้น" in mail.flat
