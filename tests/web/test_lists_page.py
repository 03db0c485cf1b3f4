"""The lists in the browser: looked at by all, frozen by an approver, and only as they were shown."""

import re
from io import BytesIO

from openpyxl import load_workbook
from servers.office import Office
from servers.pages import Pages

from storage.accounts.roles import StaffRole

NAMES = ["เทศบาลตำบลหนึ่ง", "เทศบาลตำบลสอง"]


def form_on(html: str) -> dict[str, str]:
    """What the page's own form would send."""
    named = dict(re.findall(r'<input type="hidden" name="(token|digest)" value="([^"]*)"', html))
    return {key: named[key] for key in ("token", "digest")}


def test_a_list_is_frozen_as_it_was_shown_printed_and_given_as_a_workbook(
    desk_office: Office, pages: Pages
) -> None:
    desk_office.entry("a@one.example", NAMES[0])
    client = pages.client(StaffRole.APPROVER)
    html = client.get("/lists").text
    assert "DGTI-2566-0001" in html
    assert client.post("/lists", data=form_on(html)).status_code == 303
    assert "ไม่มีการเปลี่ยนแปลง" in client.get("/lists").text
    printed = client.get("/lists/1")
    assert NAMES[0] in printed.text and "ผู้เห็นชอบ" in printed.text
    assert printed.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    book = load_workbook(BytesIO(client.get("/lists/1/sheet").content))
    assert book.worksheets[0].cell(2, 3).value == "DGTI-2566-0001"
    assert client.get("/lists/2").status_code == 404
    assert client.get(f"/lists/{10**40}").status_code == 404


def test_what_came_meanwhile_is_looked_at_before_it_is_frozen(desk_office: Office, pages: Pages) -> None:
    desk_office.entry("a@one.example", NAMES[0])
    client = pages.client(StaffRole.APPROVER)
    seen = form_on(client.get("/lists").text)
    desk_office.entry("b@one.example", NAMES[1])
    assert client.post("/lists", data=seen).status_code == 422
    assert client.get("/lists/1").status_code == 404
    assert client.post("/lists", data=form_on(client.get("/lists").text)).status_code == 303
    assert "DGTI-2566-0002" in client.get("/lists/1").text
    assert client.post("/lists", data=seen).status_code == 422


def test_a_reviewer_looks_and_does_not_freeze(desk_office: Office, pages: Pages) -> None:
    desk_office.entry("a@one.example", NAMES[0])
    html = pages.client(StaffRole.REVIEWER).get("/lists").text
    assert "DGTI-2566-0001" in html
    assert 'name="digest"' not in html
