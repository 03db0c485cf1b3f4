"""What every letter must say, and what none may."""

import re
import unicodedata
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from reading import Read, Reader, read_mail

from notifications.errors import RenderError
from notifications.rendering.desk import Desk
from notifications.rendering.render import render
from screening.model.codes import reason
from screening.model.decision import AgencyFinding, Certainty, EntryStatus, JudgedFile, Place, Role, Template
from screening.model.letter import Letter
from screening.model.submission import File, FileType

SAMPLES = (
    *(
        "acknowledgement",
        "updated",
        "identical",
        "correction",
        "correction-name",
        "correction-closed",
        "late",
    ),
    *("late-revision", "held", "held-neutral", "held-aside", "enquiry", "enquiry-closed"),
    *("changed", "changed-withdrawal", "changed-answer", "confirm", "confirm-group", "confirm-aside"),
    *("guest", "neutral", "neutral-reply-to", "neutral-late", "neutral-enquiry"),
    *("answer", "answer-until", "answer-enquiry", "answer-neutral", "decision", "status", "status-withdrawn"),
    *("status-corrected", "acknowledgement-chosen", "listed", "reminder", "correction-words"),
)
NAME = "องค์การบริหารส่วนตำบลแม่ใส_form1.pdf"
ON_THE_LAST_DAY = datetime(2023, 7, 31, 3, 0, tzinfo=UTC)


def with_reasons(letter: Letter, *codes: str, **params: str) -> Letter:
    reasons = tuple(reason(code, **params) for code in codes)
    return replace(letter, decision=replace(letter.decision, reasons=reasons))


def visible(html: str) -> str:
    """What a reader sees of a page, on one line."""
    body = re.sub(r"<style.*?</style>|<[^>]*>", " ", html, flags=re.DOTALL)
    return " ".join(unescape(body).split())


@pytest.fixture(params=SAMPLES)
def sample(request: pytest.FixtureRequest, letters: dict[str, Letter], read: Reader) -> Read:
    return read(letters[request.param])


def test_the_samples_are_all_named_here(letters: dict[str, Letter]) -> None:
    assert tuple(letters) == SAMPLES


def test_every_letter_bears_its_reference_in_front_of_the_subject_and_in_both_parts(sample: Read) -> None:
    assert str(sample.message["Subject"]).startswith("[DGTI-2566-0042] ")
    assert sample.rendered.subject == str(sample.message["Subject"])
    assert "DGTI-2566-0042" in sample.thai
    assert "DGTI-2566-0042" in visible(sample.html)


def test_every_letter_is_thai_first_with_english_below_and_official_in_form(sample: Read) -> None:
    assert re.search(r"^เรียน  \S", sample.text, re.MULTILINE)
    assert "ขอแสดงความนับถือ" in sample.thai
    assert "Enquiries: entries@example.or.th" in sample.text.partition("-" * 78)[2]
    assert sample.html.index("ขอแสดงความนับถือ") < sample.html.index('lang="en"')


def test_no_letter_says_what_none_may(sample: Read) -> None:
    for shown in (sample.text, visible(sample.html), sample.rendered.subject):
        for word in ("ปฏิเสธ", "ผิด", "!", "ครับ", "ค่ะ", "จังหวัดกรุงเทพ", "{{", "}}", "{%", "None", "\u00a0"):
            assert word not in shown


def test_the_organiser_is_introduced_with_its_short_name_at_first_use(sample: Read) -> None:
    first = sample.flat.index("สพร.")
    introduced = "สำนักงานพัฒนารัฐบาลดิจิทัล (องค์การมหาชน) หรือ สพร."
    assert sample.flat[: first + len("สพร.")].endswith(introduced)


