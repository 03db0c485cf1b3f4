"""Honest offices that a wary design might turn away (promise 5), and our letters followed to the word."""

import pytest
from attacks.post import (
    BODY,
    FOUNDER,
    OTHER,
    OTHER_HOST,
    TWIN,
    Answer,
    Item,
    Letter,
    Post,
    deck,
    form,
    rest_slow,
)
from servers.mails import ADDRESS, CLOSES

COLLEAGUE = "colleague@gmail.com"
REAL = deck("real")
PAO = "องค์การบริหารส่วนจังหวัดเชียงราย"
THIRD = "เทศบาลตำบลสามสวน"


def offered(office: Post) -> tuple[Answer, Letter]:
    """An entry that lacks its deck, and the question about a colleague's."""
    mine = office.mail(FOUNDER, form())
    return mine, office.mail(COLLEAGUE, REAL, subject=mine.ref).notice("confirm")


YES = [
    *(
        "ยืนยัน",
        "ยืนยันค่ะ",
        "ขอยืนยันครับ",
        "ใช่ค่ะ",
        "ใช่ครับ ยืนยัน",
        "ถูกต้องค่ะ",
        "confirm",
        "Yes, confirm.",
        "ยืนยันค่ะ 🙏",
    ),
    "เรียน เจ้าหน้าที่\n\nยืนยันค่ะ\n\nขอแสดงความนับถือ\nนางสาวสมหญิง ใจดี\nโทร 053-111222",
    "สวัสดีครับ\nยืนยันครับ\n\nส่งจาก iPhone ของฉัน",
]
YES_BROKEN = [
    *("“ยืนยัน”", '"ยืนยัน"', "สวัสดีค่ะ ยืนยันค่ะ", "ยืนยันคับ", "ยืนยันค่า", "ยื่นยัน", "ยินยัน", "ok ยืนยัน", "ตกลง ยืนยัน"),
    *("เทศบาลฯ ขอยืนยัน", "I confirm", "We confirm", "รับทราบ และขอยืนยันค่ะ", "เป็นไฟล์ของเราเองค่ะ"),
]


@pytest.mark.parametrize(
    "text",
    rest_slow(YES, 5),
)
def test_a_yes_is_read_as_one(silent: Post, text: str) -> None:
    mine, question = offered(silent)
    said = silent.mail(FOUNDER, text=text, answers=question)
    assert (said.ref, said.status) == (mine.ref, "complete"), str(said)


@pytest.mark.parametrize(
    "text",
    [
        *("ไม่ใช่", "มิใช่ครับ", "ไม่ยืนยัน", "ไม่ใช่คับ", "No.", "ยืนยันว่าไม่ใช่", "ยังไม่ยืนยัน ขอตรวจสอบก่อน", "ยืนยันได้ไหมคะ"),
        *("ต้องยืนยันอย่างไรคะ", "จะยืนยันอีกครั้งภายหลัง", "I cannot confirm", "Can you confirm receipt?"),
        "ใช่ไฟล์ของเราไหมคะ",
    ],
)
def test_what_is_no_yes_is_not_read_as_one(silent: Post, text: str) -> None:
    _, question = offered(silent)
    said = silent.mail(FOUNDER, text=text, answers=question)
    assert said.status == "incomplete" and "confirmed" not in said.codes, str(said)


@pytest.mark.parametrize("text", rest_slow(YES_BROKEN, 4))
def test_a_yes_in_other_words_is_read_as_one(silent: Post, text: str) -> None:
    mine, question = offered(silent)
    said = silent.mail(FOUNDER, text=text, answers=question)
    assert (said.ref, said.status) == (mine.ref, "complete"), str(said)


@pytest.mark.parametrize("text", ["รับทราบ และขอยืนยันค่ะ", "เทศบาลฯ ขอยืนยัน"])
def test_a_yes_is_never_met_with_silence(silent: Post, text: str) -> None:
    _, question = offered(silent)
    silent.mail(FOUNDER, text="ok ยืนยัน", answers=question)
    assert silent.mail(FOUNDER, text=text, answers=question).to(FOUNDER)


