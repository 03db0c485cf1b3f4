"""What a step of the conversation can end in; the package's own text draws the tree."""

import re
import smtplib
import ssl
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Literal

from settings.alarm_kinds import AlarmKind
from settings.errors import ServerFault

Step = Literal["connect", "banner", "ehlo", "starttls", "auth", "mail", "rcpt", "data", "final"]

_PLACES: dict[Step, str] = {
    "connect": "on connecting",
    "banner": "in its greeting",
    "ehlo": "at EHLO",
    "starttls": "at STARTTLS",
    "auth": "at the login",
    "mail": "at our own address (MAIL FROM)",
    "rcpt": "at the recipient's address (RCPT TO)",
    "data": "at DATA",
    "final": "after the mail's content",
}
_CURES: dict[Step, str] = {
    "connect": "Check [smtp] host and port, and whether the server is up",
    "banner": "Check [smtp] host, port and tls: implicit is usual on port 465, starttls on 587",
    "starttls": "Check [smtp] host and tls; nothing was sent in clear",
    "auth": "Check [smtp] username and INTAKE_SMTP_PASSWORD",
    "mail": "Check [smtp] from_address, and whether the account may send as it",
}
_LONGEST = 200
# RFC 4954 section 6: any command may be answered so when it is we who have not logged in properly.
_LOGIN_WANTED = (530, 534, 535, 538)
_ADDRESS = re.compile(r"<?[^\s<>]+@[^\s<>]+>?")
# "Relay access denied", "unable to relay", "authentication required": said of the sender, whatever the code.
_ABOUT_US = re.compile(r"\brelay|authenticat|not logged in", re.IGNORECASE)
# RFC 3463: no such user, host or address, one that moved, one without a mail server; a mailbox that is
# disabled or full. 5.1.7 and 5.1.8 are about the sender, 5.2.3 and 5.2.4 about the mail or a list.
_RECIPIENTS = re.compile(r"5\.(?:1\.(?:1|2|3|6|10)|2\.[12])(?![\d.])")
_ENHANCED = re.compile(r"[245]\.\d{1,3}\.\d{1,3}\b")
# What servers say that know no such codes (qmail, older Exim): that there is nobody of that name.
_NOBODY = re.compile(
    r"\b(?:unknown|no such|invalid|non-?existent)\s+(?:local\s+)?(?:user|mailbox|recipient|address)\b"
    r"|\b(?:user|mailbox|recipient|account)\b[^.;]{0,40}\b(?:unknown|not found|does(?:\s+not|n't)\s+exist)\b"
    r"|\b(?:mailbox|account)\b[^.;]{0,40}\bdisabled\b"
    r"|\bno mailbox here by that name\b|\bmailbox (?:is )?full\b",
    re.IGNORECASE,
)
# Exchange refuses with 5.2.x what *we* may not submit, and others an account that sent its day's share.
_OUR_SUBMISSION = re.compile(
    r"storedrv\.submission|sender|send\s?as|outbound|not owned|(?<!over )quota|daily\b.{0,40}\blimit"
    r"|helo\b|client host|your (?:account|message|ip)\b|rcpthosts",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer of the server: its code, and its words in one clean line. -1 is no code at all."""

    code: int
    said: str


@dataclass(frozen=True, slots=True)
class Receipt(Reply):
    """The server's yes after the final dot. `said` often holds its queue number."""


class TransportError(ServerFault):
    """A mail that was not sent, or not surely; `temporary` where another try can help."""

    alarm, refusal = AlarmKind.SMTP, AlarmKind.SMTP_REFUSED
    temporary: ClassVar[bool] = True

    def __init__(self, step: Step, code: int | None, said: str, cure: str | None = None) -> None:
        super().__init__(step, code, said)
        self._cure = cure
        self.step = step
        self.code = code
        self.said = said

    def __str__(self) -> str:
        answer = self.said if self.code is None else f"{self.code} {self.said}".rstrip()
        return f"the SMTP server, {_PLACES[self.step]}: {answer}"

    @property
    def lasting(self) -> bool:
        """Whether the server answered, and refused."""
        return (self.code or 0) >= 500

    @property
    def cure(self) -> str:
        """Which settings to look at."""
        if self._cure is not None:
            return self._cure
        if self.step == "mail" and self.code in _LOGIN_WANTED:
            return "Check [smtp] username and tls: it wants a login first"
        return _CURES.get(self.step, "")


class OwnFault(TransportError):
    """Us, our settings or our server, never the recipient: the mail stays pending, an alarm is due."""


class ConnectionBroken(OwnFault):
    """The connection ended, or fell silent, before any content was sent."""

    @property
    def lasting(self) -> bool:
        """No server has answered."""
        return False


class TokenRefused(OwnFault):
    """The server takes no access token of ours, and not the one that was fetched anew either."""

    @property
    def cure(self) -> str:
        """No password is to be looked at."""
        return "Check [smtp] username, and that the account may send by SMTP (docs/providers.md)"


class NoCredential(OwnFault):
    """There is no access token to log in with; the server was not asked."""

    def __init__(self, fault: ServerFault) -> None:
        super().__init__("auth", None, str(fault))
        self._lasting = fault.lasting

    def __str__(self) -> str:
        return f"no login to the SMTP server: {self.said}"

    @property
    def lasting(self) -> bool:
        """Whether the provider of tokens has refused us."""
        return self._lasting

    @property
    def cure(self) -> str:
        """Its own text says it."""
        return ""


class Deferred(TransportError):
    """4xx at RCPT, DATA or the final dot: not taken now (RFC 5321 section 4.2.1)."""


class Refused(TransportError):
    """5xx about the recipient, at RCPT, DATA or the final dot: not taken, and the same mail never will be."""

    temporary = False


class AddressUnsupported(Refused):
    """The address or the headers are not ASCII, and the server offers no SMTPUTF8 (RFC 6531)."""


class Unsendable(Refused):
    """The address or the bytes are not in a form that SMTP can carry; nothing was said to the server."""


class Ambiguous(TransportError):
    """Content was sent and no final answer was read: the mail may have been sent."""


def one_line(raw: bytes | str, secrets: Iterable[str] = ()) -> str:
    """`raw` as one printable line of at most 200 characters, each of `secrets` blotted out.

    Some servers repeat in their error the command that they did not like, the login included.
    """
    text = raw.decode("utf-8", "replace") if isinstance(raw, bytes) else raw
    for secret in secrets:
        text = text.replace(secret, "[…]")
    text = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def nobodys(said: str) -> str:
    """`said` without addresses: an alarm may go to another organisation."""
    return _ADDRESS.sub("<…>", said)


def reason(error: Exception) -> str:
    """Why a connection failed, for a person.

    smtplib raises one error for a drop and for a time-out; the difference is in its context.
    """
    if isinstance(error, smtplib.SMTPServerDisconnected):
        silent = isinstance(error.__context__, TimeoutError)
        return "no answer in time" if silent else "the connection was closed"
    if isinstance(error, TimeoutError):
        return "no answer in time"
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not trusted: {error.verify_message}"
    if isinstance(error, ssl.SSLError):
        return f"{error.reason or error} (is `tls` right for this port?)"
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


def demand(step: Step, reply: Reply, code: int) -> Reply:
    """`reply` if it has this code; at the steps where anything else is our own fault."""
    if reply.code != code:
        raise OwnFault(step, reply.code, reply.said)
    return reply


def about_our_login(step: Step, answer: Reply | TransportError) -> bool:
    """Whether the server speaks of relaying or logging in, which meets every mail."""
    code = answer.code or 0
    return code in _LOGIN_WANTED or (step == "rcpt" and code >= 500 and bool(_ABOUT_US.search(answer.said)))


def _about_recipient(said: str) -> bool:
    """By the code where there is one, else by the words; what speaks of us as well is not about him."""
    said = nobodys(said)
    named = _RECIPIENTS.match(said) or (not _ENHANCED.match(said) and _NOBODY.search(said))
    return bool(named) and not _OUR_SUBMISSION.search(said)


def settle(step: Step, reply: Reply, wanted: range) -> None:
    """Pass if the reply's code is among `wanted`; else raise what the code means at this step.

    A server says 5xx also when it is we who may not send through it, or send too much, or send what it does
    not like; that is no fault of the applicant's address.
    """
    if reply.code in wanted:
        return
    kind: type[TransportError]
    if about_our_login(step, reply):
        raise OwnFault(step, reply.code, nobodys(reply.said))
    if reply.code // 100 == 4:
        kind = Deferred
    elif reply.code // 100 == 5:
        if not _about_recipient(reply.said):
            raise OwnFault(step, reply.code, nobodys(reply.said))
        kind = Refused
    else:
        # An answer that is none: before the content nothing can have been sent, after it nobody knows.
        kind = Ambiguous if step == "final" else OwnFault
    raise kind(step, reply.code, reply.said)
