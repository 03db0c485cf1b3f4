"""Staff find our letters in the mailbox's folder of sent mail: each once, whatever breaks."""

import pytest
from crash.life import KILLED, live
from crash.points import NEVER, Point
from servers.installation import Installation, message_id
from servers.mails import entry
from servers.polling import Polling
from servers.program import Program


@pytest.fixture
def office(polls: Polling) -> Polling:
    """Copies go to a folder that is there; one letter has been sent."""
    with polls.installation.dovecot.client() as client:
        client.create_folder("Sent")
    polls.configure(sent_folder="Sent", sent_copies=True)
    polls.installation.deliver(entry(1))
    polls.installation.run_once()
    return polls


def letters(installation: Installation) -> list[str]:
    return [message_id(mail.data) for mail in installation.sink.mails]


def sent(installation: Installation) -> list[str]:
    return installation.folders().get("Sent", [])


def test_each_letter_lies_there_as_it_left_and_read(office: Polling) -> None:
    assert office.poll() == ""
    assert sent(office.installation) == letters(office.installation)
    with office.installation.dovecot.client() as client:
        client.select_folder("Sent", readonly=True)
        (row,) = client.fetch(client.search(), ["BODY.PEEK[]", "FLAGS"]).values()
    assert b"\\Seen" in row[b"FLAGS"]
    assert row[b"BODY[]"] == office.installation.sink.mails[0].data
    for _ in range(2):
        assert office.poll() == ""
    assert len(sent(office.installation)) == 1
    assert office.messages()[-1].message_id == letters(office.installation)[0]
    assert len(office.installation.sink.mails) == 1
    office.installation.verify()


def test_a_letter_whose_copy_was_not_confirmed_is_not_copied_twice(office: Polling) -> None:
    office.line.break_after(0, on=b"APPEND")
    assert office.poll()
    for _ in range(2):
        assert office.poll() == ""
    assert sent(office.installation) == letters(office.installation)


def test_a_death_before_that_is_recorded_puts_no_second_copy_there(office: Polling) -> None:
    program = Program("crash.victim")
    victim = office.installation.twin(office.installation.folder, program)
    victim.configure(mailbox={"sent_folder": "Sent", "sent_copies": True})
    assert live(victim, Point("step", "copied", 1), "", 1).code == KILLED
    assert sent(victim) == letters(victim)
    assert live(victim, NEVER, "", 1).code == 0
    program.close()
    assert sent(victim) == letters(victim)


def test_where_the_server_keeps_a_copy_by_itself_ours_is_not_added(office: Polling) -> None:
    office.installation.deliver(office.installation.sink.mails[0].data, folder="Sent")
    for _ in range(2):
        assert office.poll() == ""
    assert sent(office.installation) == letters(office.installation)


def test_a_folder_that_takes_no_letter_is_told_and_keeps_no_mail_waiting(office: Polling) -> None:
    # The server is asked to put it into a folder that is not there, and refuses that itself.
    office.line.change(command=lambda data: data.replace(b"Sent", b"Gone") if b"APPEND" in data else data)
    office.installation.deliver(entry(2))
    assert "the server refuses to put a letter into the folder Sent" in office.poll()
    assert [each.status.value for each in office.messages()] == ["filed", "filed"]
