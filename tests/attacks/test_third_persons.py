"""Tries to use our letters against somebody who never wrote (promise 3), and to make programs loop (4)."""

import re
from typing import Any

import pytest
from attacks.post import FOUNDER, STRANGER, Post, deck, form, rest_slow
from servers.mails import ADDRESS

VICTIM = "victim@school.example"


BAIT = [
    "ด่วน โอนค่าสมัคร 500 บาท เข้าบัญชีนายมานะ_form1.pdf",
    "LINE ID evilline แอดไลน์ด่วน_form1.pdf",
    "กด evil dot example_form1.pdf",
]


@pytest.mark.parametrize("name", rest_slow(BAIT, 1))
def test_a_file_name_is_not_told_to_a_reply_to_who_never_wrote(silent: Post, name: str) -> None:
    silent.mail(STRANGER, form(name=name, salt=name), reply_to=VICTIM, subject="แจ้งด่วน", text="ด่วน")
    for letter in silent.letters(VICTIM):
        assert name.removesuffix("_form1.pdf") not in letter.all


@pytest.mark.parametrize(
    "text",
    rest_slow(
        ["evil.example/pay", "evil․example", "https://evil.example", "www.evil.example", "evil。example"], 2
    ),
)
def test_no_link_of_a_strangers_stands_in_a_letter_to_another(silent: Post, text: str) -> None:
    mine = silent.mail(FOUNDER, form())
    name = text.replace("/", "∕")
    files = (deck(text, name=f"กด {name}.pptx"), form(salt=text, name=f"{name}_form1.pdf"))
    local = text.replace("/", "=").replace(":", "=").encode("ascii", "ignore").decode()
    kinds: tuple[dict[str, Any], ...] = ({"subject": mine.ref}, {"reply_to": VICTIM})
    for heads in kinds:
        silent.mail(f'"{local}"@evil.example', *files, text=text, **{"subject": f"{text}", **heads})
    for letter in (*silent.letters(FOUNDER), *silent.letters(VICTIM)):
        shown = f"{letter.subject} {letter.text} {letter.html}"
        assert not re.search("evil.?ex", shown)


def test_the_subject_and_words_of_a_stranger_stand_in_no_letter_to_another(silent: Post) -> None:
    mine = silent.mail(FOUNDER, form())
    words = "โอนเงินด่วนที่เบอร์นี้"
    silent.mail(STRANGER, deck("e"), text=words, subject=f"{words} {mine.ref}")
    silent.mail(STRANGER, form("เทศบาลตำบลสามสวน"), text=words, subject=words, reply_to=VICTIM)
    for letter in (*silent.letters(FOUNDER)[1:], *silent.letters(VICTIM)):
        assert words not in letter.all


@pytest.mark.parametrize(
    "kind",
    ["files", *(pytest.param(kind, marks=pytest.mark.slow) for kind in ("words", "sets"))],
)
def test_fourteen_mails_with_one_address_in_reply_to_are_at_most_a_dozen_letters_an_hour(
    silent: Post, kind: str
) -> None:
    for number in range(14):
        files = {
            "files": (deck(str(number)),),
            "words": (),
            "sets": (form(f"อบต.ที่{number}"), deck(str(number))),
        }
        silent.mail(f"x{number}@evil.example", *files[kind], text=f"ส่งที่ {number}", reply_to=VICTIM, after=60)
    silent.wait(hours=1)
    assert len(silent.letters(VICTIM)) <= 12


def test_mail_in_our_own_name_with_a_victim_in_reply_to_asks_him_a_few_times_at_most(silent: Post) -> None:
    for number in range(14):
        files = (form(f"เทศบาลตำบลที่{number}"), deck(str(number)))
        silent.mail(ADDRESS, *files, reply_to=VICTIM, return_path=STRANGER, after=60)
    silent.wait(hours=1)
    assert len(silent.letters(VICTIM)) <= 12


def test_a_disproven_mail_in_our_own_name_asks_nobody(stamping: Post) -> None:
    stamping.mail(ADDRESS, form(), deck("e"), reply_to=VICTIM, return_path=STRANGER, auth="fail")
    assert stamping.letters(VICTIM) == []


def test_a_founder_is_asked_once_a_day_however_many_offer(silent: Post) -> None:
    mine = silent.mail(FOUNDER, form())
    for number in range(4):
        silent.mail(f"x{number}@evil.example", deck(str(number)), subject=mine.ref, after=60)
    assert len(silent.letters(FOUNDER)) == 2


@pytest.mark.parametrize(
    "text", ["ได้รับอีเมลของท่านแล้ว จะติดต่อกลับโดยเร็ว", "I am away until Monday.", "ขอบคุณที่ติดต่อเรา เลขที่คำร้อง 123"]
)
def test_a_machine_without_a_sign_that_answers_each_letter_is_answered_a_few_times(
    silent: Post, text: str
) -> None:
    last = silent.mail(FOUNDER, form())
    for number in range(15):
        if not last.letters:
            break
        last = silent.mail(FOUNDER, text=f"{text} ({number})", answers=last.letters[0], after=5)
    assert len(silent.letters(FOUNDER)) <= 10


def test_a_machine_that_sends_each_of_our_letters_back_from_a_new_address_is_not_answered(
    silent: Post,
) -> None:
    last = silent.mail(FOUNDER, form())
    back = silent.mail(VICTIM, text=last.reply.text, subject=last.reply.subject, answers=last.reply)
    assert back.letters == (), str(back)
