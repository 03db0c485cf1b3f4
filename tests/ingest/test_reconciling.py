"""The mailbox and the ledger agree, whatever staff do to the mail by hand."""

from collections.abc import Iterator

import pytest
from imapclient import IMAPClient
from loguru import logger
from servers.installation import FOLDERS, Installation, message_id
from servers.mails import entry
from servers.polling import Polling, question
from sqlmodel import select

from storage.engine import writing
from storage.tables import Sighting

STAYS = {f"{verdict}_folder": "" for verdict in ("accepted", "rejected", "held", "ignored")}
HELD = FOLDERS["held"]
ID = message_id(question(0))


@pytest.fixture
def said() -> Iterator[list[str]]:
    """What the daemon would say at its ordinary level."""
    lines: list[str] = []
    number = logger.add(lambda line: lines.append(line.record["message"]), level="INFO")
    yield lines
    logger.remove(number)


def staff(polls: Polling, folder: str) -> IMAPClient:
    """Their mail program, with a folder opened."""
    client = polls.installation.dovecot.client()
    client.select_folder(folder)
    return client


def test_mail_that_staff_take_away_is_no_difference_to_the_ledger(installation: Installation) -> None:
    installation.configure(mailbox=STAYS)
    installation.deliver(entry(0), entry(1))
    installation.run_once()
    installation.verify()
    with installation.dovecot.client() as client:
        client.select_folder("INBOX")
        client.delete_messages([1])
        client.expunge()
    done = installation.intake("verify")
    assert done.returncode == 1
    assert "INBOX: mailbox 1 ≠ ledger 2; only in the ledger: UID 1" in done.stdout
    installation.run_once()
    installation.verify()
    assert len(installation.log_json()) == 2
    assert len(installation.sink.mails) == 2


def test_verify_names_what_only_the_mailbox_holds(installation: Installation) -> None:
    installation.configure(mailbox=STAYS)
    installation.run_once()
    installation.deliver(entry(0))
    assert "INBOX: mailbox 1 ≠ ledger 0; only in the mailbox: UID 1" in installation.intake("verify").stdout


def test_mail_moved_to_a_folder_that_is_read_as_well_is_the_same_message(polls: Polling) -> None:
    polls.configure(folders=["INBOX", HELD], held_folder="")
    with polls.installation.dovecot.client() as client:
        client.create_folder(HELD)
    polls.installation.deliver(question(0))
    assert polls.poll() == ""
    with staff(polls, "INBOX") as client:
        client.move([1], HELD)
    assert polls.poll() == ""
    assert len(polls.messages()) == 1
    assert polls.sightings() == [("INBOX", 1, "gone"), (HELD, 1, "filed")]
    assert polls.installation.folders() == {HELD: [ID]}


@pytest.mark.parametrize("way", ["copy", "append"])
def test_mail_that_staff_put_in_a_second_time_is_a_sighting_and_no_entry(polls: Polling, way: str) -> None:
    polls.configure(**STAYS)
    polls.installation.deliver(question(0))
    assert polls.poll() == ""
    with staff(polls, "INBOX") as client:
        if way == "copy":
            client.copy([1], "INBOX")
        else:
            client.append("INBOX", question(0))
    assert polls.poll() == ""
    assert len(polls.messages()) == 1
    assert polls.sightings() == [("INBOX", 1, "filed"), ("INBOX", 2, "filed")]
    assert polls.installation.findings() == []


def test_mail_that_is_moved_back_is_filed_again_and_not_judged_again(polls: Polling) -> None:
    polls.installation.deliver(question(0))
    assert polls.poll() == ""
    (before,) = polls.installation.rows()
    with staff(polls, HELD) as client:
        client.move([1], "INBOX")
    assert polls.poll() == ""
    assert polls.installation.rows() == [before]
    assert polls.installation.folders() == {HELD: [ID]}
    assert polls.sightings() == [("INBOX", 1, "filed"), ("INBOX", 2, "filed")]


