"""The headers of a folder's last messages: looking at them changes nothing, and costs little."""

from collections.abc import Callable, Mapping

from servers.dovecot import Dovecot

from ingest.mailbox import Connection

Scripted = Callable[[Mapping[str, bytes]], Connection]


def mail(number: int, more: bytes = b"") -> bytes:
    return b"Subject: %d\r\n%s\r\nbody %d\r\n" % (number, more, number)


def test_the_last_ones_are_read_oldest_first_and_stay_unseen(
    dovecot: Dovecot, connection: Connection
) -> None:
    dovecot.deliver(map(mail, range(5)))
    headers = connection.select("INBOX", readonly=False).newest_headers(3, 1000)
    assert headers == [b"Subject: %d\r\n\r\n" % number for number in (2, 3, 4)]
    with dovecot.client() as staff:
        staff.select_folder("INBOX", readonly=True)
        flags = staff.get_flags(staff.search())
    assert not any(b"\\Seen" in each for each in flags.values())


def test_fewer_are_all_and_none_is_nothing(dovecot: Dovecot, connection: Connection) -> None:
    assert connection.select("INBOX", readonly=True).newest_headers(20, 1000) == []
    dovecot.deliver(map(mail, range(2)))
    assert len(connection.select("INBOX", readonly=True).newest_headers(20, 1000)) == 2


def test_of_a_huge_header_the_beginning_is_fetched(dovecot: Dovecot, connection: Connection) -> None:
    dovecot.deliver([mail(0, b"X: y\r\n" + b"Y: z\r\n" * 170_000), mail(1)])
    first, second = connection.select("INBOX", readonly=True).newest_headers(2, 64 * 1024)
    assert first.startswith(b"Subject: 0\r\nX: y\r\n")
    assert len(first) == 64 * 1024
    assert second == b"Subject: 1\r\n\r\n"


def test_uids_are_used_again_afterwards(dovecot: Dovecot, connection: Connection) -> None:
    dovecot.deliver(map(mail, range(3)))
    with dovecot.client() as staff:
        staff.select_folder("INBOX")
        staff.delete_messages([1])
        staff.expunge()
    folder = connection.select("INBOX", readonly=True)
    assert len(folder.newest_headers(20, 1000)) == 2
    assert folder.new_uids(0) == [2, 3]
    assert set(folder.describe([2, 3])) == {2, 3}


def test_one_that_the_server_does_not_give_leaves_the_others(
    scripted_connection: Scripted,
) -> None:
    given = b"* %d FETCH (BODY[HEADER]<0> {3}\r\nA:b)\r\nTAG OK done\r\n"
    told = {
        "FETCH 1,2,3": b"TAG NO [SERVERBUG] a broken one among them\r\n",
        "FETCH 1 ": given % 1,
        "FETCH 2 ": b"TAG NO broken\r\n",
        "FETCH 3 ": given % 3,
    }
    folder = scripted_connection(told).select("INBOX", readonly=True)
    assert folder.newest_headers(20, 1000) == [b"A:b", b"A:b"]
