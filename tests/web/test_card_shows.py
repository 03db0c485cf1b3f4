"""What a card shows beside its reasons, so that its act can be chosen: bodies, addresses, other entries."""

import re
from dataclasses import replace
from html import unescape

import pytest
from builders import deck, form, mail
from servers.office import Office, whose
from servers.pages import Pages
from sqlalchemy import event

from screening.model.decision import Place
from screening.model.register import Agency, Register
from storage.accounts.roles import StaffRole
from storage.engine import reading
from web.desk.beside import others_of

ONE, OTHER = "เทศบาลตำบลดอนทองคำ", "เทศบาลตำบลหนองทองคำ"
MANY = tuple(
    f"เทศบาลตำบล{name}" for name in ("บึงน้ำใส", "ทุ่งร่มเย็น", "คลองสุขใจ", "ห้วยศรีสุข", "โนนแสงดาว", "เขางามตา")
)
SLIP = "เทศบาลตำบลดอนทองคา"


@pytest.fixture(autouse=True)
def _register(desk_office: Office) -> None:
    listed = Register.of(
        [
            Agency(Place(ONE, "แม่ริม", "เชียงใหม่"), saraban="saraban@one.example"),
            Agency(Place(OTHER, "แม่แตง", "เชียงใหม่"), saraban="saraban@other.example"),
            *(Agency(Place(name, "เมือง", "น่าน")) for name in MANY),
        ],
        "invented",
    )
    judge = desk_office.parts.judge
    desk_office.parts.judge = replace(judge, rules=replace(judge.rules, register=listed))


def card(pages: Pages, number: int, role: StaffRole = StaffRole.REVIEWER) -> str:
    """What stands on the page, without its marks."""
    answer = pages.client(role).get(f"/desk/DGTI-2566-{number:04}")
    assert answer.status_code == 200
    words = re.sub(r"</?(?!mark)[a-z][^>]*>", " ", answer.text)
    return " ".join(unescape(words).split())


def test_bodies_that_do_not_agree_are_buttons_with_place_address_and_entries(
    desk_office: Office, pages: Pages
) -> None:
    desk_office.entry("first@first.example", OTHER)
    desk_office.receive(mail(form(ONE), deck(), **whose("a@a.example"), text=f"ขอส่งผลงานของ {OTHER} ตามแนบ"))
    said = card(pages, 2)
    assert f"ระบุหน่วยงาน: {ONE} อ.แม่ริม จ.เชียงใหม่ saraban@one.example" in said
    assert f"ระบุหน่วยงาน: {OTHER} อ.แม่แตง จ.เชียงใหม่ saraban@other.example ⚠ มี DGTI-2566-0001 แล้ว" in said


def test_such_a_button_chooses_its_body(desk_office: Office, pages: Pages) -> None:
    desk_office.receive(mail(form(ONE), deck(), **whose("a@a.example"), text=f"ขอส่งผลงานของ {OTHER} ตามแนบ"))
    page = pages.client(StaffRole.REVIEWER).get("/desk/DGTI-2566-0001").text
    given = re.findall(r'name="argument" value="([^"]+)"', page)
    assert given[:2] == [f"{ONE} อำเภอแม่ริม จังหวัดเชียงใหม่", f"{OTHER} อำเภอแม่แตง จังหวัดเชียงใหม่"]


def test_a_slip_of_the_pen_is_marked_in_the_listed_name(desk_office: Office, pages: Pages) -> None:
    desk_office.entry(agency=SLIP)
    assert "<mark>คำ</mark>" in card(pages, 1) or "<mark>ำ</mark>" in card(pages, 1)


def test_the_official_address_by_the_register_stands_on_the_card_and_on_the_act(
    desk_office: Office, pages: Pages
) -> None:
    desk_office.entry(agency=ONE)
    said = card(pages, 1)
    assert "อีเมลสารบรรณ saraban@one.example" in said
    assert "ถามหน่วยงานทางสารบรรณ saraban@one.example" in said


def test_beside_a_rival_stands_who_is_vouched_for_and_which_files_are_in_force(
    desk_office: Office, pages: Pages
) -> None:
    its_form, its_deck = form(ONE), deck()
    desk_office.receive(mail(its_form, its_deck, dmarc="pass", **whose("first@first.example")))
    desk_office.receive(mail(form(ONE), its_deck, **whose("rival@rival.example")))
    said = card(pages, 2)
    assert "first@first.example ✓ เซิร์ฟเวอร์ของเรายืนยันแล้ว" in said
    assert "rival@rival.example ? ไม่มีสิ่งใดยืนยัน" in said
    assert said.count("ใช้อยู่ ≡ ไฟล์เดียวกัน") == 1


def test_beside_each_entry_that_may_be_meant_stands_what_it_lacks(desk_office: Office, pages: Pages) -> None:
    waiting(desk_office, "shop@shop.example", (ONE, OTHER))
    said = card(pages, 3)
    assert "เป็นของเลขที่: DGTI-2566-0001 ไม่มีเอกสารนำเสนอหรือคลิป" in said
    assert said.count("ยังขาด: ไม่มีเอกสารนำเสนอหรือคลิป") == 2


def test_the_mail_as_it_came_is_for_administrators_and_others_are_told_so(
    desk_office: Office, pages: Pages
) -> None:
    message = desk_office.entry().decision.message_id
    link = f'href="/mail/{message}"'
    for role in StaffRole:
        page = pages.client(role).get("/desk/DGTI-2566-0001").text
        assert (link in page) == (role is StaffRole.ADMIN)
        assert ("ดาวน์โหลดได้เฉพาะผู้ดูแลระบบ" in page) == (role is not StaffRole.ADMIN)


def test_the_records_are_asked_as_often_however_many_entries_a_card_speaks_of(desk_office: Office) -> None:
    asked: list[str] = []
    event.listen(desk_office.parts.engine, "before_cursor_execute", lambda *seen: asked.append(seen[2]))

    def queries_for(*numbers: int) -> int:
        with reading(desk_office.parts.engine) as session:
            asked.clear()
            found = others_of(
                session, desk_office.parts.contest, [f"DGTI-2566-{number:04}" for number in numbers]
            )
            assert [other.lacks for other in found] == [("deck-missing",)] * len(numbers)
            return len(asked)

    waiting(desk_office, "many@many.example", (ONE, OTHER, *MANY))
    assert queries_for(1) == queries_for(*range(1, 9))


def waiting(desk_office: Office, sender: str, agencies: tuple[str, ...]) -> None:
    """An entry without a deck for each body, and a deck that may be any one's."""
    for agency in agencies:
        desk_office.receive(mail(form(agency), dmarc="pass", **whose(sender)))
    desk_office.receive(mail(deck(), dmarc="pass", **whose(sender), subject="เอกสารนำเสนอ", text="ตามแนบ"))
