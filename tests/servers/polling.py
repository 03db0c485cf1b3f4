"""The poller in this process, over a line that the test breaks: thousands of faults in one run."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from itertools import chain

from servers.imap_proxy import ImapProxy
from servers.installation import Installation, message_id
from servers.mails import mail
from sqlmodel import col, func, select

from credentials import Password
from ingest.mailbox.errors import MailboxError
from ingest.poller import Poller
from parsers.pool import Pool
from parsers.process import Parser
from runtime.parts import Parts
from runtime.ready import make_ready
from settings import load
from storage.engine import writing
from storage.tables import Message, Sighting, Unfetched

FETCH = b"BODY.PEEK[]"


class Polling:
    """Looks into the account of `installation` through `line`."""

    def __init__(self, installation: Installation, line: ImapProxy, parts: Parts, parser: Parser) -> None:
        self.installation, self.line, self.parts, self._parser = installation, line, parts, parser
        self.poller = self._poller()

    def configure(self, **mailbox: object) -> None:
        """As if the daemon was started anew with these keys of `[mailbox]` changed."""
        self.poller.disconnect()
        self.installation.configure(mailbox=mailbox)
        self.parts = replace(self.parts, settings=load(self.installation.config, {}))
        self.poller = self._poller()

    def poll(self) -> str:
        """One look; empty when it went well, else what the organiser reads."""
        try:
            self.poller.poll()
        except MailboxError as error:
            return str(error)
        return ""

    def messages(self) -> list[Message]:
        """Every message recorded."""
        with writing(self.parts.engine) as session:
            found = list(session.exec(select(Message).order_by(col(Message.id))))
            session.expunge_all()
            return found

    def recorded(self) -> int:
        """How many messages are on record."""
        with writing(self.parts.engine) as session:
            return session.exec(select(func.count()).select_from(Message)).one()

    def sightings(self) -> list[tuple[str, int, str]]:
        """Every place recorded in the folders that are read: folder, UID and state."""
        read = col(Sighting.folder).in_(self.parts.settings.mailbox.watched)
        with writing(self.parts.engine) as session:
            found = session.exec(select(Sighting).where(read).order_by(col(Sighting.id)))
            return [(each.folder, each.uid, str(each.state)) for each in found]

    def tries(self) -> dict[int, int]:
        """How often each UID was asked for in vain."""
        with writing(self.parts.engine) as session:
            return {row.uid: row.tries for row in session.exec(select(Unfetched))}

    def pass_time(self, minutes: float = 11) -> None:
        """Whatever could not be fetched was first and last tried so many minutes earlier."""
        with writing(self.parts.engine) as session:
            for row in session.exec(select(Unfetched)).all():
                row.first_at -= timedelta(minutes=minutes)
                row.last_at -= timedelta(minutes=minutes)

    def _poller(self) -> Poller:
        return Poller(
            self.parts, Pool([self._parser]), Password(self.installation.dovecot.password), threading.Event()
        )

    def leftovers(self) -> list[str]:
        """Half-received files that nobody will ever ask for."""
        return [path.name for path in (self.parts.files.root / "tmp").iterdir()]


@contextmanager
def polling(installation: Installation, parser: Parser) -> Iterator[Polling]:
    """The installation's mailbox behind an `ImapProxy`."""
    line = ImapProxy(installation.dovecot.port)
    installation.configure(mailbox={"port": line.port})
    try:
        with installation.parts() as parts:
            make_ready(parts)
            polls = Polling(installation, line, parts, parser)
            try:
                yield polls
            finally:
                polls.poller.disconnect()
    finally:
        line.close()


def question(number: int) -> bytes:
    """A small mail."""
    return mail(number, [], slug="question", subject="สอบถาม", text="ส่งได้ถึงวันใด")


def all_is_well(polls: Polling, *mails: bytes) -> None:
    """Each mail has one record, lies in one folder, and nothing else does."""
    polls.line.mend()
    assert polls.poll() == ""
    assert sorted(each.message_id for each in polls.messages()) == sorted(map(message_id, mails))
    assert {str(each.status) for each in polls.messages()} <= {"filed"}
    folders = polls.installation.folders()
    assert sorted(chain(*folders.values())) == sorted(map(message_id, mails))
    assert "INBOX" not in folders
    assert polls.tries() == {}
    assert polls.leftovers() == []
    assert polls.installation.findings() == []
