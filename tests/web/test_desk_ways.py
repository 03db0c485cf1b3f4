"""What a member of staff finds on the pages besides the plain act, without a browser's script."""

import re
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pytest
from acting import staff
from builders import BANGKOK, deck, form, mail
from held.bodies import NEAR
from servers.office import Office, whose
from servers.pages import Pages
from servers.smtp_sink import SmtpSink
from sqlmodel import select

from review.about import title_of
from review.titles import ACTS
from screening.model.act import Act, ActKind
from screening.model.decision import Place
from screening.model.register import Agency, Register
from screening.model.submission import Content, ContentState
from storage.accounts.roles import StaffRole
from storage.chain.counters import lock_counter
from storage.engine import reading, writing
from storage.entries.numbers import promise, void_unused
from storage.figures import figures_of
from storage.states import OutboxState
from storage.tables import Outbox, Picture

ONE, OTHER = "เทศบาลตำบลดอนทองคำ", "เทศบาลตำบลหนองทองคำ"


@pytest.fixture(autouse=True)
def _register(desk_office: Office) -> None:
    listed = [
        Agency(Place(ONE, "แม่ริม", "เชียงใหม่")),
        Agency(Place(OTHER, "แม่แตง", "เชียงใหม่"), saraban="saraban@other.example"),
        Agency(Place(NEAR, "เมืองยโสธร", "ยโสธร")),
    ]
    judge = desk_office.parts.judge
    rules = replace(judge.rules, register=Register.of(listed, "invented"))
    desk_office.parts.judge = replace(judge, rules=rules)


