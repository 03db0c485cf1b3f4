"""One connection to the SMTP server, from connecting to QUIT. It knows steps, not mails."""

import contextlib
import smtplib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from credentials import Credential, CredentialFault
from notifications.transport import login
from notifications.transport.client import Client
from notifications.transport.outcomes import (
    Ambiguous,
    ConnectionBroken,
    NoCredential,
    OwnFault,
    Reply,
    Step,
    TokenRefused,
    demand,
    one_line,
    reason,
)
from settings import ConfigError, servers
from settings.authorities import cure_of

_PARTING_SECONDS = 5.0
_NO_LOGIN_WITHOUT_TLS = (
    "Check [smtp] tls and port: many servers take a login over TLS alone; one that wants none has no username"
)


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds that an answer may take: to connecting, to any command, and to the mail's content.

    RFC 5321 section 4.5.3.2 asks for these five and ten minutes: a server may look up our address, or scan
    and queue the mail, before it answers, and giving up on the content too early sends it twice.
    """

    connect: float = 60.0
    command: float = 300.0
    final: float = 600.0


class Connection:
    """A connection that `open()` brings to the point where MAIL FROM may be said.

    Its methods raise `OwnFault` (with `ConnectionBroken`) and, once content is sent, `Ambiguous`.
    `cut()` may be called from another thread.
    """

    def __init__(
        self,
        settings: servers.Smtp,
        credential: Credential | None,
        context: Callable[[], ssl.SSLContext],
        timeouts: Timeouts,
    ) -> None:
        self._settings = settings
        self._credential = credential
        self._context = context
        self._timeouts = timeouts
        self._secrets: tuple[str, ...] = ()
        self._client = Client()
        self._handle: socket.socket | None = None
        self._cut = threading.Event()

    def open(self) -> None:
        """Connect, greet, secure and log in, as the settings say."""
        self._connect()
        if self._settings.tls == "implicit":
            self._secure("connect")
        with self._hearing("banner"):
            demand("banner", self._reply(self._client.getreply()), 220)
        self._ehlo()
        if self._settings.tls == "starttls":
            if not self.offers("starttls"):
                raise OwnFault("starttls", None, "it does not offer STARTTLS")
            demand("starttls", self.ask("starttls", "STARTTLS"), 220)
            self._secure("starttls")
            self._ehlo()
        if self._settings.username:
            self._log_in()
        if not self._settings.from_address.isascii() and not self.offers("smtputf8"):
            raise OwnFault("mail", None, "from_address needs SMTPUTF8, which it does not offer")

    def offers(self, extension: str) -> bool:
        """Whether the server's EHLO listed `extension`."""
        return self._client.has_extn(extension)

    @property
    def tls_version(self) -> str | None:
        """Such as `TLSv1.3`; None without TLS."""
        return self._client.sock.version() if isinstance(self._client.sock, ssl.SSLSocket) else None

    def ask(self, step: Step, command: str) -> Reply:
        """Send one command and read its answer, whatever its code."""
        with self._hearing(step):
            return self._reply(self._client.docmd(command))

    def say_mail_from(self, options: str) -> Reply:
        """Begin a mail: any answer but yes is our own fault, never the recipient's."""
        command = f"MAIL FROM:<{self._settings.from_address}>{options}"
        return demand("mail", self.ask("mail", command), 250)

    def deliver(self, content: bytes) -> Reply:
        """Send the content, already stuffed and ended by its dot, and read the final answer.

        Every break from the first byte on is `Ambiguous`: of what went out, the server may have it all. One
        that answers before it has the content is out of step, and gets none.
        """
        with self._hearing("data"):
            self._client.check_in_step()
        try:
            with self._hearing("final"):
                self._set_timeout(self._timeouts.final)
                self._client.send(content)
                reply = self._reply(self._client.getreply())
                self._set_timeout(self._timeouts.command)
                return reply
        except ConnectionBroken as broken:
            raise Ambiguous("final", None, broken.said) from None

    def cut(self) -> None:
        """End the connection at once, from any thread: what it waits for breaks off.

        Looking up the host's name is not interrupted; connecting ends by its own time-out.
        """
        self._cut.set()
        if self._handle is not None:
            with contextlib.suppress(OSError):
                self._handle.shutdown(socket.SHUT_RDWR)

    def close(self, *, politely: bool) -> None:
        """Close, with QUIT if `politely`; the server gets five seconds for its goodbye. Never raises."""
        if politely:
            with contextlib.suppress(OwnFault), self._hearing("mail"):
                self._set_timeout(_PARTING_SECONDS)
                self._client.docmd("QUIT")
        with contextlib.suppress(OSError):
            self._client.close()
        if self._handle is not None:
            self._handle.close()

    def _connect(self) -> None:
        host, port = self._settings.host, self._settings.port
        try:
            wire = socket.create_connection((host, port), self._timeouts.connect)
        except (OSError, ValueError) as error:
            raise OwnFault("connect", None, one_line(f"{host}:{port}: {reason(error)}")) from None
        wire.settimeout(self._timeouts.command)
        self._client.sock = wire
        # A second handle on the same connection stays valid while TLS takes the first one over.
        self._handle = wire.dup()
        if self._cut.is_set():
            raise ConnectionBroken("connect", None, "stopped")
        address = wire.getsockname()[0]
        # An address literal (RFC 5321 section 4.1.3): finding our own name can hang on a slow DNS.
        self._client.local_hostname = f"[IPv6:{address}]" if ":" in address else f"[{address}]"
        # Nothing else than ASCII is said unless SMTPUTF8 was offered.
        self._client.command_encoding = "utf-8"

    def _secure(self, step: Step) -> None:
        # smtplib's own starttls() would verify against an empty host name here: it knows the name only
        # when it connected by itself.
        if self._client.sock is None:
            raise ConnectionBroken(step, None, "the connection is closed")
        try:
            wire = self._context().wrap_socket(self._client.sock, server_hostname=self._settings.host)
        except ConfigError as error:
            raise OwnFault(step, None, str(error), "Mend or remove that key") from None
        except ssl.SSLCertVerificationError as error:
            cure = cure_of(error, self._settings)
            raise OwnFault(step, None, one_line(f"TLS: {reason(error)}"), cure) from None
        except (OSError, ValueError) as error:
            cure = f"Check [smtp] port and tls{self._settings.doubt_of_tls}"
            raise OwnFault(step, None, one_line(f"TLS: {reason(error)}"), cure) from None
        self._client.start_tls_over(wire)

    def _ehlo(self) -> None:
        with self._hearing("ehlo"):
            demand("ehlo", self._reply(self._client.ehlo()), 250)

    def _log_in(self) -> None:
        """A refused access token is fetched anew and tried once more: it may be old."""
        credential = self._credential
        if credential is None:
            raise OwnFault("auth", None, "a user name is set and no password (INTAKE_SMTP_PASSWORD)")
        try:
            secret = credential.secret()
            reply = self._log_in_with(secret, bearer=credential.bearer)
            other = credential.renewed(secret) if reply.code // 100 == 5 else ""
        except CredentialFault as fault:
            raise NoCredential(fault) from None
        if other:
            reply = self._log_in_with(other, bearer=credential.bearer)
        if reply.code != 235:
            raise (TokenRefused if credential.bearer else OwnFault)("auth", reply.code, reply.said)

    def _log_in_with(self, secret: str, *, bearer: bool) -> Reply:
        self._secrets = login.secrets(self._settings.username, secret) + self._secrets
        mechanisms = self._client.esmtp_features.get("auth", "").upper().split()
        commands_of = login.token_commands if bearer else login.commands
        commands = commands_of(mechanisms, self._settings.username, secret)
        if not commands:
            ways = "AUTH XOAUTH2 nor AUTH OAUTHBEARER" if bearer else "AUTH PLAIN nor AUTH LOGIN"
            cure = None if self.tls_version else _NO_LOGIN_WITHOUT_TLS
            raise OwnFault("auth", None, f"it offers neither {ways}", cure)
        reply = self.ask("auth", commands[0])
        for command in commands[1:]:
            if reply.code == 334:
                reply = self.ask("auth", command)
        return reply

    def _reply(self, answer: tuple[int, bytes]) -> Reply:
        return Reply(answer[0], one_line(answer[1], self._secrets))

    def _set_timeout(self, seconds: float) -> None:
        if self._client.sock is not None:
            self._client.sock.settimeout(seconds)

    @contextlib.contextmanager
    def _hearing(self, step: Step) -> Iterator[None]:
        """Whatever smtplib and the socket raise here is a broken connection."""
        try:
            yield
        except (smtplib.SMTPException, OSError) as error:
            said = "stopped" if self._cut.is_set() else reason(error)
            raise ConnectionBroken(step, None, one_line(said, self._secrets)) from None