def test_the_privacy_notice_is_always_whole(sample: Read, letters: dict[str, Letter], desk: Desk) -> None:
    notice = "และเก็บไว้ 10 ปี ท่านขอเข้าถึง แก้ไข หรือคัดค้านการใช้ข้อมูลได้ที่ dpo@example.or.th"
    assert notice in sample.flat
    bare = read_mail(letters["held"], replace(desk, retention_th="", dpo_contact="", notice_url="")).flat
    assert "และเก็บไว้ ตามระยะเวลาที่ระเบียบงานสารบรรณกำหนด ท่านขอเข้าถึง" in bare
    assert "ได้ที่ entries@example.or.th ประกาศฉบับเต็ม: ขอรับได้ที่ entries@example.or.th" in bare


def test_the_page_needs_nothing_from_outside(sample: Read) -> None:
    assert not re.search(r"<(?:img|link|script|style|iframe)|src=|url\(|@import", sample.html)


def test_a_receipt_shows_the_second_and_each_files_hash(letters: dict[str, Letter], read: Reader) -> None:
    for name in ("acknowledgement", "updated", "identical", "late"):
        mail = read(letters[name])
        assert re.search(r"เวลา 16\.3[01] น\. \(16:3[01]:\d\d\)", mail.flat)
        assert "SHA-256 " + "5f" * 32 in mail.lines or f"     SHA-256 {'5f' * 32}" in mail.lines
        assert "5f" * 8 + "…" in mail.html
        assert "5f" * 32 not in mail.html


def test_a_correction_names_every_fault_with_its_cure(letters: dict[str, Letter], read: Reader) -> None:
    codes = ("form-encrypted", "deck-type")
    mail = read(with_reasons(letters["correction"], *codes, received="งาน.pdf", canonical=NAME))
    assert "โปรดแก้ไขเอกสาร 2 รายการ ภายใน 31 ก.ค. 66 เวลา 16.30 น." in mail.rendered.subject
    for shown in (mail.flat, visible(mail.html)):
        assert "ไฟล์ “งาน.pdf” ตั้งรหัสผ่านไว้" in shown
        assert "บันทึกใหม่โดยไม่ตั้งรหัสผ่าน" in shown
        assert "แนบไฟล์ PowerPoint ต้นฉบับ" in shown
    assert mail.thai.count("วิธีแก้ไข:") == 2


def test_a_correction_puts_the_exact_name_alone_on_a_line_and_in_a_box(
    letters: dict[str, Letter], read: Reader
) -> None:
    mail = read(letters["correction"])
    assert NAME in mail.lines
    assert re.search(rf"<div style=\"[^\"]*monospace[^\"]*\">{re.escape(NAME)}</div>", mail.html)


def test_a_fault_of_the_form_without_a_name_gets_the_agencys(
    letters: dict[str, Letter], read: Reader
) -> None:
    assert NAME in read(with_reasons(letters["correction"], "form-unreadable")).lines


def test_a_correction_tells_what_is_fine_and_until_when(letters: dict[str, Letter], read: Reader) -> None:
    mail = read(letters["correction"])
    assert "เอกสารที่ใช้ได้แล้วและไม่ต้องส่งซ้ำ: นำเสนอผลงาน.pptx" in mail.flat
    assert "ไฟล์ที่แก้ไข ภายในวันจันทร์ที่ 31 กรกฎาคม พ.ศ. 2566 เวลา 16.30 น. ระบบ" in mail.flat


def test_a_file_with_a_fault_is_never_called_fine(letters: dict[str, Letter], read: Reader) -> None:
    mail = read(with_reasons(letters["correction"], "deck-unreadable"))
    assert "ไม่ต้องส่งซ้ำ" not in mail.text


def test_a_correction_after_the_close_promises_nothing(letters: dict[str, Letter], read: Reader) -> None:
    mail = read(letters["correction-closed"])
    assert "ซึ่งพ้นแล้วขณะจัดทำอีเมลฉบับนี้" in mail.flat
    assert "เหลือเวลา" not in mail.text
    assert "ภายใน" not in mail.thai
    assert "ภายใน" not in mail.rendered.subject


