"""Selecting, searching and describing: what is told of messages, and that looking changes nothing."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from servers.dovecot import Dovecot

from credentials import Password
from ingest.mailbox import Connection, Folder, connect
from ingest.mailbox import folder as folder_module
from ingest.mailbox.errors import FolderMissing, RequestRefused

THAI = "รับสมัคร/ปี ๒๕๖๖"
Scripted = Callable[[Mapping[str, bytes]], Connection]
Arrive = Callable[[Iterable[bytes]], None]


def mail(number: int) -> bytes:
    return b"Subject: %d\r\n\r\nbody\r\n" % number


def test_a_folder_tells_its_numbers(dovecot: Dovecot, connection: Connection) -> None:
    dovecot.deliver(map(mail, range(3)))
    folder = connection.select("INBOX", readonly=True)
    status = connection.status("INBOX")
    assert (folder.exists, folder.uidnext) == (3, 4)
    assert (status.messages, status.uidnext, status.uidvalidity) == (3, 4, folder.uidvalidity)


def test_only_uids_above_the_last_are_new(arrive: Arrive, folder: Folder) -> None:
    arrive(map(mail, range(3)))
    assert folder.new_uids(0) == [1, 2, 3]
    assert folder.new_uids(2) == [3]
    assert folder.new_uids(3) == []  # the server answers 4:* with its last message, 3


def test_an_empty_folder_has_nothing_new(folder: Folder) -> None:
    assert folder.new_uids(0) == []


def test_a_large_folder_is_searched_in_windows_and_whole(
    dovecot: Dovecot, connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder_module, "SEARCH_WINDOW", 3)
    dovecot.deliver(map(mail, range(10)))
    folder = connection.select("INBOX", readonly=True)
    dovecot.deliver([mail(10)])  # after the folder told its next UID
    assert folder.new_uids(0) == list(range(1, 12))
    assert folder.new_uids(4) == list(range(5, 12))


@pytest.mark.parametrize("hours", [0, 7, -11])
def test_dates_are_in_utc_whatever_zone_the_server_tells(
    dovecot: Dovecot, folder: Folder, hours: int
) -> None:
    moment = datetime(2023, 7, 31, 16, 30, 59, tzinfo=timezone(timedelta(hours=hours)))
    dovecot.append(mail(1), moment)
    folder.new_uids(0)
    described = folder.describe([1])[1]
    assert described.received_at == moment
    assert described.received_at.tzinfo is UTC
    assert described.size == len(mail(1))


def test_a_date_without_a_zone_is_utc_and_one_beyond_reading_is_none(scripted_connection: Scripted) -> None:
    row = b'* 1 FETCH (UID %d RFC822.SIZE 5 INTERNALDATE "%s")\r\n'
    answer = row % (7, b"31-Jul-2023 09:30:59 -0000") + row % (8, b"yesterday") + b"TAG OK done\r\n"
    described = scripted_connection({"UID FETCH": answer}).select("INBOX", readonly=True).describe([7, 8])
    assert described[7].received_at == datetime(2023, 7, 31, 9, 30, 59, tzinfo=UTC)
    assert described[8].received_at is None


def test_a_message_that_vanished_is_left_out(dovecot: Dovecot, arrive: Arrive, folder: Folder) -> None:
    arrive(map(mail, range(3)))
    uids = folder.new_uids(0)
    with dovecot.client() as other:
        other.select_folder("INBOX")
        other.delete_messages([2])
        other.expunge()
    folder.new_uids(0)
    assert set(folder.describe([*uids, 99])) == {1, 3}


def test_one_vanished_message_does_not_hide_the_others(scripted_connection: Scripted) -> None:
    refused = b"TAG NO [EXPUNGEISSUED] some are gone\r\n"
    row = b'* 1 FETCH (UID 8 RFC822.SIZE 5 INTERNALDATE "31-Jul-2023 09:30:59 +0700")\r\nTAG OK done\r\n'
    connection = scripted_connection({"UID FETCH 8 ": row, "UID FETCH": refused})
    assert set(connection.select("INBOX", readonly=True).describe([7, 8])) == {8}


def test_a_message_that_the_server_does_not_describe_is_left_out(scripted_connection: Scripted) -> None:
    connection = scripted_connection({"UID FETCH": b"TAG NO out of order\r\n"})
    assert connection.select("INBOX", readonly=True).describe([7, 8]) == {}


def test_a_message_without_a_size_has_none(scripted_connection: Scripted) -> None:
    row = b'* 1 FETCH (UID 8 INTERNALDATE "31-Jul-2023 09:30:59 +0700")\r\nTAG OK done\r\n'
    described = scripted_connection({"UID FETCH": row}).select("INBOX", readonly=True).describe([8])
    assert described[8].size == 0
    assert described[8].received_at is not None


def test_flags_told_unasked_are_taken_for_no_message(scripted_connection: Scripted) -> None:
    row = b"* 7 FETCH (FLAGS (\\Seen))\r\nTAG OK done\r\n"
    connection = scripted_connection({"UID FETCH": row, "UID SEARCH": b"* SEARCH\r\nTAG OK\r\n"})
    assert connection.select("INBOX", readonly=True).describe([7]) == {}


def test_reading_changes_nothing(dovecot: Dovecot, connection: Connection, tmp_path: Path) -> None:
    dovecot.deliver(map(mail, range(3)))
    with dovecot.client() as other:
        other.select_folder("INBOX", readonly=True)
        before = other.fetch([1, 2, 3], ["FLAGS"])
    assert b"\\Recent" in before[1][b"FLAGS"]
    folder = connection.select("INBOX", readonly=True)
    for uid, described in folder.describe(folder.new_uids(0)).items():
        folder.download(uid, tmp_path / "raw", described.size)
        folder.download_headers(uid, tmp_path / "headers")
    with pytest.raises(ValueError, match="read-only"):
        folder.file_away([1], "done")
    with dovecot.client() as other:
        assert [name for _, _, name in other.list_folders()] == ["INBOX"]
        other.select_folder("INBOX", readonly=True)
        after = other.fetch([1, 2, 3], ["FLAGS"])
    assert {uid: row[b"FLAGS"] for uid, row in after.items()} == {
        uid: row[b"FLAGS"] for uid, row in before.items()
    }


def test_downloading_marks_nothing_as_read(
    dovecot: Dovecot, arrive: Arrive, folder: Folder, tmp_path: Path
) -> None:
    arrive([mail(1)])
    folder.describe(folder.new_uids(0))
    folder.download(1, tmp_path / "raw", 100)
    folder.download_headers(1, tmp_path / "headers")
    with dovecot.client() as other:
        other.select_folder("INBOX", readonly=True)
        assert b"\\Seen" not in other.get_flags([1])[1]


def test_a_missing_folder_is_named(connection: Connection) -> None:
    with pytest.raises(FolderMissing, match="ไม่มี") as caught:
        connection.select("ไม่มี", readonly=True)
    assert not caught.value.temporary
    with pytest.raises(FolderMissing):
        connection.status("ไม่มี")
    assert connection.status("INBOX").messages == 0


def test_a_server_that_cannot_open_a_folder_just_now_does_not_say_missing(
    scripted_connection: Scripted,
) -> None:
    connection = scripted_connection({"SELECT": b"TAG NO [INUSE] locked\r\n"})
    with pytest.raises(RequestRefused) as caught:
        connection.select("INBOX", readonly=False)
    assert not isinstance(caught.value, FolderMissing)
    assert caught.value.temporary


def test_a_thai_folder_is_read(dovecot: Dovecot, connection: Connection) -> None:
    with dovecot.client() as other:
        other.create_folder(THAI)
    dovecot.append(mail(1), folder=THAI)
    assert connection.select(THAI, readonly=False).new_uids(0) == [1]


def test_a_new_uidvalidity_is_seen(dovecot: Dovecot, connection: Connection) -> None:
    with dovecot.client() as other:
        other.create_folder("Junk")
        before = connection.select("Junk", readonly=False).uidvalidity
        connection.select("INBOX", readonly=False)
        other.delete_folder("Junk")
        other.create_folder("Junk")
    assert connection.select("Junk", readonly=False).uidvalidity != before


def test_names_follow_the_servers_delimiter_and_namespace(own_dovecot: Callable[..., Dovecot]) -> None:
    server = own_dovecot(separator=".", prefix="INBOX.")
    server.deliver([mail(1), mail(2)])
    with connect(server.settings("none"), Password(server.password)) as connection:
        connection.select("INBOX", readonly=False).file_away([1], THAI)
        assert connection.status(THAI).messages == 1
        assert connection.status("INBOX/" + THAI).messages == 1
    with server.client() as other:
        names = [name for _, _, name in other.list_folders()]
    assert "INBOX." + THAI.replace("/", ".") in names
