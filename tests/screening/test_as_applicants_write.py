"""Mails as offices write them, beside the tables: separators, the address of the capital, partners."""

from datetime import datetime

import pytest
from builders import (
    MAE_SAI,
    after,
    codes,
    deck,
    file,
    form,
    judge,
    mail,
    ours,
    register,
    rules,
    seconds,
)

from screening.model.decision import Decision, Severity, Template, Verdict
from screening.model.history import History
from screening.model.submission import Address, Content, ContentState, FileType

HUA_HIN = "เทศบาลเมืองหัวหิน"
CHA_AM = "เทศบาลเมืองชะอำ"
BANGKOK = "กรุงเทพมหานคร"
UBON = "องค์การบริหารส่วนจังหวัดอุบลราชธานี"
NA_KHA = "องค์การบริหารส่วนตำบลนาขา"
UNDER = rules(
    register(
        (HUA_HIN, "หัวหิน", "ประจวบคีรีขันธ์"),
        (CHA_AM, "ชะอำ", "เพชรบุรี"),
        (BANGKOK, "", BANGKOK),
        (UBON, "", "อุบลราชธานี"),
        ("เทศบาลตำบลบางปู", "เมืองสมุทรปราการ", "สมุทรปราการ"),
        ("เทศบาลตำบลบางปู", "ยะหริ่ง", "ปัตตานี"),
        ("เทศบาลตำบลอุบล", "เมืองอุบลราชธานี", "อุบลราชธานี"),
        (NA_KHA, "หลังสวน", "ชุมพร"),
        ("องค์การบริหารส่วนตำบลนาข่า", "วาปีปทุม", "มหาสารคาม"),
        (MAE_SAI, "แม่สาย", "เชียงราย"),
    )
)


def sent(name: str, text: str = "ขอส่งผลงาน", **parsed: object) -> Decision:
    return judge(mail(file(name), deck(), text=text, **parsed), under=UNDER)  # type: ignore[arg-type]  # fields by name


def agency(decision: Decision) -> str:
    return decision.agency.place.name if decision.agency.place else ""


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        (f"{HUA_HIN}–form1.pdf", HUA_HIN),  # the dash that telephones and Word put there
        (f"{HUA_HIN} — form1.pdf", HUA_HIN),
        (f"{HUA_HIN}+form1.pdf", HUA_HIN),
        (f"[{HUA_HIN}] form1.pdf", HUA_HIN),
        (f"[{HUA_HIN}]_form1.pdf", HUA_HIN),
        (f"({HUA_HIN})_form1.pdf", HUA_HIN),
        (f"[ส่งผลงาน][{HUA_HIN}]_form1.pdf", HUA_HIN),
        ("อบจ.จังหวัดอุบลราชธานี_form1.pdf", UBON),
        ("องค์การบริหารส่วนจังหวัด จ.อุบลราชธานี_form1.pdf", UBON),
        ("อบจ.อุบลฯ_form1.pdf", UBON),
    ],
)
def test_a_name_that_a_person_understands_is_put_right(name: str, meant: str) -> None:
    decision = sent(name)
    assert decision.verdict is Verdict.ACCEPTED and agency(decision) == meant
    assert "form-renamed" in codes(decision)


def test_a_name_in_brackets_is_not_the_prescribed_one_where_only_that_counts() -> None:
    strict = rules(UNDER.register, naming="strict")
    assert judge(mail(file(f"[{HUA_HIN}]_form1.pdf"), deck()), under=strict).verdict is Verdict.REJECTED


def test_a_district_of_the_capital_town_is_understood_with_its_mark_of_abbreviation() -> None:
    decision = sent("เทศบาลตำบลบางปู_form1.pdf", "อ.เมืองฯ จ.สมุทรปราการ")
    assert decision.agency.place and decision.agency.place.province == "สมุทรปราการ"


