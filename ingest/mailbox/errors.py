"""What can go wrong with a mailbox, each as one clear line for the organiser.

    MailboxError
    ├── MailboxUnreachable   no connection: name, network, TLS, certificate
    ├── LoginRefused         the server does not let us in (permanent, unless it says that it is ill)
    ├── ConnectionLost       it ended, or fell silent, in the middle of something
    ├── ProtocolViolation    the server said what no IMAP server may say; the connection was dropped
    ├── RequestRefused       NO or BAD to one command; the connection is sound
    │   └── FolderMissing    no such folder (permanent)
    ├── BodyNotReady         announced, but its body is not there yet: try again at the next poll
    └── MessageGone          deleted or moved away by somebody else (permanent)

`temporary` tells whether trying again may help; what is unknown is temporary.
"""

import imaplib
import re
import ssl
from socket import gaierror

from imapclient.exceptions import CapabilityError, ProtocolError

from settings.alarm_kinds import AlarmKind
from settings.authorities import cure_of
from settings.errors import ServerFault
from settings.servers import Mailbox

QUOTE_LENGTH = 160
# RFC 5530, section 3: the refusal is about the server, not about what was asked.
ILL = re.compile(r"\[(UNAVAILABLE|SERVERBUG|INUSE|LIMIT|CONTACTADMIN)\b", re.IGNORECASE)


class MailboxError(ServerFault):
    """The base of all of them. `temporary`: trying again may help."""

    alarm, refusal = AlarmKind.MAILBOX, AlarmKind.MAILBOX_REFUSED
    temporary = True

    def __init__(self, message: str, *, temporary: bool | None = None) -> None:
        super().__init__(message)
        if temporary is not None:
            self.temporary = temporary

    @property
    def lasting(self) -> bool:
        """Whether the server has refused us for good."""
        return not self.temporary


class MailboxUnreachable(MailboxError):
    """There is no connection to the server, or none that can be trusted."""


class LoginRefused(MailboxError):
    """The server refuses the account or its password."""

    temporary = False


class ConnectionLost(MailboxError):
    """The connection ended or fell silent; nothing that was under way is known to be done."""


class ProtocolViolation(MailboxError):
    """The server broke the protocol; the connection was dropped."""


class RequestRefused(MailboxError):
    """The server answered NO or BAD; the connection is sound."""


class FolderMissing(RequestRefused):
    """The folder is not on the server."""

    temporary = False


class BodyNotReady(MailboxError):
    """The message is listed, but the server has no body for it yet (Exchange announces a UID first)."""


class MessageGone(MailboxError):
    """The message is no longer in the folder."""

    temporary = False


class TooLarge(Exception):
    """A reply beyond every sane bound: reading on would cost memory. Becomes a ProtocolViolation."""


def quote(words: object) -> str:
    """A server's own words: one line, shortened, without control characters."""
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words)
    # imaplib lets bytes become text by their repr.
    text = re.sub(r"^b(['\"])(.*)\1$", r"\2", text, flags=re.DOTALL)
    line = re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+", " ", text).strip()
    return f"{line[: QUOTE_LENGTH - 1]}…" if len(line) > QUOTE_LENGTH else line


def translated(error: Exception, where: str, doing: str) -> MailboxError:
    """The organiser's word for an error of a library, met at `where` (host:port) while `doing` something."""
    said = quote(error)
    match error:
        case MailboxError():
            return error
        case imaplib.IMAP4.readonly():
            return RequestRefused(f"{where}: cannot {doing}: the folder can only be read. Check its rights.")
        case imaplib.IMAP4.abort():
            return ConnectionLost(f"{where}: the connection ended, could not {doing}: {said}")
        case TimeoutError():
            return ConnectionLost(f"{where}: the server fell silent, could not {doing}.")
        case OSError():
            return ConnectionLost(f"{where}: the connection broke, could not {doing}: {said}")
        case ProtocolError():
            return ProtocolViolation(f"{where}: an answer that is no IMAP, could not {doing}: {said}")
        case imaplib.IMAP4.error():
            return RequestRefused(f"{where}: the server refuses to {doing}: {said}")
    return ProtocolViolation(f"{where}: an answer beyond reason, could not {doing}: {said}")


def unreachable(error: Exception, settings: Mailbox) -> MailboxUnreachable:
    """Why there is no connection to the server, and what to do about it."""
    where, doubt = f"{settings.host}:{settings.port}", settings.doubt_of_tls
    match error:
        case ssl.SSLCertVerificationError():
            told = f"its certificate is not trusted: {quote(error.verify_message)}"
            cure = cure_of(error, settings)
        case ssl.SSLError():
            told, cure = f"TLS fails: {quote(error.reason)}", f"Check [mailbox] port and tls{doubt}"
        case CapabilityError():
            told, cure = "it offers no STARTTLS", "Check [mailbox] tls; nothing was sent in clear"
        case gaierror():
            told, cure = "there is no such host", "Check [mailbox] host, and the name service"
        case TimeoutError():
            told, cure = "it does not answer", f"Check [mailbox] host, port and tls, and the firewall{doubt}"
        case OSError():
            told, cure = quote(error.strerror or error), "Check [mailbox] host and port, and the server"
        case _:
            told, cure = (
                f"it does not greet as IMAP: {quote(error)}",
                f"Check [mailbox] host, port and tls{doubt}",
            )
    return MailboxUnreachable(f"{where}: {told}. {cure}.")
