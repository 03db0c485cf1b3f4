"""A mail to ourselves: out by SMTP, back by IMAP, read by the parser."""

import tempfile
import time
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import default
from pathlib import Path

from ingest.mailbox import Connection
from ingest.mailbox.errors import FolderMissing, MessageGone
from notifications.alarms.mail import plain_mail
from notifications.transport import Smtp
from parsers.process import Parser
from runtime.clock import now
from runtime.parts import Parts
from settings.errors import PartFailed

PATIENCE = 60.0
_LOOK_SECONDS = 0.5
_LIMIT = 1 << 20
_SUBJECT = "ทดสอบระบบรับผลงาน · a test of the entry mailbox"


@dataclass(frozen=True, slots=True)
class Trip:
    """`seconds` from the server's OK until it lay in `folder`. `stamps`: Authentication-Results on it.
    `removed`: it was taken away again.
    """

    seconds: float
    folder: str
    stamps: int
    removed: bool


def round_trip(parts: Parts, connection: Connection, patience: float = PATIENCE) -> Trip:
    """Raises PartFailed when it does not come back, or other than it went; MailboxError, TransportError,
    ParserUnavailableError. The daemon may find it first: it is no entry, and ignored.
    """
    address = parts.settings.smtp.from_address
    mail = plain_mail(parts.desk, address, _SUBJECT, "intake doctor", now(), "doctor")
    with Smtp(parts.settings.smtp, parts.credentials.smtp()) as smtp:
        smtp.send(mail, address, before_data=lambda: None)
    began = time.monotonic()
    message_id = str(message_from_bytes(mail, policy=default)["Message-ID"])
    while time.monotonic() - began < patience:
        for name in _folders(parts):
            if found := _found(parts, connection, name, message_id):
                stamps, removed = found
                return Trip(time.monotonic() - began, name, stamps, removed)
        time.sleep(_LOOK_SECONDS)
    raise PartFailed(
        f"a mail to {address} was taken by the SMTP server and did not come into"
        f" {', '.join(_folders(parts))} within {patience:.0f} s: is [smtp] from_address this mailbox?"
    )


def _folders(parts: Parts) -> list[str]:
    mailbox = parts.settings.mailbox
    return list(dict.fromkeys(filter(None, (*mailbox.folders, mailbox.ignored_folder))))


def _found(parts: Parts, connection: Connection, name: str, message_id: str) -> tuple[int, bool] | None:
    """How many stamps it bears, and whether it could be removed; None where it is not there."""
    try:
        folder = connection.select(name, readonly=parts.settings.mailbox.read_only)
        uids = folder.find(message_id)
        if not uids:
            return None
        with tempfile.TemporaryDirectory() as place, Parser(parts.settings.limits) as parser:
            raw, work = Path(place, "mail"), Path(place, "work")
            work.mkdir()
            folder.download(uids[0], raw, _LIMIT)
            parsed = parser.parse(raw, work)
    except (FolderMissing, MessageGone):  # the daemon has moved it: it is in the other folder then
        return None
    if parsed.subject != _SUBJECT:
        raise PartFailed(
            f"a mail to ourselves came back other than it went: its subject is {parsed.subject!r}"
        )
    if not folder.readonly:
        folder.remove(uids)
    return len(parsed.authentication_results), not folder.readonly