def test_the_time_left_goes_unsaid_in_the_last_hour(
    letters: dict[str, Letter], read: Reader, desk: Desk
) -> None:
    letter = letters["correction"]
    assert "เหลือเวลา" not in read(replace(letter, written_at=desk.closes - timedelta(minutes=59))).text
    assert "เหลือเวลา" in read(replace(letter, written_at=desk.closes - timedelta(minutes=61))).text


def test_the_time_left_is_told_in_the_last_three_days(
    letters: dict[str, Letter], read: Reader, desk: Desk
) -> None:
    letter = letters["correction"]
    mail = read(replace(letter, written_at=desk.closes - timedelta(days=2, hours=23)))
    assert "เวลา 16.30 น. (เหลือเวลาอีก 2 วัน 23 ชั่วโมง" in mail.flat
    assert "เหลือเวลา" not in read(replace(letter, written_at=desk.closes - timedelta(days=3, hours=1))).text


def test_what_is_still_missing_stands_in_the_answer(letters: dict[str, Letter], read: Reader) -> None:
    letter = with_reasons(letters["correction"], "deck-missing")
    decision = replace(letter.decision, files=letter.decision.files[:1])
    parsed = replace(letter.submission.parsed, files=letter.submission.files[:1])
    submission = replace(letter.submission, parsed=parsed)
    mail = read(replace(letter, deck=None, decision=decision, submission=submission))
    assert "เอกสารนำเสนอ: ยังไม่ได้รับ" in mail.flat
    assert "เอกสารนำเสนอ: ยังไม่ได้รับ" in visible(mail.html)


def test_a_held_letter_tells_its_reason_what_can_be_done_and_every_fault(
    letters: dict[str, Letter], read: Reader
) -> None:
    mail = read(letters["held"])
    assert "มากกว่าหนึ่งแห่ง" in mail.flat
    assert "สิ่งที่ท่านทำได้ขณะนี้: ไม่ต้องเปลี่ยนชื่อไฟล์" in mail.flat
    assert "แนบไฟล์ .pptx หรือ .mp4 ภายในวันจันทร์ที่ 31 กรกฎาคม พ.ศ. 2566 เวลา 16.30 น." in mail.flat
    assert "หากไฟล์ใหญ่เกินกว่าจะแนบได้ โปรดคงสิทธิ์เข้าถึงลิงก์ไว้" in mail.flat
    assert "วิธีแก้ไข: บันทึกใหม่โดยไม่ตั้งรหัสผ่าน" in mail.flat
    assert "เอกสารนำเสนอ: ได้รับเป็นลิงก์ ยังไม่ได้รับเป็นไฟล์" in mail.flat
    assert "เจ้าหน้าที่จะตรวจสอบและตอบกลับภายในวันอังคารที่ 25 กรกฎาคม พ.ศ. 2566" in mail.flat


@pytest.mark.parametrize("code", ["not-local", "previously-awarded"])
def test_a_doubt_about_eligibility_is_answered_with_received_alone(
    code: str, letters: dict[str, Letter], read: Reader
) -> None:
    mail = read(with_reasons(letters["held"], code, name="โรงเรียนบ้านหนองบัว"))
    for shown in (mail.text, mail.html, mail.rendered.subject):
        assert "โรงเรียน" not in shown
        assert "ด้วยเหตุ" not in shown
    assert mail.rendered.subject == "[DGTI-2566-0042] ได้รับอีเมลของท่านแล้ว"


def test_eligibility_is_not_named_beside_another_hold_either(
    letters: dict[str, Letter], read: Reader
) -> None:
    mail = read(with_reasons(letters["held"], "not-local", "second-work"))
    assert "1. ยังไม่ชัดเจนว่า" in mail.text
    assert "2. " not in mail.thai.partition("ระบบได้บันทึกวันเวลา")[0]