def test_a_yes_below_the_quoted_letter_or_above_it_counts(silent: Post) -> None:
    mine, question = offered(silent)
    quoted = "".join(f"> {line}\n" for line in question.text.split("\n"))
    said = silent.mail(
        FOUNDER, text=f"ยืนยันค่ะ\n\nเมื่อ พฤ. 20 ก.ค. 2023 สพร. เขียนว่า:\n{quoted}", answers=question
    )
    assert (said.ref, said.status) == (mine.ref, "complete"), str(said)


def test_a_quoted_letter_alone_is_no_yes(silent: Post) -> None:
    _, question = offered(silent)
    quoted = "".join(f"> {line}\n" for line in question.text.split("\n"))
    said = silent.mail(FOUNDER, text=f"ขอสอบถามค่ะ\n\nOn Thu, Jul 20, 2023 wrote:\n{quoted}", answers=question)
    assert said.status == "incomplete"


WORKS = [
    ("คนละผลงานค่ะ", True),
    ("เป็นคนละผลงานครับ ขอบคุณครับ", True),
    ("another work", True),
    ("ไม่ใช่ฉบับปรับปรุงค่ะ เป็นคนละผลงาน", True),
    ("ฉบับปรับปรุงค่ะ", False),
    ("เรียน เจ้าหน้าที่\n\nฉบับปรับปรุงค่ะ\n\nขอบคุณค่ะ\nสมหญิง", False),
    ("new version", False),
    ("ไม่ใช่คนละผลงาน เป็นฉบับปรับปรุง", False),
    ("เป็นผลงานใหม่ค่ะ", True),
    ("ปรับปรุง", False),
    ("ฉบับปรับปุงค่ะ", False),
]


@pytest.mark.parametrize(("text", "another"), WORKS)
def test_another_work_or_a_new_version_is_understood_or_at_least_answered(
    silent: Post, text: str, another: bool
) -> None:
    mine = silent.mail(FOUNDER, form(), deck("1"))
    second = silent.mail(FOUNDER, form(salt="2"), deck("2"))
    said = silent.mail(FOUNDER, text=text, answers=second.reply)
    assert said.to(FOUNDER), str(said)
    if said.verdict == "accepted":
        assert said.ref == (second.ref if another else mine.ref), str(said)


def test_a_new_version_by_phone_with_thanks_below_is_answered(silent: Post) -> None:
    silent.mail(FOUNDER, form(), deck("1"))
    second = silent.mail(FOUNDER, form(salt="2"), deck("2"))
    text = "เรียน เจ้าหน้าที่\n\nฉบับปรับปรุงค่ะ\n\nขอบคุณค่ะ\nสมหญิง"
    assert silent.mail(FOUNDER, text=text, subject=f"Re: {second.reply.subject}").to(FOUNDER)


# ---- the kinds of office ---------------------------------------------------------------------------


def blank(agency: str) -> Item:
    """The same official form, sent blank or scanned alike, under each body's name."""
    return form(agency, salt="official")


def test_two_bodies_that_send_the_same_blank_form_are_both_taken(office: Post) -> None:
    one = office.mail("a@one.example", blank(BODY), deck("1"))
    two = office.mail("b@two.example", blank(OTHER), deck("2"))
    half = office.mail("c@three.example", blank(THIRD))
    done = office.mail("c@three.example", deck("3"), subject=f"Re: {half.ref}")
    assert [one.verdict, two.verdict, done.verdict] == ["accepted"] * 3
    assert len({one.ref, two.ref, done.ref}) == 3


def test_two_bodies_with_the_same_deck_of_one_firm_are_both_taken(office: Post) -> None:
    refs = {
        office.mail(f"{name}@x.example", form(body), REAL).ref for name, body in (("a", BODY), ("b", OTHER))
    }
    assert len(refs) == 2


def test_two_answers_to_one_circular_are_two_entries(office: Post) -> None:
    told = "<circular@dga.or.th>"
    office.mail("dla@dla.go.th", text="เรียน อปท. ทุกแห่ง ขอเชิญส่งผลงาน", subject="หนังสือเวียน", message_id=told)
    one = office.mail("a@one.example", form(BODY), deck("1"), answers=told)
    two = office.mail("b@two.example", form(OTHER), deck("2"), answers=told)
    assert [one.verdict, two.verdict] == ["accepted"] * 2 and one.ref != two.ref


