"""`intake doctor --round-trip`: a mail to ourselves by the real ways out and in."""

from pathlib import Path

import pytest
from servers.dovecot import Dovecot
from servers.fixtures import mail_server, program
from servers.installation import Installation
from servers.postman import Postman
from servers.program import Program
from servers.smtp_sink import SmtpSink

from ingest import round_trip
from ingest.mailbox import connect
from settings.errors import PartFailed

__all__ = ["mail_server", "program"]


def told(installation: Installation) -> str:
    lines = installation.intake("doctor", "--round-trip").stdout.splitlines()
    (line,) = (line for line in lines if line.startswith("round trip"))
    return line


def test_it_comes_back_is_read_and_taken_away(tmp_path: Path, mail_server: Dovecot, program: Program) -> None:
    mail_server.use_fresh_account("trip")
    with Postman(mail_server) as postman:
        installation = Installation(tmp_path, program, mail_server, postman)
        said = told(installation)
        assert said.startswith("round trip\tok\ta mail to ourselves lay in INBOX after ")
        assert said.endswith("; without Authentication-Results; taken away again")
        assert installation.folders() == {}
        installation.configure(mailbox={"read_only": True})
        assert "left there: read_only" in told(installation)
        installation.configure(mailbox={"read_only": False})
        installation.run_once()
        assert [row["verdict"] for row in installation.rows()] == ["ignored"]
        assert len(postman.mails) == 2


def test_one_that_does_not_come_back_is_told_with_what_to_look_at(
    tmp_path: Path, mail_server: Dovecot, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INTAKE_MAILBOX_PASSWORD", mail_server.password)
    with SmtpSink() as nowhere:
        installation = Installation(tmp_path, program, mail_server, nowhere)
        with (
            installation.parts() as parts,
            connect(parts.settings.mailbox, parts.credentials.mailbox()) as connection,
            pytest.raises(PartFailed, match=r"is \[smtp\] from_address this mailbox\?"),
        ):
            round_trip.round_trip(parts, connection, patience=1)
