"""Letters of persons: their own words, a decision with how to object, and where an entry stands now."""

from dataclasses import replace
from datetime import UTC, date, datetime
from html import unescape

import pytest
from reading import Reader, read_mail

from notifications.rendering.clean import paragraphs
from notifications.rendering.desk import Desk
from notifications.rendering.render import render
from notifications.rendering.when import OBJECTION_DAYS
from notifications.rendering.workdays import next_working_day
from screening.model.codes import reason
from screening.model.decision import Certainty, Disclosure, EntryStatus, Template, Verdict
from screening.model.letter import Letter

WRITTEN = ("answer", "answer-enquiry", "answer-neutral", "decision", "status", "correction-words")


def test_words_stand_as_they_were_written_with_links_names_and_braces(
    letters: dict[str, Letter], read: Reader
) -> None:
    words = (
        "ดู https://award.example.or.th/a?b=1&c=2 หรือ help@example.or.th\r\n1. อบต.แม่ใส_form1.pdf\r\n"
        "2. {{ 7*7 }} <b>สำคัญ</b>\r\n\r\n\r\nย่อหน้าที่สอง " + "ก" * 200
    )
    for name in WRITTEN:
        mail = read(replace(letters[name], words=words))
        for line in filter(None, words.splitlines()):
            assert line in mail.flat
            assert line in unescape(mail.html)
        assert "<b>" not in mail.html and "&lt;b&gt;สำคัญ&lt;/b&gt;" in mail.html
        assert "1. อบต.แม่ใส_form1.pdf" in mail.lines
        assert "1. อบต.แม่ใส_form1.pdf<br>" in mail.html
        assert mail.lines[mail.lines.index("2. {{ 7*7 }} <b>สำคัญ</b>") + 1] == ""


def test_five_thousand_characters_come_whole_in_lines_that_every_server_takes(
    letters: dict[str, Letter], desk: Desk
) -> None:
    words = "\n\n".join(["ถ้อยคำของเจ้าหน้าที่ " * 25] * 10)[:5000].strip()
    letter = replace(letters["answer"], words=words)
    assert " ".join(words.split()) in read_mail(letter, desk).flat
    data = render(letter, desk).data
    assert data.isascii() and max(map(len, data.split(b"\r\n"))) <= 998


def test_paragraphs_are_lines_without_what_cannot_be_seen() -> None:
    text = " ก\u200b ข \r\n- ค\x00\r\n\r\n \u202e\r\n\x85ง\u2028จ"
    assert paragraphs(text) == (("ก ข", "- ค"), ("ง", "จ"))
    assert paragraphs("") == paragraphs(" \r\n\t\n") == ()


def test_who_writes_nothing_adds_nothing(letters: dict[str, Letter], read: Reader) -> None:
    for name in ("acknowledgement", "updated", "identical", "correction", "held", "status-withdrawn"):
        mail = read(letters[name])
        assert "ข้อความจากเจ้าหน้าที่" not in mail.text + mail.html and "words of staff" not in mail.flat


@pytest.mark.parametrize("name", ["acknowledgement", "updated", "identical", "correction", "held", "status"])
def test_a_word_beside_a_verdict_stands_under_its_heading_and_is_not_gainsaid(
    name: str, letters: dict[str, Letter], read: Reader
) -> None:
    letter = letters[name]
    decision = replace(letter.decision, reasons=(*letter.decision.reasons[:1], reason("by-person")))
    mail = read(replace(letter, decision=decision, words="โปรดนำต้นฉบับมาแสดง"))
    assert "ข้อความจากเจ้าหน้าที่ โปรดนำต้นฉบับมาแสดง" in mail.flat
    beside = "นอกจากที่เจ้าหน้าที่แจ้งข้างต้น ขณะนี้ท่านไม่ต้องดำเนินการใดเพิ่มเติม"
    assert "ท่านไม่ต้องดำเนินการใด" not in mail.flat.replace(beside, "")
    assert "staff" in mail.text.partition("-" * 78)[2]


