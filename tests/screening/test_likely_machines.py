"""Mail that only its words call a machine's is held and not answered: no loop begins, no person is lost."""

from collections.abc import Callable

import pytest
from builders import codes, judge, rules
from likely_machines import ASK, LIKELY, TOLD, YAHOO
from machine_mails import ANSWERS_US, OUR_ID, SUBJECT, Mail
from servers.mails import entry, form, mail

from screening.machines.automatic import machine_of
from screening.model.decision import EntryStatus, Verdict
from screening.model.submission import Submission

Reading = Callable[[bytes], Submission]
AUTOMATIC = "ตอบกลับอัตโนมัติ: แชทบอทตอบประชาชน"
DECLARED = "ระบบจะตอบว่า (ข้อความอัตโนมัติ) กรุณาอย่าตอบกลับ"


@pytest.mark.parametrize("mail", LIKELY, ids=lambda mail: mail.name)
def test_a_machine_by_its_words_alone_waits_for_a_person_and_is_not_answered(
    mail: Mail, read: Reading
) -> None:
    submission = read(mail.raw())
    assert machine_of(submission, rules()) == "wording"
    decision = judge(submission)
    assert (decision.verdict, decision.reply.suppressed) == (Verdict.HELD, "automatic")
    assert decision.change is not None
    assert "automatic" in codes(decision)


@pytest.mark.parametrize("mail", TOLD, ids=lambda mail: mail.name)
def test_a_fixed_form_of_a_system_tells_a_machine(mail: Mail, read: Reading) -> None:
    submission = read(mail.raw())
    assert machine_of(submission, rules()) == mail.kind
    assert judge(submission).verdict is Verdict.IGNORED


@pytest.mark.parametrize("mail", ASK, ids=lambda mail: mail.name)
def test_who_asks_or_promises_is_a_person_and_hears(mail: Mail, read: Reading) -> None:
    submission = read(mail.raw())
    assert machine_of(submission, rules()) is None
    assert judge(submission).reply.suppressed is None


@pytest.mark.parametrize(
    "raw",
    [entry(7, subject=AUTOMATIC), entry(7, text=DECLARED), entry(7, subject="Out of Office: ระบบลาออนไลน์")],
    ids=["a chatbot", "what it says", "a system of leave"],
)
def test_a_form_with_its_deck_is_no_machines_whatever_the_words(raw: bytes, read: Reading) -> None:
    decision = judge(read(raw))
    assert (decision.verdict, decision.reply.suppressed) == (Verdict.ACCEPTED, None)


def test_half_an_entry_is_held_by_a_fixed_form_alone(read: Reading) -> None:
    half = [form(7)]
    told = judge(read(mail(7, half, subject=AUTOMATIC)))
    assert (told.verdict, told.reply.suppressed) == (Verdict.HELD, "automatic")
    worded = judge(read(mail(7, half, text=DECLARED)))
    assert (worded.verdict, worded.reply.suppressed) == (Verdict.REJECTED, None)


def test_a_service_that_shares_somebodys_files_waits_for_a_person(read: Reading) -> None:
    raw = (
        "From: สมชาย (ผ่าน Google ไดรฟ์) <drive-shares-dm-noreply@google.com>\r\n"
        "Message-ID: <share@google.com>\r\nSubject: Item shared with you\r\n"
        "Content-Type: text/plain; charset=utf-8\r\n\r\nhttps://drive.google.com/file/d/abc/view\r\n"
    )
    decision = judge(read(raw.encode()))
    assert (decision.verdict, decision.reply.suppressed) == (Verdict.HELD, "automatic")
    assert {"automatic", "deck-by-link"} <= codes(decision)


def test_a_doubtful_word_in_a_thread_leaves_its_entry_as_it_is(read: Reading) -> None:
    raw = f"From: s@x.go.th\nMessage-ID: <a@x>\nSubject: Re: {SUBJECT}\n{ANSWERS_US}\nขออภัยค่ะ ขณะนี้ลาป่วย\n"
    decision = judge(read(raw.encode().replace(b"\n", b"\r\n")))
    assert decision.change is not None
    assert (decision.change.status, decision.reply.suppressed) == (EntryStatus.ENQUIRY, "automatic")


def test_a_report_that_only_says_unable_to_deliver_is_read(read: Reading) -> None:
    bounce = read(YAHOO.raw()).parsed.bounce
    assert bounce is not None
    assert (bounce.failures[0].permanent, bounce.message_ids) == (True, (OUR_ID,))
