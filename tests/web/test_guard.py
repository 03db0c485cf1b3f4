"""Who gets which page: made from the table of routes, so that no page can be forgotten."""

import re

import pytest
from servers.pages import Pages

from storage.accounts import accounts
from storage.accounts.roles import StaffRole
from web.headers import SAFE
from web.page import Page
from web.routes import ROUTES

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
POSTS = [page for page in ROUTES if page.method == "POST"]
PATHS = sorted({page.path for page in ROUTES})


def address(path: str) -> str:
    """The path with something in the place of each of its parameters."""
    return re.sub(r"\{(\w+)(?::\w+)?\}", lambda found: "9" if ":int" in found[0] else "DGTI-2566-9999", path)


def named(page: Page) -> str:
    return f"{page.method} {page.path}"


def ask(pages: Pages, page: Page, role: StaffRole | None, **form: str) -> tuple[int, str]:
    client = pages.client(role)
    data = {"token": pages.token(client) if role else "", **form} if page.method == "POST" else None
    answer = client.request(page.method, address(page.path), data=data)
    assert {name: answer.headers.get(name) for name in SAFE if name != "Cache-Control"} == {
        name: value for name, value in SAFE.items() if name != "Cache-Control"
    }
    return answer.status_code, answer.headers.get("location", "")


@pytest.mark.parametrize("role", list(StaffRole))
@pytest.mark.parametrize("page", ROUTES, ids=named)
def test_a_role_gets_what_it_may_and_nothing_else(standing: Pages, page: Page, role: StaffRole) -> None:
    status, to = ask(standing, page, role)
    if page.least is None or role.covers(page.least):
        assert status in (200, 303, 404, 422) or page.path in ("/login", "/healthz"), status
        assert not to.startswith("/login") or page.path == "/logout"
    else:
        assert status == 403


@pytest.mark.parametrize("page", [page for page in ROUTES if page.least], ids=named)
def test_nobody_gets_a_page_without_logging_in(standing: Pages, page: Page) -> None:
    status, to = ask(standing, page, None)
    assert (status, to.partition("?")[0]) == (303, "/login")


@pytest.mark.parametrize("page", [page for page in ROUTES if page.least], ids=named)
def test_a_disabled_account_gets_none(pages: Pages, page: Page) -> None:
    client = pages.client(StaffRole.ADMIN)
    pages.change("admin", accounts.disable)
    answer = client.request(page.method, address(page.path), data={"token": pages.token(client)})
    assert (answer.status_code, answer.headers["location"].partition("?")[0]) == (303, "/login")


@pytest.mark.parametrize("path", PATHS)
def test_a_method_that_is_not_listed_is_refused(standing: Pages, path: str) -> None:
    listed: set[str] = {page.method for page in ROUTES if page.path == path}
    if "GET" in listed:
        listed.add("HEAD")
    client = standing.client(StaffRole.ADMIN)
    for method in set(METHODS) - listed:
        assert client.request(method, address(path)).status_code == 405, method


@pytest.mark.parametrize("header", ["X-HTTP-Method-Override", "X-Method-Override", "X-HTTP-Method"])
def test_a_header_makes_no_other_method(standing: Pages, header: str) -> None:
    client = standing.client(StaffRole.ADMIN)
    data = {"token": standing.token(client), "_method": "GET"}
    assert client.post("/log", data=data, headers={header: "GET"}).status_code == 405
    assert client.get("/logout?_method=POST", headers={header: "POST"}).status_code == 405


@pytest.mark.parametrize(
    "path", ["/config.toml", "/log/", "/login/", "/LOGIN", "/static", "/desk/a/b", "/%2e%2e/"]
)
def test_what_is_not_listed_is_not_there(standing: Pages, path: str) -> None:
    assert standing.client(StaffRole.ADMIN).get(path).status_code == 404


@pytest.mark.parametrize("page", POSTS, ids=named)
@pytest.mark.parametrize("token", ["", "x", "\ud55c", "of another"])
def test_a_form_without_its_token_does_nothing(standing: Pages, page: Page, token: str) -> None:
    mine, other = standing.client(StaffRole.ADMIN), standing.client(StaffRole.ADMIN)
    given = standing.token(other) if token == "of another" else token
    assert mine.post(address(page.path), data={"token": given}).status_code == 403
    assert mine.post(address(page.path), data={"words": "x"}).status_code == 403
    assert mine.get("/session").status_code == 200


FOREIGN = [
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://127.0.0.1"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"},
    {},
]


@pytest.mark.parametrize("page", POSTS, ids=named)
def test_a_form_of_another_site_does_nothing(standing: Pages, page: Page) -> None:
    for headers in FOREIGN:
        client = standing.client(StaffRole.ADMIN, origin="")
        data = {"token": standing.token(client)}
        assert client.post(address(page.path), data=data, headers=headers).status_code == 403, headers
        assert client.get("/session").status_code == 200


def test_a_browser_that_tells_only_where_the_form_stood_is_believed(pages: Pages) -> None:
    client = pages.client(StaffRole.VIEWER, origin="")
    answer = client.post(
        "/logout", data={"token": pages.token(client)}, headers={"Sec-Fetch-Site": "same-origin"}
    )
    assert answer.headers["location"] == "/login"
