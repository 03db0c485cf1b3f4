"""What doctor and the first start say of the mail server's stamps, by a real mailbox."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from servers.installation import Installation
from servers.mails import ADDRESS, entry, mail

STAMP = "Authentication-Results: mx.dga.or.th;\r\n\tdkim=pass header.d=office.example;\r\n\tdmarc=pass"
FORGED = "Authentication-Results: evil.example; dmarc=pass"
ASK = 'set [trust] authserv_id = "mx.dga.or.th"'


def topped(raw: bytes, *lines: str) -> bytes:
    """A mail as it lies there once the server has written these lines on top of it."""
    return "".join(f"{line}\r\n" for line in lines).encode() + raw


def letters(count: int, *lines: str) -> list[bytes]:
    return [
        topped(mail(number, [], slug=lines[0][-9:] if lines else "bare"), *lines) for number in range(count)
    ]


def senders(installation: Installation) -> tuple[str, str]:
    """Doctor's verdict, and what it says."""
    found = re.search(r"^senders\t(\w+)\t(.*)$", installation.intake("doctor").stdout, re.MULTILINE)
    assert found
    return found[1], found[2]


def first_words(installation: Installation) -> list[str]:
    """What `run --once` says of the senders, level and text."""
    done = installation.intake("run", "--once")
    assert done.returncode == 0, done.stderr
    return re.findall(r"\S+ +senders: .*", done.stderr)


def flags(installation: Installation) -> list[bytes]:
    """Every flag of every mail, wherever it lies."""
    found: list[bytes] = []
    folders = installation.folders()
    with installation.dovecot.client() as staff:
        for folder in folders:
            staff.select_folder(folder, readonly=True)
            found += [flag for each in staff.get_flags(staff.search()).values() for flag in each]
    return found


def test_doctor_says_which_name_to_set_and_leaves_the_mailbox_as_it_is(installation: Installation) -> None:
    installation.deliver(*letters(3, STAMP, FORGED), *letters(1))
    well, told = senders(installation)
    assert well == "ok"
    assert "mx.dga.or.th stands on top of 3 of the 4 newest mails" in told
    assert ASK in told
    assert "evil" not in told
    assert b"\\Seen" not in flags(installation)
    installation.configure(trust={"authserv_id": "mx.dga.or.th"})
    assert senders(installation)[1].startswith(
        "mx.dga.or.th stands on top of 3 of the 4 newest mails, 3 with"
    )


def test_doctor_names_the_folders_that_get_mail_and_are_not_read(installation: Installation) -> None:
    dovecot = installation.dovecot
    with dovecot.client() as client:
        for name in ("จดหมายขยะ", "Old", "Empty"):
            client.create_folder(name)
    dovecot.deliver([entry(1)], datetime.now(UTC), "จดหมายขยะ")
    dovecot.deliver([entry(2)], datetime.now(UTC) - timedelta(days=30), "Old")
    installation.deliver(entry(3))
    installation.run_once()
    (line,) = (row for row in installation.intake("doctor").stdout.splitlines() if row.startswith("folders"))
    assert line.startswith(
        "folders\tok\tnot read, and with mail of the last 14 days: จดหมายขยะ (1 messages); add"
    )
    installation.configure(mailbox={"folders": ["INBOX", "จดหมายขยะ"]})
    assert "no other folder has had mail of late" in installation.intake("doctor").stdout


def test_doctor_finds_a_typing_mistake(installation: Installation) -> None:
    installation.configure(trust={"authserv_id": "mx.dga.or.ht"})
    installation.deliver(*letters(3, STAMP))
    well, told = senders(installation)
    assert well == "FAIL"
    assert "[trust] authserv_id is mx.dga.or.ht, which never stands on top" in told
    assert "mx.dga.or.th 3" in told


def test_doctor_looks_at_the_newest_and_where_mail_was_moved(installation: Installation) -> None:
    installation.deliver(*letters(3, FORGED))
    installation.deliver(*letters(20, STAMP))
    assert "on top of 20 of the 20 newest mails" in senders(installation)[1]
    installation.run_once()
    before = sorted(flags(installation))
    well, told = senders(installation)  # all lie in another folder now
    assert well == "ok"
    assert "mx.dga.or.th stands on top of 5 of the 5 newest mails" in told
    assert "INBOX" not in installation.folders()
    assert sorted(flags(installation)) == before


def test_doctor_says_what_a_server_without_stamps_means(installation: Installation) -> None:
    assert senders(installation)[1].startswith("no mail yet")
    installation.deliver(*letters(3))
    well, told = senders(installation)
    assert well == "ok"
    assert "writes no Authentication-Results on top of the 3 newest mails" in told
    assert "nothing needs to be set" in told


def test_doctor_names_the_list_that_rewrites_from(installation: Installation) -> None:
    through = mail(0, []).replace(b"saraban0@office.example", ADDRESS.encode())
    installation.deliver(
        topped(through, "List-Id: <awards.dga.or.th>", "X-Original-From: saraban0@office.example")
    )
    well, told = senders(installation)
    assert well == "FAIL"
    assert "List-Id awards.dga.or.th 1" in told
    assert "[trust] own_lists" in told


def test_the_first_start_says_once_what_to_set(installation: Installation) -> None:
    installation.deliver(topped(entry(0), STAMP), *letters(3, STAMP))
    (words,) = first_words(installation)
    assert words.startswith("WARNING senders: mx.dga.or.th stands on top of 4 of the 4 newest mails")
    assert ASK in words
    assert first_words(installation) == []


def test_the_first_start_of_a_daemon_says_it_too_and_goes_on(installation: Installation) -> None:
    installation.deliver(*letters(3, STAMP))
    daemon = installation.start()
    installation.wait_for_log(ASK)
    installation.deliver(topped(entry(1), STAMP))
    installation.wait_for(lambda: installation.statuses().count("filed") == 4, "filing")
    installation.stop(daemon)
    assert installation.daemon_log.read_text().count("senders:") == 1


@pytest.mark.parametrize("count", [0, 3])
def test_with_nothing_to_set_the_first_start_says_so(installation: Installation, count: int) -> None:
    installation.deliver(*letters(count))
    (words,) = first_words(installation)
    assert words.startswith("INFO    senders: ")
    assert ("nothing needs to be set" if count else "no mail yet") in words


def test_where_it_is_set_the_first_start_says_nothing(installation: Installation) -> None:
    installation.configure(trust={"authserv_id": "mx.dga.or.th"})
    installation.deliver(*letters(3, FORGED))
    assert first_words(installation) == []