def test_a_late_notice_shows_seconds_and_never_shuts_the_door(
    letters: dict[str, Letter], read: Reader
) -> None:
    mail = read(letters["late"])
    assert "เวลา 16.31 น. ซึ่งพ้นกำหนดรับผลงาน" in mail.flat
    assert "ได้รับเมื่อ: วันจันทร์ที่ 31 กรกฎาคม พ.ศ. 2566 เวลา 16.31 น. (16:31:00)" in mail.flat
    assert "กำหนดรับผลงาน: วันจันทร์ที่ 31 กรกฎาคม พ.ศ. 2566 เวลา 16.30 น. (16:30:59) นับถึงวินาที" in mail.flat
    assert "ไม่สามารถลงทะเบียนเป็นผลงานที่ส่งภายในกำหนดได้" in mail.flat
    assert "เพื่อให้เจ้าหน้าที่พิจารณาต่อไป" in mail.flat


def test_a_late_revision_says_that_the_earlier_entry_stands(letters: dict[str, Letter], read: Reader) -> None:
    mail = read(letters["late-revision"])
    assert "ผลงานเลขที่ DGTI-2566-0042 ที่ได้รับเมื่อวันพฤหัสบดีที่ 20 กรกฎาคม พ.ศ. 2566" in mail.flat
    assert "ยังคงอยู่ตามเดิม เอกสารในอีเมลฉบับนี้ได้รับหลังกำหนด จึงยังมิได้นำมาแทน" in mail.flat
    assert "ไม่สามารถลงทะเบียน" not in mail.text


def test_nobody_is_asked_to_call_on_a_holiday(letters: dict[str, Letter], read: Reader) -> None:
    for name in ("correction", "held", "late"):
        mail = read(replace(letters[name], written_at=ON_THE_LAST_DAY))
        assert "โปรดโทร" not in mail.flat
        assert "หรือโทร" not in mail.flat
        assert "วันที่ 28 กรกฎาคม – 2 สิงหาคม พ.ศ. 2566 เป็นวันหยุด" in mail.flat
        assert "ตั้งแต่วันพฤหัสบดีที่ 3 สิงหาคม พ.ศ. 2566" in mail.flat


def test_on_an_ordinary_day_one_may_call(letters: dict[str, Letter], read: Reader) -> None:
    mail = read(letters["held"])
    assert (
        "โปรดโทร. 02-000-0000 ในเวลาราชการ ภายในวันพฤหัสบดีที่ 27 กรกฎาคม พ.ศ. 2566 ซึ่งเป็นวันทำการสุดท้าย" in mail.flat
    )
    assert "เป็นวันหยุด" not in mail.flat


def test_a_promise_made_before_the_holidays_is_a_date_after_them(
    letters: dict[str, Letter], read: Reader
) -> None:
    mail = read(replace(letters["held"], written_at=datetime(2023, 7, 27, 3, 0, tzinfo=UTC)))
    assert "ตอบกลับภายในวันจันทร์ที่ 7 สิงหาคม พ.ศ. 2566" in mail.flat


@pytest.mark.parametrize(
    ("place", "shown"),
    [
        (Place("กรุงเทพมหานคร", "", "กรุงเทพมหานคร"), "หน่วยงาน: กรุงเทพมหานคร สถานะ"),
        (
            Place("องค์การบริหารส่วนจังหวัดเชียงใหม่", "", "เชียงใหม่"),
            "หน่วยงาน: องค์การบริหารส่วนจังหวัดเชียงใหม่ สถานะ",
        ),
    ],
)
def test_bangkok_and_provincial_bodies_have_no_district(
    place: Place, shown: str, letters: dict[str, Letter], read: Reader
) -> None:
    letter = letters["acknowledgement"]
    agency = AgencyFinding(Certainty.EXACT, place)
    mail = read(replace(letter, decision=replace(letter.decision, agency=agency, reasons=())))
    assert shown in mail.flat
    assert "อำเภอ" not in mail.text


def test_an_uncertain_agency_is_not_addressed_by_its_head(letters: dict[str, Letter], read: Reader) -> None:
    letter = letters["correction"]
    guess = replace(letter.decision.agency, certainty=Certainty.SUGGESTED)
    mail = read(replace(letter, decision=replace(letter.decision, agency=guess)))
    assert "เรียน  ผู้ส่งผลงาน" in mail.lines
    assert "แม่ใส" not in mail.rendered.subject


