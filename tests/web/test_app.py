"""What holds for every answer, whatever the page."""

import pytest
from servers.pages import Pages

from storage.accounts.roles import StaffRole
from web.headers import SAFE


@pytest.mark.parametrize("path", ["/no-such-page", "/static/desk.css", "/static/../app.py", "/static/"])
@pytest.mark.parametrize("role", [None, StaffRole.ADMIN])
def test_every_answer_has_the_safe_headers(pages: Pages, role: StaffRole | None, path: str) -> None:
    answer = pages.client(role).get(path)
    assert answer.status_code in (200, 404)
    told = dict(SAFE) | ({"Cache-Control": "no-cache"} if answer.status_code == 200 else {})
    assert {name: answer.headers.get(name) for name in told} == told
    assert "server" not in answer.headers


def test_what_is_not_listed_is_refused(pages: Pages) -> None:
    client = pages.client(StaffRole.ADMIN)
    assert client.get("/config.toml").status_code == 404
    assert client.post("/static/desk.css").status_code == 405