class TestTheCapital:
    """กรุงเทพมหานคร is a body and a province; in the address of whoever is written to it is the province."""

    @pytest.mark.parametrize(
        "text",
        [
            f"เรียน สำนักงานพัฒนารัฐบาลดิจิทัล กรุงเทพมหานคร\n{HUA_HIN} ขอส่งผลงาน",
            f"ถนนราชดำเนิน กรุงเทพมหานคร 10200\n\n{HUA_HIN} ขอส่งผลงาน",
            f"{HUA_HIN} ขอส่งผลงานไปยัง กทม.",
        ],
    )
    def test_in_an_address_does_not_speak_for_another_body(self, text: str) -> None:
        decision = sent("form1.pdf", text)
        assert decision.verdict is Verdict.ACCEPTED and agency(decision) == HUA_HIN

    def test_in_an_address_alone_names_nobody(self) -> None:
        decision = sent("form1.pdf", "เรียน สพร. เขตดินแดง กรุงเทพมหานคร 10400")
        assert {each.code for each in decision.of(Severity.FAULT)} == {"form-name"}

    @pytest.mark.parametrize("text", ["กรุงเทพมหานครขอส่งผลงาน", "ในนามกรุงเทพมหานคร", "กทม. ส่งผลงาน"])
    def test_that_acts_is_the_body(self, text: str) -> None:
        assert agency(sent("form1.pdf", text)) == BANGKOK


class TestSeveralBodiesInOneMail:
    def test_the_province_of_a_partner_does_not_make_it_the_applicant(self) -> None:
        text = f"{HUA_HIN} ร่วมกับ {CHA_AM} จังหวัดเพชรบุรี ขอส่งผลงาน"
        decision = sent("form1.pdf", text)
        assert decision.verdict is Verdict.REJECTED and "form-name" in codes(decision)

    def test_the_signature_tells_whose_mail_it_is(self) -> None:
        lines = (f"ร่วมพัฒนากับ {CHA_AM} จังหวัดเพชรบุรี", *("รายละเอียดตามแนบ",) * 6, HUA_HIN)
        assert agency(sent("form1.pdf", "\n".join(lines))) == HUA_HIN


def test_a_cooperative_is_left_to_staff() -> None:
    decision = sent("สหกรณ์การเกษตรหัวหิน_form1.pdf")
    assert decision.verdict is Verdict.HELD and "not-local" in codes(decision)


class TestClipsAndLinks:
    @pytest.mark.parametrize("name", ["คลิป.pptx", "คลิป", "คลิป.pdf", "คลิป.mp4_"])
    def test_a_clip_under_a_wrong_ending_is_a_clip_all_the_same(self, name: str) -> None:
        clip = file(name, FileType.VIDEO, Content(ContentState.UNCHECKED))
        assert judge(mail(form(), clip)).verdict is Verdict.ACCEPTED

    def test_a_kind_of_clip_that_is_not_configured_is_sent_back(self) -> None:
        clip = file("คลิป.3gp", FileType.VIDEO, Content(ContentState.UNCHECKED))
        assert "deck-type" in codes(judge(mail(form(), clip)))

    @pytest.mark.parametrize(
        "link",
        [
            "https://bit.ly/3xyz",
            "https://shorturl.asia/abc",
            "https://www.facebook.com/huahin/videos/123",
            "https://fb.watch/abc/",
            "https://www.tiktok.com/@huahin/video/1",
            "https://gamma.app/docs/x",
            "https://www.huahin.go.th/files/slides.PPTX?dl=1",
        ],
    )
    def test_a_link_to_where_a_deck_may_be_is_held(self, link: str) -> None:
        decision = judge(mail(form(), links=(link,)))
        assert decision.verdict is Verdict.HELD and "deck-by-link" in codes(decision)

    @pytest.mark.parametrize(
        "link",
        [
            "https://www.facebook.com/huahin",
            "https://lin.ee/addfriend",
            "https://www.tiktok.com/@huahin",
            "https://www.huahin.go.th/pptx/",
        ],
    )
    def test_an_address_in_a_signature_is_no_deck(self, link: str) -> None:
        assert "deck-missing" in codes(judge(mail(form(), links=(link,))))