def test_a_message_of_very_many_files_lists_thirty_and_counts_the_rest(
    letters: dict[str, Letter], read: Reader
) -> None:
    letter = letters["late"]
    files = tuple(File(f"{n}.txt", 1, f"{n:064}", FileType.TEXT) for n in range(40))
    judged = tuple(JudgedFile(file.sha256, Role.OTHER, passes=False) for file in files)
    submission = replace(letter.submission, parsed=replace(letter.submission.parsed, files=files))
    mail = read(replace(letter, submission=submission, decision=replace(letter.decision, files=judged)))
    assert mail.text.count("SHA-256 0000") == 30
    assert "และไฟล์อื่นอีก 10" in mail.text


def test_an_updated_entry_tells_the_new_file_from_the_one_that_stayed(
    letters: dict[str, Letter], read: Reader
) -> None:
    mail = read(letters["updated"])
    assert "ใบส่งผลงาน – ไม่มีการเปลี่ยนแปลง ได้รับไว้เมื่อวันจันทร์ที่ 17 กรกฎาคม พ.ศ. 2566" in mail.flat
    assert "เอกสารนำเสนอ – ฉบับใหม่ คลิปนำเสนอ.mp4 คลิปวิดีโอ, 38.0 MB SHA-256" in mail.flat
    assert "(ฉบับที่ 2)" in mail.rendered.subject


def test_notes_for_staff_stand_in_no_letter(letters: dict[str, Letter], read: Reader) -> None:
    mail = read(with_reasons(letters["acknowledgement"], "clock-skew", "sender-free-mail"))
    assert "หมายเหตุ" not in mail.text


def test_an_enquiry_is_told_how_to_enter_only_while_that_is_possible(
    letters: dict[str, Letter], read: Reader, desk: Desk
) -> None:
    assert "พร้อมแนบไฟล์ 2 รายการ" in read(letters["enquiry"]).flat
    assert "พร้อมแนบไฟล์" not in read(letters["enquiry-closed"]).flat
    before = replace(letters["enquiry"], written_at=desk.opens - timedelta(days=1))
    assert "ตั้งแต่วันพฤหัสบดีที่ 8 มิถุนายน พ.ศ. 2566 เวลา 08.30 น. ภายใน" in read(before).flat


def test_plain_text_keeps_to_its_columns_but_for_what_must_not_break(sample: Read) -> None:
    for line in sample.lines:
        width = sum(unicodedata.category(character) not in ("Mn", "Cf") for character in line)
        assert width <= 100, line


def test_another_status_is_told_as_it_is(letters: dict[str, Letter], read: Reader) -> None:
    mail = read(replace(letters["held"], status=EntryStatus.COMPLETE))
    assert "สถานะของผลงาน: ลงทะเบียนแล้ว เอกสารครบถ้วน" in mail.flat


def test_a_file_that_was_not_judged_is_listed_all_the_same(letters: dict[str, Letter], read: Reader) -> None:
    letter = letters["late"]
    mail = read(replace(letter, decision=replace(letter.decision, files=())))
    assert mail.text.count("ได้รับและเก็บไว้แล้ว") == 2


def test_whatever_goes_wrong_is_a_render_error(letters: dict[str, Letter], desk: Desk) -> None:
    naive = replace(letters["held"], written_at=datetime(2023, 7, 1))  # noqa: DTZ001
    with pytest.raises(RenderError, match="a letter could not be written: TypeError"):
        render(naive, desk)