class TestAnAnswer:
    """A member of staff writes."""

    def test_is_signed_as_a_persons_and_says_so_to_machines(
        self, letters: dict[str, Letter], read: Reader
    ) -> None:
        for name in ("answer", "answer-enquiry", "answer-neutral"):
            mail = read(letters[name])
            assert mail.message["Auto-Submitted"] == "no"
            assert "อีเมลฉบับนี้เขียนโดยเจ้าหน้าที่ ท่านตอบกลับได้" in mail.flat
            assert "This message was written by a member of staff; a person reads your reply." in mail.flat
            assert "ระบบอัตโนมัติ" not in mail.flat and "a machine" not in mail.flat
            assert "ระบบอัตโนมัติ" not in mail.html

    def test_every_other_letter_is_still_a_machines(self, letters: dict[str, Letter], read: Reader) -> None:
        for letter in letters.values():
            assert ("จัดทำโดยระบบอัตโนมัติ" in read(letter).flat) == (letter.template is not Template.ANSWER)

    def test_tells_the_state_of_the_entry_in_the_words_of_every_letter(
        self, letters: dict[str, Letter], read: Reader
    ) -> None:
        mail = read(letters["answer"])
        assert mail.rendered.subject.startswith("[DGTI-2566-0042] ข้อความจากเจ้าหน้าที่")
        assert "เลขที่รับ: DGTI-2566-0042 สถานะ: ลงทะเบียนแล้ว เอกสารครบถ้วน" in mail.flat
        held = read(replace(letters["answer"], status=EntryStatus.HELD))
        assert "สถานะ: อยู่ระหว่างเจ้าหน้าที่ตรวจสอบ" in held.flat

    def test_to_an_enquiry_is_addressed_and_numbered_as_one(
        self, letters: dict[str, Letter], read: Reader
    ) -> None:
        mail = read(letters["answer-enquiry"])
        assert "เรียน  ผู้สอบถาม" in mail.lines
        assert "ขอตอบคำถามของท่านตามเลขที่คำถาม DGTI-2566-0042" in mail.flat
        assert "สถานะ" not in mail.flat  # it would say that the question waits for an answer
        assert "เลขที่รับ" not in mail.thai

    @pytest.mark.parametrize("disclosure", [Disclosure.FULL, Disclosure.NEUTRAL])
    def test_that_gives_more_time_says_until_when_with_the_hour(
        self, disclosure: Disclosure, letters: dict[str, Letter], read: Reader
    ) -> None:
        until = datetime(2023, 8, 4, 9, 30, tzinfo=UTC)
        mail = read(replace(letters["answer"], until=until, disclosure=disclosure))
        assert "ได้ถึงวันศุกร์ที่ 4 สิงหาคม พ.ศ. 2566 เวลา 16.30 น. โดยตอบกลับอีเมลฉบับนี้" in mail.flat
        assert "until Friday 4 August 2023, 16:30 (Bangkok time)" in mail.flat
        assert "ส่งเอกสารเพิ่มเติมของเลขที่รับ" not in read(letters["answer"]).flat

    def test_lists_no_files(self, letters: dict[str, Letter], read: Reader) -> None:
        mail = read(replace(letters["answer"], words="ก"))
        assert "SHA-256" not in mail.text and "pptx" not in mail.text and "ยังไม่ได้รับ" not in mail.text


class TestADecision:
    """Not eligible."""

    def test_says_what_was_found_and_how_and_until_when_to_object(
        self, letters: dict[str, Letter], read: Reader
    ) -> None:
        mail = read(letters["decision"])
        assert "แจ้งผลการพิจารณาคุณสมบัติ" in mail.rendered.subject
        assert "ผลงานดังกล่าวไม่เป็นไปตามคุณสมบัติที่ประกาศกำหนด" in mail.flat
        assert "ดังนี้ จากการตรวจสอบใบส่งผลงาน" in mail.flat and "ข้อ 4" in mail.flat
        assert "อุทธรณ์หรือคัดค้านผลการพิจารณานี้ โปรดตอบกลับอีเมลฉบับนี้" in mail.flat
        assert "ภายในสิบห้าวันนับแต่วันที่ได้รับแจ้ง" in mail.flat and "แนบหลักฐาน" in mail.flat
        assert "within fifteen days of the day on which you were told" in mail.flat
        assert "การรับเอกสาร: ลงทะเบียนแล้ว เอกสารครบถ้วน" in mail.flat

    @pytest.mark.parametrize(
        ("written", "last"),
        [
            (datetime(2023, 7, 25, 3, 0, tzinfo=UTC), "วันพุธที่ 9 สิงหาคม"),
            (datetime(2023, 7, 25, 18, 0, tzinfo=UTC), "วันพฤหัสบดีที่ 10 สิงหาคม"),  # the 26th in Bangkok
            (datetime(2023, 7, 14, 3, 0, tzinfo=UTC), "วันพฤหัสบดีที่ 3 สิงหาคม"),  # over a weekend and holidays
        ],
    )
    def test_the_last_day_is_one_on_which_the_office_is_open(
        self, written: datetime, last: str, letters: dict[str, Letter], read: Reader
    ) -> None:
        assert OBJECTION_DAYS == 15
        mail = read(replace(letters["decision"], written_at=written))
        assert f"(หากได้รับในวันที่จัดทำอีเมลฉบับนี้ คือภายใน{last} พ.ศ. 2566)" in mail.flat


def test_the_next_working_day_is_the_day_itself_if_it_is_one() -> None:
    holidays = {date(2023, 7, 31)}
    assert next_working_day(date(2023, 7, 28), holidays) == date(2023, 7, 28)
    assert next_working_day(date(2023, 7, 29), holidays) == date(2023, 8, 1)


