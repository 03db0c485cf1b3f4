"""Our own disk and database fail: the daemon stays up, takes nothing it cannot keep, tells once, goes on."""

import json
import re
import socket
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import pytest
from faults.disk import EXPECTED, Point, hold_everything
from faults.small_disk import small_disk
from servers.installation import PATIENCE, Installation, message_id
from servers.mails import entry
from servers.webhook import WebhookSink, webhook_sink

HASTY = (str(Path(__file__).with_name("hasty.py")),)
FIRST, LATER = entry(10), entry(11)


@pytest.fixture
def told(installation: Installation) -> Iterator[WebhookSink]:
    """The organiser's webhook; the daemon shows its health as well."""
    with webhook_sink() as sink:
        installation.configure(
            alarm={"webhook": sink.url},
            web={"enabled": True, "port": free_port()},
            mailbox={"max_message_mb": 1, "idle": False},
            storage={"database": "sqlite:///data/intake.db", "files": "data/files"},
        )
        yield sink


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port: int = unused.getsockname()[1]
    return port


def health(installation: Installation) -> tuple[int, dict[str, Any]]:
    """As the pages' process tells it, once it has started: the daemon does not wait for it."""
    url = f"http://127.0.0.1:{installation.tables['web']['port']}/healthz"
    end = time.monotonic() + PATIENCE
    while True:
        try:
            with urlopen(url, timeout=10) as answer:
                return answer.status, json.load(answer)
        except HTTPError as error:
            with error:
                return error.code, json.load(error)
        except URLError:
            assert time.monotonic() < end
            time.sleep(0.2)


def wait_for_storage(installation: Installation, word: str) -> None:
    """The daemon tells its pages every second."""

    def is_told() -> bool:
        code, document = health(installation)
        return (code, document["status"], document["storage"]) == (503, "down", word)

    installation.wait_for(is_told, f"storage {word}")


def untouched(installation: Installation, *messages: bytes) -> bool:
    """Whether these lie in the inbox as they came."""
    with installation.dovecot.client() as client:
        client.select_folder("INBOX", readonly=True)
        unseen = client.search(["UNSEEN"])
    inbox = installation.folders().get("INBOX", [])
    return sorted(inbox) == sorted(map(message_id, messages)) and len(unseen) == len(messages)


def wait_until_filed(installation: Installation, *messages: bytes) -> None:
    wanted = {message_id(raw) for raw in messages}

    def all_filed() -> bool:
        rows = installation.rows()
        return wanted <= {row["message_id"] for row in rows} and {row["status"] for row in rows} == {"filed"}

    installation.wait_for(all_filed, "end of the work")
    installation.wait_for(lambda: len(installation.sink.mails) >= len(wanted), "answers")


def live_through(
    installation: Installation,
    told: WebhookSink,
    key: str,
    begin: Callable[[], None],
    end: Callable[[], None],
) -> None:
    """A sound daemon meets a fault of its disk, which then ends."""
    installation.deliver(FIRST)
    daemon = installation.start(program=HASTY)
    wait_until_filed(installation, FIRST)
    installation.wait_for(lambda: health(installation)[0] == 200, "health")

    begin()
    installation.deliver(LATER)
    installation.wait_for(lambda: (key, "raised") in told.keys, "alarm")
    wait_for_storage(installation, key)
    assert untouched(installation, LATER)
    assert "disk\tFAIL" in installation.intake("doctor").stdout

    end()
    wait_until_filed(installation, FIRST, LATER)
    installation.wait_for(lambda: (key, "over") in told.keys, "end of the alarm")
    installation.wait_for(lambda: health(installation)[0] == 200, "health")
    assert told.keys.count((key, "raised")) == 1
    assert daemon.poll() is None
    installation.stop(daemon)
    assert len(installation.sink.mails) == 2
    installation.verify()


def test_a_full_disk_keeps_the_mail_in_the_mailbox_until_there_is_room(
    installation: Installation, told: WebhookSink
) -> None:
    with small_disk(installation.folder / "data", "size=300m") as disk:
        live_through(installation, told, "disk-full", disk.fill, disk.make_room)


def test_a_disk_that_can_only_be_read_keeps_the_mail_in_the_mailbox(
    installation: Installation, told: WebhookSink
) -> None:
    with small_disk(installation.folder / "data", "size=300m") as disk:
        live_through(installation, told, "disk", disk.lock, disk.unlock)