class TestABrokenFileForAnEntryThatIsComplete:
    """The entry stands as it was; only the new file cannot replace the old one."""

    @pytest.fixture
    def letter(self, letters: dict[str, Letter]) -> Letter:
        usual = letters["acknowledgement"]
        new = replace(usual.submission.files[0], name=NAME, sha256="b" * 64)
        judged = (JudgedFile(new.sha256, Role.FORM, passes=False),)
        submission = replace(usual.submission, parsed=replace(usual.submission.parsed, files=(new,)))
        decision = replace(
            letters["correction"].decision,
            reasons=(reason("form-unreadable", received=NAME),),
            files=judged,
            change=usual.decision.change,
        )
        assert usual.form and usual.deck
        return replace(
            usual,
            template=Template.CORRECTION,
            submission=submission,
            decision=decision,
            form=replace(usual.form, is_new=False),
            deck=replace(usual.deck, is_new=False),
        )

    def test_is_told_that_the_entry_stands(self, letter: Letter, read: Reader) -> None:
        mail = read(letter)
        assert letter.status is EntryStatus.COMPLETE
        assert "ยังคงอยู่ครบถ้วน" in mail.flat and "Your registered entry stands" in mail.flat
        assert "ยังไม่สามารถลงทะเบียน" not in mail.flat and "cannot complete" not in mail.flat

    def test_the_good_file_is_not_called_faulty(self, letter: Letter, read: Reader) -> None:
        assert read(letter).thai.count("โปรดดูรายการที่ต้องแก้ไข") == 1


def test_a_clip_of_an_unusual_kind_is_not_told_to_be_a_clip(letters: dict[str, Letter], read: Reader) -> None:
    letter = with_reasons(
        letters["correction"], "deck-type", received="a.3gp", type="video", extension=".3gp"
    )
    assert "(.3gp) ซึ่งระบบไม่รับ" in read(letter).flat


@pytest.mark.parametrize("name", ["held", "identical", "updated", "correction", "changed"])
def test_a_later_letter_names_no_time_of_an_entry_whose_time_nobody_told(
    letters: dict[str, Letter], read: Reader, desk: Desk, name: str
) -> None:
    seen = desk.closes + timedelta(days=9)
    letter = letters[name]
    later = replace(letter.submission, received_at=seen + timedelta(days=1))
    form, deck = (replace(each, received_at=seen) if each else None for each in (letter.form, letter.deck))
    letter = replace(letter, submission=later, form=form, deck=deck, first_received_at=seen)
    claimed, told = read(letter), read(replace(letter, untold=frozenset({seen})))
    assert "9 สิงหาคม" in claimed.text
    for text in (told.text, visible(told.html)):
        assert "9 สิงหาคม" not in text and "9 August" not in text


@pytest.mark.parametrize("name", ["held", "held-neutral", "guest", "neutral", "confirm", "changed"])
def test_a_letter_about_a_mail_whose_time_nobody_told_claims_none(
    letters: dict[str, Letter], read: Reader, desk: Desk, name: str
) -> None:
    letter = letters[name]
    seen = desk.closes + timedelta(days=9)
    submission = replace(letter.submission, received_at=seen, internal_date=None, time_told=False)
    decision = replace(letter.decision, reasons=(*letter.decision.reasons, reason("time-unknown")))
    told = read(
        replace(letter, submission=submission, decision=decision, first_received_at=seen, written_at=seen)
    )
    for text in (told.text, visible(told.html)):
        assert "9 สิงหาคม" not in text and "9 August" not in text
        assert "บันทึกวันเวลา" not in text and "on record" not in text and "ตามที่บันทึกไว้" not in text
        assert "ได้รับเมื่อ:" not in text


def test_another_organiser_is_named_and_ours_nowhere(letters: dict[str, Letter], desk: Desk) -> None:
    other = replace(
        desk, organiser_th="เทศบาลนครสมมุติ", organiser_short_th="ทน.สมมุติ", organiser_unit_th="กองวิชาการ"
    )
    for name, letter in letters.items():
        mail = read_mail(letter, other)
        both = mail.text + mail.html
        assert "เทศบาลนครสมมุติ" in both, name
        assert not [word for word in ("สพร.", "DGTi)", "สำนักงานพัฒนารัฐบาลดิจิทัล") if word in both], name
