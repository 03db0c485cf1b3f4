"""The alarms and their ways to the organiser, each to a real server."""

import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from loguru import logger
from pydantic import SecretStr, ValidationError
from servers.smtp_sink import SmtpSink
from servers.webhook import TOKEN, WebhookSink, webhook_sink

from notifications.alarms import Alarms, NotDelivered, Notice
from notifications.alarms.alarms import Channel
from notifications.alarms.mail import Mail
from notifications.alarms.webhook import Webhook, document
from notifications.alarms.words import KINDS
from notifications.rendering.desk import Desk, desk_of
from settings import load
from settings.alarm_kinds import AlarmKind
from settings.servers import Smtp
from settings.tables import Alarm

FULL = Notice("disk-full", "raised", "no room at /srv", datetime(2023, 7, 31, 9, 30, tzinfo=UTC))
ORGANISER = "boss@dga.example"


class Remembering:
    name = "test"

    def __init__(self, fails: bool = False) -> None:
        self.told: list[tuple[str, str]] = []
        self.fails = fails

    def deliver(self, notices: Sequence[Notice]) -> None:
        if self.fails:
            raise NotDelivered("nobody is there")
        self.told += [(notice.key, notice.state) for notice in notices]


class Stuck(Remembering):
    def deliver(self, notices: Sequence[Notice]) -> None:
        threading.Event().wait()


@contextmanager
def telling(memory: Path | None, *channels: Channel) -> Iterator[Alarms]:
    alarms = Alarms(memory, lambda: datetime.now(UTC))
    alarms.start(channels)
    try:
        yield alarms
    finally:
        alarms.close(5)


@pytest.fixture
def desk() -> Desk:
    return desk_of(load(Path(__file__).parents[3] / "config.toml", {}))


@pytest.fixture
def webhook() -> Iterator[WebhookSink]:
    with webhook_sink() as sink:
        yield sink