def test_a_disk_that_can_hold_few_more_files_is_full(installation: Installation, told: WebhookSink) -> None:
    with small_disk(installation.folder / "data", "size=300m,nr_inodes=1200"):
        installation.deliver(FIRST)
        installation.start(program=HASTY)
        installation.wait_for(lambda: ("disk-full", "raised") in told.keys, "alarm")
        assert "1,000 files" in told.told[0]["detail"]
        assert untouched(installation, FIRST)


def test_while_the_disk_is_full_what_is_stored_is_answered(
    installation: Installation, told: WebhookSink
) -> None:
    with small_disk(installation.folder / "data", "size=300m") as disk:
        installation.configure(replies={"mode": "approve"})
        installation.deliver(FIRST)
        installation.run_once()
        disk.fill(but=50_000_000)
        installation.start(program=HASTY)
        installation.wait_for(lambda: ("disk-full", "raised") in told.keys, "alarm")
        assert installation.intake("outbox", "release", "--all").returncode == 0
        installation.wait_for(lambda: len(installation.sink.mails) == 1, "answer")


def test_a_database_that_another_program_locks_holds_things_up_and_no_more(
    installation: Installation, told: WebhookSink
) -> None:
    installation.deliver(FIRST)
    daemon = installation.start(program=HASTY)
    wait_until_filed(installation, FIRST)
    with closing(sqlite3.connect(installation.folder / "data" / "intake.db")) as other:
        other.execute("BEGIN IMMEDIATE")
        installation.deliver(LATER)
        installation.wait_for(lambda: ("database", "raised") in told.keys, "alarm")
        wait_for_storage(installation, "database")
        assert untouched(installation, LATER)
        other.rollback()
    wait_until_filed(installation, FIRST, LATER)
    installation.stop(daemon)
    assert told.keys.count(("database", "raised")) == 1
    installation.verify()


def test_a_damaged_database_is_left_as_it_is_and_no_mail_is_taken(
    installation: Installation, told: WebhookSink
) -> None:
    installation.deliver(FIRST)
    installation.run_once()
    database = installation.folder / "data" / "intake.db"
    with closing(sqlite3.connect(database)) as other:
        # What still stands in the log beside it would cover the damage.
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    backup = database.read_bytes()
    damaged = bytearray(backup)
    for page in range(4096, len(damaged), 4096):
        damaged[page : page + 100] = b"\xa5" * 100
    database.write_bytes(damaged)
    installation.deliver(LATER)

    daemon = installation.start(program=HASTY)
    installation.wait_for(lambda: ("database-damaged", "raised") in told.keys, "alarm")
    assert "restore the last backup" in told.told[0]["detail"]
    wait_for_storage(installation, "database-damaged")
    assert "restore the last backup" in installation.intake("doctor").stdout
    installation.stop(daemon)
    assert untouched(installation, LATER)
    assert database.read_bytes() == damaged

    database.write_bytes(backup)
    installation.run_once()
    assert [row["status"] for row in installation.rows()] == ["filed", "filed"]
    assert told.keys == [("database-damaged", "raised"), ("database-damaged", "over")]
    installation.verify()


def test_damage_that_no_work_would_meet_is_noticed_while_the_daemon_works(
    installation: Installation, told: WebhookSink
) -> None:
    installation.deliver(FIRST)
    daemon = installation.start(program=HASTY)
    wait_until_filed(installation, FIRST)
    installation.wait_for(lambda: installation.rows()[0]["reply"]["state"] == "sent", "end of the work")
    database = installation.folder / "data" / "intake.db"
    with closing(sqlite3.connect(database)) as other:
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        # Of a table that is only ever added to: the text of events.
        (page,) = other.execute("SELECT rootpage FROM sqlite_master WHERE name = 'event_text'").fetchone()
    with database.open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(b"\xa5" * 100)

    installation.wait_for(lambda: ("database-damaged", "raised") in told.keys, "alarm")
    installation.deliver(LATER)
    wait_for_storage(installation, "database-damaged")
    assert "database\tFAIL\tthe database is damaged" in installation.intake("doctor").stdout
    installation.stop(daemon)
    assert untouched(installation, LATER)
    assert told.keys == [("database-damaged", "raised")]


