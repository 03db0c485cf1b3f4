"""Works that have won before: the same work of the same agency is held, and nothing else is."""

import pytest
from builders import codes, deck, file, form, judge, mail, register, rules

from screening.model.decision import Template, Verdict
from screening.model.register import Register
from screening.model.rules import AwardedWork, Rules
from screening.model.submission import Content, ContentState, File
from screening.words.titles import LIKELY, likeness

YALA, SAEN_SUK = "เทศบาลนครยะลา", "เทศบาลเมืองแสนสุข"
TITLE = "แอปพลิเคชันแจ้งเหตุฉุกเฉินในชุมชน"

SAME = [
    (TITLE, "แอพพลิเคชั่นแจ้งเหตุฉุกเฉินในชุมชน"),
    (TITLE, "โครงการแอปพลิเคชั่น แจ้งเหตุ ฉุกเฉิน ในชุมชน ประจำปี พ.ศ. ๒๕๖๖"),
    (TITLE, "ส่งผลงานเข้าประกวด: ระบบ Application แจ้งเหตุฉุกเฉิน เทศบาลนครยะลา"),
    (TITLE, "ผลงาน “แอปฯ แจ้งเหตุฉุกเฉินในชุมชน” ระยะที่ 2"),
    ("Yala Mobile Application", "Yala Mobile App"),
    ("ระบบบริหารจัดการน้ำเสียอัจฉริยะ", "ระบบบริหารจัดการนํ้าเสียแบบอัจฉริยะ (Smart)"),
    ("หมอนวัดการนอนผู้สูงอายุติดเตียงด้วย IoT", "หมอนวัดการนอนผู้สูงอายุติดเตียง ด้วยไอโอที"),
    ("ระบบแจ้งซ่อมไฟฟ้าสาธารณะผ่าน LINE Official Account", "ระบบแจ้งซ่อมไฟฟ้าสาธารณะ"),
    ("ศูนย์ข้อมูลเมืองเพื่อการท่องเที่ยว", "ศูนย์ขอมูลเมืองเพื่อการท่องเทียว"),
    ("ระบบบริการประชาชนออนไลน์", "ส่งผลงาน ระบบบริการประชาชน ออนไลน์ 2566"),
]
OTHER = [
    (TITLE, "แอปพลิเคชันแจ้งซ่อมไฟฟ้าในชุมชน"),
    (TITLE, "ส่งผลงานเข้าประกวดรางวัลท้องถิ่นดิจิทัล เทศบาลนครยะลา"),
    ("ระบบติดตามรถเก็บขยะด้วย GPS", "ระบบชำระค่าเก็บขยะออนไลน์"),
    ("ระบบติดตามรถเก็บขยะด้วย GPS", "ระบบติดตามผู้ป่วยติดเตียงด้วย GPS"),
    ("ระบบบริหารจัดการน้ำเสียอัจฉริยะ", "ระบบบริหารจัดการน้ำประปาอัจฉริยะ"),
    ("ระบบจองคิวออนไลน์", "ระบบจองห้องประชุมออนไลน์"),
    ("Yala Mobile Application", "Yala Smart Parking"),
    ("ระบบชำระภาษีที่ดินออนไลน์", "ระบบชำระค่าธรรมเนียมขยะออนไลน์"),
    ("ระบบบริการประชาชนออนไลน์", "ระบบบริการประชาชนออนไลน์ด้านผู้สูงอายุติดเตียง"),
    ("ระบบบริการประชาชนออนไลน์", "ส่งใบสมัคร"),
    (TITLE, ""),
    ("", TITLE),
]


@pytest.mark.parametrize(("title", "text"), SAME)
def test_one_title_in_two_spellings_is_likely(title: str, text: str) -> None:
    assert likeness(title, text, (YALA, "ยะลา")) >= LIKELY


@pytest.mark.parametrize(("title", "text"), OTHER)
def test_another_work_is_far_from_likely_though_half_its_words_are_the_same(title: str, text: str) -> None:
    assert likeness(title, text, (YALA, "ยะลา")) <= LIKELY - 0.15


def _rules(*works: AwardedWork, listed: Register | None = None) -> Rules:
    return rules(listed, awarded=works or (AwardedWork("2564", YALA, TITLE),))


def _shown(first_slide: str = "", name: str = "นำเสนอ.pptx", title: str = "") -> File:
    return file(name, content=Content(ContentState.OK, slides=(first_slide, "ปัญหา"), title=title))