@pytest.mark.parametrize(
    "words", ["ส่งผลงานเพิ่มอีกหนึ่งชิ้น", "ขอส่งอีก 1 ชิ้น", "ผลงานเรื่องที่ 2", "ผลงานลำดับที่ 2", "ผลงานที่สอง"]
)
def test_a_second_work_is_announced_in_many_words(words: str) -> None:
    past = after(History(), mail(form(), deck()))
    decision = judge(mail(form(), deck("อื่น.pptx"), text=words), past)
    assert decision.verdict is Verdict.ACCEPTED and "second-work" not in codes(decision)


def test_the_answer_that_brings_a_scan_and_names_the_agency_is_enough() -> None:
    past = after(History(), mail(deck()), UNDER)
    answer = mail(file("scan001.pdf"), text=f"แนบใบสมัคร {HUA_HIN}", in_reply_to=ours(past))
    decision = judge(answer, past, UNDER)
    assert decision.verdict is Verdict.ACCEPTED and agency(decision) == HUA_HIN
    strict = rules(UNDER.register, naming="strict")
    assert "form-name" in codes(judge(answer, past, strict))


@pytest.mark.parametrize("words", ["ขอถอนผลงานครับ", "ขอถอนผลงานที่ส่งเข้าประกวดไว้"])
def test_a_withdrawal_out_of_the_blue_is_not_told_how_to_enter(words: str) -> None:
    decision = judge(mail(text=words, subject="แจ้ง"))
    assert codes(decision) == {"withdrawal"} and decision.reply.template is Template.HELD
    past = after(History(), mail(text=words, subject="แจ้ง"))
    fresh = judge(mail(form(), deck()), past)
    assert fresh.verdict is Verdict.ACCEPTED and fresh.change and fresh.change.entry is None


class TestAUniqueNameInAnotherProvince:
    """739 pairs of names are one letter apart: the province that the mail gives may tell which is meant."""

    @pytest.mark.parametrize(
        "text",
        ["อบต.นาขา อ.วาปีปทุม จ.มหาสารคาม ขอส่งผลงาน", f"ขอส่งผลงาน\n{NA_KHA}\nอำเภอวาปีปทุม จังหวัดมหาสารคาม"],
    )
    def test_is_held_with_its_neighbour(self, text: str) -> None:
        decision = sent(f"{NA_KHA}_form1.pdf", text)
        assert decision.verdict is Verdict.HELD and "agency-unknown" in codes(decision)
        assert {each.province for each in decision.agency.candidates} == {"ชุมพร", "มหาสารคาม"}

    @pytest.mark.parametrize(
        "text",
        [
            "อบต.นาขา อ.หลังสวน จ.ชุมพร ขอส่งผลงาน",
            "อบต.นาขา ศึกษาดูงานที่ จ.มหาสารคาม",
            "อบต.นาขา จ.มหาสารคามเก่า",
            "อบต.นาขา อ.วาปีปทุม จ.มหาสารคาม ขออภัย อบต.นาขา อ.หลังสวน จ.ชุมพร",
        ],
    )
    def test_is_accepted_where_nothing_contradicts_it(self, text: str) -> None:
        assert sent(f"{NA_KHA}_form1.pdf", text).verdict is Verdict.ACCEPTED


class TestAnAnswerOutsideTheThread:
    @pytest.fixture()
    def asked(self) -> History:
        return after(History(), mail(file("เทศบาลตำบลบางปู_form1.pdf"), deck()), UNDER)

    def test_settles_what_we_asked_its_sender(self, asked: History) -> None:
        decision = judge(mail(subject="แจ้งอำเภอ", text="อ.ยะหริ่ง จ.ปัตตานี"), asked, UNDER)
        assert decision.verdict is Verdict.ACCEPTED
        assert decision.agency.place and decision.agency.place.province == "ปัตตานี"

    @pytest.mark.parametrize("text", ["ได้รับหรือยังครับ", "เทศบาลตำบลบางปู", "จ.ปัตตานี หรือ จ.สมุทรปราการ", HUA_HIN])
    def test_that_names_no_one_candidate_settles_nothing(self, asked: History, text: str) -> None:
        decision = judge(mail(subject="สอบถาม", text=text), asked, UNDER)
        assert decision.verdict is Verdict.HELD and not decision.agency.known
        assert codes(decision) == {"message-in-thread", "agency-ambiguous"}

    def test_of_somebody_else_settles_nothing(self, asked: History) -> None:
        other = mail(subject="แจ้งอำเภอ", text="อ.ยะหริ่ง จ.ปัตตานี", sender=Address("x@elsewhere.example"))
        assert not judge(other, asked, UNDER).agency.known


