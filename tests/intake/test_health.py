"""GET /healthz: what it says of a daemon, and what it does not let itself be talked into."""

import http.client
import json
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from servers.office import office
from servers.pages import pages_of
from servers.smtp_sink import SmtpSink

from intake.health import SILENCE, Health
from notifications.alarms import Alarms
from parsers.process import Parser
from settings.alarm_kinds import AlarmKind
from web.health import Heard

START = datetime(2023, 7, 31, 9, 0, tzinfo=UTC)


class Clock:
    now = START

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def health(clock: Clock) -> Health:
    return Health(Alarms(None, clock), clock, START)


class Hearing(Heard):
    """Hears the daemon at each question."""

    def __init__(self, health: Health) -> None:
        super().__init__()
        self._health = health

    def document(self) -> dict[str, object]:
        return self._health.document()


@pytest.fixture
def port(health: Health, tmp_path: Path, parser: Parser) -> Iterator[int]:
    with (
        SmtpSink() as sink,
        office(tmp_path, sink) as made,
        pages_of(made.parts, parser, heard=Hearing(health)) as pages,
    ):
        yield pages.settings.port


def ask(port: int, path: str = "/healthz", method: str = "GET") -> tuple[int, bytes]:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as client:
        client.request(method, path)
        answer = client.getresponse()
        return answer.status, answer.read()


def test_a_sound_daemon_says_so(health: Health, port: int) -> None:
    health.poll_begins()
    health.poll_succeeded()
    code, body = ask(port)
    assert code == 200
    assert json.loads(body) == {
        "status": "ok",
        "started": "2023-07-31T09:00:00Z",
        "last_poll": "2023-07-31T09:00:00Z",
        "last_success": "2023-07-31T09:00:00Z",
        "mailbox": "ok",
        "smtp": "ok",
        "storage": "ok",
        "waiting": {},
        "alarms": [],
    }


@pytest.mark.parametrize(
    ("key", "code", "status", "part", "word"),
    [
        ("mailbox", 200, "degraded", "mailbox", "unreachable"),
        ("mailbox-refused", 200, "degraded", "mailbox", "refused"),
        ("smtp-refused", 200, "degraded", "smtp", "refused"),
        ("disk-low", 200, "degraded", "storage", "ok"),
        ("disk-full", 503, "down", "storage", "disk-full"),
        ("database-damaged", 503, "down", "storage", "database-damaged"),
    ],
)
def test_an_alarm_shows_by_its_key_and_without_its_text(
    health: Health, port: int, key: str, code: int, status: str, part: str, word: str
) -> None:
    health.alarms.raise_(AlarmKind(key), "the login of somebody@office.example was refused")
    answered, body = ask(port)
    assert answered == code
    document = json.loads(body)
    assert (document["status"], document[part]) == (status, word)
    assert document["alarms"] == [{"key": key, "since": "2023-07-31T09:00:00Z"}]
    assert b"somebody" not in body


def test_a_poll_that_hangs_is_down_and_one_that_is_long_is_not(
    health: Health, clock: Clock, port: int
) -> None:
    health.poll_begins()
    clock.now = START + SILENCE
    health.moved()
    clock.now += SILENCE
    assert ask(port)[0] == 200
    clock.now += timedelta(seconds=1)
    assert ask(port)[0] == 503


@pytest.mark.parametrize("path", ["/healthz/", "/../config.toml", "/healthz%00", "//etc/passwd"])
def test_nothing_else_is_there(port: int, path: str) -> None:
    assert ask(port, path)[0] == 404


def test_head_has_no_body_and_nothing_can_be_sent(port: int) -> None:
    assert ask(port, method="HEAD") == (200, b"")
    assert ask(port, method="POST")[0] == 405
