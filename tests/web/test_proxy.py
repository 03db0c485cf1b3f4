"""The pages behind a proxy: as the documentation shows it, and with lies in the headers."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from pyotp import TOTP
from servers.certificates import make_certificates
from servers.nginx import nginx
from servers.office import Office
from servers.pages import PASSWORD, Pages, pages_of
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from parsers.process import Parser
from storage.accounts import accounts
from storage.accounts.roles import StaffRole
from web.page import Page
from web.routes import ROUTES

HOST = "desk.office.go.th"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def whence(request: Request) -> Response:
    assert request.client
    return PlainTextResponse(f"{request.url.scheme} {request.client.host}")


WHENCE = (*ROUTES, Page("GET", "/whence", None, whence))
BEHIND: dict[str, Any] = {"public_url": f"https://{HOST}", "trusted_proxies": ("127.0.0.1",)}


@pytest.fixture
def proxied(desk_office: Office, parser: Parser, tmp_path: Path) -> Iterator[tuple[Pages, httpx.Client]]:
    certificates = make_certificates(tmp_path, f"DNS:{HOST}")
    (tmp_path / "nginx").mkdir()
    with (
        pages_of(desk_office.parts, parser, WHENCE, **BEHIND) as pages,
        nginx(tmp_path / "nginx", certificates, pages.settings.port) as port,
        httpx.Client(
            base_url=f"https://127.0.0.1:{port}",
            headers={"Host": HOST, "Origin": f"https://{HOST}"},
            verify=certificates.client_context(),
        ) as client,
    ):
        client.get = _named(client.get)  # type: ignore[method-assign]
        client.post = _named(client.post)  # type: ignore[method-assign]
        yield pages, client


def _named(ask: Any) -> Any:
    """The certificate is the office's, and the address this machine's."""
    return lambda *given, **more: ask(*given, **more, extensions={"sni_hostname": HOST})


def test_staff_log_in_through_the_proxy_that_the_documentation_shows(
    proxied: tuple[Pages, httpx.Client],
) -> None:
    pages, client = proxied
    pages.account("somsri", StaffRole.VIEWER)
    pages.change("somsri", lambda s, a, by: accounts.set_second_factor(s, a, SECRET, by))
    asked = client.get("/login")
    assert asked.headers["strict-transport-security"]
    token = re.search(r'name="token" value="([^"]*)"', asked.text)
    assert token
    code = TOTP(SECRET).at(pages.clock() + timedelta())
    typed = {"token": token[1], "name": "somsri", "password": PASSWORD, "code": code}
    answer = client.post("/login", data=typed)
    assert answer.status_code == 303, answer.text
    (cookie,) = [each for each in answer.headers.get_list("set-cookie") if "session" in each]
    assert cookie.startswith("__Host-session=") and "Secure" in cookie
    assert client.get("/log", headers={"Cookie": cookie.partition(";")[0]}).status_code == 200


def test_the_proxy_tells_who_asks_and_a_browser_cannot(proxied: tuple[Pages, httpx.Client]) -> None:
    _, client = proxied
    lies = {"X-Forwarded-For": "6.6.6.6", "X-Forwarded-Proto": "http", "Forwarded": "for=6.6.6.6"}
    assert client.get("/whence", headers=lies).text == "https 127.0.0.1"


def test_a_proxy_that_is_named_is_believed(desk_office: Office, parser: Parser) -> None:
    with pages_of(desk_office.parts, parser, WHENCE, **BEHIND) as pages:
        told = {"Host": HOST, "X-Forwarded-For": "6.6.6.6, 10.1.1.1", "X-Forwarded-Proto": "https"}
        assert pages.client().get("/whence", headers=told).text == "https 10.1.1.1"


def test_without_a_proxy_nobody_is_believed(desk_office: Office, parser: Parser) -> None:
    with pages_of(desk_office.parts, parser, WHENCE) as pages:
        told = {"X-Forwarded-For": "6.6.6.6", "X-Forwarded-Proto": "https", "X-Real-IP": "6.6.6.6"}
        assert pages.client().get("/whence", headers=told).text == "http 127.0.0.1"