@pytest.fixture
def said() -> Iterator[list[str]]:
    """The log."""
    lines: list[str] = []
    number = logger.add(lines.append, format="{message}")
    yield lines
    logger.remove(number)


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_an_alarm_is_told_once_by_however_many_threads_it_is_raised(tmp_path: Path) -> None:
    channel = Remembering()
    with telling(tmp_path / "alarms", channel) as alarms:

        def raise_often() -> None:
            for _ in range(200):
                alarms.raise_(AlarmKind.DISK, "x")

        threads = [threading.Thread(target=raise_often) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert channel.told == [("disk", "raised")]


def test_a_daemon_that_is_started_again_and_again_tells_once(tmp_path: Path) -> None:
    channel = Remembering()
    for _ in range(5):
        with telling(tmp_path / "alarms", channel) as alarms:
            alarms.raise_(AlarmKind.DATABASE_DAMAGED, "broken")
    assert channel.told == [("database-damaged", "raised")]
    with telling(tmp_path / "alarms", channel) as alarms:
        assert alarms.lasting() == []  # until it is met again
        alarms.clear(AlarmKind.DATABASE_DAMAGED)
    assert channel.told[1:] == [("database-damaged", "over")]


@pytest.mark.parametrize("left", [b"", b"{", b'[{"key": 1}]', b"\xff" * 100])
def test_a_broken_memory_costs_a_repetition_and_no_more(tmp_path: Path, left: bytes) -> None:
    channel = Remembering()
    (tmp_path / "alarms").write_bytes(left)
    with telling(tmp_path / "alarms", channel) as alarms:
        alarms.raise_(AlarmKind.DISK, "x")
    assert channel.told == [("disk", "raised")]


def test_a_disk_that_refuses_the_memory_keeps_nobody_from_being_told(tmp_path: Path) -> None:
    channel = Remembering()
    with telling(tmp_path / "no" / "such" / "folder", channel) as alarms:
        alarms.raise_(AlarmKind.DISK, "x")
    assert channel.told == [("disk", "raised")]


def test_a_clock_set_back_silences_nothing(tmp_path: Path) -> None:
    channel = Remembering()
    future = Alarms(tmp_path / "alarms", lambda: datetime(2099, 1, 1, tzinfo=UTC))
    future.start([channel])
    future.raise_(AlarmKind.DISK, "x")
    future.close(5)
    with telling(tmp_path / "alarms", Remembering()) as alarms:
        alarms.raise_(AlarmKind.DISK, "x")
    due = json.loads((tmp_path / "alarms").read_text())[0]["due"]
    assert datetime.fromisoformat(due).year < 2099


def test_a_channel_that_hangs_holds_up_nobody() -> None:
    alarms = Alarms(None, lambda: datetime.now(UTC))
    alarms.start([Stuck()])
    alarms.raise_(AlarmKind.DISK, "x")
    worker = threading.Thread(target=alarms.raise_, args=(AlarmKind.SMTP, "x"), daemon=True)
    worker.start()
    worker.join(10)
    assert not worker.is_alive()
    assert [alarm.key for alarm in alarms.lasting()] == ["disk", "smtp"]
    alarms.close(0.1)


def test_one_channel_that_fails_keeps_the_other_from_nothing(said: list[str]) -> None:
    well = Remembering()
    with telling(None, Remembering(fails=True), well) as alarms:
        alarms.raise_(AlarmKind.DISK, "x")
    assert well.told == [("disk", "raised")]
    assert any("could not be told by test: nobody is there" in line for line in said)


def test_the_webhook_gets_a_document_and_shows_its_text(webhook: WebhookSink) -> None:
    Webhook(webhook.url, "dgti-2566").deliver([FULL])
    (document,) = webhook.told
    assert document["key"] == "disk-full"
    assert document["state"] == "raised"
    assert document["since"] == "2023-07-31T09:30:00+00:00"
    assert document["contest"] == "dgti-2566"
    assert document["text"].splitlines()[:3] == [
        "พื้นที่จัดเก็บใกล้เต็มหรือเต็ม",
        "The disk is full or nearly so",
        "no room at /srv",
    ]


def test_a_redirect_is_not_followed(webhook: WebhookSink) -> None:
    webhook.answer, webhook.location = 302, f"http://127.0.0.1:{webhook.server_port}/elsewhere"
    with pytest.raises(NotDelivered, match="302"):
        Webhook(webhook.url, "x").deliver([FULL])
    assert webhook.requests == [f"POST /{TOKEN}"]


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:1/{token}",
        "https://127.0.0.1:{port}/{token}",
        "http://127.0.0.1:{port}/{token} with space",
        "http://no.such.invalid/{token}",
        "http://127.0.0.1:port/{token}",
    ],
)
def test_the_address_is_never_shown(webhook: WebhookSink, said: list[str], url: str) -> None:
    address = url.format(token=TOKEN, port=webhook.server_port)
    with telling(None, Webhook(address, "x")) as alarms:
        alarms.raise_(AlarmKind.DISK, "x")
        until(lambda: any("could not be told by webhook" in line for line in said))
    assert TOKEN not in "".join(said)


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://host/x", "host/x", "http:///x", "http://[x/y"])
def test_only_the_web_is_a_webhook_and_a_refused_one_is_not_shown(url: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Alarm(webhook=SecretStr(f"{url}?{TOKEN}"))
    assert TOKEN not in str(refused.value)
    assert TOKEN not in repr(Alarm(webhook=SecretStr(f"https://host/{TOKEN}")))


def test_the_mail_is_thai_first_and_marked_as_our_own_and_as_automatic(desk: Desk) -> None:
    with SmtpSink() as sink:
        settings = Smtp(host=sink.host, port=sink.port, tls="none", from_address=desk.from_address)
        Mail(ORGANISER, desk, settings, None, lambda: FULL.since).deliver([FULL, FULL])
        (received,) = sink.mails
    mail = message_from_bytes(received.data, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    assert mail["To"] == ORGANISER
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["X-Intake-Contest"] == desk.contest
    assert mail["Subject"] == f"[intake {desk.contest}] พื้นที่จัดเก็บใกล้เต็มหรือเต็ม และอีก 1 เรื่อง"
    body = mail.get_body(("plain",))
    assert body is not None
    text = body.get_content()
    assert "ตั้งแต่วันจันทร์ที่ 31 กรกฎาคม พ.ศ. 2566 เวลา 16.30 น." in text
    assert text.index("พื้นที่จัดเก็บ") < text.index("The disk is full or nearly so")
    assert "no room at /srv" in text


def test_a_mail_that_the_server_refuses_is_not_delivered(desk: Desk) -> None:
    with SmtpSink() as sink:
        sink.fail("rcpt", "550 nobody")
        settings = Smtp(host=sink.host, port=sink.port, tls="none", from_address=desk.from_address)
        with pytest.raises(NotDelivered, match="550 nobody"):
            Mail(ORGANISER, desk, settings, None, lambda: FULL.since).deliver([FULL])


def test_an_alarm_that_another_version_remembered_is_told_all_the_same() -> None:
    notice = Notice("flood:cellar", "over", "wet", FULL.since)
    assert (notice.kind, document(notice, "c")["key"]) == (None, "flood:cellar")
    assert "Something needs a person" in str(document(notice, "c")["heading_en"])


def test_every_kind_says_what_it_is_and_what_to_do() -> None:
    assert set(KINDS) == set(AlarmKind)
    assert all(words.heading and words.cure for pair in KINDS.values() for words in pair)