class TestTheSameFilesUnderTheNameThatWeAskedFor:
    """To rename the form and send it again is the cure that a correction names; its bytes stay the same."""

    @pytest.mark.parametrize("first", ["scan.pdf", "form1.pdf", "หัวหิน_form1.pdf", "เทศบาลเมืองหัวหีน_form1.pdf"])
    @pytest.mark.parametrize("threaded", [True, False])
    @pytest.mark.parametrize("with_deck", [True, False])
    def test_are_accepted(self, first: str, threaded: bool, with_deck: bool) -> None:
        slides = deck()
        past = after(History(), mail(file(first, seed="form"), slides), UNDER)
        letters = ours(past) if threaded else ()
        renamed = file(f"{HUA_HIN}_form1.pdf", seed="form")
        again = mail(renamed, *((slides,) if with_deck else ()), in_reply_to=letters)
        decision = judge(again, past, UNDER)
        assert decision.verdict is Verdict.ACCEPTED and agency(decision) == HUA_HIN

    def test_are_not_late_after_the_close(self) -> None:
        slides = deck()
        past = after(History(), mail(file("form1.pdf", seed="form"), slides), UNDER)
        again = mail(file(f"{HUA_HIN}_form1.pdf", seed="form"), slides, at=UNDER.closes + seconds(60))
        assert judge(again, past, UNDER).verdict is Verdict.ACCEPTED

    @pytest.mark.parametrize("first", [UNDER.closes + seconds(30), UNDER.opens - seconds(30)])
    def test_do_not_become_timely_by_it(self, first: datetime) -> None:
        slides = deck()
        past = after(History(), mail(file("form1.pdf", seed="form"), slides, at=first), UNDER)
        again = mail(file(f"{HUA_HIN}_form1.pdf", seed="form"), slides, at=UNDER.closes + seconds(60))
        assert "late" in codes(judge(again, past, UNDER))

    def test_are_accepted_with_the_agency_in_the_words(self) -> None:
        both = (file("form1.pdf", seed="form"), deck())
        past = after(History(), mail(*both), UNDER)
        assert judge(mail(*both, text=f"{HUA_HIN} ขอส่งอีกครั้ง"), past, UNDER).verdict is Verdict.ACCEPTED

    def test_are_still_faulty_under_a_name_that_says_no_more(self) -> None:
        slides = deck()
        past = after(History(), mail(file("scan.pdf", seed="form"), slides), UNDER)
        again = judge(mail(file("form1.pdf", seed="form"), slides), past, UNDER)
        assert again.verdict is Verdict.REJECTED and "form-name" in codes(again)

    def test_are_a_repeat_where_the_entry_is_complete(self) -> None:
        slides = deck()
        past = after(History(), mail(file(f"{HUA_HIN}_form1.pdf", seed="form"), slides), UNDER)
        again = judge(mail(file("scan.pdf", seed="form"), slides), past, UNDER)
        assert again.verdict is Verdict.ACCEPTED and "duplicate" in codes(again)


def test_of_two_entries_that_wait_the_deck_goes_to_the_agency_that_its_mail_names() -> None:
    past = after(History(), mail(file(f"{HUA_HIN}_form1.pdf")), UNDER)
    past = after(past, mail(file(f"{CHA_AM}_form1.pdf")), UNDER)
    decision = judge(mail(deck(), text=f"เอกสารนำเสนอของ {CHA_AM}"), past, UNDER)
    assert decision.verdict is Verdict.ACCEPTED and agency(decision) == CHA_AM
    unsaid = judge(mail(deck(), text="เอกสารนำเสนอ"), past, UNDER)
    assert unsaid.verdict is Verdict.HELD
    assert "entry-ambiguous" in codes(unsaid) and "form-missing" not in codes(unsaid)