def test_the_same_work_again_is_held_and_its_sender_told_nothing_of_it() -> None:
    decision = judge(mail(form(YALA), deck(), subject=f"ส่งผลงาน {TITLE}"), under=_rules())
    assert decision.verdict is Verdict.HELD
    assert decision.reply.template is Template.HELD
    (found,) = (each for each in decision.reasons if each.code == "previously-awarded")
    assert found.params == {
        "year": "2564",
        "name": YALA,
        "title": TITLE,
        "similarity": 1.0,
        "seen": f"ส่งผลงาน {TITLE}",
    }


@pytest.mark.parametrize(
    "presentation",
    [
        _shown(f"การประกวด\n{TITLE}\nเทศบาลนครยะลา"),
        _shown("แอปพลิเคชันแจ้งเหตุ\nฉุกเฉินในชุมชน"),
        _shown(title=TITLE),
        _shown(name=f"{TITLE}_นำเสนอ.pptx"),
    ],
    ids=["first slide", "over two lines", "the deck's properties", "its file name"],
)
def test_a_title_is_found_wherever_the_entry_has_it(presentation: File) -> None:
    assert "previously-awarded" in codes(judge(mail(form(YALA), presentation), under=_rules()))


def test_a_title_is_found_in_the_words_of_a_form_and_of_the_mail() -> None:
    words = Content(ContentState.OK, pages=1, words=f"ใบส่งผลงาน\nชื่อผลงาน : {TITLE}\n")
    typed = file(f"{YALA}_form1.pdf", content=words)
    assert "previously-awarded" in codes(judge(mail(typed, deck()), under=_rules()))
    said = mail(form(YALA), deck(), text=f"เรียน คณะกรรมการ\nชื่อผลงาน {TITLE}")
    assert "previously-awarded" in codes(judge(said, under=_rules()))


def test_an_agency_that_has_won_may_enter_another_work() -> None:
    decision = judge(mail(form(YALA), _shown("ระบบจองคิวฉีดวัคซีนสัตว์เลี้ยง")), under=_rules())
    assert decision.verdict is Verdict.ACCEPTED


@pytest.mark.parametrize("title", [TITLE, "ระบบบริการประชาชนออนไลน์"])
def test_the_same_title_of_another_agency_is_nobodys_business(title: str) -> None:
    under = _rules(AwardedWork("2564", YALA, title))
    decision = judge(mail(form(SAEN_SUK), _shown(title), subject=title), under=under)
    assert decision.verdict is Verdict.ACCEPTED


def test_common_words_alone_are_held_from_the_same_agency_for_a_person_to_compare() -> None:
    under = _rules(AwardedWork("2564", YALA, "ระบบบริการประชาชนออนไลน์"))
    assert "previously-awarded" in codes(
        judge(mail(form(YALA), _shown("ระบบบริการประชาชนออนไลน์")), under=under)
    )


@pytest.mark.parametrize(
    ("written", "province", "held"),
    [
        ("ทน.ยะลา", "", True),
        ("เทศบาลนครยะลา จ.ยะลา", "", True),
        ("เทศบาลเมืองยะลา", "", True),  # it has risen since
        ("เทศบาลนครยะลา", "ยะลา", True),
        ("อบจ.ยะลา", "", False),
        ("เทศบาลนครยะลา", "ปัตตานี", False),
        ("เทศบาลนครยะลา จ.ปัตตานี", "", False),
    ],
)
@pytest.mark.parametrize(
    "listed", [None, register((YALA, "เมืองยะลา", "ยะลา"), (SAEN_SUK, "เมืองชลบุรี", "ชลบุรี"))]
)
def test_the_agency_is_the_same_however_the_list_writes_it(
    written: str, province: str, held: bool, listed: Register | None
) -> None:
    if listed is None and "ปัตตานี" in written + province:
        pytest.skip("without a register nobody knows where the entry's agency is")
    under = _rules(AwardedWork("2565", written, TITLE, province=province), listed=listed)
    decision = judge(mail(form(YALA), _shown(TITLE)), under=under)
    assert ("previously-awarded" in codes(decision)) is held


def test_of_namesakes_only_the_one_that_won_is_held() -> None:
    listed = register(("เทศบาลตำบลหนองบัว", "เมือง", "กาญจนบุรี"), ("เทศบาลตำบลหนองบัว", "หนองบัว", "นครสวรรค์"))
    under = _rules(AwardedWork("2564", "ทต.หนองบัว จ.กาญจนบุรี", TITLE), listed=listed)
    for province, held in (("กาญจนบุรี", True), ("นครสวรรค์", False)):
        entry = mail(form("เทศบาลตำบลหนองบัว"), _shown(TITLE), text=f"จ.{province}")
        assert ("previously-awarded" in codes(judge(entry, under=under))) is held


def test_the_list_is_part_of_the_rules_that_a_decision_is_made_under() -> None:
    assert _rules().digest != rules().digest
