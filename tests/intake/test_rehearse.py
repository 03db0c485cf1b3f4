"""`intake rehearse`: samples into the real mailbox, answers back, and nothing left behind."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from servers.dovecot import Dovecot
from servers.fixtures import mail_server, program
from servers.installation import Installation
from servers.postman import Postman
from servers.program import Program
from servers.smtp_script import Received
from servers.smtp_sink import SmtpSink

from ingest.mailbox import connect
from intake.rehearsal.stage import PREFIX

__all__ = ["mail_server", "program"]

FOREIGN = b"Subject: of somebody else\r\n\r\nhello\r\n"


@pytest.fixture
def inbox(mail_server: Dovecot) -> Iterator[Dovecot]:
    mail_server.use_fresh_account("rehearsal")
    mail_server.deliver([FOREIGN])
    yield mail_server


def folders(installation: Installation) -> dict[str, int]:
    """Every folder of the mailbox with what lies in it."""
    with installation.parts() as parts:
        settings, credential = parts.settings.mailbox, parts.credentials.mailbox()
        with connect(settings, credential) as connection, connection.exchange("list the folders") as client:
            names = [name for _, _, name in client.list_folders()]
            return {name: client.folder_status(name, ["MESSAGES"])[b"MESSAGES"] for name in names}


def test_all_is_judged_as_meant_all_answers_come_back_and_the_mailbox_is_as_it_was(
    tmp_path: Path, inbox: Dovecot, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INTAKE_MAILBOX_PASSWORD", inbox.password)
    with Postman(inbox) as postman:
        installation = Installation(tmp_path, program, inbox, postman)
        before = folders(installation)
        done = installation.intake("rehearse")
        assert done.returncode == 0, done.stdout + done.stderr
        *samples, judged, back = done.stdout.splitlines()
        assert len(samples) >= 20
        assert all(line.split("\t")[1] == "ok" for line in samples)
        assert judged == f"{len(samples)} of {len(samples)} samples were judged as they were made to be"
        sent = len(postman.mails)
        assert back.startswith(f"{sent} of {sent} answers came back to dgti_awards@dga.or.th (in INBOX)")
        assert {mail.recipients for mail in postman.mails} == {("dgti_awards@dga.or.th",)}
        assert folders(installation) == before == {"INBOX": 1}
        assert not (installation.folder / "intake.db").exists()


class Gateway(Postman):
    """A filter on the way: it swallows the first mail, and marks the subject of the second."""

    def keep(self, received: Received) -> None:
        if not self.mails:
            SmtpSink.keep(self, received)
            return
        marked = received.data.replace(b"Subject: ", b"Subject: [EXTERNAL] ", 1)
        super().keep(replace(received, data=marked) if len(self.mails) == 1 else received)


def test_an_answer_that_is_lost_and_one_that_is_rewritten_are_told(
    tmp_path: Path, inbox: Dovecot, program: Program
) -> None:
    with Gateway(inbox) as gateway:
        installation = Installation(tmp_path, program, inbox, gateway)
        done = installation.intake("rehearse", "--patience", "3")
        sent = len(gateway.mails)
        assert done.returncode == 1
        assert f"{sent - 1} of {sent} answers came back" in done.stdout
        assert "1 answers came with other words than they left with" in done.stdout


def test_answers_for_another_address_go_there_alone_and_are_not_looked_for(
    tmp_path: Path, inbox: Dovecot, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INTAKE_MAILBOX_PASSWORD", inbox.password)
    with SmtpSink() as sink:
        installation = Installation(tmp_path, program, inbox, sink)
        done = installation.intake("rehearse", "--to", "tester@office.example")
        assert done.returncode == 0, done.stdout + done.stderr
        assert {mail.recipients for mail in sink.mails} == {("tester@office.example",)}
        assert done.stdout.splitlines()[-1].startswith(
            f"{len(sink.mails)} answers went to tester@office.example: look for them there"
        )
        assert folders(installation) == {"INBOX": 1}


def test_what_cannot_be_rehearsed_is_said_and_nothing_is_left(
    tmp_path: Path, inbox: Dovecot, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INTAKE_MAILBOX_PASSWORD", inbox.password)
    with SmtpSink() as sink:
        installation = Installation(tmp_path, program, inbox, sink)
        installation.configure(mailbox={"read_only": True})
        done = installation.intake("rehearse")
        assert (done.returncode, "read_only = true leaves the mailbox untouched" in done.stderr) == (2, True)
        assert installation.intake("rehearse", "--to", "no address").returncode == 2
        installation.configure(mailbox={"read_only": False}, smtp={"port": 1})
        done = installation.intake("rehearse")
        assert done.returncode == 1
        assert "the SMTP server, on connecting" in done.stderr
        assert folders(installation) == {"INBOX": 1}
        assert sink.mails == []


def test_what_a_rehearsal_that_was_killed_has_left_is_taken_away_by_the_next(
    tmp_path: Path, inbox: Dovecot, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INTAKE_MAILBOX_PASSWORD", inbox.password)
    inbox.deliver([FOREIGN, FOREIGN], folder=f"{PREFIX}00000000")
    inbox.deliver([FOREIGN], folder="of-staff")
    with SmtpSink() as sink:
        installation = Installation(tmp_path, program, inbox, sink)
        assert folders(installation)[f"{PREFIX}00000000"] == 2
        installation.intake("rehearse", "--to", "tester@office.example")
        assert folders(installation) == {"INBOX": 1, "of-staff": 1}
