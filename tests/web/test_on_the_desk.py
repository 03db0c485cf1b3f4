"""At the desk besides the plain act: several holds, somebody else, no script, a phone, a Thai layout."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from held.came import Came
from held.clerk import Clerk
from held.desk import Desk, at_the_desk
from held.mails import held_mails
from playwright.sync_api import expect
from servers.dovecot import Dovecot
from servers.fixtures import mail_server, program
from servers.mails import ADDRESS, CLOSES
from servers.program import Program

from demo.samples.mime import Envelope, mail
from runtime.clock import now
from storage.accounts.roles import StaffRole

__all__ = ["mail_server", "program"]

SLUGS = (
    "taken",
    "shared",
    "three",
    "slip",
    "linked",
    "drafted",
    "won-before",
    "robot",
    "asks",
    "thanks-first",
    "thanks",
)


@pytest.fixture(scope="module")
def desk(mail_server: Dovecot, program: Program) -> Iterator[Desk]:
    mails = [each for each in held_mails() if each.slug in SLUGS]
    with at_the_desk(mail_server, program, mails) as found:
        yield found


@contextmanager
def seated(desk: Desk, role: StaffRole = StaffRole.REVIEWER, **context: Any) -> Iterator[Clerk]:
    clerk = desk.clerk(role, **context)
    try:
        yield clerk
    finally:
        clerk.close()


@pytest.fixture
def clerk(desk: Desk) -> Iterator[Clerk]:
    with seated(desk) as made:
        yield made


def test_a_card_with_three_holds_keeps_the_others(desk: Desk, clerk: Clerk) -> None:
    reference = desk.references["three"]
    clerk.opens(reference, "several-forms")
    assert sorted(clerk.codes()) == ["agency-ambiguous", "deck-by-link", "several-forms"]
    clerk.chooses(clerk.key_of("agency-ambiguous", "บ้านค่าย"))
    for waits in ("เอกสารเป็นลิงก์", "หลายใบส่งผลงาน"):
        assert waits in clerk.preview.inner_text()
    clerk.confirms()
    assert sorted(desk.waiting()[reference]) == ["deck-by-link", "several-forms"]
    assert [kind for kind, to, _ in desk.letters() if to == desk.mails["three"].sender] == ["held"]


def test_an_answer_that_comes_meanwhile_is_shown_and_nothing_is_done(desk: Desk, clerk: Clerk) -> None:
    reference = desk.references["linked"]
    clerk.opens(reference, "deck-by-link")
    clerk.press("a")
    clerk.page.keyboard.insert_text("โปรดส่งไฟล์ไม่เกิน 25 MB")
    before = len(desk.letters())
    _answers(desk, desk.mails["linked"], "ลิงก์เดิมเสีย ขอส่งใหม่พรุ่งนี้ค่ะ")
    clerk.page.locator("form.choice").filter(has=clerk.page.locator("textarea:focus")).locator(
        "button"
    ).click()
    expect(clerk.preview).to_contain_text("ยังไม่ได้ทำ")
    expect(clerk.preview).to_contain_text("หลังจากที่ท่านเปิดหน้านี้")
    assert clerk.preview.locator("textarea").input_value() == "โปรดส่งไฟล์ไม่เกิน 25 MB"
    expect(clerk.page.locator("pre.mail")).to_contain_text("ลิงก์เดิมเสีย")
    assert "answer" not in [kind for kind, *_ in desk.letters()[before:]]


def _answers(desk: Desk, to: Came, words: str) -> None:
    """A further mail of the applicant in the thread of his first, seen and judged."""
    count = len(desk.log())
    thread = (f"In-Reply-To: {to.message_id}", f"References: {to.message_id}")
    at = CLOSES - timedelta(days=1)
    envelope = Envelope("again", to.sender, "สมพร ใจดี", "Re: ส่งผลงานเข้าประกวด", at, ADDRESS, thread)
    desk.intake.dovecot.deliver([mail(envelope, f"{words}\r\n")], at)
    desk.intake.wait_for(lambda: len(desk.log()) > count and desk.log()[-1]["verdict"], "answer judged")


def test_of_two_at_one_entry_each_sees_the_other_and_the_second_act_is_stale(
    desk: Desk, clerk: Clerk
) -> None:
    reference = desk.references["won-before"]
    with seated(desk, StaffRole.APPROVER) as other:
        clerk.opens(reference, "previously-awarded")
        other.opens(reference, "previously-awarded")
        expect(other.page.locator("article .here")).to_contain_text("reviewer")
        clerk.page.reload()
        expect(clerk.page.locator("article .here")).to_contain_text("approver")
        for each in (clerk, other):
            each.chooses(each.key_of("previously-awarded", "ตรวจแล้ว"))
        clerk.confirms()
        other.press("Enter")
        expect(other.preview).to_contain_text("ยังไม่ได้ทำ")
        expect(other.preview.locator("[role=alert]")).to_be_visible()
    assert desk.acts(reference) == [("settled", "reviewer")]


def test_without_a_script_an_act_is_done_and_taken_back(desk: Desk) -> None:
    reference, before = desk.references["robot"], desk.records()
    with seated(desk, java_script_enabled=False) as clerk:
        clerk.opens(reference, "automatic")
        clerk.point("automatic").get_by_role("button", name="ตรวจแล้ว").click()
        clerk.preview.get_by_role("button", name="ยืนยัน").click()
        expect(clerk.page.locator(".done")).to_contain_text(reference)
        assert "automatic" not in desk.waiting().get(reference, [])
        clerk.page.locator(".recent button").first.click()
        clerk.preview.get_by_role("button", name="ยืนยัน").click()
        expect(clerk.page.locator(".done")).to_contain_text("ย้อน")
    assert desk.records() == before


def test_a_phone_shows_the_card_in_one_column_with_the_picture_one_touch_away(desk: Desk) -> None:
    with seated(desk, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True) as clerk:
        for path in (
            "/",
            f"/desk/{desk.references['drafted']}",
            "/log",
            f"/entry/{desk.references['drafted']}",
            "/numbers",
        ):
            clerk.goes(path)
            wide = clerk.page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            assert wide == 0, path
        clerk.goes(f"/desk/{desk.references['drafted']}")
        picture = clerk.page.locator("figure a").first
        picture.tap()
        clerk.page.wait_for_url("**/look/**")
        clerk.page.go_back()
        act = clerk.point("several-forms").get_by_role("button").first
        box = act.bounding_box()
        assert box and box["height"] >= 44 and box["width"] >= 300
        act.tap()
        expect(clerk.preview.get_by_role("button", name="ยืนยัน")).to_be_visible()
        clerk.preview.get_by_role("link", name="ไม่ทำ").tap()


def test_the_keys_are_those_of_the_keyboard_whatever_layout_is_on(desk: Desk, clerk: Clerk) -> None:
    clerk.goes("/desk")
    first = clerk.reference
    clerk.press_in_thai("j")
    clerk.page.wait_for_url(lambda url: first not in url)
    clerk.press_in_thai("k")
    clerk.page.wait_for_url(lambda url: first in url)
    clerk.opens(desk.references["shared"], "agency-ambiguous")
    clerk.press_in_thai("2")
    expect(clerk.preview).to_contain_text("ระยอง")
    clerk.press("Escape")
    expect(clerk.preview).to_have_count(0)


def test_keys_are_dead_while_words_are_typed_and_just_after_a_card_came(desk: Desk, clerk: Clerk) -> None:
    clerk.opens(desk.references["asks"], "enquiry")
    clerk.press("1")
    clerk.page.keyboard.type("j1z")
    assert clerk.page.locator("textarea:focus").input_value() == "j1z"
    assert clerk.reference == desk.references["asks"]


def test_a_doubled_press_does_nothing_to_the_card_that_comes_next(desk: Desk, clerk: Clerk) -> None:
    """The second press comes as soon as the page can hear one."""
    clerk.page.add_init_script(
        """addEventListener("DOMContentLoaded", () => { for (const code of ["Digit2", "KeyJ"])
             document.body.dispatchEvent(new KeyboardEvent("keydown", { code, bubbles: true })); })"""
    )
    reference = desk.references["shared"]
    clerk.goes(f"/desk/{reference}")
    clerk.alive()
    assert clerk.reference == reference
    expect(clerk.preview).to_have_count(0)


def test_what_was_typed_comes_back_after_escape_and_after_another_card(desk: Desk, clerk: Clerk) -> None:
    reference = desk.references["asks"]
    clerk.opens(reference, "enquiry")
    clerk.press("a")
    clerk.page.keyboard.insert_text("โปรดแจ้งอำเภอ")
    clerk.press("Escape")
    clerk.press("Escape")
    clerk.goes(f"/desk/{desk.references['linked']}")
    clerk.press("a")
    assert clerk.page.locator("textarea:focus").input_value() == ""
    clerk.goes(f"/desk/{reference}")
    clerk.press("a")
    assert clerk.page.locator("textarea:focus").input_value() == "โปรดแจ้งอำเภอ"


def test_what_was_done_is_spoken_and_the_next_heading_has_the_focus(desk: Desk, clerk: Clerk) -> None:
    reference = desk.references["drafted"]
    clerk.goes(f"/desk/{reference}")
    clerk.press("n")
    clerk.page.keyboard.insert_text("ดูภาพแล้ว")
    clerk.page.locator("form.choice").filter(has=clerk.page.locator("textarea:focus")).locator(
        "button"
    ).click()
    clerk.confirms()
    expect(clerk.page.locator("#status")).to_contain_text(f"เสร็จแล้ว: {reference} จดบันทึก")
    assert clerk.page.evaluate("document.activeElement.id") in ("card-head", "done")
    # And what was done is no draft any more.
    clerk.goes(f"/desk/{reference}")
    clerk.press("n")
    assert clerk.page.locator("textarea:focus").input_value() == ""


def test_after_many_at_once_the_results_have_the_focus(desk: Desk, clerk: Clerk) -> None:
    clerk.goes("/desk/bulk")
    clerk.page.locator("input[name=card]").first.check()
    clerk.page.select_option("select[name=kind]", "later")
    until = now() + timedelta(days=30)
    clerk.page.fill("input[name=at_day]", str(until.day))
    clerk.page.select_option("select[name=at_month]", str(until.month))
    clerk.page.fill("input[name=at_year]", str(until.year))
    clerk.page.fill("input[name=why]", "รอข้อมูล")
    clerk.page.locator("form:has(input[name=card]) button").last.click()
    expect(clerk.page.locator("#results")).to_be_focused()
    expect(clerk.page.locator("#status")).to_contain_text("จะทำ 1 รายการ")


def test_the_picture_opens_in_the_page_and_escape_leads_back(desk: Desk, clerk: Clerk) -> None:
    clerk.opens(desk.references["drafted"], "several-forms")
    clerk.press("p")
    clerk.page.wait_for_url("**/look/**")
    expect(clerk.page.get_by_role("img")).to_have_attribute("alt", re.compile("^ภาพหน้า 1: "))
    clerk.press("Escape")
    clerk.page.wait_for_url(f"**/desk/{desk.references['drafted']}**")


def test_what_is_ticked_is_large_enough_for_a_finger(desk: Desk, clerk: Clerk) -> None:
    for path in ("/desk/bulk", "/letters"):
        clerk.goes(path)
        for box in clerk.page.locator("main input[type=checkbox]").all():
            size = box.bounding_box()
            assert size and min(size["width"], size["height"]) >= 24


def test_a_file_of_a_mail_becomes_an_entry_of_its_own(desk: Desk, clerk: Clerk) -> None:
    reference, before = desk.references["drafted"], {row["reference"] for row in desk.log()}
    clerk.goes(f"/desk/{reference}")
    way = clerk.page.locator("form:has(input[name=kind][value=split])").first
    way.locator("summary").click()
    way.locator("input[name=file]").last.check()
    way.locator("button").last.click()
    expect(clerk.preview).to_be_visible()
    clerk.confirms()
    assert desk.acts(reference)[-1][0] == "split"
    assert len({row["reference"] for row in desk.log()} - before) == 1
