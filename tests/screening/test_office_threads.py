"""Threads of office life, each with what a clerk says of its last mail, written before it was judged."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from builders import IN_TIME, after, codes, deck, file, judge, mail, ours, register, rules

from screening.model.decision import Template, Verdict
from screening.model.history import History
from screening.model.submission import Address, Content, ContentState, File, FileType, Submission

DOI_LO = "เทศบาลตำบลดอยหล่อใต้"
THA_KHAM = "องค์การบริหารส่วนตำบลท่าข้ามนา"
BANG_LUANG = "เทศบาลเมืองบางหลวงเหนือ"
UNDER = rules(
    register(
        (DOI_LO, "ดอยหล่อ", "เชียงใหม่"),
        (THA_KHAM, "ท่าศาลา", "นครศรีธรรมราช"),
        (BANG_LUANG, "เมืองปทุมธานี", "ปทุมธานี"),
    )
)
ACC, REJ, HELD = Verdict.ACCEPTED, Verdict.REJECTED, Verdict.HELD
DRIVE = "https://drive.google.com/file/d/1aB/view?usp=sharing"
FORM, DECK = file(f"{DOI_LO}_form1.pdf"), deck("ระบบจองคิวรถรับส่งผู้ป่วย.pptx")
PROVEN: dict[str, Any] = {"dmarc": "pass"}


def pdf(name: str, pages: int = 2) -> File:
    return file(name, content=Content(ContentState.OK, pages=pages))


@dataclass(frozen=True)
class Thread:
    """The mails before, the last one, and the clerk's answer to it: verdict, what he says, what he must not.

    `joins`: the number of the entry it belongs to, 0 for one of its own. `in_thread`: it answers our letter.
    """

    name: str
    last: Submission
    says: Verdict
    because: frozenset[str] = frozenset()
    never: frozenset[str] = frozenset()
    before: tuple[Submission, ...] = ()
    joins: int = 0
    in_thread: bool = False
    letter: Template | None = None
    silent: bool = False


def letter(*files: File, text: str, subject: str = "", **more: object) -> Submission:
    """A mail of the day after."""
    at = IN_TIME + timedelta(days=1)
    return mail(*files, text=text, subject=subject, at=at, **more)  # type: ignore[arg-type]  # fields by name


def because(words: str) -> frozenset[str]:
    return frozenset(words.split())


MISSING = because("form-missing deck-missing form-name form-type deck-type")
WHOLE = mail(FORM, DECK, **PROVEN)
FORM_ALONE = mail(FORM, **PROVEN)
ENQUIRIES = (
    Thread(
        "a province's report",
        letter(
            pdf("รายงานผลการดำเนินงานไตรมาส3.pdf", 12),
            subject="ขอส่งรายงานผลการดำเนินงานไตรมาสที่ 3",
            text="เรียน ผู้อำนวยการ\nจังหวัดขอส่งรายงานผลการดำเนินงาน รายละเอียดตามเอกสารแนบ\nจึงเรียนมาเพื่อโปรดทราบ",
        ),
        HELD,
        because("enquiry"),
        MISSING,
        letter=Template.ENQUIRY,
    ),
    Thread(
        "an invitation to a seminar",
        letter(
            pdf("หนังสือเชิญ.pdf"),
            pdf("กำหนดการ.pdf"),
            subject="ขอเชิญเข้าร่วมสัมมนา เรื่อง เมืองอัจฉริยะ",
            text="สมาคมขอเชิญท่านเข้าร่วมสัมมนา โดยสมัครได้ถึงวันที่ 15 สิงหาคม 2566",
        ),
        HELD,
        because("enquiry"),
        MISSING,
    ),
    Thread(
        "a quotation",
        letter(
            pdf("QT66070123.pdf", 1),
            subject="ใบเสนอราคาเครื่องสแกน",
            text="ตามที่สอบถามราคาไว้ บริษัทขอส่งใบเสนอราคาดังแนบ",
        ),
        HELD,
        because("enquiry"),
        MISSING,
    ),
    Thread(
        "advertising from abroad",
        letter(
            pdf("Catalogue 2023.pdf", 24),
            subject="LED display factory price",
            text="Dear Sir, we are a leading manufacturer. Please find our catalogue attached.",
        ),
        HELD,
        because("enquiry"),
        MISSING,
    ),
    Thread(
        "a question with a screenshot",
        letter(
            file("Screenshot_20230721-0915.png"),
            subject="เปิดไฟล์ไม่ได้",
            text="สอบถามค่ะ จะส่งผลงานต้องใช้แบบฟอร์มไหน กดดาวน์โหลดแล้วขึ้นแบบในภาพ ต้องทำอย่างไรคะ",
        ),
        HELD,
        because("enquiry"),
        MISSING,
    ),
    Thread(
        "a question with our guide and the empty form",
        letter(
            file("guide.docx", FileType.DOCX),
            file("submission form.docx", FileType.DOCX),
            subject="สอบถามการกรอกแบบ",
            text="ตามไฟล์ที่แนบ ข้อ 4 ต้องกรอกงบประมาณปีใดครับ ขอสอบถามก่อนครับ",
        ),
        HELD,
        because("enquiry"),
        MISSING,
    ),
    Thread(
        "who asks for the form",
        letter(subject="ขอแบบฟอร์ม", text="ขอใบสมัครและแบบฟอร์มการประกวดหน่อยค่ะ จะส่งเข้าประกวดค่ะ"),
        HELD,
        because("enquiry"),
        MISSING,
        letter=Template.ENQUIRY,
    ),
    Thread(
        "who asks to be sent it, a memo attached",
        letter(
            pdf("บันทึกข้อความ.pdf", 1),
            subject="ขอรับไฟล์ใบส่งผลงาน",
            text="ขอรับไฟล์ใบส่งผลงานทางอีเมลด้วยครับ ดาวน์โหลดไม่ได้",
        ),
        HELD,
        because("enquiry"),
        MISSING,
    ),
    Thread(
        "a form under a scanner's name that says it is sent is an entry",
        letter(pdf("scan0042.pdf"), subject="ส่งผลงานเข้าประกวด", text="ขอส่งผลงานเข้าประกวดตามแบบที่แนบ"),
        REJ,
        because("form-name deck-missing"),
        because("enquiry"),
    ),
    Thread(
        "and so is one whose name bears its agency, without a word",
        letter(pdf(f"{THA_KHAM}.pdf"), text=""),
        REJ,
        because("deck-missing"),
        because("enquiry"),
    ),
)
IS_IT_IN = (
    Thread(
        "did you get it",
        letter(subject="สอบถาม", text="เมื่อวานส่งผลงานไปแล้ว ไม่ทราบว่าได้รับหรือยังคะ", **PROVEN),
        HELD,
        because("message-in-thread"),
        because("enquiry possible-enquiry") | MISSING,
        (WHOLE,),
        joins=1,
    ),
    Thread(
        "did you get it, of one that lacks its deck",
        letter(subject="ตรวจสอบการรับเอกสาร", text="รบกวนตรวจสอบว่าได้รับเอกสารที่ส่งผลงานครบไหมครับ", **PROVEN),
        HELD,
        because("message-in-thread deck-missing"),
        because("enquiry form-missing"),
        (FORM_ALONE,),
        joins=1,
    ),
    Thread(
        "did you get it, from somebody unknown",
        letter(subject="ติดตาม", text="ส่งผลงานไปแล้ว ได้รับหรือยังคะ", sender=Address("new@other.example")),
        HELD,
        because("enquiry"),
        MISSING,
        (WHOLE,),
    ),
    Thread(
        "thanks in a fresh mail",
        letter(subject="ขอบคุณค่ะ", text="ได้รับแล้ว ขอบคุณมากค่ะ", **PROVEN),
        HELD,
        because("message-in-thread"),
        MISSING,
        (WHOLE,),
        joins=1,
        silent=True,
    ),
    Thread(
        "a withdrawal of an entry that lacks its deck",
        letter(subject="ขอถอนผลงาน", text="เทศบาลขอถอนผลงาน เนื่องจากผู้บริหารให้ส่งปีหน้า", **PROVEN),
        HELD,
        because("withdrawal"),
        MISSING,
        (FORM_ALONE,),
        joins=1,
    ),
    Thread(
        "a withdrawal in the thread",
        letter(text="ขอยกเลิกการส่งผลงานค่ะ"),
        HELD,
        because("withdrawal"),
        MISSING,
        (FORM_ALONE,),
        joins=1,
        in_thread=True,
    ),
)
REPLACEMENTS = (
    Thread(
        "a deck in the place of the old one",
        letter(deck("ใหม่.pptx"), subject="แก้ไขไฟล์", text="ขอส่งไฟล์นำเสนอใหม่แทนไฟล์เดิม", **PROVEN),
        ACC,
        because("revision"),
        because("second-work form-missing"),
        (WHOLE,),
        joins=1,
    ),
    Thread(
        "the same, said otherwise",
        letter(deck("v2.pptx"), subject="เปลี่ยนสไลด์", text="รบกวนใช้ไฟล์นี้แทนนะคะ ไฟล์เมื่อวานข้อมูลผิด", **PROVEN),
        ACC,
        because("revision"),
        because("second-work form-missing"),
        (WHOLE,),
        joins=1,
    ),
    Thread(
        "the same from an address that nothing proves",
        letter(deck("v3.pptx"), subject="แก้ไขไฟล์", text="ขอเปลี่ยนไฟล์นำเสนอ ใช้ไฟล์นี้แทนไฟล์เดิม"),
        HELD,
        because("revision-unproven"),
        because("second-work form-missing"),
        (mail(FORM, DECK),),
        joins=1,
    ),
    Thread(
        "the same of an entry that waits for the agency",
        letter(deck("v4.pptx"), subject="แก้ไขไฟล์", text="ขอส่งไฟล์นำเสนอฉบับแก้ไขแทนไฟล์เดิม", **PROVEN),
        REJ,
        because("form-name"),
        because("second-work form-missing"),
        (mail(pdf("scan1.pdf"), DECK, **PROVEN),),
        joins=1,
    ),
    Thread(
        "a deck alone that says nothing: no second work without a form",
        letter(deck("ประกอบ.pptx"), subject="ไฟล์นำเสนอ", text="ไฟล์นำเสนอค่ะ", **PROVEN),
        HELD,
        because(""),
        because("form-missing"),
        (WHOLE,),
    ),
)
LINKS = (
    Thread(
        "a link that answers our letter",
        letter(text=f"ไฟล์ใหญ่ส่งไม่ได้ค่ะ โหลดได้ที่นี่ {DRIVE}", links=(DRIVE,)),
        HELD,
        because("deck-by-link"),
        because("deck-missing message-in-thread"),
        (FORM_ALONE,),
        joins=1,
        in_thread=True,
    ),
    Thread(
        "the same in a fresh mail",
        letter(subject="ลิงก์ไฟล์", text=f"ขอส่งผลงานเพิ่มเติม ไฟล์นำเสนอ {DRIVE}", links=(DRIVE,), **PROVEN),
        HELD,
        because("deck-by-link"),
        because("deck-missing form-missing"),
        (FORM_ALONE,),
        joins=1,
    ),
    Thread(
        "one link for form and deck",
        letter(subject="ส่งผลงาน", text=f"{THA_KHAM} ขอส่งใบส่งผลงานและไฟล์นำเสนอตามลิงก์ {DRIVE}", links=(DRIVE,)),
        HELD,
        because("deck-by-link"),
        because("form-missing deck-missing"),
    ),
    Thread(
        "after which the deck alone leaves the form to be asked for",
        letter(DECK, text="แนบไฟล์นำเสนอมาแล้วค่ะ", **PROVEN),
        REJ,
        because("form-missing"),
        because("deck-missing deck-by-link"),
        (letter(subject="ส่งผลงาน", text=f"{THA_KHAM} ส่งผลงานตามลิงก์ {DRIVE}", links=(DRIVE,), **PROVEN),),
        joins=1,
        in_thread=True,
    ),
    Thread(
        "a question with a link to our page",
        letter(
            subject="สอบถาม",
            text="อ่านประกาศแล้ว ขอสอบถามวันปิดรับค่ะ https://www.dga.or.th/dgti",
            links=("https://www.dga.or.th/dgti",),
        ),
        HELD,
        because("enquiry"),
        because("deck-by-link"),
    ),
)
ALBUM = (file("LINE_ALBUM_ใบส่ง_230721_1.jpg"), file("LINE_ALBUM_ใบส่ง_230721_2.jpg"))
SHAPES = (
    Thread(
        "two pictures of one album",
        letter(*ALBUM, DECK, subject=f"{DOI_LO} อำเภอดอยหล่อ", text="ขอส่งผลงานเข้าประกวดค่ะ"),
        REJ,
        because("form-name form-pages"),
        because("form-missing several-forms"),
    ),
    Thread(
        "a work said to have won before",
        letter(FORM, DECK, subject="ส่งผลงาน", text="ผลงานนี้เคยได้รับรางวัลระดับจังหวัด ปี 2564"),
        ACC,
        because("awards-mentioned"),
    ),
    Thread(
        "a deck as PDF",
        letter(FORM, pdf("นำเสนอผลงาน.pdf", 18), subject="ส่งผลงาน", text="ขอส่งผลงาน"),
        REJ,
        because("deck-type"),
        because("deck-missing several-forms"),
    ),
    Thread(
        "Canva's export, without marker on the form",
        letter(
            pdf(f"{DOI_LO}.pdf"),
            pdf(f"Blue Modern Presentation {DOI_LO}.pdf", 14),
            subject="ส่งผลงาน",
            text="ขอส่งผลงาน",
        ),
        REJ,
        because("deck-type"),
        because("deck-missing several-forms"),
    ),
    Thread(
        "a deck as PDF that answers our letter does not become the form",
        letter(pdf("สไลด์นำเสนอ.pdf", 15), text="ส่งสไลด์ค่ะ", **PROVEN),
        REJ,
        because("deck-type"),
        because("deck-missing revision"),
        (FORM_ALONE,),
        joins=1,
        in_thread=True,
    ),
    Thread(
        "another address sends for a body that has an entry, and signs as another",
        letter(
            file(f"{DOI_LO}_form1.pdf"),
            deck("x.pptx"),
            subject="ส่งผลงาน",
            text=f"ขอส่งผลงาน\n{THA_KHAM}",
            sender=Address("third@other.example"),
        ),
        HELD,
        because("sender-conflict"),
        because("second-work"),
        (WHOLE,),
    ),
)
THREADS = (*ENQUIRIES, *IS_IT_IN, *REPLACEMENTS, *LINKS, *SHAPES)


@pytest.mark.parametrize("thread", THREADS, ids=lambda thread: thread.name)
def test_a_thread_ends_as_a_clerk_says(thread: Thread) -> None:
    past: History = History()
    for earlier in thread.before:
        past = after(past, earlier, UNDER)
    last = thread.last
    if thread.in_thread:
        last = replace(last, parsed=replace(last.parsed, in_reply_to=ours(past)[-1:]))
    decision = judge(last, past, UNDER)
    found = codes(decision)
    assert (decision.verdict, thread.because - found, thread.never & found) == (
        thread.says,
        frozenset(),
        frozenset(),
    )
    if thread.says is not ACC or thread.joins:
        assert decision.change and (decision.change.entry or 0) == thread.joins
    if thread.letter:
        assert decision.reply.template is thread.letter
    assert (decision.reply.suppressed is not None) is thread.silent


def test_the_agency_stands_in_the_decision_whenever_the_letter_uses_it() -> None:
    """A forgotten attachment: the letter writes out the name to copy, so that the log names the body, too."""
    decision = judge(letter(subject="ส่งผลงาน", text=f"{BANG_LUANG} ขอส่งผลงานตามแนบ"), under=UNDER)
    (missing,) = (each for each in decision.reasons if each.code == "form-missing")
    assert missing.params["canonical"] == f"{BANG_LUANG}_form1.pdf"
    assert decision.agency.place and decision.agency.place.name == BANG_LUANG
    assert not decision.agency.known


def test_the_cure_of_an_album_names_every_page() -> None:
    decision = judge(letter(*ALBUM, DECK, text="ขอส่งผลงานเข้าประกวด"), under=UNDER)
    (named,) = (each for each in decision.reasons if each.code == "form-name")
    assert named.params["others"] == [page.name for page in ALBUM]
