"""Clients who mean us ill: silence, trickles, crowds, too much of everything, foreign names."""

import http.client
import socket
import time
from collections.abc import Iterator
from contextlib import closing, suppress

import pytest
from servers.office import Office
from servers.pages import Pages, pages_of

from parsers.process import Parser
from storage.accounts.roles import StaffRole
from web import limits


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch, desk_office: Office, parser: Parser) -> Iterator[Pages]:
    """A server whose patience is short, for tests that wait for its end."""
    monkeypatch.setattr(limits, "HEAD_SECONDS", 1)
    monkeypatch.setattr(limits, "STALLED_SECONDS", 1)
    monkeypatch.setattr(limits, "FORM_SECONDS", 1.0)
    monkeypatch.setattr(limits, "CONNECTIONS", 20)
    with pages_of(desk_office.parts, parser) as made:
        yield made


def connected(pages: Pages) -> socket.socket:
    return socket.create_connection(("127.0.0.1", pages.settings.port), timeout=10)


def is_closed(connection: socket.socket) -> bool:
    try:
        return connection.recv(1) == b""
    except ConnectionResetError:
        return True


def answer_to(pages: Pages, raw: bytes) -> bytes:
    with closing(connected(pages)) as connection:
        connection.sendall(raw)
        return connection.recv(65536)


def test_silence_ends(hasty: Pages) -> None:
    with closing(connected(hasty)) as connection:
        assert is_closed(connection)


def test_a_head_that_trickles_in_ends(hasty: Pages) -> None:
    with closing(connected(hasty)) as connection:
        connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n")
        begun = time.monotonic()
        with pytest.raises(OSError):
            while time.monotonic() - begun < 8:
                connection.sendall(b"X-A: b\r\n")
                time.sleep(0.1)
        assert time.monotonic() - begun < 6


def test_a_body_that_trickles_in_ends(hasty: Pages) -> None:
    head = big(hasty, "/logout", 1000, StaffRole.VIEWER)
    assert answer_to(hasty, head + b"token=").startswith(b"HTTP/1.1 408")


def test_a_connection_that_rests_too_long_ends_and_one_in_use_does_not(hasty: Pages) -> None:
    with closing(http.client.HTTPConnection("127.0.0.1", hasty.settings.port, timeout=10)) as client:
        for _ in range(5):
            client.request("GET", "/static/desk.css")
            assert client.getresponse().read()
            time.sleep(0.5)
        assert client.sock and is_closed(client.sock)


def test_a_reader_who_takes_nothing_is_left(hasty: Pages) -> None:
    with closing(connected(hasty)) as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        ask = f"GET /static/desk.css HTTP/1.1\r\nHost: 127.0.0.1:{hasty.settings.port}\r\n\r\n".encode()
        connection.sendall(ask * 2000)
        time.sleep(3)
        got = 0
        with suppress(ConnectionResetError, BrokenPipeError):
            while part := connection.recv(1 << 20):
                got += len(part)
                # Whoever has left answers that with a reset; what lies in the kernel would come for minutes.
                connection.sendall(b"\r\n")
        assert got < 2000 * 5000


def test_a_crowd_that_says_nothing_keeps_nobody_out(hasty: Pages) -> None:
    crowd = [connected(hasty) for _ in range(60)]
    try:
        assert hasty.client().get("/login").status_code == 200
        assert is_closed(crowd[0])
    finally:
        for each in crowd:
            each.close()


@pytest.mark.parametrize(
    "raw",
    [
        b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"x" * 100_000,
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        b"POST /login HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        b"POST /login HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
    ],
)
def test_what_is_no_request_is_told_so_with_the_safe_headers(standing: Pages, raw: bytes) -> None:
    answer = answer_to(standing, raw)
    assert answer.startswith(b"HTTP/1.1 400")
    assert b"nosniff" in answer and b"default-src 'none'" in answer


def test_a_body_with_two_lengths_is_no_second_request(standing: Pages) -> None:
    host = b" HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n" % standing.settings.port
    raw = b"POST /login" + host + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    assert b"HTTP/1.1 200" not in answer_to(standing, raw + b"GET /healthz" + host + b"\r\n")


def big(pages: Pages, path: str, size: int, role: StaffRole) -> bytes:
    """The head of a form whose body is still to come."""
    session = pages.client(role).cookies["session"]
    return (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{pages.settings.port}\r\nOrigin: {pages.url}\r\n"
        f"Cookie: session={session}\r\nContent-Length: {size}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n\r\n"
    ).encode()


def posted(pages: Pages, role: StaffRole, **form: object) -> int:
    client = pages.client(role)
    data = {"token": pages.token(client), **form}
    return client.post("/machine/look", data=data).status_code


def test_a_form_has_bounds(standing: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    assert posted(standing, StaffRole.REVIEWER, why="x" * 1000) == 303
    assert posted(standing, StaffRole.REVIEWER, why="x" * (limits.FORM_BYTES + 1)) == 400
    many = {f"f{number}": "x" for number in range(limits.FIELDS + 1)}
    assert posted(standing, StaffRole.REVIEWER, **many) == 400
    client = standing.client(StaffRole.REVIEWER)
    data, files = {"token": standing.token(client)}, [("file", ("a", b"x"))] * (limits.FILES + 1)
    assert client.post("/machine/look", data=data, files=files).status_code == 400
    assert (
        client.post("/machine/look", content=b"{}", headers={"Content-Type": "text/plain"}).status_code == 400
    )


def test_more_than_the_largest_upload_is_refused(standing: Pages) -> None:
    head = big(standing, "/machine/look", limits.UPLOAD_BYTES + 1, StaffRole.REVIEWER)
    assert answer_to(standing, head).startswith(b"HTTP/1.1 413")


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1", "127.0.0.1:1", "localhost.evil.example", "desk.office.go.th", ""]
)
def test_a_foreign_name_gets_nothing(standing: Pages, host: str) -> None:
    assert standing.client().get("/login", headers={"Host": host}).status_code == 400


def test_the_proxys_name_is_ours_and_this_machines_is_for_watchers_alone(beyond: Pages) -> None:
    client = beyond.client()
    for host in ("desk.office.go.th", "desk.office.go.th:443", "DESK.office.go.th"):
        assert client.get("/login", headers={"Host": host}).status_code == 200
    here = f"127.0.0.1:{beyond.settings.port}"
    assert client.get("/healthz", headers={"Host": here}).status_code == 503
    assert client.get("/login", headers={"Host": here}).status_code == 400
    assert (
        client.get("/login", headers={"Host": here, "X-Forwarded-Host": "desk.office.go.th"}).status_code
        == 400
    )
