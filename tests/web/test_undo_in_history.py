"""In an entry's history each act can be taken back where that is possible, and says why where it is not."""

import re
from datetime import timedelta
from typing import Any

import pytest
from acting import Staff
from servers.office import Office
from servers.pages import Pages

from screening.model.act import ActKind
from storage.accounts.roles import StaffRole

FIRST = "DGTI-2566-0001"


@pytest.fixture
def history(desk_office: Office, pages: Pages) -> Any:
    """What a visitor is shown of each act by its number: whether he may take it back, and the words."""
    desk = Staff(desk_office)
    desk.entry("เทศบาลตำบลแม่ไทรงาม")
    until = desk_office.parts.judge.rules.closes + timedelta(days=2)
    note = desk.do(FIRST, ActKind.NOTE, who="approver")
    desk.do(FIRST, ActKind.ASK, words="โปรดยืนยัน", who="approver")
    desk.do(FIRST, ActKind.EXTEND, at=until, words="ขยายเวลา", who="approver")
    desk.do(FIRST, ActKind.ASSIGN, to="anan", who="approver")
    desk.do(FIRST, ActKind.UNDO, act=4, who="approver")
    assert note.act.id == 1
    desk_office.clock.step(minutes=11)
    desk_office.send()

    def shown(role: StaffRole) -> dict[int, tuple[bool, str]]:
        page = pages.client(role).get(f"/entry/{FIRST}").text
        steps = [each for each in page.split("<li ") if each.startswith('class="did"')]
        numbers = [int(found[1]) for each in steps if (found := re.search(r"#(\d+)</span>", each))]
        return {number: ('value="undo"' in each, each) for number, each in zip(numbers, steps, strict=True)}

    pages.account("approver", StaffRole.APPROVER)
    return shown


def test_each_act_that_can_be_is_offered_to_who_may(history: Any) -> None:
    found = history(StaffRole.APPROVER)
    assert {number: offered for number, (offered, _) in found.items()} == {
        1: True,
        2: False,
        3: True,
        4: False,
        5: False,
    }
    assert 'name="argument" value="3"' in found[3][1] and "ขอแก้คำแจ้ง" in found[3][1]
    assert "ส่งออกไปแล้ว" in found[2][1]
    assert "ย้อนแล้วโดย" in found[4][1] and "ย้อนไม่ได้" not in found[4][1]
    assert "ย้อนโดยลำพังไม่ได้" in found[5][1]
    assert "ย้อน “#4”" in found[5][1] and "มอบให้ “anan”" in found[4][1]
    assert "ขยายเวลาแก้ไข 2 ส.ค. 66 16.30.59 น." in found[3][1]


def test_who_may_not_reads_why(history: Any) -> None:
    reviewer, viewer = history(StaffRole.REVIEWER), history(StaffRole.VIEWER)
    assert (reviewer[1][0], reviewer[3][0]) == (True, False)
    assert "ต้องใช้สิทธิ์ “ผู้อนุมัติ”" in reviewer[3][1]
    assert not any(offered for offered, _ in viewer.values())
    assert "ต้องใช้สิทธิ์ “ผู้ตรวจ”" in viewer[1][1]
