"""An act that is refused on a page: in the visitor's language, without the words of a terminal."""

from typing import Any

import pytest
from servers.office import Office
from servers.pages import Pages

from storage.accounts.roles import StaffRole

FIRST = "DGTI-2566-0001"


def sent(pages: Pages, path: str, language: str = "th", **form: Any) -> Any:
    client = pages.client(StaffRole.REVIEWER)
    client.cookies.set("language", language, domain="127.0.0.1")
    return client.post(path, data={"token": pages.token(client), **form})


@pytest.mark.parametrize(
    ("language", "says"),
    [("th", "“ขยายเวลาแก้ไข” ในกรณีนี้ต้องใช้สิทธิ์"), ("en", "“more time to mend” needs approver")],
)
def test_a_refusal_is_told_in_the_visitors_language(
    desk_office: Office, pages: Pages, language: str, says: str
) -> None:
    desk_office.entry()
    answer = sent(pages, f"/desk/{FIRST}", language, kind="extend", at="2023-08-04T16:30", words="ขยาย")
    assert (answer.status_code, says in answer.text) == (422, True)
    assert "`extend`" not in answer.text


def test_of_many_cards_each_tells_it_so(desk_office: Office, pages: Pages) -> None:
    desk_office.entry()
    card = f"{FIRST} old"
    answer = sent(pages, "/desk/bulk", kind="assign", to="reviewer", card=card, why="แบ่งงาน")
    assert "มีการเปลี่ยนแปลงหลังจากที่ท่านเปิดดู" in answer.text
    assert "has changed" not in answer.text
