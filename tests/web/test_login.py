"""Coming in and going out: what proves a person, what slows a guesser, and how a session ends."""

import re
import time
from datetime import timedelta
from html import unescape

import httpx
import pytest
from pyotp import TOTP
from servers.pages import PASSWORD, Pages
from sqlmodel import select

from storage.accounts import accounts
from storage.accounts.roles import StaffRole
from storage.tables import Account, Event, KeptForm, StaffSession
from web.entrance import slowness


def field(answer: httpx.Response, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', answer.text)
    assert found, answer.text
    return unescape(found[1])


def log_in(client: httpx.Client, name: str, password: str = PASSWORD, **more: str) -> httpx.Response:
    token = field(client.get("/login"), "token")
    return client.post("/login", data={"token": token, "name": name, "password": password, **more})


def cookie_of(answer: httpx.Response, name: str) -> str:
    (found,) = [line for line in answer.headers.get_list("set-cookie") if line.startswith(f"{name}=")]
    return found


def test_name_and_password_let_a_person_in(pages: Pages) -> None:
    pages.account("somsri", StaffRole.VIEWER)
    client = pages.client()
    answer = log_in(client, "SomSri")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert client.get("/").status_code == 200
    flags = cookie_of(answer, "session").lower()
    assert "httponly" in flags and "samesite=strict" in flags and "path=/" in flags
    assert "domain" not in flags and "max-age" not in flags


def test_over_https_the_cookies_are_secure_and_of_this_host_alone(beyond: Pages) -> None:
    client = beyond.client()
    host = {"Host": "desk.office.go.th"}
    asked = client.get("/login", headers=host)
    flags = cookie_of(asked, "__Host-knock").lower()
    assert "secure" in flags and "httponly" in flags and "samesite=strict" in flags
    assert asked.headers["strict-transport-security"]


@pytest.mark.parametrize(
    ("name", "password"),
    [("somsri", "wrong" * 4), ("nobody", PASSWORD), ("", ""), ("disabled", PASSWORD), ("x" * 60, "y" * 256)],
)
def test_every_failure_says_the_same(pages: Pages, name: str, password: str) -> None:
    pages.account("somsri", StaffRole.VIEWER)
    pages.account("disabled", StaffRole.VIEWER)
    pages.change("disabled", accounts.disable)
    client = pages.client()
    answer = log_in(client, name, password)
    assert answer.status_code == 403
    text = re.sub(r'value="[^"]*"', "", answer.text)
    other = re.sub(r'value="[^"]*"', "", log_in(pages.client(), "somsri", "also wrong").text)
    assert text == other
    assert client.get("/").status_code == 303


def test_a_session_that_somebody_has_planted_is_worth_nothing(pages: Pages) -> None:
    pages.account("somsri", StaffRole.VIEWER)
    client = pages.client(StaffRole.VIEWER)
    planted = client.cookies["session"]
    answer = log_in_again(pages, client)
    assert "session=" in cookie_of(answer, "session")
    other = pages.client()
    other.cookies.set("session", planted, domain="127.0.0.1")
    assert other.get("/").status_code == 303


def log_in_again(pages: Pages, client: httpx.Client) -> httpx.Response:
    return client.post("/login", data={"token": pages.token(client), "name": "somsri", "password": PASSWORD})


@pytest.mark.parametrize(
    ("after", "goes_on"),
    [({"minutes": 59}, True), ({"minutes": 61}, False), ({"hours": 8, "minutes": 1}, False)],
)
def test_a_session_ends_by_itself(pages: Pages, after: dict[str, float], goes_on: bool) -> None:
    client = pages.client(StaffRole.VIEWER)
    pages.clock.ahead = timedelta(**after)
    assert (client.get("/log").status_code == 200) is goes_on


def test_however_busy_its_person_is_a_session_ends_after_eight_hours(pages: Pages) -> None:
    client = pages.client(StaffRole.VIEWER)
    for minutes in range(0, 8 * 60, 30):
        pages.clock.ahead = timedelta(minutes=minutes)
        assert client.get("/session").status_code == 200
        wait_for_touch(pages)
    pages.clock.ahead = timedelta(hours=8, minutes=1)
    assert client.get("/session").status_code == 303


def wait_for_touch(pages: Pages) -> None:
    for _ in range(100):
        (row,) = pages.rows(select(StaffSession))
        if pages.clock() - row.used_at < timedelta(minutes=2):
            return
        time.sleep(0.05)
    raise AssertionError("its last use was never written down")


@pytest.mark.parametrize("step", ["password", "disable", "log_out", "second_factor", "logout"])
def test_what_ends_a_session_ends_it_at_once(pages: Pages, step: str) -> None:
    client = pages.client(StaffRole.VIEWER)
    assert client.get("/log").status_code == 200
    match step:
        case "password":
            pages.change("viewer", lambda s, a, by: accounts.set_password(s, a, "other", by))
        case "second_factor":
            pages.change("viewer", lambda s, a, by: accounts.set_second_factor(s, a, "", by))
        case "logout":
            stolen = client.cookies["session"]
            assert client.post("/logout", data={"token": pages.token(client)}).status_code == 303
            client.cookies.set("session", stolen, domain="127.0.0.1")
        case _:
            pages.change("viewer", getattr(accounts, step))
    assert client.get("/log").status_code == 303


def test_another_role_holds_from_the_next_click(pages: Pages) -> None:
    client = pages.client(StaffRole.ADMIN)
    pages.change("admin", lambda s, a, by: accounts.set_role(s, a, StaffRole.VIEWER, by))
    assert client.post("/machine/look", data={"token": pages.token(client)}).status_code == 403


def test_a_guesser_is_slowed_and_the_person_at_his_own_browser_is_not(
    pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slowness, "FREE", 1)
    pages.account("somsri", StaffRole.VIEWER)
    own = pages.client()
    log_in(own, "somsri")
    own.cookies.delete("session")
    for _ in range(3):
        assert log_in(pages.client(), "somsri", "wrong" * 4).status_code == 403
    assert log_in(pages.client(), "somsri").status_code == 403
    assert log_in(own, "somsri").status_code == 303


CODED = {"Host": "desk.office.go.th"}


def code_in(pages: Pages, code: str) -> int:
    client = pages.client()
    asked = client.get("/login", headers=CODED)
    knock = cookie_of(asked, "__Host-knock").partition(";")[0]
    data = {"token": field(asked, "token"), "name": "somsri", "password": PASSWORD, "code": code}
    return client.post("/login", data=data, headers={**CODED, "Cookie": knock}).status_code


def test_beyond_this_machine_a_code_is_asked_for_and_taken_once(beyond: Pages) -> None:
    secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    beyond.account("somsri", StaffRole.VIEWER)
    assert code_in(beyond, "") == 403, "an account without a second factor is not let in"
    beyond.change("somsri", lambda s, a, by: accounts.set_second_factor(s, a, secret, by))
    totp = TOTP(secret)

    def code(steps: int) -> str:
        return totp.at(beyond.clock() + timedelta(seconds=30 * steps))

    assert code_in(beyond, "000000" if code(0) != "000000" else "111111") == 403
    assert code_in(beyond, code(-3)) == 403
    beyond.clock.ahead += timedelta(minutes=10)
    now = code(0)
    assert code_in(beyond, f"{now[:3]} {now[3:]}") == 303
    assert code_in(beyond, now) == 403, "no code is taken twice"
    assert code_in(beyond, code(1)) == 303
    assert code_in(beyond, now) == 403, "nor one from before it"


def test_what_was_typed_is_shown_again_after_the_login_and_done_by_nobody(pages: Pages) -> None:
    client = pages.client(StaffRole.APPROVER)
    typed = {"token": pages.token(client), "why": "ผู้ดูแล <b>อีเมล</b> ขอให้หยุด\n\nสองบรรทัด", "kept": "x"}
    pages.clock.ahead = timedelta(hours=2)
    answer = client.post("/machine/pause", data=typed)
    assert answer.headers["location"] == "/login?kept=1"
    asked = client.get("/login?kept=1")
    again = client.post(
        "/login",
        data={
            "token": field(asked, "token"),
            "name": "approver",
            "password": PASSWORD,
            "kept": field(asked, "kept"),
        },
    )
    assert again.headers["location"] == "/kept"
    shown = client.get("/kept").text
    assert "&lt;b&gt;อีเมล&lt;/b&gt;" in shown and "<b>อีเมล" not in shown
    assert 'action="/machine/pause"' in shown
    assert pages.rows(select(Event).where(Event.who == "approver")) == [], "nothing was done"
    (kept,) = pages.rows(select(KeptForm))
    assert ["token", typed["token"]] not in kept.fields
    client.post("/kept/forget", data={"token": pages.token(client)})
    assert client.get("/kept").status_code == 404


def test_what_a_stranger_types_is_not_kept(pages: Pages) -> None:
    client, other = pages.client(StaffRole.APPROVER), pages.client(StaffRole.APPROVER)
    theirs = pages.token(other)
    pages.clock.ahead = timedelta(hours=2)
    assert client.post("/machine/pause", data={"token": theirs, "why": "x"}).headers["location"] == "/login"
    assert pages.client().post("/machine/pause", data={"why": "x"}).headers["location"] == "/login"
    big = {"token": pages.token(client), "why": "x" * 200_000}
    assert client.post("/machine/pause", data=big).headers["location"] == "/login"
    assert pages.rows(select(KeptForm)) == []


def test_a_page_from_before_the_login_asks_once_more(pages: Pages) -> None:
    client, earlier = pages.client(StaffRole.APPROVER), pages.client(StaffRole.APPROVER)
    answer = client.post("/machine/pause", data={"token": pages.token(earlier), "why": "หยุดก่อน"})
    assert answer.status_code == 403
    assert 'href="/kept"' in answer.text
    assert "หยุดก่อน" in client.get("/kept").text


@pytest.mark.parametrize(
    "path", ["//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)", "/ x", ""]
)
def test_the_login_leads_nowhere_else(pages: Pages, path: str) -> None:
    pages.account("somsri", StaffRole.VIEWER)
    assert log_in(pages.client(), "somsri", next=path).headers["location"] == "/"


def test_the_login_leads_to_the_page_that_was_asked_for(pages: Pages) -> None:
    pages.account("somsri", StaffRole.VIEWER)
    client = pages.client()
    to = client.get("/log?q=ท่าตูม&tab=held").headers["location"]
    wanted = field(client.get(to), "next")
    assert wanted.startswith("/log?q=")
    assert log_in(client, "somsri", next=wanted).headers["location"] == wanted


def test_a_link_in_a_mail_opens_by_itself_though_its_cookie_is_withheld(pages: Pages) -> None:
    answer = pages.client().get("/log", headers={"Sec-Fetch-Site": "cross-site"})
    assert (answer.status_code, answer.headers["refresh"]) == (200, "0")


def test_the_language_changes_and_the_page_stays(pages: Pages) -> None:
    client = pages.client(StaffRole.VIEWER)
    data = {"token": pages.token(client), "language": "en"}
    answer = client.post("/language", data=data, headers={"Referer": f"{pages.url}/log?tab=held"})
    assert answer.headers["location"] == "/log?tab=held"
    assert "Log out" in client.get("/log").text


def test_a_password_of_older_work_is_hashed_anew_when_it_is_used(pages: Pages) -> None:
    from argon2 import PasswordHasher

    pages.account("somsri", StaffRole.VIEWER)
    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    pages.change("somsri", lambda s, a, by: accounts.set_password(s, a, weak, by))
    assert log_in(pages.client(), "somsri").status_code == 303
    (account,) = pages.rows(select(Account))
    assert account.password != weak
    assert log_in(pages.client(), "somsri").status_code == 303
