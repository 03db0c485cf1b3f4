"""Tries to learn of another's entry (promise 2): by a letter, by which one comes, by whether one comes."""

import re
from typing import Any

import pytest
from attacks.post import (
    BODY,
    FOUNDER,
    OTHER,
    PROVINCE,
    STRANGER,
    TWIN,
    Answer,
    Item,
    Post,
    broken,
    deck,
    faulty,
    form,
)

WORLDS: dict[str, tuple[tuple[Item, ...], ...]] = {
    "complete": ((form(), deck("1")),),
    "incomplete": ((form(),),),
    "without a form": ((deck("1"),),),
    "faulty": ((faulty(), deck("1")),),
    "another body's": ((form(OTHER), deck("1")),),
    "of a shared name": ((form(TWIN), deck("1")),),
}
PROBES: dict[str, dict[str, Any]] = {
    "words": {"text": "ขอทราบสถานะ"},
    "thanks": {"text": "ขอบคุณค่ะ"},
    "yes": {"text": "ยืนยัน"},
    "place": {"text": "อำเภอหนองบัว จังหวัดนครสวรรค์"},
    "withdrawal": {"text": "ขอถอนผลงาน"},
    "deck": {"files": (deck("p"),)},
    "his deck's bytes": {"files": (deck("1"),)},
    "his form's bytes": {"files": (form(),)},
    "his body's form": {"files": (form(salt="p"),)},
    "another's form": {"files": (form(OTHER),)},
    "a form of no name": {"files": (form(salt="p", name="form1.pdf"),)},
    "a faulty form": {"files": (faulty(salt="p"),)},
    "archive": {"files": (Item("a.zip", b"PK\x03\x04junk", "application/zip"),)},
}
SET = {"files": (form(salt="p"), deck("p"))}


def heard(answer: Answer, who: str = STRANGER) -> tuple[object, ...]:
    """All that he can tell of it, but his own number and what is drawn by lot."""
    said = []
    for letter in answer.to(who):
        known = ("Date", "Message-ID", "Content-Type", "In-Reply-To", "References")
        heads = [(name, value) for name, value in letter.mail.items() if name not in known]
        said.append(
            re.sub(r"DGTI-2566-\d{4}|(?<=ที่ 20 กรกฎาคม).*?น\.", "#", f"{heads}{letter.text}{letter.html}")
        )
    return (tuple(said), answer.row["reply"]["suppressed"])


def asked(office: Post, world: str, subject: str, files: tuple[Item, ...] = (), text: str = "ส่ง") -> Answer:
    office.begin_anew()
    for sent in WORLDS.get(world, ()):
        office.mail(FOUNDER, *sent)
    office.clock.now = office.clock.now.replace(hour=5, minute=0, second=0, microsecond=0)
    return office.mail(STRANGER, *files, subject=subject, text=text, after=60)


def same_in_all(office: Post, subject: str, probe: dict[str, Any], *more: str) -> None:
    worlds = more or tuple(WORLDS)
    told = {world: heard(asked(office, world, subject, **probe)) for world in worlds}
    first = next(iter(told.values()))
    assert [world for world, seen in told.items() if seen != first] == []


@pytest.mark.parametrize(
    "probe",
    [pytest.param(each, marks=() if each == "deck" else pytest.mark.slow) for each in PROBES],
)
def test_a_number_tells_a_stranger_nothing_whatever_he_brings(stamping: Post, probe: str) -> None:
    same_in_all(stamping, "เรื่อง DGTI-2566-0001", PROBES[probe])


@broken("a whole set with a guessed number: acknowledged, unless the number is that body's: then neutral")
def test_a_number_with_a_whole_set_does_not_tell_whose_it_is(stamping: Post) -> None:
    same_in_all(stamping, "เรื่อง DGTI-2566-0001", SET, "complete", "another body's")


@broken("a body's form alone, without a number: neutral if that body has entered, a correction if not")
@pytest.mark.parametrize("files", [(form(salt="p"),), (faulty(salt="p"),), (form(salt="p"), deck("p"))])
def test_a_form_does_not_tell_whether_its_body_has_entered(stamping: Post, files: tuple[Item, ...]) -> None:
    same_in_all(stamping, "ส่งผลงาน", {"files": files}, "complete", "nobody")


def test_who_opened_an_entry_with_reply_to_another_does_not_hear_of_the_others_files(office: Post) -> None:
    theirs = office.mail(STRANGER, form("เทศบาลตำบลสามสวน"), reply_to=FOUNDER)
    office.mail(FOUNDER, deck("real"), text="ส่งไฟล์นำเสนอ")
    office.mail(STRANGER, text="ขอทราบสถานะ", subject=theirs.ref)
    assert not any(deck("real").digest in each.all for each in office.letters(STRANGER))


def test_no_letter_to_a_stranger_holds_anything_of_the_entry(office: Post) -> None:
    mine = office.mail(FOUNDER, form(), deck("1", name="ความลับ.pptx"))
    secret = (form().digest, deck("1").digest, "ความลับ", FOUNDER, BODY, PROVINCE, mine.reply.id, "สำเนาถูกต้อง")
    for text in ("สอบถาม", "ยืนยัน", "ขอถอนผลงาน"):
        files = (deck(text), form(salt=text, name="form1.pdf"))
        office.mail(STRANGER, *files, text=text, subject=f"Re: {mine.ref}", after=4000)
        office.mail(STRANGER, text=text, subject=f"Re: {mine.ref}", after=4000)
    told = office.letters(STRANGER)
    assert told
    for letter in told:
        assert [each for each in secret if each in letter.all] == []


def test_a_guest_hears_of_his_own_files_alone(office: Post) -> None:
    mine = office.mail(FOUNDER, form(), deck("1", name="ความลับ.pptx"))
    for files in ((), (deck("p"),), (form(salt="p"),), (deck("1"),), (faulty(salt="p"),)):
        office.mail("helper@yahoo.example", *files, text="ขอทราบสถานะ", answers=mine.reply, after=4000)
    told = office.letters("helper@yahoo.example")
    assert told
    for letter in told:
        assert [each for each in (form().digest, "ความลับ", FOUNDER, PROVINCE) if each in letter.all] == []


@pytest.mark.parametrize("auth", ["none", "fail"])
def test_a_claimed_founder_with_reply_to_a_stranger_lets_him_hear_nothing(stamping: Post, auth: str) -> None:
    mine = stamping.mail(FOUNDER, form())
    for files in ((), (form(),), (deck("p"),)):
        stamping.mail(
            FOUNDER, *files, text="ขอทราบสถานะ", subject=mine.ref, reply_to=STRANGER, auth=auth, after=90_000
        )
    assert stamping.letters(STRANGER) == []
