"""Letters to others than the writer: what has changed, is it yours, and one in place of many."""

from dataclasses import replace

import pytest
from reading import Reader, read_mail

from notifications.rendering.check import check_templates
from notifications.rendering.desk import Desk
from notifications.rendering.facts import MOST_ENTRIES
from notifications.rendering.mail import message_id_for
from notifications.rendering.render import render
from notifications.rendering.samples import sample_digest
from screening.machines import ours
from screening.model.codes import reason
from screening.model.decision import EntryStatus, Template, Verdict
from screening.model.letter import Digest, Letter
from screening.model.submission import Address, Parsed

NOTICES = ("changed", "changed-withdrawal", "changed-answer", "confirm", "confirm-group", "confirm-aside")
OURS = (f"<{'1' * 32}.held@example.or.th>", f"<{'2' * 32}.confirm@example.or.th>")


@pytest.mark.parametrize("name", NOTICES)
def test_a_notice_is_marked_as_a_machines_and_answers_nothing_of_the_writers(
    name: str, letters: dict[str, Letter], read: Reader
) -> None:
    message = read(letters[name]).message
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["In-Reply-To"] is None and message["References"] is None
    threaded = read(replace(letters[name], thread=OURS)).message
    assert threaded["In-Reply-To"] == OURS[1]
    assert str(threaded["References"]).split() == list(OURS)


def test_an_answer_that_continues_our_letters_names_them_alone(
    letters: dict[str, Letter], read: Reader
) -> None:
    message = read(replace(letters["held"], thread=OURS)).message
    assert message["Auto-Submitted"] == "auto-replied"
    assert message["In-Reply-To"] == OURS[1]
    assert str(message["References"]).split() == list(OURS)


@pytest.mark.parametrize("name", NOTICES)
def test_two_founders_get_the_same_notice_under_two_ids(
    name: str, letters: dict[str, Letter], desk: Desk
) -> None:
    ids = {
        render(replace(letters[name], to=to), desk).message_id
        for to in ("a@x.example", "b@x.example", "A@X.example")
    }
    assert len(ids) == 2


def test_one_message_has_one_answer_whoever_gets_it() -> None:
    ids = {message_id_for("0" * 64, Template.HELD, "a@example.or.th", to) for to in ("", "a@b.example")}
    assert ids == {message_id_for("0" * 64, Template.HELD, "a@example.or.th")}


def test_changed_tells_who_wrote_what_is_new_where_the_entry_stands_and_how_to_undo(
    letters: dict[str, Letter], read: Reader
) -> None:
    mail = read(letters["changed"])
    assert "ได้รับอีเมลจาก somsri.j@… เกี่ยวกับผลงานเลขที่รับ DGTI-2566-0042 ของท่าน" in mail.flat
    assert "example.com" not in mail.text + mail.html
    assert "ด้วยคำว่า “ไม่ใช่” ระบบจะนำไฟล์นั้นออก หากเป็นของหน่วยงานท่าน ท่านไม่ต้องตอบ" in mail.flat
    assert "เอกสารนำเสนอ – เพิ่มเข้ามาใหม่ คลิปนำเสนอ.mp4" in mail.flat
    assert "ใบส่งผลงาน – ได้รับไว้แล้วเมื่อวันจันทร์ที่ 17 กรกฎาคม พ.ศ. 2566" in mail.flat
    assert "สถานะของผลงาน: ลงทะเบียนแล้ว เอกสารครบถ้วน" in mail.flat


def test_changed_tells_what_the_entry_still_lacks(letters: dict[str, Letter], read: Reader) -> None:
    letter = letters["changed"]
    decision = replace(letter.decision, verdict=Verdict.REJECTED, reasons=(reason("form-missing"),))
    mail = read(replace(letter, form=None, status=EntryStatus.INCOMPLETE, decision=decision))
    assert "สถานะของผลงาน: ยังไม่ครบถ้วน" in mail.flat
    assert "ใบส่งผลงาน: ยังไม่ได้รับ" in mail.flat
    assert "ผลงานนี้ยังรอรายการต่อไปนี้ 1. ยังไม่พบใบส่งผลงาน" in mail.flat


def test_a_withdrawal_that_somebody_else_asked_for_has_withdrawn_nothing(
    letters: dict[str, Letter], read: Reader
) -> None:
    mail = read(letters["changed-withdrawal"])
    assert "มีผู้ขอถอนผลงานของท่าน (ระบบยังมิได้ถอน)" in mail.rendered.subject
    assert "ระบบยังมิได้ถอนผลงานนี้ ผลงานยังคงอยู่ตามเดิม" in mail.flat
    assert "ไม่ใช่" not in mail.flat and "รวมเข้าในผลงาน" not in mail.flat


def test_an_answer_that_somebody_else_gave_is_told(letters: dict[str, Letter], read: Reader) -> None:
    mail = read(letters["changed-answer"])
    assert "ซึ่งตอบคำถามของ สพร. ระบบจึงบันทึกว่าเป็นผลงานขององค์การบริหารส่วนตำบลแม่ใส" in mail.flat
    assert "ด้วยคำว่า “ไม่ใช่” เจ้าหน้าที่จะตรวจสอบและแก้ไขให้" in mail.flat


