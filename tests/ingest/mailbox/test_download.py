"""Streaming a message into a file: byte for byte, in little memory, and never from a server gone wrong."""

import hashlib
import resource
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import pytest
from memory import MEBIBYTE, peak_from_now, peak_resident
from servers.dovecot import Dovecot
from servers.imap_script import CUT

from ingest.mailbox import Connection, Folder
from ingest.mailbox.errors import BodyNotReady, ConnectionLost, MessageGone, ProtocolViolation, RequestRefused

Scripted = Callable[[Mapping[str, bytes]], Connection]
Arrive = Callable[[Iterable[bytes]], None]


def large_mail(size: int) -> bytes:
    line = b"QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo" * 2 + b"AAAAAA\r\n"
    return b"Subject: large\r\n\r\n" + line * (size // len(line))


def test_a_message_arrives_byte_for_byte(arrive: Arrive, folder: Folder, tmp_path: Path) -> None:
    raw = (
        b"Subject: {9}\r\n\r\n" + bytes(byte for byte in range(256) if byte not in b"\0\r\n") * 900 + b"\r\n"
    )
    arrive([raw])
    downloaded = folder.download(1, tmp_path / "raw", len(raw))
    assert (tmp_path / "raw").read_bytes() == raw
    assert downloaded.size == len(raw)
    assert downloaded.sha256 == hashlib.sha256(raw).hexdigest()


def test_a_message_of_30_mb_costs_no_memory(arrive: Arrive, folder: Folder, tmp_path: Path) -> None:
    arrive([b"Subject: small\r\n\r\n", large_mail(30 * MEBIBYTE)])
    folder.download(1, tmp_path / "raw", MEBIBYTE)
    before = peak_from_now()
    downloaded = folder.download(2, tmp_path / "raw", 30 * MEBIBYTE)
    assert downloaded.size > 29 * MEBIBYTE
    assert peak_resident() - before < 5 * MEBIBYTE


def test_a_message_expunged_meanwhile_is_gone(
    dovecot: Dovecot, arrive: Arrive, folder: Folder, tmp_path: Path
) -> None:
    arrive([b"Subject: one\r\n\r\n", b"Subject: two\r\n\r\n"])
    assert folder.new_uids(0) == [1, 2]
    with dovecot.client() as other:
        other.select_folder("INBOX")
        other.delete_messages([1])
        other.expunge()
    with pytest.raises(MessageGone):
        folder.download(1, tmp_path / "raw", 100)
    with pytest.raises(MessageGone):
        folder.download_headers(1, tmp_path / "headers")
    assert list(tmp_path.iterdir()) == []
    assert folder.download(2, tmp_path / "raw", 100).size == 16


def test_what_is_longer_than_the_limit_is_not_taken(arrive: Arrive, folder: Folder, tmp_path: Path) -> None:
    arrive([large_mail(200_000)])
    with pytest.raises(ProtocolViolation):
        folder.download(1, tmp_path / "raw", 150_000)
    assert list(tmp_path.iterdir()) == []


def test_a_message_is_measured_by_the_byte_behind_a_size(arrive: Arrive, folder: Folder) -> None:
    arrive([b"Subject: one\r\n\r\n"])
    assert folder.is_longer(1, 15)
    assert not folder.is_longer(1, 16)


@pytest.mark.parametrize("size", [b"9999999999", b"9" * 5000])
def test_a_monstrous_size_is_never_read(scripted_connection: Scripted, tmp_path: Path, size: bytes) -> None:
    connection = scripted_connection({"UID FETCH": b"* 1 FETCH (UID 8 BODY[] {%s}\r\nxxx" % size})
    folder = connection.select("INBOX", readonly=False)
    with pytest.raises(ProtocolViolation):
        folder.download(8, tmp_path / "raw", 1000)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(ConnectionLost):  # it was dropped
        folder.new_uids(0)


def test_a_monstrous_size_of_anything_else_is_never_read(
    scripted_connection: Scripted, tmp_path: Path
) -> None:
    connection = scripted_connection({"UID FETCH": b"* 1 FETCH (UID 8 BODY[HEADER]<0> {9999999999}\r\nxxx"})
    with pytest.raises(ProtocolViolation):
        connection.select("INBOX", readonly=False).download_headers(8, tmp_path / "raw")


def test_an_endless_line_is_given_up(scripted_connection: Scripted, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.mailbox.wire.LINE_LIMIT", 10_000)
    connection = scripted_connection({"UID SEARCH": b"* SEARCH" + b" 1" * 10_000 + b"\r\nTAG OK done\r\n"})
    with pytest.raises(ProtocolViolation):
        connection.select("INBOX", readonly=False).new_uids(0)


def test_an_endless_answer_is_given_up(
    scripted_connection: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.mailbox.wire.ANSWER_LIMIT", 10_000)
    connection = scripted_connection({"UID SEARCH": b"* OK still here\r\n" * 1000 + b"TAG OK done\r\n"})
    with pytest.raises(ProtocolViolation):
        connection.select("INBOX", readonly=False).new_uids(0)


@pytest.mark.parametrize("sent", [b"", b"half of it", b"nine bytes", b"nine bytes)\r\n"])
def test_a_message_that_breaks_off_is_no_message(
    scripted_connection: Scripted, tmp_path: Path, sent: bytes
) -> None:
    answer = b"* 1 FETCH (UID 8 BODY[] {10}\r\n" + sent + CUT
    with pytest.raises(ConnectionLost):
        scripted_connection({"UID FETCH": answer}).select("INBOX", readonly=False).download(
            8, tmp_path / "raw", 10
        )
    assert list(tmp_path.iterdir()) == []


def test_a_server_that_stalls_in_a_message_is_lost(scripted_connection: Scripted, tmp_path: Path) -> None:
    connection = scripted_connection({"UID FETCH": b"* 1 FETCH (UID 8 BODY[] {1000}\r\nthe beginning"})
    with pytest.raises(ConnectionLost, match="fell silent"):
        connection.select("INBOX", readonly=False).download(8, tmp_path / "raw", 1000)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("body", [b"NIL", b'""', b"{0}\r\n"])
def test_a_body_that_does_not_exist_yet_is_asked_for_later(
    scripted_connection: Scripted, tmp_path: Path, body: bytes
) -> None:
    connection = scripted_connection({"UID FETCH": b"* 1 FETCH (UID 8 BODY[] %s)\r\nTAG OK done\r\n" % body})
    folder = connection.select("INBOX", readonly=False)
    with pytest.raises(BodyNotReady) as caught:
        folder.download(8, tmp_path / "raw", 100)
    assert caught.value.temporary
    assert list(tmp_path.iterdir()) == []
    assert folder.new_uids(7) == [8]  # the connection is sound


def test_a_message_refused_but_still_there_is_not_gone(scripted_connection: Scripted, tmp_path: Path) -> None:
    connection = scripted_connection({"UID FETCH": b"TAG NO [SERVERBUG] cannot read\r\n"})
    with pytest.raises(RequestRefused) as caught:
        connection.select("INBOX", readonly=False).download(8, tmp_path / "raw", 100)
    assert caught.value.temporary


def test_a_message_refused_because_it_was_removed_is_gone(
    scripted_connection: Scripted, tmp_path: Path
) -> None:
    connection = scripted_connection(
        {"UID FETCH": b"TAG NO [EXPUNGEISSUED] gone\r\n", "UID SEARCH": b"* SEARCH\r\nTAG OK done\r\n"}
    )
    folder = connection.select("INBOX", readonly=False)
    with pytest.raises(MessageGone):
        folder.download(8, tmp_path / "raw", 9)
    with pytest.raises(MessageGone):
        folder.download_headers(8, tmp_path / "headers")


def test_a_message_refused_in_the_middle_does_not_spoil_the_next(
    scripted_connection: Scripted, tmp_path: Path
) -> None:
    body = b"* 1 FETCH (UID %d BODY[] {3}\r\nabc)\r\n"
    refused = {"UID FETCH 8": body % 8 + b"TAG NO [SERVERBUG] the rest is lost\r\n"}
    connection = scripted_connection(refused | {"UID FETCH": body % 9 + b"TAG OK done\r\n"})
    folder = connection.select("INBOX", readonly=False)
    with pytest.raises(RequestRefused):
        folder.download(8, tmp_path / "raw", 3)
    assert list(tmp_path.iterdir()) == []
    assert folder.download(9, tmp_path / "raw", 3).size == 3


def test_a_body_told_in_quotes_counts(scripted_connection: Scripted, tmp_path: Path) -> None:
    connection = scripted_connection({"UID FETCH": b'* 1 FETCH (UID 8 BODY[] "a b")\r\nTAG OK done\r\n'})
    folder = connection.select("INBOX", readonly=False)
    assert folder.download(8, tmp_path / "raw", 3).sha256 == hashlib.sha256(b"a b").hexdigest()
    assert (tmp_path / "raw").read_bytes() == b"a b"


def test_the_uid_may_stand_behind_the_body(scripted_connection: Scripted, tmp_path: Path) -> None:
    answer = b"* 1 FETCH (BODY[] {3}\r\nabc UID 8 FLAGS (\\Recent))\r\nTAG OK done\r\n"
    folder = scripted_connection({"UID FETCH": answer}).select("INBOX", readonly=False)
    assert folder.download(8, tmp_path / "raw", 3).size == 3


def test_flags_of_other_messages_in_between_do_no_harm(scripted_connection: Scripted, tmp_path: Path) -> None:
    flags = b"* 2 FETCH (UID 9 FLAGS (\\Seen))\r\n"
    body = b"* 1 FETCH (UID 8 BODY[] {3}\r\nabc)\r\n"
    connection = scripted_connection({"UID FETCH": flags + body + flags + b"TAG OK done\r\n"})
    assert connection.select("INBOX", readonly=False).download(8, tmp_path / "raw", 3).size == 3


@pytest.mark.parametrize(
    "answer",
    [
        b"* 1 FETCH (UID 9 BODY[] {3}\r\nabc)\r\n",
        b"* 1 FETCH (UID 8 BODY[] {3}\r\nabc)\r\n* 2 FETCH (UID 9 BODY[] {3}\r\nxyz)\r\n",
        b"* 1 FETCH (UID 8 BODY[] {3}\r\nabc BODY[] {3}\r\nxyz)\r\n",
        b"* 1 FETCH (UID 8 BODY[] {3}\r\nabc\r\n",
    ],
)
def test_the_body_of_another_message_is_never_taken(
    scripted_connection: Scripted, tmp_path: Path, answer: bytes
) -> None:
    connection = scripted_connection({"UID FETCH": answer + b"TAG OK done\r\n"})
    with pytest.raises(ProtocolViolation):
        connection.select("INBOX", readonly=False).download(8, tmp_path / "raw", 3)
    assert list(tmp_path.iterdir()) == []


def test_our_own_disk_failing_is_no_fault_of_the_mailbox(
    arrive: Arrive, folder: Folder, tmp_path: Path
) -> None:
    arrive([large_mail(MEBIBYTE)])
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    try:
        with pytest.raises(OSError, match="File too large"):
            folder.download(1, tmp_path / "raw", MEBIBYTE)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list(tmp_path.iterdir()) == []