def points(calls: dict[tuple[str, str], range], *more: str) -> list[Point]:
    return [
        Point(call, error, f"{number}{each}")
        for (call, error), numbers in calls.items()
        for number in numbers
        for each in more
    ]


FEW = [
    Point("fsync", "EIO", "12"),
    Point("pwrite64", "ENOSPC", "950+"),
    Point("rename", "ENOSPC", "2"),
]
ALL = [
    *points(
        {
            ("fsync", "EIO"): range(1, 24),
            ("fdatasync", "EIO"): range(1, 34),
            ("rename", "ENOSPC"): range(1, 9),
            ("fchmod", "EROFS"): range(1, 9),
            ("ftruncate", "ENOSPC"): range(1, 3),
        },
        "",
        "+",
    ),
    *points({("pwrite64", "ENOSPC"): range(1, 1080, 40), ("pwrite64", "EIO"): range(31, 1080, 80)}, "", "+"),
    # For good, the pipes would fail as well.
    *points({("write", "ENOSPC"): range(1, 20), ("write", "EIO"): range(1, 20)}, ""),
    *points({("mkdir", "ENOSPC"): range(1, 520, 80), ("openat", "EROFS"): range(1600, 1760, 20)}, "", "+"),
]


@pytest.mark.parametrize(
    "point",
    [pytest.param(point, id=str(point)) for point in FEW]
    + [pytest.param(point, id=str(point), marks=pytest.mark.slow) for point in ALL],
)
def test_a_call_that_fails_loses_nothing_and_doubles_nothing(
    installation: Installation, point: Point, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    calls = tmp_path / "calls.txt"
    installation.deliver(*EXPECTED)
    daemon = installation.start("--once", under=point.tracer(calls))
    assert daemon.wait(120) in (0, 1, 2)  # 2: one of the program's own files, at the start
    if not point.fired(calls):
        assert request.node.get_closest_marker("slow"), "the fault was put nowhere"
        pytest.skip(f"no such call on a file: {point}")
    # The helper may say why it ended: its pipe to the daemon failed, as no real pipe does.
    assert not re.search(
        'File ".*/(intake|ingest|runtime|decisions|notifications|storage)/',
        installation.daemon_log.read_text(),
    )
    installation.run_once()
    hold_everything(installation, lasting=point.lasting)


@pytest.mark.parametrize(
    ("point", "key"),
    [
        (Point("pwrite64", "ENOSPC", "1+"), "disk-full"),
        (Point("fsync", "EIO", "1+"), "disk"),
        pytest.param(Point("fdatasync", "EIO", "1+"), "disk", marks=pytest.mark.slow),
    ],
    ids=str,
)
def test_a_disk_that_fails_for_a_while_is_waited_out(
    installation: Installation, told: WebhookSink, point: Point, key: str
) -> None:
    installation.deliver(FIRST)
    daemon = installation.start(program=HASTY)
    wait_until_filed(installation, FIRST)
    with point.at(daemon.pid):
        installation.deliver(LATER)
        installation.wait_for(lambda: (key, "raised") in told.keys, "alarm")
        assert untouched(installation, LATER)
        assert len(installation.sink.mails) == 1
    wait_until_filed(installation, FIRST, LATER)
    installation.wait_for(lambda: (key, "over") in told.keys, "end of the alarm")
    assert told.keys.count((key, "raised")) == 1
    installation.stop(daemon)
    assert len(installation.sink.mails) == 2
    installation.verify()


def test_a_reply_that_was_taken_while_the_disk_failed_is_recorded_later_and_not_sent_again(
    installation: Installation, told: WebhookSink
) -> None:
    installation.deliver(FIRST)
    installation.sink.stall("after_final", 6.0)
    daemon = installation.start(program=HASTY)
    installation.sink.wait_for_mails(1, 30)
    taken = time.monotonic()
    with Point("fdatasync", "EIO", "1+").at(daemon.pid):
        installation.wait_for(lambda: ("disk", "raised") in told.keys, "alarm")
        # The server's yes must come while the disk still fails.
        installation.wait_for(lambda: time.monotonic() > taken + 7.0, "answer")
    installation.wait_for(lambda: [r["reply"]["state"] for r in installation.rows()] == ["sent"], "record")
    installation.stop(daemon)
    installation.run_once()
    assert len(installation.sink.mails) == 1