def words(answer: httpx.Response) -> str:
    """What stands on the page, without its marks."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


def send(pages: Pages, path: str, role: StaffRole = StaffRole.APPROVER, **fields: Any) -> httpx.Response:
    client = pages.client(role)
    return client.post(path, data={"token": pages.token(client), **fields}, follow_redirects=True)


def buttons(answer: httpx.Response, inside: str) -> list[str]:
    """The names of the buttons behind some words of a page."""
    found = re.findall(r"<button[^>]*>(.*?)</button>", answer.text.partition(inside)[2], re.S)
    return [" ".join(unescape(re.sub(r"<[^>]+>", "", each)).split()) for each in found]


CARD = "/desk/DGTI-2566-0001"


def test_a_part_of_a_name_or_a_place_finds_bodies_as_buttons(desk_office: Office, pages: Pages) -> None:
    desk_office.receive(mail(form("โรงเรียนบ้านทดลอง"), deck(), **whose("school@school.example")))
    desk_office.entry("first@first.example", OTHER)
    found = send(pages, CARD, kind="agency", step="find", argument="ทองคำ อ.แม่แตง")
    assert buttons(found, 'id="preview"')[0] == (
        f"1 ระบุหน่วยงาน: {OTHER} อ.แม่แตง จ.เชียงใหม่ saraban@other.example ⚠ มี DGTI-2566-0002 แล้ว"
    )
    both = send(pages, CARD, kind="agency", step="find", argument="เชียงใหม่")
    assert "“ เชียงใหม่ ” พบ 2" in words(both)


def test_a_slip_of_the_pen_finds_the_body_of_nearly_that_name(desk_office: Office, pages: Pages) -> None:
    desk_office.receive(mail(form("โรงเรียนบ้านทดลอง"), deck(), **whose("school@school.example")))
    found = send(pages, CARD, kind="agency", step="find", argument=NEAR.replace("ข่า", "ขา"))
    assert NEAR in buttons(found, 'id="preview"')[0]


def test_what_no_body_bears_is_told_and_may_be_looked_for_again(desk_office: Office, pages: Pages) -> None:
    desk_office.receive(mail(form("โรงเรียนบ้านทดลอง"), deck(), **whose("school@school.example")))
    found = send(pages, CARD, kind="agency", step="find", argument="<b>ไม่มี")
    assert "ไม่พบในทะเบียน ลองพิมพ์เพียงบางส่วน" in words(found)
    assert 'value="&lt;b&gt;ไม่มี"' in found.text


def waiting_letter(desk_office: Office) -> int:
    """A letter that is held, by its number."""
    desk_office.entry()
    with writing(desk_office.parts.engine) as session:
        letter = session.exec(select(Outbox)).one()
        letter.state = OutboxState.HELD
        return letter.id


@pytest.mark.parametrize("many", [False, True])
def test_a_letter_is_dropped_only_once_that_is_confirmed(
    desk_office: Office, pages: Pages, many: bool
) -> None:
    number = waiting_letter(desk_office)
    path = "/letters" if many else f"/letter/{number}"
    fields: dict[str, Any] = {"letter": str(number)} if many else {}
    asked = send(pages, path, step="drop", **fields)
    assert "ใช่หรือไม่" in words(asked) and "ยืนยัน ไม่ส่ง" in words(asked)
    assert desk_office.states() == [OutboxState.HELD]
    done = send(pages, path, step="drop", sure="yes", **fields)
    assert desk_office.states() == [OutboxState.DROPPED]
    assert "ยกเลิกแล้ว ไม่ส่ง" in words(done) and "data-told" in done.text and "data-focus" in done.text


def test_a_settled_point_is_called_what_it_comes_to(desk_office: Office, pages: Pages) -> None:
    link = "เอกสารนำเสนออยู่ที่ https://drive.google.com/file/d/EXAMPLE/view"
    desk_office.receive(mail(form(ONE), **whose("a@a.example"), text=link, links=(link.split()[-1],)))
    page = pages.client(StaffRole.REVIEWER).get(CARD)
    assert "ตรวจลิงก์แล้ว ไม่มีเอกสารที่ใช้ได้" in words(page)
    assert "ตรวจแล้ว ไม่มีปัญหา" not in words(page)
    settled = Act(ActKind.SETTLED, codes=("late",))
    assert title_of(settled)[0] == "คงเป็นส่งหลังกำหนด"
    assert title_of(replace(settled, codes=("late", "early"))) == ACTS[ActKind.SETTLED]


def test_who_paused_the_letters_when_and_why_stands_on_the_page(pages: Pages) -> None:
    done = send(pages, "/machine/pause", why="แม่แบบผิด")
    assert "เสร็จแล้ว: พักการส่งจดหมายแล้ว" in words(done)
    page = words(pages.client(StaffRole.VIEWER).get("/machine"))
    assert re.search(r"พักการส่งจดหมายไว้ตั้งแต่ \d+ \S+ \d\d \d\d\.\d\d น\. · โดย approver · เหตุผล: แม่แบบผิด", page)


def test_an_ignored_mail_has_a_page_and_the_log_leads_there(desk_office: Office, pages: Pages) -> None:
    ignored = desk_office.receive(
        mail(**whose("robot@robot.example"), subject="<i>จดหมายข่าว", headers=(("list-id", "<news.example>"),))
    )
    number = ignored.decision.message_id
    client = pages.client(StaffRole.VIEWER)
    assert f'<a href="/message/{number}">#{number}</a>' in client.get("/log").text
    page = client.get(f"/message/{number}")
    assert "robot@robot.example" in words(page) and "&lt;i&gt;จดหมายข่าว" in page.text
    assert client.get("/message/999").status_code == 404


def test_a_mail_of_an_entry_is_shown_with_that(desk_office: Office, pages: Pages) -> None:
    number = desk_office.entry().decision.message_id
    answer = pages.client(StaffRole.VIEWER).get(f"/message/{number}")
    assert (answer.status_code, answer.headers["location"]) == (303, "/entry/DGTI-2566-0001")


def test_a_picture_opens_within_a_page_with_its_name_and_a_way_back(
    desk_office: Office, pages: Pages
) -> None:
    its_form = form(ONE)
    desk_office.receive(mail(its_form, deck(), **whose("a@a.example")))
    client = pages.client(StaffRole.VIEWER)
    page = client.get(f"/look/DGTI-2566-0001/{its_form.sha256}/0?pile=due").text
    assert f'alt="ภาพหน้า 1: {its_form.name}"' in page
    assert '<a class="button" href="/desk/DGTI-2566-0001?pile=due" data-key="Escape">' in page
    assert client.get(f"/look/DGTI-2566-0001/{its_form.sha256}/1").status_code == 404
    assert client.get(f"/look/DGTI-2566-0002/{its_form.sha256}/0").status_code == 404


def test_a_card_shows_its_form_before_its_picture_is_drawn_and_nothing_of_one_that_does_not_open(
    desk_office: Office, pages: Pages
) -> None:
    its_form, shut = form(ONE), replace(form(OTHER), content=Content(ContentState.ENCRYPTED))
    desk_office.receive(mail(its_form, deck(), **whose("a@a.example")))
    desk_office.receive(mail(shut, deck(), **whose("b@b.example")))
    client = pages.client(StaffRole.VIEWER)
    fresh = client.get("/desk/DGTI-2566-0001").text
    assert f'<img src="/page/DGTI-2566-0001/{its_form.sha256}/0"' in fresh
    none = client.get("/desk/DGTI-2566-0002").text
    assert "ไม่มีภาพแบบฟอร์ม" in none and f"/page/DGTI-2566-0002/{shut.sha256}" not in none
    with writing(desk_office.parts.engine) as session:
        session.add(Picture(sha256=its_form.sha256, picture="f" * 64))
    drawn = client.get("/desk/DGTI-2566-0001").text
    assert f'<img src="/picture/DGTI-2566-0001/{"f" * 64}"' in drawn and "/page/" not in drawn


@pytest.mark.parametrize("year", ["2566", "2023"])
def test_a_day_is_typed_as_day_month_and_year_of_either_era(
    desk_office: Office, pages: Pages, year: str
) -> None:
    desk_office.entry(agency=ONE)
    typed: dict[str, Any] = {"at_day": "5", "at_month": "8", "at_year": year, "at_time": "16.30"}
    shown = send(pages, CARD, kind="later", why="รอ", **typed)
    assert "ตัวอย่างก่อนยืนยัน: พักไว้ 5 ส.ค. 66 16.30.00 น." in words(shown)
    assert 'name="at_day" value="5"' in shown.text
    assert "ไม่ใช่วันเวลา" in words(send(pages, CARD, kind="later", **{**typed, "at_day": "32"}))


def test_the_numbers_come_as_tables_before_their_pictures(desk_office: Office, pages: Pages) -> None:
    desk_office.entry(agency=ONE)
    page = pages.client(StaffRole.VIEWER).get("/numbers")
    assert "ในจำนวนนี้ ไม่ผ่านคุณสมบัติ 0" in words(page)
    assert "<details" not in page.text.partition("<main")[2]
    assert page.text.index("<thead") < page.text.index("<img")


def test_those_not_eligible_are_counted_while_the_decision_stands(tmp_path: Path, sink: SmtpSink) -> None:
    with staff(tmp_path, sink) as at_work:
        at_work.entry(ONE)
        at_work.entry(OTHER, "b@two.example")

        def count() -> int:
            with reading(at_work.office.parts.engine) as session:
                return figures_of(session, at_work.office.parts.contest, BANGKOK).not_eligible

        decided = at_work.do("DGTI-2566-0001", ActKind.DECISION, words="ตามข้อ 3")
        assert count() == 1
        at_work.do("DGTI-2566-0001", ActKind.UNDO, act=decided.act.id)
        assert count() == 0


def test_thai_words_on_an_english_page_say_that_they_are_thai(desk_office: Office, pages: Pages) -> None:
    desk_office.receive(mail(form(ONE), deck(), **whose("a@a.example"), subject="ส่งผลงาน"))
    client = pages.client(StaffRole.VIEWER)
    client.cookies.set("language", "en", domain="127.0.0.1")
    page = client.get(CARD).text
    assert '<span lang="th">ส่งผลงาน</span>' in page
    assert f'<span lang="th">{ONE} อ.แม่ริม จ.เชียงใหม่</span>' in page
    letter = client.get("/letter/1").text
    assert '<pre class="letter whole" lang="th">' in letter


def test_english_words_on_a_thai_page_say_that_they_are_english(desk_office: Office, pages: Pages) -> None:
    for subject in ("Entry of our office for the award", "DGTI 2566"):
        desk_office.receive(mail(form(ONE), deck(), **whose("a@a.example"), subject=subject))
    page = pages.client(StaffRole.VIEWER).get("/entry/DGTI-2566-0001").text
    assert '<span lang="en">Entry of our office for the award</span>' in page
    assert (
        '<span lang="th">DGTI 2566</span>'
        in page + pages.client(StaffRole.VIEWER).get("/entry/DGTI-2566-0002").text
    )


def test_buttons_that_read_the_same_have_names_that_tell_them_apart(
    desk_office: Office, pages: Pages
) -> None:
    desk_office.receive(mail(form("โรงเรียนบ้านทดลอง"), deck(), **whose("school@school.example")))
    previews = [
        each for each in buttons(pages.client(StaffRole.ADMIN).get(CARD), "<main") if "ตัวอย่าง" in each
    ]
    assert len(previews) > 5 and "ดูตัวอย่างก่อน: ถามผู้ส่ง" in previews
    assert len(set(previews)) >= len(previews) - 1  # the decision stands at the point and among all acts


def test_a_place_that_is_spoken_stands_on_each_page_before_its_words(pages: Pages) -> None:
    for path in ("/", "/log", "/machine", "/letters", "/desk/bulk"):
        page = pages.client(StaffRole.ADMIN).get(path).text
        assert '<p id="status" class="quiet" role="status" aria-live="polite"></p>' in page


def test_a_number_whose_mail_is_lost_has_a_page_that_says_so(desk_office: Office, pages: Pages) -> None:
    desk_office.entry("a@one.example", ONE)
    parts = desk_office.parts
    with writing(parts.engine) as session:
        lock_counter(session, parts.contest).restored_at = desk_office.clock()
        promise(session, parts.contest, {2: ""})
        (void,) = void_unused(session, parts.contest, parts.judge.rules.prefix, desk_office.clock())
    with pages.client(StaffRole.APPROVER) as client:
        assert "ยกเลิกเลขที่" in client.get(f"/entry/{void}").text
        for page in ("/", "/log", "/numbers"):
            assert client.get(page).status_code == 200, page
