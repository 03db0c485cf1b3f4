"""Mails over one kept connection, and the organiser's look at it beforehand."""

import ssl
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self

from credentials import Credential
from notifications.transport import envelope
from notifications.transport.connection import Connection, Timeouts
from notifications.transport.outcomes import (
    Ambiguous,
    ConnectionBroken,
    Deferred,
    OwnFault,
    Receipt,
    Refused,
    settle,
)
from notifications.transport.streak import of_one_mail
from settings import servers
from settings.authorities import trusted

MAILS = 100
"""So many over one connection: servers end longer ones, some of them in the middle of a mail."""
CHECK_SECONDS = 30.0


class Smtp:
    """Sends mails, many over one connection, which is opened by the first and again after an error.

    For one thread, but for `abort()`. `credential` is needed only where the settings have a user name;
    `ssl_context`: else the certificate is held against `[smtp] ca_file` or the system's trust store.
    """

    def __init__(
        self,
        settings: servers.Smtp,
        credential: Credential | None,
        *,
        ssl_context: ssl.SSLContext | None = None,
        timeouts: Timeouts | None = None,
    ) -> None:
        self._settings = settings
        self._credential = credential
        self._ssl_context = ssl_context
        self._timeouts = timeouts or Timeouts()
        self._connection: Connection | None = None
        self._stopped = threading.Event()
        self._mails = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close(politely=not self._stopped.is_set())

    def send(self, data: bytes, to: str, *, before_data: Callable[[], None]) -> Receipt:
        """Send `data`, a whole mail with CRLF line ends, to the one address `to`, byte for byte.

        `before_data` is called once, when the server has accepted the recipient and before DATA; what
        it raises passes on, and nothing is sent. Raises the package's exceptions.
        """
        content = envelope.on_the_wire(data)
        envelope.check_address(to)
        try:
            connection, recipient = self._begin(data, to)
            settle("rcpt", connection.ask("rcpt", f"RCPT TO:<{recipient}>"), range(200, 300))
            before_data()
            settle("data", connection.ask("data", "DATA"), range(354, 355))
            reply = connection.deliver(content)
            settle("final", reply, range(200, 300))
        except Refused:
            self._reset(ended=False)
            raise
        except (OwnFault, Ambiguous) as error:
            if isinstance(error, OwnFault) and of_one_mail(error):
                self._reset(ended=False)
            else:
                self._close(politely=False)
            raise
        except Deferred as deferred:
            self._reset(ended=deferred.code == 421)
            raise
        except BaseException as error:
            self._reset(ended=not isinstance(error, Exception))
            raise
        return Receipt(reply.code, reply.said)

    def abort(self) -> None:
        """Stop for good, from any thread: a waiting `send` ends at once with its error."""
        self._stopped.set()
        connection = self._connection
        if connection is not None:
            connection.cut()

    def _begin(self, data: bytes, to: str) -> tuple[Connection, str]:
        """Say MAIL FROM; servers close idle connections (421 or nothing), so a kept one gets a second try."""
        if self._mails >= MAILS:
            self._close(politely=True)
        self._mails += 1
        if self._connection is not None:
            try:
                return self._connection, self._say_mail_from(self._connection, data, to)
            except OwnFault as fault:
                if fault.code != 421 and not isinstance(fault, ConnectionBroken):
                    raise
                self._close(politely=False)
        connection = self._opened()
        return connection, self._say_mail_from(connection, data, to)

    def _say_mail_from(self, connection: Connection, data: bytes, to: str) -> str:
        terms = envelope.address(connection.offers, self._settings.from_address, to, data)
        connection.say_mail_from(terms.options)
        return terms.recipient

    def _opened(self) -> Connection:
        connection = Connection(self._settings, self._credential, self._context, self._timeouts)
        self._connection, self._mails = connection, 1
        # Only now: an abort() from here on finds the connection and cuts it.
        if self._stopped.is_set():
            connection.cut()
            raise ConnectionBroken("connect", None, "stopped")
        connection.open()
        return connection

    def _context(self) -> ssl.SSLContext:
        if self._ssl_context is None:
            self._ssl_context = trusted(self._settings)
        return self._ssl_context

    def _reset(self, *, ended: bool) -> None:
        """Leave the connection ready for the next mail, or closed where it cannot be."""
        if self._connection is None:
            return
        try:
            clean = not ended and self._connection.ask("mail", "RSET").code == 250
        except ConnectionBroken:
            clean = False
        if not clean:
            self._close(politely=False)

    def _close(self, *, politely: bool) -> None:
        if self._connection is not None:
            self._connection.close(politely=politely)
            self._connection = None


def check(
    settings: servers.Smtp,
    credential: Credential | None,
    *,
    ssl_context: ssl.SSLContext | None = None,
    timeouts: Timeouts | None = None,
) -> str:
    """Connect, secure, log in, say MAIL FROM and take it back; sends nothing.

    Returns one line that describes the server; raises `OwnFault` where a step fails.
    """
    # A person waits for it.
    patience = timeouts or Timeouts(CHECK_SECONDS, CHECK_SECONDS, CHECK_SECONDS)
    connection = Connection(settings, credential, lambda: ssl_context or trusted(settings), patience)
    try:
        connection.open()
        sender = settings.from_address
        connection.say_mail_from(envelope.address(connection.offers, sender, sender, b"").options)
        connection.ask("mail", "RSET")
        parts = [f"{settings.host}:{settings.port}", connection.tls_version or "no TLS"]
    finally:
        connection.close(politely=True)
    login = [f"logged in as {settings.username}"] if settings.username else []
    return ", ".join([*parts, *login, f"takes mail from {sender}"])