def test_a_founder_who_answers_an_old_letter_with_the_next_bodys_set_enters_it(office: Post) -> None:
    one = office.mail(FOUNDER, form(BODY), deck("1"))
    two = office.mail(FOUNDER, form(OTHER), deck("2"), answers=one.reply)
    three = office.mail(FOUNDER, form(THIRD), deck("3"), answers=two.reply)
    assert [each.verdict for each in (one, two, three)] == ["accepted"] * 3
    assert len({one.ref, two.ref, three.ref}) == 3


def test_a_province_that_enters_for_its_bodies_hears_of_each(office: Post) -> None:
    sender = "official@chiangrai-pao.go.th"
    sent = [office.mail(sender, form(body), deck(body), after=400) for body in (PAO, BODY, OTHER, THIRD)]
    assert [each.verdict for each in sent] == ["accepted"] * 4, [str(each) for each in sent]
    assert all(each.to(sender) for each in sent)


def test_a_shared_saraban_mailbox_completes_each_of_its_entries_in_its_thread(office: Post) -> None:
    shared = "saraban.maethrai@gmail.com"
    one, two = office.mail(shared, form(BODY)), office.mail(shared, form(OTHER))
    done = [office.mail(shared, deck(each.ref), answers=each.reply) for each in (two, one)]
    assert [each.ref for each in done] == [two.ref, one.ref]
    assert [each.verdict for each in done] == ["accepted"] * 2


def test_a_colleagues_gmail_on_the_last_day_counts_from_when_it_came(office: Post) -> None:
    office.clock.now = CLOSES.astimezone(office.clock.now.tzinfo)
    office.clock.step(hours=-2)
    mine = office.mail(FOUNDER, form())
    asked = office.mail(COLLEAGUE, REAL, subject=f"Re: {mine.ref}")
    done = office.mail(FOUNDER, text="ยืนยันค่ะ", answers=asked.notice("confirm"), after=50_000)
    assert (done.ref, done.status) == (mine.ref, "complete"), str(done)


def test_a_colleague_to_whom_the_letter_was_shown_completes_at_once(office: Post) -> None:
    mine = office.mail(FOUNDER, form())
    done = office.mail(COLLEAGUE, REAL, answers=mine.reply)
    assert (done.ref, done.status) == (mine.ref, "complete")
    assert done.to(COLLEAGUE) and done.to(FOUNDER)


@pytest.mark.parametrize("subject", ["ส่งไฟล์เพิ่มเติม", "Re: ", ""])
def test_a_phone_that_drops_everything_completes_the_only_entry(office: Post, subject: str) -> None:
    mine = office.mail(FOUNDER, form())
    done = office.mail(FOUNDER, REAL, subject=subject, text="")
    assert (done.ref, done.status) == (mine.ref, "complete"), str(done)


@pytest.mark.parametrize("sender", [ADDRESS, "contest-group@googlegroups.com"])
def test_a_group_that_rewrites_from_does_not_lose_the_entry(office: Post, sender: str) -> None:
    came = office.mail(sender, form(), REAL, reply_to=FOUNDER, extra=(f"X-Original-From: <{FOUNDER}>",))
    assert came.verdict in ("held", "accepted") and came.ref, str(came)
    assert came.to(FOUNDER), str(came)
    done = office.mail(FOUNDER, text="ยืนยัน", answers=came.to(FOUNDER)[0])
    assert done.ref == came.ref and done.verdict in ("held", "accepted"), str(done)


def test_a_place_asked_for_is_settled_by_its_answer(office: Post) -> None:
    asked = office.mail(FOUNDER, form(TWIN), REAL)
    assert "agency-ambiguous" in asked.codes
    done = office.mail(FOUNDER, text="อ.หนองบัว จ.นครสวรรค์ ครับ", answers=asked.reply)
    assert (done.ref, done.verdict) == (asked.ref, "accepted"), str(done)


def test_the_office_answers_for_a_private_founder(stamping: Post) -> None:
    mine = stamping.mail(f"clerk@{OTHER_HOST}", form(OTHER))
    done = stamping.mail(f"boss@{OTHER_HOST}", REAL, subject=f"Re: {mine.ref}")
    assert (done.ref, done.verdict, done.grade) == (mine.ref, "accepted", "proven"), str(done)
