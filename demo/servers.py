"""The mail host of the demonstration as seen by those who use it: started, filled, read, ended."""

import json
import os
import secrets
import subprocess
import sys
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from imapclient import IMAPClient, SocketTimeout

HOST = "127.0.0.1"
_ENDS_WITHIN = 5


class MailHostError(Exception):
    """The mail host cannot serve; the text is one line for the person at the terminal."""


@dataclass(frozen=True, slots=True)
class Orders:
    """What the host shall be. A port of 0 is any free one; `outgoing` is the folder of delivered replies."""

    address: str
    password: str
    imap_port: int
    smtp_port: int
    outgoing: str


@dataclass(frozen=True, slots=True)
class Reply:
    """One mail in the applicants' mailbox. `raw` are the bytes that were sent; `received_at` is in UTC."""

    to: str
    subject: str
    text: str
    raw: bytes
    received_at: datetime


class DemoMail:
    """An IMAP and an SMTP server on loopback, in a process of their own that ends with this one.

    Use as a context manager. The IMAP account is `address` with `password`, without TLS. Mail sent by
    SMTP to `address` arrives in its inbox; mail to anybody else is kept for `replies`. `folder` holds
    those replies and the host's log; it is made if missing. A port of 0 is any free one.
    """

    host = HOST

    def __init__(self, address: str, folder: Path, imap_port: int = 0, smtp_port: int = 0) -> None:
        self.address = address
        self.password = secrets.token_urlsafe(12)
        self.imap_port = imap_port
        self.smtp_port = smtp_port
        self._outgoing = folder / "replies"
        self._log = folder / "mailhost.log"
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        """Starts the host. Raises MailHostError when it does not start, as on a port that is taken."""
        try:
            self._outgoing.mkdir(parents=True, exist_ok=True)
            log = self._log.open("wb")
        except OSError as error:
            raise MailHostError(f"the demo's folder cannot be written: {error}") from None
        # pymap reads these three: without the first it asks DNS for this machine's name.
        environment = {**os.environ, "FQDN": "localhost"}
        environment.pop("CERT_FILE", None)
        environment.pop("KEY_FILE", None)
        command = [sys.executable, "-m", "demo.mailhost"]
        with log:
            self._process = subprocess.Popen(  # noqa: S603 - our own module by our own interpreter
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, env=environment
            )
        try:
            self._agree_on_ports(self._process)
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Ends the host."""
        self.close()

    def _agree_on_ports(self, process: subprocess.Popen[bytes]) -> None:
        orders = Orders(self.address, self.password, self.imap_port, self.smtp_port, str(self._outgoing))
        assert process.stdin and process.stdout  # noqa: S101 - both were asked for as pipes
        try:
            process.stdin.write(json.dumps(asdict(orders)).encode() + b"\n")
            process.stdin.flush()
            answer = json.loads(process.stdout.readline() or b"{}")
        except BrokenPipeError:
            answer = {}
        if "imap_port" not in answer:
            process.wait()
            raise MailHostError(
                f"the demo's mail server did not start: {answer.get('error') or self._last_words()}"
            )
        self.imap_port, self.smtp_port = answer["imap_port"], answer["smtp_port"]

    def _last_words(self) -> str:
        lines = self._log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        return lines[-1] if lines else f"see {self._log}"

    def deposit(self, mails: Iterable[tuple[bytes, datetime]]) -> None:
        """Puts mails into the inbox as if each had arrived at its time (aware), in the order given.

        A mail must have CRLF line ends; its bytes are kept as they are.
        """
        with IMAPClient(HOST, self.imap_port, ssl=False, timeout=SocketTimeout(5, 60)) as client:
            client.login(self.address, self.password)
            for message, received in mails:
                client.append("INBOX", message, (), received)

    def replies(self) -> list[Reply]:
        """What the applicants have received so far, oldest first. May be called from any thread."""
        return [_reply(path.read_bytes()) for path in sorted(self._outgoing.glob("*.eml"))]

    def close(self) -> None:
        """Ends the host; calling it again does nothing."""
        process, self._process = self._process, None
        if process is None:
            return
        with process:
            assert process.stdin  # noqa: S101 - it was asked for as a pipe
            with suppress(BrokenPipeError):
                process.stdin.close()
            try:
                process.wait(_ENDS_WITHIN)
            except subprocess.TimeoutExpired:
                process.kill()


def _reply(delivered: bytes) -> Reply:
    """Reads a file of `demo.mailhost.Delivery`: two lines of its own, then the mail as it was sent."""
    to, stamp, raw = delivered.split(b"\r\n", 2)
    subject, text = _readable(raw)
    received_at = parsedate_to_datetime(stamp.decode("ascii").rpartition("; ")[2]).astimezone(UTC)
    return Reply(to.decode("ascii").removeprefix("Delivered-To: "), subject, text, raw, received_at)


def _readable(raw: bytes) -> tuple[str, str]:
    """Subject and text of a mail; what cannot be read is empty, since anybody may have sent it."""
    try:
        message = message_from_bytes(raw, _class=EmailMessage, policy=policy.default)
        body = message.get_body(("plain", "html"))
        return str(message["Subject"] or ""), str(body.get_content()) if body else ""
    except (LookupError, ValueError, AttributeError):
        return "", ""