def test_confirm_lists_the_files_under_their_own_number_and_has_changed_nothing(
    letters: dict[str, Letter], read: Reader
) -> None:
    mail = read(letters["confirm"])
    assert "ได้รับอีเมลจากที่อยู่อื่น คือ somsri.j@… ซึ่งกล่าวถึงผลงานเลขที่รับ DGTI-2566-0042 ของท่าน" in mail.flat
    assert "เก็บไว้ตามเลขที่ DGTI-2566-0057 และผลงานของท่านมิได้เปลี่ยนแปลง" in mail.flat
    assert "ด้วยคำว่า “ยืนยัน” ระบบจะนำไฟล์นั้นมารวมในผลงานของท่าน โดยถือตามวันเวลาที่ได้รับไฟล์" in mail.flat
    assert "ด้วยคำว่า “ไม่ใช่” หรือไม่ต้องดำเนินการใด" in mail.flat
    listed = "1. เอกสารนำเสนอ – ได้รับแล้ว คลิปนำเสนอ.mp4 คลิปวิดีโอ, 38.0 MB SHA-256 " + "c3" * 32
    assert listed in mail.flat
    assert "5f5f" not in mail.text  # what stands for the entry is not asked about


def test_confirm_says_nothing_of_the_agency_that_the_other_mail_names(
    letters: dict[str, Letter], read: Reader
) -> None:
    mail = read(letters["confirm"])
    assert "แม่ใส" not in mail.thai + mail.rendered.subject


def test_who_wrote_through_a_group_is_asked_whether_he_did(letters: dict[str, Letter], read: Reader) -> None:
    mail = read(letters["confirm-group"])
    assert "อีเมลมาถึงโดยผ่านที่อยู่อีเมลกลุ่ม จึงไม่ทราบแน่ชัดว่าผู้ใดเป็นผู้ส่ง" in mail.flat
    assert "ด้วยคำว่า “ยืนยัน” ระบบจะลงทะเบียนผลงานในชื่อของท่าน" in mail.flat
    assert "ที่อยู่อื่น" not in mail.flat


def test_files_kept_aside_replace_the_earlier_ones_at_a_word(
    letters: dict[str, Letter], read: Reader
) -> None:
    letter = letters["confirm-aside"]
    for other in (letter.other, letter.reference, ""):
        mail = read(replace(letter, other=other))
        assert "เอกสารเดิมของท่านยังคงอยู่" in mail.flat
        assert "ด้วยคำว่า “ยืนยัน” ระบบจะนำไฟล์นั้นมาแทนเอกสารเดิม" in mail.flat
        assert "DGTI-2566-0057" not in mail.text


def test_a_writer_without_an_address_drops_no_sentence(letters: dict[str, Letter], read: Reader) -> None:
    for name in ("changed", "confirm", "confirm-aside"):
        letter = letters[name]
        parsed = replace(letter.submission.parsed, sender=Address())
        mail = read(replace(letter, submission=replace(letter.submission, parsed=parsed)))
        assert "@…" not in mail.text
        assert "DGTI-2566-0042 ของท่าน" in mail.flat
        assert "คือ ซึ่ง" not in mail.flat and "  " not in mail.flat


class TestADigest:
    """One letter in place of many."""

    def test_lists_numbers_and_names_and_asks_for_nothing(self, desk: Desk) -> None:
        mail = read_mail(sample_digest(desk), desk)
        assert mail.rendered.subject == "[DGTI-2566] ได้รับอีเมล 3 ฉบับแล้ว (แจ้งรวม)"
        assert "DGTI-2566-0101: องค์การบริหารส่วนตำบลแม่ใส" in mail.flat
        assert "DGTI-2566-0103: –" in mail.flat
        assert "เจ้าหน้าที่จะส่งอีเมลตอบรับของแต่ละเลขที่ต่อไป ขณะนี้ท่านไม่ต้องดำเนินการใด" in mail.flat
        assert mail.message["Auto-Submitted"] == "auto-generated"
        assert mail.message["In-Reply-To"] is None and mail.message["References"] is None

    def test_is_known_as_ours(self, desk: Desk) -> None:
        mail = read_mail(sample_digest(desk), desk)
        assert ours.is_reply_id(mail.rendered.message_id)
        stripped = Parsed(sender=Address("relay@else.example"), message_id="<1@else.example>", text=mail.text)
        assert ours.is_ours(stripped, ())

    def test_is_the_same_each_time_and_another_by_its_key(self, desk: Desk) -> None:
        digest = sample_digest(desk)
        assert read_mail(digest, desk).rendered == read_mail(digest, desk).rendered
        other = read_mail(replace(digest, key="another"), desk).rendered
        assert other.message_id != read_mail(digest, desk).rendered.message_id

    def test_of_very_many_counts_the_rest(self, desk: Desk) -> None:
        entries = tuple((f"DGTI-2566-{number:04}", "") for number in range(1, MOST_ENTRIES + 11))
        mail = read_mail(replace(sample_digest(desk), entries=entries), desk)
        assert f"{MOST_ENTRIES + 10} ฉบับ" in mail.rendered.subject
        assert mail.thai.count("DGTI-2566-") == MOST_ENTRIES
        assert "และเลขที่อื่นอีก 10 ฉบับ" in mail.flat

    def test_shows_no_link_though_a_name_were_one(self, desk: Desk) -> None:
        digest = Digest("a@b.example", "k", (("DGTI-2566-0001", "evil.example"),), desk.closes)
        mail = read_mail(digest, desk)
        assert "evil" not in mail.text + mail.html

    def test_is_tried_by_the_doctor(self, desk: Desk) -> None:
        assert check_templates(desk) == []