class TestAStatus:
    """Where an entry stands now."""

    def test_a_withdrawal_is_confirmed_and_can_be_stopped(
        self, letters: dict[str, Letter], read: Reader
    ) -> None:
        mail = read(replace(letters["status-withdrawn"], deck=None))
        assert "ยืนยันการถอนผลงาน" in mail.rendered.subject
        assert "เจ้าหน้าที่ได้บันทึกการถอนผลงานนี้แล้ว" in mail.flat
        assert "หากท่านมิได้ขอถอนผลงานนี้ โปรดตอบกลับอีเมลฉบับนี้โดยทันที" in mail.flat
        assert "reply to this message at once" in mail.flat
        assert "สถานะของผลงาน: ถอนผลงานแล้ว" in mail.flat
        assert "ยังไม่ได้รับ" not in mail.flat and "ภายใน" not in mail.thai

    def test_a_letter_that_corrects_another_says_so_and_continues_it(
        self, letters: dict[str, Letter], read: Reader
    ) -> None:
        mail = read(letters["status-corrected"])
        assert "ขอแก้ไขหนังสือแจ้งก่อนหน้านี้" in mail.rendered.subject
        assert "ขอแก้ไขหนังสือแจ้งก่อนหน้านี้ โดยโปรดถือสถานะของผลงานตามอีเมลฉบับนี้" in mail.flat
        assert "corrects our earlier one" in mail.flat
        assert mail.message["In-Reply-To"] == letters["status-corrected"].thread[-1]
        assert "ขอแก้ไขหนังสือ" not in read(letters["status"]).text

    def test_what_a_person_put_on_hold_waits_for_a_person(
        self, letters: dict[str, Letter], read: Reader
    ) -> None:
        mail = read(letters["status-corrected"])
        assert "1. เจ้าหน้าที่ขอตรวจสอบอีกครั้งหนึ่งก่อนแจ้งผล" in mail.flat
        assert "สถานะของผลงาน: อยู่ระหว่างเจ้าหน้าที่ตรวจสอบ" in mail.flat
        assert "เจ้าหน้าที่จะตรวจสอบและตอบกลับภายในวันพฤหัสบดีที่ 3 สิงหาคม" in mail.flat

    def test_what_is_still_to_be_mended_stands_with_its_cure(
        self, letters: dict[str, Letter], read: Reader
    ) -> None:
        letter = letters["status"]
        decision = replace(letter.decision, verdict=Verdict.REJECTED, reasons=(reason("deck-unreadable"),))
        mail = read(replace(letter, status=EntryStatus.INCOMPLETE, decision=decision))
        assert "ผลงานนี้ยังรอรายการต่อไปนี้ 1. ไฟล์เอกสารนำเสนอเปิดไม่ได้" in mail.flat
        assert "สถานะของผลงาน: ยังไม่ครบถ้วน" in mail.flat and "ไม่ต้องดำเนินการใด" not in mail.flat

    @pytest.mark.parametrize("status", EntryStatus)
    def test_every_state_has_its_words(
        self, status: EntryStatus, letters: dict[str, Letter], read: Reader
    ) -> None:
        assert "สถานะของผลงาน: " in read(replace(letters["status"], status=status)).flat


class TestAnAgencyThatWasChosen:
    """An entry stands under a name that its applicant did not write in full."""

    ASKED = (
        "ผลงานนี้ลงทะเบียนในนามองค์การบริหารส่วนตำบลแม่ใส อำเภอเมืองพะเยา จังหวัดพะเยา หากไม่ถูกต้อง โปรดตอบกลับอีเมลฉบับนี้"
    )

    def test_is_told_and_may_be_set_right(self, letters: dict[str, Letter], read: Reader) -> None:
        assert self.ASKED in read(letters["acknowledgement-chosen"]).flat
        assert (
            "If that is not your organisation, please reply." in read(letters["acknowledgement-chosen"]).flat
        )

    def test_goes_unsaid_where_it_is_sure_or_a_note_says_it(
        self, letters: dict[str, Letter], read: Reader
    ) -> None:
        assert "ในนาม" not in read(letters["acknowledgement"]).thai
        letter = letters["acknowledgement-chosen"]
        assert letter.decision.agency.certainty is Certainty.RESOLVED
        noted = replace(letter.decision, reasons=(reason("agency-by-place", name="เทศบาลตำบลแม่สาย"),))
        mail = read(replace(letter, decision=noted))
        assert "ในนาม" not in mail.thai and "หากไม่ตรง โปรดตอบกลับเพื่อแจ้งแก้ไข" in mail.flat


def test_what_a_person_settled_is_for_staff_alone(letters: dict[str, Letter], read: Reader) -> None:
    for name in (*WRITTEN, "status-withdrawn"):
        shown = replace(letters[name].decision, reasons=(reason("by-person", others=["deck-type"]),))
        mail = read(replace(letters[name], decision=shown))
        assert "deck-type" not in mail.text + mail.html
