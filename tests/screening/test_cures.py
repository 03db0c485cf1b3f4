"""Whoever does what a letter says gets on: accepted, or with a person, and never the same letter once more.

Each row is one letter and one of the cures that it names, done to the letter: in its thread, from a phone
that keeps only the receipt number in the subject, and in a mail of its own.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from builders import IN_TIME, MAE_SAI, after, codes, deck, file, form, mail, register, rules
from builders import judge as judge_it

from screening.model.codes import SEVERITY
from screening.model.decision import Decision, Severity, Template, Verdict
from screening.model.history import History
from screening.model.register import Agency, Register
from screening.model.submission import SEALED, Content, ContentState, File, FileType, Submission

SHARED, SCHOOL, FORMER = "เทศบาลตำบลหนองบัว", "โรงเรียนเทศบาล 1", "เทศบาลตำบลบางม่วง"
_once = register(("เทศบาลตำบลบ้านบางม่วง", "เมือง", "นนทบุรี")).agencies[0]
BOOK = Register.of(
    [
        *register(
            (MAE_SAI, "แม่ไทร", "เชียงราย"),
            (SHARED, "เมือง", "กาญจนบุรี"),
            (SHARED, "หนองบัว", "นครสวรรค์"),
            ("เทศบาลตำบลแพรกษา", "เมือง", "สมุทรปราการ"),
            ("เทศบาลเมืองแพรกษา", "เมือง", "สมุทรปราการ"),
            (FORMER, "บางใหญ่", "นนทบุรี"),
        ).agencies,
        Agency(_once.place, former_names=("บางม่วง",)),
    ],
    "digest",
)
UNDER = rules(BOOK)
ACC, HELD, REJ = Verdict.ACCEPTED, Verdict.HELD, Verdict.REJECTED
SHUT, LOCKED, NOTHING = (
    Content(ContentState.UNREADABLE),
    Content(ContentState.ENCRYPTED),
    Content(ContentState.EMPTY),
)
LOCKED_AWAY = Content(ContentState.ENCRYPTED, detail="S/MIME", archive=SEALED)
BLANK = Content(ContentState.OK, pages=1, blank=True)
INFECTED = Content(ContentState.OK, slides=("ปัญหา",), malware="Test.Signature")
FORM, DECK = form(), deck()
NAME = f"{MAE_SAI}_form1.pdf"
# Of a mail above the limit nothing but the names is read.
NAME_ALONE, DECK_NAME_ALONE = replace(FORM, sha256="", size=0), replace(DECK, sha256="", size=0)


@dataclass(frozen=True)
class Cure:
    """The mail that got the letter, the reason in it, and what the letter says to do: files and words."""

    code: str
    first: Submission
    files: tuple[File, ...] = ()
    text: str = ""
    ends: Verdict = ACC
    before: tuple[Submission, ...] = ()
    late: bool = False  # it may be done after the close
    only_in_thread: bool = False  # the letter says "answer this letter"


def named(name: str, **content: Any) -> File:
    return file(name, **content)


CURES = [
    Cure("form-missing", mail(DECK), (FORM,)),
    Cure("deck-missing", mail(FORM), (DECK,)),
    Cure("form-name", mail(file("scan0001.pdf", seed="scan"), DECK), (named(NAME, seed="scan"),)),
    Cure("form-name", mail(file("scan0001.pdf"), DECK), (), f"{MAE_SAI} อำเภอแม่ไทร จังหวัดเชียงราย", late=True),
    Cure("form-type", mail(file(f"{MAE_SAI}_form1.docx"), DECK), (FORM,)),
    Cure("form-mismatch", mail(file(NAME, FileType.HTML), DECK), (FORM,)),
    Cure("form-unreadable", mail(file(NAME, content=SHUT), DECK), (FORM,)),
    Cure("form-encrypted", mail(file(NAME, content=LOCKED), DECK), (FORM,)),
    Cure("form-empty", mail(file(NAME, size=0), DECK), (FORM,)),
    Cure("deck-type", mail(FORM, file("a.odp", FileType.ODP)), (DECK,)),
    Cure("deck-unreadable", mail(FORM, file("a.pptx", content=SHUT)), (DECK,)),
    Cure("deck-encrypted", mail(FORM, file("a.pptx", content=LOCKED)), (DECK,)),
    Cure("deck-empty", mail(FORM, file("a.pptx", size=0)), (DECK,)),
    Cure(
        "late",
        mail(FORM, DECK, at=UNDER.closes + timedelta(hours=1)),
        (),
        "ส่งก่อนกำหนดแล้ว ขอส่งหลักฐาน",
        HELD,
        late=True,
    ),
    Cure("too-large", replace(mail(NAME_ALONE, DECK_NAME_ALONE), too_large=True), (FORM,), ends=REJ),
    Cure("agency-ambiguous", mail(form(SHARED), DECK), (), f"{SHARED} อำเภอหนองบัว จังหวัดนครสวรรค์", late=True),
    Cure("agency-ambiguous", mail(form(SHARED), DECK), (), "อ.หนองบัว จ.นครสวรรค์", late=True),
    Cure(
        "agency-unknown",
        mail(form("เทศบาลตำบลแม่ไทรงาน"), DECK),
        (),
        f"{MAE_SAI} อำเภอแม่ไทร จังหวัดเชียงราย",
        late=True,
    ),
    Cure("agency-former", mail(form(FORMER), DECK), (), f"{FORMER} อำเภอบางใหญ่ จังหวัดนนทบุรี", late=True),
    Cure(
        "agency-conflict",
        mail(form("เทศบาลตำบลแพรกษา"), DECK, text="เทศบาลเมืองแพรกษา"),
        (),
        "เทศบาลเมืองแพรกษา อำเภอเมือง จังหวัดสมุทรปราการ",
        late=True,
    ),
    Cure(
        "sender-conflict",
        mail(FORM, deck("b.pptx"), sender=mail().parsed.sender),
        ends=HELD,
        text="โทร 053-123456",
    ),
    Cure(
        "entry-ambiguous",
        mail(deck("c.pptx")),
        (DECK,),
        before=(mail(form()), mail(form("เทศบาลตำบลแพรกษา"))),
        only_in_thread=True,
    ),
    Cure("second-work", mail(form(), deck("b.pptx")), (), "คนละผลงาน ระบบน้ำ", before=(mail(FORM, DECK),)),
    Cure(
        "second-work",
        mail(form(), deck("b.pptx")),
        (),
        "ฉบับปรับปรุง",
        before=(mail(FORM, DECK),),
        only_in_thread=True,
    ),
    Cure(
        "revision-unproven",
        mail(deck("b.pptx"), subject="DGTI-2566-0001"),
        (),
        "ยืนยัน",
        before=(mail(FORM, DECK),),
        late=True,
        only_in_thread=True,
    ),
    Cure("deck-by-link", mail(FORM, links=("https://drive.google.com/file/d/1",)), (DECK,)),
    Cure("archive-unreadable", mail(file("ส่งผลงาน.zip")), (FORM, DECK)),
    Cure("sealed-message", mail(file("message.rpmsg", content=LOCKED_AWAY)), (FORM, DECK)),
    Cure("several-forms", mail(FORM, file(f"{MAE_SAI}_form1_b.pdf"), DECK), (), "ใช้ไฟล์แรกครับ", HELD),
    Cure("several-forms", mail(FORM, file(f"{MAE_SAI}_form1_b.pdf"), DECK), (FORM, DECK), ""),
    Cure("form-blank", mail(file(NAME, content=BLANK), DECK), (FORM,)),
    Cure("form-in-letter", mail(replace(file("a.jpg"), origin="letter"), DECK), (FORM,)),
    Cure("early", mail(FORM, DECK, at=UNDER.opens - timedelta(hours=2)), (FORM, DECK)),
    Cure("unparsable", mail(whole=False, problem="cut"), (FORM, DECK)),
    Cure("malware", mail(FORM, file("a.pptx", content=INFECTED)), (DECK,)),
    Cure("enquiry", mail(subject="สอบถาม", text="ใช้คลิปได้หรือไม่"), (FORM, DECK)),
    Cure("message-in-thread", mail(text="ขอทราบผล", subject="DGTI-2566-0001"), (DECK,), before=(mail(FORM),)),
    Cure(
        "withdrawal",
        mail(text="ขอถอนผลงาน", subject="DGTI-2566-0001"),
        (),
        "ยืนยันขอถอนครับ",
        HELD,
        before=(mail(FORM, DECK),),
    ),
]
SILENT = {
    *("sender-unverified", "automatic", "junk-folder"),  # answered by nobody, so that no letter names a cure
    *("not-local", "previously-awarded"),  # nothing is asked
    "on-hold",  # a person's own doubt: tests/decisions/test_acts.py
    "time-unknown",  # a person looks into the server's log: tests/parsers/test_received_time.py
    "deck-template",  # needs the contest's topics: tests/screening/test_template.py
}


def world(cure: Cure) -> tuple[History, Decision]:
    """The history up to the letter, and the decision that the letter tells."""
    past = History()
    for earlier in cure.before:
        past = after(past, earlier, UNDER)
    if cure.code == "sender-conflict":
        past = after(past, mail(form(), deck("a.pptx"), message_id="<other@x>", sender=OTHER_SENDER), UNDER)
    decision = judge_it(cure.first, past, UNDER)
    return after(past, cure.first, UNDER), decision


OTHER_SENDER = replace(mail().parsed.sender, address="first@elsewhere.example")


def number_of(past: History, decision: Decision) -> int:
    return decision.change.entry if decision.change and decision.change.entry else past.entries[-1].id


def in_thread(past: History, number: int) -> dict[str, Any]:
    entry = next(each for each in past.entries if each.id == number)
    return {"subject": "Re:", "in_reply_to": tuple(each.message_id for each in entry.letters[-1:])}


def from_a_phone(past: History, number: int) -> dict[str, Any]:
    return {"subject": f"ตอบ DGTI-2566-{number:04}"}


def alone(_past: History, _number: int) -> dict[str, Any]:
    return {"subject": "แจ้งข้อมูล"}


WAYS: dict[str, Callable[[History, int], dict[str, Any]]] = {
    "in the thread": in_thread,
    "from a phone": from_a_phone,
    "in a mail of its own": alone,
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("cure", CURES, ids=lambda cure: f"{cure.code}-{cure.text[:12] or 'files'}")
def test_a_cure_done_to_the_letter_is_never_answered_by_the_same_letter(cure: Cure, way: str) -> None:
    past, told = world(cure)
    assert cure.code in codes(told)
    if cure.code not in ("early", "late"):
        assert told.reply.suppressed is None
    number = 1 if cure.code == "entry-ambiguous" else number_of(past, told)
    at = UNDER.closes + timedelta(days=1) if cure.late else IN_TIME + timedelta(days=1)
    done = mail(*cure.files, text=cure.text, at=at, **WAYS[way](past, number))
    decision = judge_it(done, past, UNDER)
    same = cure.code in codes(decision) and decision.reply.suppressed is None
    in_person = decision.verdict is HELD
    if way == "in the thread":
        assert decision.verdict is cure.ends
        assert decision.verdict is not ACC or decision.reply.template in (
            Template.ACKNOWLEDGEMENT,
            Template.UPDATED,
        )
    elif way == "from a phone" and not cure.only_in_thread:
        assert decision.verdict is cure.ends
    else:
        assert decision.verdict is cure.ends or in_person
    assert decision.reply.suppressed is None
    # What only a person can settle stays in the letter; then it is the words that are being read.
    by_a_person = in_person and codes(decision) & {
        "message-in-thread",
        "enquiry",
        "second-work",
        "sender-conflict",
    }
    assert not same or by_a_person or (cure.only_in_thread and way != "in the thread")


def test_every_fault_and_hold_whose_letter_names_a_cure_has_its_row() -> None:
    weighty = {code for code, severity in SEVERITY.items() if severity is not Severity.NOTE}
    assert weighty - {cure.code for cure in CURES} == SILENT


def test_a_mail_too_large_is_cured_by_two_mails() -> None:
    past = after(History(), replace(mail(NAME_ALONE, DECK_NAME_ALONE), too_large=True), UNDER)
    subject = "DGTI-2566-0001"
    past = after(past, mail(FORM, subject=subject), UNDER)
    decision = judge_it(mail(DECK, subject=subject), past, UNDER)
    assert decision.verdict is ACC and decision.change and decision.change.entry == 1


def test_several_forms_are_cured_by_a_mail_for_each_work() -> None:
    second, its_deck = file(f"{MAE_SAI}_form1_b.pdf"), deck("b.pptx")
    past = after(History(), mail(FORM, second, DECK, its_deck), UNDER)
    one = mail(FORM, DECK)
    decision = judge_it(one, past, UNDER)
    assert decision.verdict is ACC and decision.change and decision.change.entry == 1
    past = after(past, one, UNDER)
    other = judge_it(mail(second, its_deck, text="ผลงานที่ 2"), past, UNDER)
    assert other.verdict is ACC and other.change and other.change.entry is None
