"""Cards that wait for what staff did, or for a letter that did not arrive."""

from collections.abc import Iterator
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from held.clerk import Clerk
from held.desk import Desk, at_the_desk
from held.mails import held_mails
from playwright.sync_api import expect
from servers.dovecot import Dovecot
from servers.fixtures import mail_server, program
from servers.program import Program

from runtime.clock import now
from storage.accounts.roles import StaffRole
from web.when import Times

__all__ = ["mail_server", "program"]

ZONE = ZoneInfo("Asia/Bangkok")
DUE = now().astimezone(ZONE).date() + timedelta(days=15)
SLUGS = ("appealed", "doubted", "proposed", "bounced", "vanished")


@pytest.fixture(scope="module")
def desk(mail_server: Dovecot, program: Program) -> Iterator[Desk]:
    mails = [each for each in held_mails() if each.slug in SLUGS]
    with at_the_desk(mail_server, program, mails) as found:
        _decides(found, "appealed", "appeal", "--at", DUE.isoformat())
        _decides(found, "doubted", "hold")
        _decides(found, "proposed", "decision", "--words", "มิใช่องค์กรปกครองส่วนท้องถิ่น ตามข้อ 3")
        found.makes_due()
        found.intake.sink.fail("rcpt", "550 5.1.1 no such user")
        _decides(found, "bounced", "answer", "--words", "รับทราบครับ")
        found.makes_due()
        _decides(found, "vanished", "answer", "--words", "รับทราบครับ")
        found.loses_sight_of("vanished")
        yield found


def _decides(desk: Desk, slug: str, *said: str) -> None:
    command = ("decide", desk.references[slug], *said, "--reason", "ตรวจแล้ว", "--as", "approver", "--json")
    done = desk.intake.intake(*command)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def clerk(desk: Desk) -> Iterator[Clerk]:
    made = desk.clerk(StaffRole.ADMIN)
    try:
        yield made
    finally:
        made.close()


@pytest.mark.parametrize(
    ("slug", "code", "shows", "picks"),
    [
        ("appealed", "appeal", Times(ZONE, now()).day(DUE)[0], "รับผลงาน"),
        ("doubted", "on-hold", "เจ้าหน้าที่ให้รอตรวจ", "ตรวจแล้ว"),
        ("proposed", "proposed", "ข้อเสนอที่", "ยืนยันข้อเสนอ"),
    ],
)
def test_what_staff_did_waits_and_is_ended_by_its_likeliest_act(
    desk: Desk, clerk: Clerk, slug: str, code: str, shows: str, picks: str
) -> None:
    clerk.opens(desk.references[slug], code)
    expect(clerk.page.locator("article")).to_contain_text(shows)
    clerk.chooses(clerk.key_of(code, picks))
    clerk.confirms()
    assert clerk.keys <= 3
    assert code not in desk.waiting().get(desk.references[slug], [])


def test_a_proposal_is_not_confirmed_by_who_made_it(desk: Desk) -> None:
    _decides(desk, "doubted", "decision", "--words", "ตามข้อ 3")
    approver = desk.clerk(StaffRole.APPROVER)
    approver.opens(desk.references["doubted"], "proposed")
    approver.chooses(approver.key_of("proposed", "ยืนยันข้อเสนอ"))
    expect(approver.preview).to_contain_text("ยังไม่ได้ทำ")
    approver.close()


@pytest.mark.parametrize(
    ("slug", "code", "says"),
    [("bounced", "reply-failed", "5.1.1 no such user"), ("vanished", "reply-uncertain", "อาจไม่ถึง")],
)
def test_a_letter_that_did_not_arrive_waits_with_its_error_and_is_sent_again(
    desk: Desk, clerk: Clerk, slug: str, code: str, says: str
) -> None:
    clerk.opens(desk.references[slug], code)
    letters = clerk.page.locator("ul.letters")
    expect(letters).to_contain_text(says)
    letters.get_by_role("link").last.click()
    expect(clerk.page.locator("main")).to_contain_text(desk.mails[slug].sender)
    clerk.page.get_by_role("button", name="ส่งอีกครั้ง").click()
    desk.makes_due()
    assert code not in desk.waiting().get(desk.references[slug], [])


def test_a_letter_that_did_not_arrive_offers_its_own_steps(desk: Desk, clerk: Clerk) -> None:
    desk.intake.sink.fail("rcpt", "550 5.1.1 no such user")
    _decides(desk, "bounced", "answer", "--words", "รับทราบครับ")
    desk.makes_due()
    clerk.opens(desk.references["bounced"], "reply-failed")
    assert "รับผลงาน" not in clerk.point("reply-failed").inner_text()
    expect(clerk.point("reply-failed").get_by_role("link")).to_contain_text("เปิดจดหมาย")
