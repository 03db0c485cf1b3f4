"""What holds for every answer, whatever the page."""

import socket

import pytest
from servers.pages import Pages

from settings.web import Web
from storage.accounts.roles import StaffRole
from web.headers import SAFE
from web.server import listening


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


def test_no_part_of_an_answer_waits_for_the_browser_to_acknowledge_the_last() -> None:
    with (
        listening(Web.model_construct(host="127.0.0.1", port=0)) as on,
        socket.create_connection(on.getsockname()),
        on.accept()[0] as accepted,
    ):
        assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
