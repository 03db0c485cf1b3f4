"""The judgement as a whole: what a careful clerk would say of each mail."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from builders import (
    IN_TIME,
    MAE_SAI,
    after,
    codes,
    deck,
    entry_of,
    file,
    form,
    judge,
    mail,
    ours,
    register,
    rules,
)

from screening.case import keys_of
from screening.model.decision import EntryStatus, Template, Verdict
from screening.model.history import Answers, History
from screening.model.rules import ReplyRules
from screening.model.submission import Address, Content, ContentState, File, FileType

CLOSES = rules().closes


def test_a_form_and_a_deck_are_accepted_and_acknowledged() -> None:
    decision = judge(mail(form(), deck()))
    assert decision.verdict is Verdict.ACCEPTED
    assert decision.reply.template is Template.ACKNOWLEDGEMENT
    assert decision.reply.suppressed is None
    assert decision.change and decision.change.status is EntryStatus.COMPLETE


def test_a_video_clip_is_a_deck() -> None:
    clip = file("ผลงาน.mp4", content=Content(ContentState.UNCHECKED))
    assert judge(mail(form(), clip)).verdict is Verdict.ACCEPTED


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param((form(),), {"deck-missing"}, id="deck forgotten"),
        pytest.param((deck(),), {"form-missing"}, id="form forgotten"),
        pytest.param((), {"form-missing", "deck-missing"}, id="attachments forgotten"),
        pytest.param((file(f"{MAE_SAI}_form1.docx"), deck()), {"form-type"}, id="word form"),
        pytest.param((file(f"{MAE_SAI}_form1.png"), deck()), {"form-type"}, id="screenshot"),
        pytest.param(
            (file(f"{MAE_SAI}_form1.pdf", FileType.HTML), deck()), {"form-mismatch"}, id="html as pdf"
        ),
        pytest.param((file(f"{MAE_SAI}_form1.pdf", size=0), deck()), {"form-empty"}, id="no bytes"),
        pytest.param((file("scan0001.pdf"), deck()), {"form-name"}, id="scanner's name"),
        pytest.param((form(), file("a.odp", FileType.ODP)), {"deck-type"}, id="libreoffice deck"),
        pytest.param((form(), file("a.pptx", FileType.OTHER)), {"deck-unreadable"}, id="noise as pptx"),
        pytest.param((form(), file("a.pptx", size=0)), {"deck-empty"}, id="empty deck"),
        pytest.param(
            (file(f"{MAE_SAI}_form1.docx"), file("a.pptx", size=0)), {"form-type", "deck-empty"}, id="both"
        ),
    ],
)
def test_every_mendable_fault_is_rejected_and_all_are_named(
    files: tuple[File, ...], expected: set[str]
) -> None:
    decision = judge(mail(*files))
    assert decision.verdict is Verdict.REJECTED
    faults = {reason.code for reason in decision.reasons if reason.severity.value == "fault"}
    assert faults == expected
    assert decision.reply.template is Template.CORRECTION


@pytest.mark.parametrize(
    ("state", "code"),
    [
        (ContentState.ENCRYPTED, "encrypted"),
        (ContentState.UNREADABLE, "unreadable"),
        (ContentState.EMPTY, "empty"),
    ],
)
def test_what_cannot_be_opened_is_named_for_form_and_deck(state: ContentState, code: str) -> None:
    shut = Content(state)
    decision = judge(mail(file(f"{MAE_SAI}_form1.pdf", content=shut), file("a.pptx", content=shut)))
    assert codes(decision) >= {f"form-{code}", f"deck-{code}"}


def test_a_jpeg_named_pdf_is_only_noted() -> None:
    decision = judge(mail(file(f"{MAE_SAI}_form1.pdf", FileType.JPEG), deck()))
    assert decision.verdict is Verdict.ACCEPTED
    assert "form-extension" in codes(decision)


def test_a_blank_form_is_held() -> None:
    blank = file(f"{MAE_SAI}_form1.pdf", content=Content(ContentState.OK, pages=1, blank=True))
    assert judge(mail(blank, deck())).verdict is Verdict.HELD


class TestTime:
    @pytest.mark.parametrize(
        ("seconds", "verdict"),
        [(-1, Verdict.ACCEPTED), (0, Verdict.ACCEPTED), (0.9, Verdict.ACCEPTED), (1, Verdict.REJECTED)],
    )
    def test_the_close_is_inclusive_to_the_second(self, seconds: float, verdict: Verdict) -> None:
        decision = judge(mail(form(), deck(), at=CLOSES + timedelta(seconds=seconds)))
        assert decision.verdict is verdict

    def test_late_files_are_told_so_and_stand_for_nothing(self) -> None:
        decision = judge(mail(form(), deck(), at=CLOSES + timedelta(seconds=1)))
        assert codes(decision) >= {"late"}
        assert decision.reply.template is Template.LATE
        assert decision.change and decision.change.form is None
        assert not any(judged.passes for judged in decision.files)

    def test_a_late_revision_leaves_the_complete_entry_as_it_was(self) -> None:
        first = mail(form(), deck())
        past = after(History(), first)
        before = entry_of(past)
        revision = mail(form(), deck(), at=CLOSES + timedelta(days=1), in_reply_to=ours(past))
        decision = judge(revision, past)
        assert decision.verdict is Verdict.REJECTED and decision.reply.template is Template.LATE
        assert decision.change and decision.change.status is EntryStatus.COMPLETE
        assert (decision.change.form, decision.change.deck) == (before.form, before.deck)

    def test_the_same_files_again_after_the_close_are_not_late(self) -> None:
        first = mail(form(), deck())
        again = replace(first, received_at=CLOSES + timedelta(days=1), digest="0" * 64)
        decision = judge(again, after(History(), first))
        assert decision.verdict is Verdict.ACCEPTED
        assert decision.reply.template is Template.IDENTICAL

    def test_a_question_after_the_close_is_no_late_entry(self) -> None:
        thanks = mail(subject="ขอบคุณครับ", text="แนบขอบคุณ", at=CLOSES + timedelta(days=1))
        assert judge(thanks).verdict is Verdict.HELD

    def test_an_early_entry_is_held_and_its_answer_waits(self) -> None:
        decision = judge(mail(form(), deck(), at=rules().opens - timedelta(seconds=1)))
        assert decision.verdict is Verdict.HELD and codes(decision) >= {"early"}
        assert decision.reply.suppressed == "early" and decision.reply.waits


class TestMachines:
    @pytest.mark.parametrize(
        "machine",
        [
            {"return_path": ""},
            {"headers": (("auto-submitted", "auto-replied"),)},
            {"headers": (("auto-submitted", "auto-generated; x=1"),)},
            {"headers": (("list-id", "<news.example.org>"),)},
            {"headers": (("precedence", "Bulk"),)},
            {"headers": (("x-autoreply", "yes"),)},
            {"content_type": "multipart/report"},
            {"sender": Address("mailer-daemon@example.org")},
            {"sender": Address("no-reply@example.org")},
            {"sender": Address("dgti_awards@dga.or.th")},
            {"headers": (("x-intake-contest", "test"),)},
            {"subject": "Automatic reply: ส่งผลงาน"},
            {"subject": "ตอบกลับอัตโนมัติ: ลาพักร้อน"},
        ],
        ids=str,
    )
    def test_machines_mail_without_files_is_ignored_and_never_answered(self, machine: dict[str, Any]) -> None:
        decision = judge(mail(**machine))
        assert decision.verdict is Verdict.IGNORED
        assert decision.reply.template is None and decision.change is None

    @pytest.mark.parametrize(
        "person",
        [
            {"return_path": None},
            {"headers": (("auto-submitted", "no"),)},
            {"headers": (("x-auto-response-suppress", "All"),)},
            {"sender": Address("notice.board@example.org")},
        ],
        ids=str,
    )
    def test_people_are_not_taken_for_machines(self, person: dict[str, Any]) -> None:
        assert judge(mail(form(), deck(), **person)).verdict is Verdict.ACCEPTED

    def test_an_entry_from_a_list_is_held_and_its_answer_suppressed(self) -> None:
        decision = judge(mail(form(), deck(), headers=(("list-id", "<all@example.org>"),)))
        assert decision.verdict is Verdict.HELD and codes(decision) >= {"automatic"}
        assert decision.reply.suppressed == "automatic"

    def test_our_own_group_is_no_list(self) -> None:
        ours = rules(own_lists=frozenset({"awards.dga.or.th"}))
        through_group = mail(form(), deck(), headers=(("list-id", "<awards.dga.or.th>"),), return_path="")
        assert judge(through_group, under=ours).verdict is Verdict.ACCEPTED

    def test_an_entry_in_the_junk_folder_is_held_unanswered(self) -> None:
        decision = judge(replace(mail(form(), deck()), junk=True))
        assert decision.verdict is Verdict.HELD and "junk-folder" in codes(decision)
        assert decision.reply.suppressed == "junk"

    def test_a_delivery_report_is_ignored_even_with_the_files_in_it(self) -> None:
        assert judge(mail(form(), deck(), content_type="multipart/report")).verdict is Verdict.IGNORED


class TestSender:
    def test_a_sender_that_our_server_disproves_is_held_unanswered(self) -> None:
        decision = judge(mail(form(), deck(), dmarc="fail"))
        assert decision.verdict is Verdict.HELD
        assert decision.reply.suppressed == "unverified"

    def test_no_result_is_no_failure(self) -> None:
        assert judge(mail(form(), deck(), dmarc="none")).verdict is Verdict.ACCEPTED

    def test_the_answer_goes_to_a_single_reply_to(self) -> None:
        one = mail(form(), deck(), reply_to=(Address("boss@x.go.th"),))
        two = mail(form(), deck(), reply_to=(Address("a@x.go.th"), Address("b@x.go.th")))
        assert judge(one).reply.to == "boss@x.go.th"
        assert judge(two).reply.to == two.parsed.sender.address

    def test_an_answer_never_goes_to_ourselves(self) -> None:
        looped = mail(form(), deck(), reply_to=(Address("dgti_awards@dga.or.th"),))
        assert judge(looped).reply.to == looped.parsed.sender.address


class TestAgency:
    def test_a_shared_name_is_held_with_its_candidates_and_never_called_a_naming_error(self) -> None:
        two = register(("เทศบาลตำบลหนองบัว", "เมือง", "กาญจนบุรี"), ("เทศบาลตำบลหนองบัว", "หนองบัว", "นครสวรรค์"))
        decision = judge(mail(form("เทศบาลตำบลหนองบัว"), deck()), under=rules(two))
        assert decision.verdict is Verdict.HELD
        assert "agency-ambiguous" in codes(decision) and "form-name" not in codes(decision)
        assert len(decision.agency.candidates) == 2

    @pytest.mark.parametrize(
        ("name", "subject"),
        [
            ("เทศบาลตำบลหนองบัว_form1.pdf", "ส่งผลงาน จังหวัดกาญจนบุรี"),
            ("เทศบาลตำบลหนองบัว จ.กาญจนบุรี_form1.pdf", "ส่งผลงาน"),
            ("form1.pdf", "ส่งผลงาน เทศบาลตำบลหนองบัว กาญจนบุรี"),
        ],
    )
    def test_a_province_settles_a_shared_name(self, name: str, subject: str) -> None:
        two = register(("เทศบาลตำบลหนองบัว", "เมือง", "กาญจนบุรี"), ("เทศบาลตำบลหนองบัว", "หนองบัว", "นครสวรรค์"))
        decision = judge(mail(file(name), deck(), subject=subject), under=rules(two))
        assert decision.verdict is Verdict.ACCEPTED
        assert decision.agency.place and decision.agency.place.province == "กาญจนบุรี"

    def test_the_answer_naming_the_province_settles_it_even_after_the_close(self) -> None:
        two = rules(register(("เทศบาลตำบลก", "ข", "กระบี่"), ("เทศบาลตำบลก", "ค", "ตราด")))
        past = after(History(), mail(form("เทศบาลตำบลก"), deck()), two)
        answer = mail(text="จังหวัดตราด", in_reply_to=ours(past), at=CLOSES + timedelta(days=2))
        decision = judge(answer, past, two)
        assert decision.verdict is Verdict.ACCEPTED
        assert codes(decision) == {"agency-by-place"}

    def test_the_authenticated_saraban_address_settles_it(self) -> None:
        two = register(
            ("เทศบาลตำบลก", "ข", "กระบี่"), ("เทศบาลตำบลก", "ค", "ตราด"), saraban="saraban_05810101@dla.go.th"
        )
        sender = Address("saraban_05810101@dla.go.th")
        proven = judge(mail(form("เทศบาลตำบลก"), deck(), sender=sender, dmarc="pass"), under=rules(two))
        claimed = judge(mail(form("เทศบาลตำบลก"), deck(), sender=sender), under=rules(two))
        assert proven.verdict is Verdict.ACCEPTED and "agency-by-sender" in codes(proven)
        assert claimed.verdict is Verdict.HELD

    def test_typing_the_full_name_in_an_answer_mends_a_nameless_form(self) -> None:
        past = after(History(), mail(file("scan0001.pdf"), deck()))
        answer = mail(text=f"{MAE_SAI} อำเภอแม่ไทร", in_reply_to=ours(past))
        assert judge(answer, past).verdict is Verdict.ACCEPTED

    @pytest.mark.parametrize("name", ["โรงเรียนเทศบาล 1", "สำนักงานท้องถิ่นจังหวัดเชียงใหม่", "รพ.สต.บ้านใหม่"])
    def test_a_body_that_is_no_local_government_is_held(self, name: str) -> None:
        decision = judge(mail(form(name), deck()))
        assert decision.verdict is Verdict.HELD and "not-local" in codes(decision)

    def test_a_name_that_the_register_lacks_is_held(self) -> None:
        listed = rules(register((MAE_SAI, "ก", "ข")))
        decision = judge(mail(form("เทศบาลตำบลไม่มีจริง"), deck()), under=listed)
        assert decision.verdict is Verdict.HELD and "agency-unknown" in codes(decision)


class TestEntry:
    def test_the_missing_deck_completes_the_entry_in_its_thread(self) -> None:
        first = mail(form())
        past = after(History(), first)
        decision = judge(mail(deck(), references=(first.parsed.message_id,)), past)
        assert decision.verdict is Verdict.ACCEPTED
        assert decision.change and decision.change.entry == entry_of(past).id
        assert "completed-by-thread" in codes(decision)

    def test_the_receipt_number_in_the_subject_is_a_thread(self) -> None:
        past = after(History(), mail(form()))
        decision = judge(mail(deck(), subject="เพิ่มเติม [DGTI-2566-0001]"), past)
        assert decision.verdict is Verdict.ACCEPTED

    def test_a_stranger_who_quotes_only_the_number_is_held_and_changes_nothing(self) -> None:
        past = after(History(), mail(form()))
        stranger = mail(deck(), subject="DGTI-2566-0001", sender=Address("x@elsewhere.org"))
        decision = judge(stranger, past)
        assert decision.verdict is Verdict.HELD and "sender-conflict" in codes(decision)
        assert decision.change and decision.change.entry is None and decision.about == 1

    def test_the_missing_deck_in_a_new_mail_of_the_same_sender_completes_the_entry(self) -> None:
        past = after(History(), mail(form()))
        decision = judge(mail(deck()), past)
        assert decision.verdict is Verdict.ACCEPTED
        assert "completed-by-sender" in codes(decision)

    def test_in_a_thread_whose_agency_is_known_file_names_do_not_matter(self) -> None:
        first = mail(file(f"{MAE_SAI}_form1.docx"), deck())
        past = after(History(), first)
        decision = judge(mail(file("scan0001.pdf"), in_reply_to=(first.parsed.message_id,)), past)
        assert decision.verdict is Verdict.ACCEPTED

    def test_what_an_earlier_form_lacked_is_said_again_while_it_is_not_mended(self) -> None:
        first = mail(file(f"{MAE_SAI}_form1.docx"))
        decision = judge(mail(deck(), in_reply_to=(first.parsed.message_id,)), after(History(), first))
        assert decision.verdict is Verdict.REJECTED and "form-type" in codes(decision)

    def test_thanks_in_a_thread_do_not_make_us_forget_what_is_missing(self) -> None:
        past = after(History(), mail(file(f"{MAE_SAI}_form1.docx"), deck()))
        thanks = mail(text="ขอบคุณค่ะ", in_reply_to=ours(past))
        assert codes(judge(thanks, past)) == {"message-in-thread", "form-type"}
        later = mail(deck("ใหม่.pptx"), in_reply_to=ours(past))
        assert "form-type" in codes(judge(later, after(past, thanks)))

    def test_a_question_about_an_entry_is_not_forgotten_over_a_word_of_thanks(self) -> None:
        past = after(History(), mail(form("โรงเรียนเทศบาล 1"), deck()))
        past = after(past, mail(text="ขอบคุณค่ะ", in_reply_to=ours(past)))
        newer = mail(deck("ใหม่.pptx"), in_reply_to=ours(past))
        assert codes(judge(newer, past)) >= {"not-local"}

    def test_a_deck_that_came_late_is_still_missing_when_the_form_comes_again(self) -> None:
        first = mail(form())
        past = after(History(), first)
        past = after(past, mail(deck(), at=CLOSES + timedelta(days=1), in_reply_to=ours(past)))
        again = judge(replace(first, digest="5" * 64), past)
        assert again.verdict is Verdict.REJECTED and codes(again) == {"duplicate", "deck-missing"}
        assert again.reply.template is Template.CORRECTION

    def test_the_same_files_from_a_proven_sender_mend_a_mail_that_was_not_believed(self) -> None:
        first = mail(form(), deck(), dmarc="fail")
        again = replace(first, authentication=replace(first.authentication, dmarc="pass"), digest="6" * 64)
        assert judge(again, after(History(), first)).verdict is Verdict.ACCEPTED

    def test_the_same_files_after_the_opening_mend_a_mail_that_came_too_early(self) -> None:
        first = mail(form(), deck(), at=rules().opens - timedelta(hours=1))
        again = replace(first, received_at=IN_TIME, digest="7" * 64)
        assert judge(again, after(History(), first)).verdict is Verdict.ACCEPTED

    def test_a_broken_revision_never_displaces_a_good_file(self) -> None:
        past = after(History(), mail(form(), deck()))
        broken = file(f"{MAE_SAI}_form1.pdf", content=Content(ContentState.UNREADABLE))
        decision = judge(mail(broken, in_reply_to=ours(past)), past)
        assert decision.verdict is Verdict.REJECTED
        assert decision.change and decision.change.form == entry_of(past).form
        assert decision.change.status is EntryStatus.COMPLETE

    def test_an_answer_to_us_may_replace_an_accepted_file(self) -> None:
        past = after(History(), mail(form(), deck()))
        newer = deck("ใหม่.pptx")
        decision = judge(mail(newer, in_reply_to=ours(past)), past)
        assert decision.verdict is Verdict.ACCEPTED and decision.reply.template is Template.UPDATED
        assert decision.change and decision.change.deck == newer.sha256

    def test_an_unproven_replacement_is_held_and_both_files_are_kept(self) -> None:
        first = mail(form(), deck())
        past = after(History(), first)
        decision = judge(mail(deck("ใหม่.pptx"), in_reply_to=(first.parsed.message_id,)), past)
        assert decision.verdict is Verdict.HELD and "revision-unproven" in codes(decision)
        assert decision.change and decision.change.deck == entry_of(past).deck

    def test_another_deck_of_the_same_agency_is_asked_about(self) -> None:
        past = after(History(), mail(form(), deck()))
        decision = judge(mail(form(), deck("อื่น.pptx")), past)
        assert decision.verdict is Verdict.HELD and "second-work" in codes(decision)
        assert decision.change and decision.change.entry is None

    def test_a_second_work_said_in_plain_words_is_accepted(self) -> None:
        past = after(History(), mail(form(), deck()))
        decision = judge(mail(form(), deck("อื่น.pptx"), subject="ส่งผลงานที่ 2"), past)
        assert decision.verdict is Verdict.ACCEPTED and decision.change and decision.change.entry is None

    def test_another_sender_for_the_same_agency_is_held(self) -> None:
        past = after(History(), mail(form(), deck()))
        decision = judge(mail(form(), deck(), sender=Address("other@gmail.com")), past)
        assert decision.verdict is Verdict.HELD and "sender-conflict" in codes(decision)

    def test_the_same_incomplete_files_again_get_the_correction_again(self) -> None:
        first = mail(form())
        again = replace(first, digest="1" * 64)
        decision = judge(again, after(History(), first))
        assert decision.verdict is Verdict.REJECTED
        assert codes(decision) == {"duplicate", "deck-missing"}
        assert decision.reply.suppressed is None

    def test_identical_is_said_once(self) -> None:
        first = mail(form(), deck())
        once = after(History(), first)
        second = replace(first, digest="2" * 64)
        twice = after(once, second)
        assert judge(second, once).reply.suppressed is None
        assert judge(replace(first, digest="3" * 64), twice).reply.suppressed == "repeated"

    def test_words_in_a_thread_are_read_by_a_person(self) -> None:
        past = after(History(), mail(form(), deck()))
        decision = judge(mail(text="ขอบคุณค่ะ", in_reply_to=ours(past)), past)
        assert decision.verdict is Verdict.HELD and codes(decision) == {"message-in-thread"}
        assert decision.change and decision.change.status is EntryStatus.COMPLETE


class TestWithoutFiles:
    def test_a_question_is_held_for_a_person(self) -> None:
        decision = judge(mail(subject="สอบถามการส่งผลงาน", text="ส่งผลงานได้ถึงเมื่อไร หรือไม่"))
        assert decision.verdict is Verdict.HELD and decision.reply.template is Template.ENQUIRY
        assert decision.change and decision.change.status is EntryStatus.ENQUIRY

    def test_a_second_question_that_names_an_agency_is_no_faulty_entry(self) -> None:
        past = after(History(), mail(subject="สอบถาม", text="ใช้คลิปได้หรือไม่"))
        again = mail(subject="สอบถาม", text=f"{MAE_SAI} ขอทราบ", in_reply_to=ours(past))
        decision = judge(again, past)
        assert decision.verdict is Verdict.HELD and codes(decision) == {"message-in-thread"}

    def test_a_link_instead_of_a_deck_is_held_and_listed(self) -> None:
        decision = judge(mail(form(), links=("https://drive.google.com/file/d/1",)))
        assert decision.verdict is Verdict.HELD
        assert "deck-by-link" in codes(decision) and "deck-missing" not in codes(decision)

    def test_a_link_to_a_home_page_is_no_deck(self) -> None:
        assert "deck-missing" in codes(judge(mail(form(), links=("https://maesai.go.th/",))))

    def test_an_archive_may_hold_what_is_missing(self) -> None:
        decision = judge(mail(file("ส่งผลงาน.zip")))
        assert decision.verdict is Verdict.HELD and "archive-unreadable" in codes(decision)
        assert not codes(decision) & {"form-missing", "deck-missing"}

    def test_a_withdrawal_waits_for_a_person(self) -> None:
        decision = judge(mail(subject="ขอถอนผลงาน", text="ขอถอนผลงานครับ"))
        assert decision.verdict is Verdict.HELD and "withdrawal" in codes(decision)


class TestReplies:
    def test_off_and_approve_let_all_wait(self) -> None:
        off = judge(mail(form(), deck()), under=rules(replies=ReplyRules(mode="off")))
        approve = judge(mail(form(), deck()), under=rules(replies=ReplyRules(mode="approve")))
        assert (off.reply.suppressed, off.reply.waits) == ("off", True)
        assert (approve.reply.suppressed, approve.reply.waits) == ("approval", True)

    def test_mail_older_than_the_operators_moment_waits(self) -> None:
        old = rules(replies=ReplyRules(answer_received_after=IN_TIME + timedelta(seconds=1)))
        assert judge(mail(form(), deck()), under=old).reply.suppressed == "old"

    def test_only_what_may_be_a_loop_counts(self) -> None:
        again = History(answers=Answers(first_to_address=False))
        chatter, half, whole = mail(subject="ทดสอบ"), mail(form()), mail(form(), deck())
        packed = mail(file("ส่งผลงาน.zip"))
        asked = {
            "chatter": judge(chatter),
            "first half": judge(half),
            "first archive": judge(packed),
            "second half": judge(half, again),
            "first whole": judge(whole),
            "second whole": judge(whole, again),
        }
        assert {name for name, each in asked.items() if each.reply.counts} == {"chatter", "second half"}

    @pytest.mark.parametrize(
        ("busy", "cause", "waits"),
        [
            (Answers(to_address_today=10, first_to_address=False), "capped", False),
            (Answers(in_all_hour=300, first_to_address=False), "breaker", True),
            (Answers(breaker_open=True, first_to_address=False), "breaker", True),
            (Answers(to_address_today=10, breaker_open=True, first_to_address=False), "capped", False),
        ],
    )
    def test_caps_stop_what_counts_and_nothing_else(self, busy: Answers, cause: str, waits: bool) -> None:
        for what in (mail(subject="ทดสอบ"), mail(form())):
            plan = judge(what, History(answers=busy)).reply
            assert (plan.suppressed, plan.waits) == (cause, waits)
        assert (
            judge(mail(form()), History(answers=replace(busy, first_to_address=True))).reply.suppressed
            is None
        )
        assert judge(mail(form(), deck()), History(answers=busy)).reply.suppressed is None

    def test_a_thread_is_told_its_state_once_a_day(self) -> None:
        past = after(History(), mail(form(), deck()))
        thanks = mail(text="ขอทราบผลค่ะ", in_reply_to=ours(past))
        told = replace(past, answers=Answers(threads_today=frozenset({entry_of(past).id})))
        assert judge(thanks, past).reply.suppressed is None
        assert judge(thanks, told).reply.suppressed == "conversation"
        deck_again = mail(deck("ใหม่.pptx"), in_reply_to=ours(past))
        assert judge(deck_again, told).reply.suppressed is None

    def test_the_address_that_is_counted_is_the_one_written_to(self) -> None:
        asked = mail(form(), reply_to=(Address("boss@x.go.th"),))
        assert keys_of(asked, rules()).reply_address == judge(asked).reply.to == "boss@x.go.th"


def test_a_mail_that_could_not_be_read_is_held_never_rejected() -> None:
    decision = judge(mail(whole=False, problem="killed by its limits"))
    assert decision.verdict is Verdict.HELD and codes(decision) == {"unparsable"}


def test_a_mail_over_the_limit_is_told_so_and_nothing_else_is_blamed() -> None:
    large = replace(mail(form(), deck()), too_large=True, size=90_000_000)
    decision = judge(large)
    assert decision.verdict is Verdict.HELD
    assert codes(decision) == {"too-large"}


@pytest.mark.parametrize("name", [f"{MAE_SAI}_form1.pdf", f"{MAE_SAI}_form1.jpg"])
def test_a_form_that_our_limits_kept_us_from_reading_is_held_never_rejected(name: str) -> None:
    decision = judge(mail(file(name, content=Content()), deck()))
    assert decision.verdict is Verdict.HELD and "unparsable" in codes(decision)


def test_a_deck_that_our_limits_kept_us_from_reading_is_held_never_rejected() -> None:
    decision = judge(mail(form(), file("a.pptx", content=Content())))
    assert decision.verdict is Verdict.HELD and "unparsable" in codes(decision)


def test_of_a_mail_read_in_part_what_was_read_is_judged_and_nothing_is_called_missing() -> None:
    cut = mail(file(f"{MAE_SAI}_form1.docx"), whole=False, problem="cut")
    decision = judge(cut)
    assert decision.verdict is Verdict.HELD
    assert codes(decision) == {"unparsable", "form-type"}


@pytest.mark.parametrize(
    "address", ["", "ผู้ส่ง@x.go.th", "a b@x.go.th", '"a"@x.go.th', "a@x", "a@x.go.th\nBcc: b@y.go.th"]
)
def test_an_address_that_no_machine_can_answer_is_left_to_a_person(address: str) -> None:
    decision = judge(mail(form(), deck(), sender=Address(address)))
    assert decision.reply.suppressed == "no-address"


def test_a_clean_file_in_place_of_an_infected_one_settles_it() -> None:
    infected = file("a.pptx", content=Content(ContentState.OK, slides=("ปัญหา",), malware="Test.Signature"))
    past = after(History(), mail(form(), infected))
    assert entry_of(past).status is EntryStatus.HELD
    decision = judge(mail(deck("ใหม่.pptx"), in_reply_to=ours(past)), past)
    assert decision.verdict is Verdict.ACCEPTED


def test_where_the_form_was_forgotten_the_name_to_copy_is_written_out_from_the_subject() -> None:
    listed = rules(register((MAE_SAI, "ก", "ข")))
    decision = judge(mail(deck(), subject=f"ส่งผลงาน {MAE_SAI}"), under=listed)
    (missing,) = [each for each in decision.reasons if each.code == "form-missing"]
    assert missing.params["canonical"] == f"{MAE_SAI}_form1.pdf"
    assert not decision.agency.known