def test_the_log_says_at_each_change_that_mailbox_and_ledger_agree(polls: Polling, said: list[str]) -> None:
    polls.configure(**STAYS)
    for number in (0, 1):
        polls.installation.deliver(question(number))
        for _ in range(3):
            assert polls.poll() == ""
    counts = [line for line in said if "ledger" in line]
    assert counts == ["INBOX: mailbox 1 = ledger 1", "INBOX: mailbox 2 = ledger 2"]


def test_mail_that_we_moved_and_that_lies_there_still_is_an_alarm_with_its_number(polls: Polling) -> None:
    polls.configure(**STAYS)
    polls.installation.deliver(question(0), question(1))
    assert polls.poll() == ""
    targeted(polls, "elsewhere")
    assert polls.poll() == ""
    (alarm,) = polls.parts.alarms.lasting()
    assert alarm.key == "reconciliation:INBOX"
    assert alarm.text == "INBOX: mailbox 2 ≠ ledger 1; moved away by us and still there: UID 2"
    assert "only in the mailbox: UID 2" in polls.installation.intake("verify").stdout
    targeted(polls, "")
    assert polls.poll() == ""
    assert polls.parts.alarms.lasting() == []


def test_a_message_that_the_server_counts_and_does_not_list_is_an_alarm_with_both_numbers(
    polls: Polling,
) -> None:
    polls.configure(**STAYS)
    polls.installation.deliver(question(0), question(1))
    polls.line.change(answer=lambda data: data.replace(b"* SEARCH 1 2", b"* SEARCH 1"))
    assert polls.poll() == ""
    assert (polls.parts.alarms.lasting(), polls.recorded()) == ([], 1)  # mail may just be coming
    assert polls.poll() == ""
    (alarm,) = polls.parts.alarms.lasting()
    assert alarm.key == "reconciliation:INBOX"
    assert alarm.text.startswith("INBOX: mailbox 2 ≠ ledger 1; the server counts 2 messages and lists 1")
    for command in ("verify", "doctor"):
        done = polls.installation.intake(command)
        assert (done.returncode, "counts 2 messages and lists 1" in done.stdout) == (1, True)
    polls.line.mend()
    assert polls.poll() == ""
    assert (polls.parts.alarms.lasting(), polls.recorded()) == ([], 2)


def test_mail_that_comes_during_a_look_is_no_difference(polls: Polling) -> None:
    polls.configure(**STAYS)
    polls.installation.deliver(question(0))
    assert polls.poll() == ""
    for number in (1, 2, 3):
        came: list[int] = []

        def arrives(data: bytes, number: int = number, came: list[int] = came) -> bytes:
            if b"NOOP" in data and not came:
                came.append(number)
                polls.installation.deliver(question(number))
            return data

        polls.line.change(command=arrives)
        assert polls.poll() == ""
        assert (came, polls.parts.alarms.lasting()) == ([number], [])
    polls.line.mend()
    assert polls.poll() == ""
    assert polls.recorded() == 4


def test_a_server_that_gives_its_numbers_again_is_an_alarm(polls: Polling) -> None:
    polls.configure(**STAYS)
    polls.installation.deliver(question(0), question(1))
    assert polls.poll() == ""
    polls.line.change(answer=lambda data: data.replace(b"UIDNEXT 3", b"UIDNEXT 2"))
    assert polls.poll() == ""
    (alarm,) = polls.parts.alarms.lasting()
    assert "the next is 2, 2 is recorded" in alarm.text
    polls.line.mend()
    assert polls.poll() == ""
    assert polls.parts.alarms.lasting() == []


def test_what_could_not_be_fetched_yet_is_counted_beside_the_ledger(polls: Polling, said: list[str]) -> None:
    polls.configure(**STAYS)
    polls.installation.deliver(question(0), question(1))
    polls.line.change(
        command=lambda data: data.replace(b"FETCH 1 (UID BODY.PEEK[])", b"FETCH 1 (UID BOGUS[])")
    )
    assert polls.poll() == ""
    assert "INBOX: mailbox 2 = ledger 1 + 1 not fetched yet" in said
    assert polls.parts.alarms.lasting() == []


def targeted(polls: Polling, target: str) -> None:
    """As if the second message had been moved there."""
    with writing(polls.parts.engine) as session:
        session.exec(select(Sighting).where(Sighting.uid == 2)).one().target = target
