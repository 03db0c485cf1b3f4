"""Mails that staff make: an entry that came another way, and files of a mail that go a way of their own.

What such a mail says follows from what it is made of, byte for byte: the same made twice, by a command that
died and was typed again, is one message.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime

from decisions.acts.checks import check_address
from decisions.acts.errors import ActRefusedError
from decisions.acts.order import Made
from decisions.acts.refusals import of_files
from decisions.acts.times import check_time
from ingest.composing import composed, printed, sha256_of
from ingest.reading import keep_files, read_again, submission_of
from parsers.process import Parser
from runtime.parts import Parts
from screening.addresses import is_address, original_sender, recipient
from screening.facts import corrected
from screening.model.act import Act, ActKind
from screening.model.rules import Rules
from screening.model.submission import Submission
from screening.sender import domain_of, is_authenticated, is_disproven
from storage.acts.written import facts_about
from storage.engine import reading
from storage.erasing.tombstones import is_cut
from storage.mail.messages import Received, message_of
from storage.tables import Message

SOURCE = "by staff"
"""Where a mail that staff have made was found: in no folder."""

_NOBODY = "unknown:;"
"""A group without members (RFC 6854): From may be one, and who wrote is then not said."""


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail that staff have made: its bytes, when it counts as received (not `time_told`: at the latest),
    whether it lay in a junk folder, and the message whose files it takes, if any.
    """

    raw: bytes
    received_at: datetime
    time_told: bool = True
    junk: bool = False
    of: int | None = None

    @property
    def digest(self) -> str:
        """What tells it from every other message."""
        return sha256_of(self.raw)


def entry_by_hand(parts: Parts, sender: str, at: datetime, files: Sequence[tuple[str, bytes]]) -> Mail:
    """The mail that the applicant would have written. `sender` is his address, empty where none is known.

    Raises ActRefusedError for an address that is none or ours, a name that no header takes, a time to come.
    """
    rules = parts.judge.rules
    check_address(sender, rules)
    check_time(Act(ActKind.NEW, at=at), parts.judge)
    if not files:
        raise ActRefusedError(of_files.WHICH_FILES_BROUGHT)
    said = [sender.lower(), at.isoformat(), [(name, sha256_of(data)) for name, data in files]]
    headers = {"From": sender or _NOBODY, **_outside(parts, "new", said, at)}
    return Mail(composed(headers, files), at)


def split_off(parts: Parts, parser: Parser, message_id: int, wanted: Sequence[str]) -> Mail:
    """The mail of some of a message's files, named by their sha256: as if its sender had sent them alone.

    What our own server found out about the sender goes with it, and so does the time of receipt. Raises
    ActRefusedError where the message did not bring them, and OUR_FAULTS.
    """
    with reading(parts.engine) as session:
        message, facts = session.get_one(Message, message_id), facts_about(session, message_id)
    came = read_again(parts, parser, message, keep=False)
    names = {file.sha256: file.name for file in corrected(came, facts).files if not file.content.erased}
    if not set(wanted) <= set(names):
        raise ActRefusedError(of_files.NOT_ALL_BROUGHT, message=message_id)
    files = [(names[sha256], _bytes(parts, sha256)) for sha256 in dict.fromkeys(wanted)]
    headers = _as_from(came, parts.judge.rules, parts.settings.trust.authserv_id)
    headers |= _outside(parts, "split", [message.digest, sorted(set(wanted))], came.received_at)
    return Mail(composed(headers, files), came.received_at, came.time_told, came.junk, message_id)


def _bytes(parts: Parts, sha256: str) -> bytes:
    with parts.files.files.open(sha256) as file:
        return file.read()


def read_made(parts: Parts, parser: Parser, mail: Mail, *, keep: bool) -> Made:
    """What such a mail says, read in the limited child as any other. `keep`: it is put into the store.

    Raises ActRefusedError where it cannot be read whole, and OUR_FAULTS.
    """
    received = Received(
        contest=parts.contest,
        digest=mail.digest,
        size=len(mail.raw),
        announced_size=len(mail.raw),
        internal_date=mail.received_at,
        source=SOURCE,
        junk=mail.junk,
        time_told=mail.time_told,
    )
    with parts.files.work() as folder:
        raw = parts.files.incoming()
        try:
            raw.write_bytes(mail.raw)
            parsed = parser.parse(raw, folder)
            if not parsed.whole:
                raise ActRefusedError(of_files.NOT_LOOKED_INTO, problem=parsed.problem)
            if keep:
                _refuse_erased(parts, mail)
                parts.files.raw.keep(raw, mail.digest)
                keep_files(parts, folder, parsed)
        finally:
            raw.unlink(missing_ok=True)
    read = submission_of(parts, message_of(received, mail.received_at), parsed)
    return Made(received, read, mail.of)


def _refuse_erased(parts: Parts, mail: Mail) -> None:
    """What was erased does not come back by being typed once more."""
    with reading(parts.engine) as session:
        if is_cut(session, mail.digest):
            raise ActRefusedError(of_files.ENTERED_AND_ERASED)


def _as_from(came: Submission, rules: Rules, authserv_id: str) -> dict[str, str]:
    """The headers that say who sent it, and whether our own server believed it."""
    ours = came.parsed.sender.address in rules.own_addresses
    sender = original_sender(came, rules) if ours else came.parsed.sender.address
    usable, to = is_address(sender), recipient(came, rules)
    headers = {"From": sender if usable else _NOBODY, "Subject": printed(came.parsed.subject)}
    if to and to != sender:
        headers["Reply-To"] = to
    if authserv_id and usable and (is_authenticated(came) or is_disproven(came)):
        result = "fail" if is_disproven(came) else "pass"
        headers["Authentication-Results"] = f"{authserv_id}; dmarc={result} header.from={domain_of(sender)}"
    if came.parsed.message_id:
        headers["References"] = came.parsed.message_id
    return headers


def _outside(parts: Parts, act: str, said: Sequence[object], at: datetime) -> dict[str, str]:
    address = parts.desk.from_address
    token = sha256_of(json.dumps([parts.contest, act, *said]).encode())[:32]
    message_id = f"<{token}.{act}@{address.rpartition('@')[2]}>"
    date = format_datetime(at.astimezone(parts.desk.zone))
    return {"To": parts.settings.mailbox.username or address, "Date": date, "Message-ID": message_id}
