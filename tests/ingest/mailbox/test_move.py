"""Filing messages away: where they go, that they went, and that nobody else's mail goes with them."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime

import pytest
from servers.dovecot import Dovecot

from credentials import Password
from ingest.mailbox import Connection, Folder, NewUid, connect
from ingest.mailbox.errors import RequestRefused
from ingest.mailbox.move import CHUNK

DONE = "ตรวจแล้ว/รับแล้ว"
Scripted = Callable[[Mapping[str, bytes]], Connection]
Arrive = Callable[[Iterable[bytes]], None]
MOMENT = datetime(2023, 7, 20, 10, tzinfo=UTC)
PLAIN = "imap_capability = IMAP4rev1 NAMESPACE"


def mails(number: int) -> list[bytes]:
    return [b"Subject: %d\r\n\r\nbody\r\n" % place for place in range(1, number + 1)]


def subjects(server: Dovecot, folder: str) -> list[bytes]:
    with server.client() as other:
        other.select_folder(folder, readonly=True)
        rows = other.fetch(other.search(), ["BODY.PEEK[HEADER.FIELDS (SUBJECT)]"])
        return [row[b"BODY[HEADER.FIELDS (SUBJECT)]"].strip() for row in rows.values()]


def test_messages_are_moved_to_a_thai_folder_that_is_made(
    dovecot: Dovecot, arrive: Arrive, connection: Connection, folder: Folder
) -> None:
    arrive(mails(3))
    filed = folder.file_away([1, 3], DONE)
    target = connection.status(DONE)
    assert filed == {1: NewUid(target.uidvalidity, 1), 3: NewUid(target.uidvalidity, 2)}
    assert subjects(dovecot, DONE) == [b"Subject: 1", b"Subject: 3"]
    assert subjects(dovecot, "INBOX") == [b"Subject: 2"]
    with dovecot.client() as other:
        assert DONE in [name for _, _, name in other.list_sub_folders()]


def test_the_date_of_receipt_goes_with_the_message(
    arrive: Arrive, connection: Connection, folder: Folder
) -> None:
    arrive(mails(1))
    before = folder.describe([1])[1]
    folder.file_away([1], DONE)
    assert connection.select(DONE, readonly=True).describe([1])[1] == before


def test_more_than_one_command_can_carry_are_moved(dovecot: Dovecot, arrive: Arrive, folder: Folder) -> None:
    arrive(mails(CHUNK + 10))
    uids = folder.new_uids(0)
    assert set(folder.file_away(uids, DONE)) == set(uids)
    assert subjects(dovecot, "INBOX") == []


def test_a_message_that_is_no_longer_there_counts_as_away(arrive: Arrive, folder: Folder) -> None:
    arrive(mails(1))
    filed = folder.file_away([1, 99], DONE)
    assert filed[1] is not None
    assert filed[99] is None


def test_filing_nothing_is_nothing(folder: Folder) -> None:
    assert folder.file_away([], DONE) == {}


def test_without_move_messages_are_copied_and_only_they_are_expunged(
    own_dovecot: Callable[..., Dovecot],
) -> None:
    server = own_dovecot(extra=PLAIN + " UIDPLUS")
    server.deliver(mails(3))
    with server.client() as other:
        other.select_folder("INBOX")
        other.delete_messages([2])  # flagged by somebody else, not yet expunged
    with connect(server.settings("none"), Password(server.password)) as connection:
        filed = connection.select("INBOX", readonly=False).file_away([1], DONE)
        assert filed == {1: NewUid(connection.status(DONE).uidvalidity, 1)}
    assert subjects(server, DONE) == [b"Subject: 1"]
    assert subjects(server, "INBOX") == [b"Subject: 2", b"Subject: 3"]


def test_without_move_and_uidplus_messages_are_copied_and_flagged(
    own_dovecot: Callable[..., Dovecot],
) -> None:
    server = own_dovecot(extra=PLAIN)
    server.deliver(mails(2))
    with connect(server.settings("none"), Password(server.password)) as connection:
        assert set(connection.select("INBOX", readonly=False).file_away([1], DONE)) == {1}
    assert subjects(server, DONE) == [b"Subject: 1"]
    with server.client() as other:
        other.select_folder("INBOX", readonly=True)
        flags = other.get_flags([1, 2])
    assert b"\\Deleted" in flags[1]
    assert b"\\Deleted" not in flags[2]


@pytest.mark.parametrize("more", ["", " UIDPLUS"])
def test_without_move_a_copy_that_was_broken_off_is_not_made_twice(
    own_dovecot: Callable[..., Dovecot], more: str
) -> None:
    server = own_dovecot(extra=PLAIN + more)
    server.deliver(mails(4))
    with server.client() as earlier:
        earlier.create_folder(DONE)
        earlier.select_folder("INBOX")
        earlier.copy([2, 3], DONE)  # and there the connection ended
    with connect(server.settings("none"), Password(server.password)) as connection:
        filed = connection.select("INBOX", readonly=False).file_away([1, 2, 3], DONE)
        assert set(filed) == {1, 2, 3}
        assert connection.select("INBOX", readonly=True).exists == (1 if more else 4)
    assert sorted(subjects(server, DONE)) == [b"Subject: 1", b"Subject: 2", b"Subject: 3"]


def test_without_move_another_message_of_the_same_size_and_date_is_no_copy(
    own_dovecot: Callable[..., Dovecot],
) -> None:
    server = own_dovecot(extra=PLAIN)
    server.append(mails(2)[0], MOMENT)
    with server.client() as other:
        other.create_folder(DONE)
    server.append(mails(2)[1], MOMENT, DONE)
    with connect(server.settings("none"), Password(server.password)) as connection:
        connection.select("INBOX", readonly=False).file_away([1], DONE)
    assert subjects(server, DONE) == [b"Subject: 2", b"Subject: 1"]


MOVING = {"CAPABILITY": b"* CAPABILITY IMAP4rev1 MOVE\r\nTAG OK done\r\n"}


def test_a_server_that_says_moved_and_did_not_is_found_out(scripted_connection: Scripted) -> None:
    connection = scripted_connection(MOVING | {"UID MOVE": b"TAG OK moved\r\n"})
    assert connection.select("INBOX", readonly=False).file_away([7, 8], "done") == {7: None}


def test_a_refused_move_leaves_the_connection_sound(scripted_connection: Scripted) -> None:
    connection = scripted_connection(MOVING | {"UID MOVE": b"TAG NO [OVERQUOTA] full\r\n"})
    folder = connection.select("INBOX", readonly=False)
    with pytest.raises(RequestRefused, match="OVERQUOTA"):
        folder.file_away([8], "done")
    assert folder.new_uids(0) == [8]


@pytest.mark.parametrize(
    "places",
    [b"5 7:8 1:4294967295", b"5 7", b"five 7 8", b"5 7,8 1", b"5 * 1", b"5 1:4294967295 1:4294967295"],
)
def test_new_places_that_make_no_sense_are_left_out(scripted_connection: Scripted, places: bytes) -> None:
    moved = b"* OK [COPYUID " + places + b"] moved\r\nTAG OK done\r\n"
    connection = scripted_connection(MOVING | {"UID MOVE": moved})
    assert connection.select("INBOX", readonly=False).file_away([7], "done") == {7: None}
