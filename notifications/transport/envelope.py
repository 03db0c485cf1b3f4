"""What is said around a mail, and how its bytes go over the wire. No I/O."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from notifications.transport.outcomes import AddressUnsupported, Unsendable

_ADDRESS = re.compile(r"[^\s<>]+@[^\s<>@]+")
_BARE_LINE_END = re.compile(rb"\r(?!\n)|(?<!\r)\n")


@dataclass(frozen=True, slots=True)
class Envelope:
    """The recipient as the server can take it, and the options of MAIL FROM, each after a space."""

    recipient: str
    options: str


def check_address(address: str) -> None:
    """Refuse an address that could say more than RCPT; raises `Unsendable`."""
    if not (address.isprintable() and _ADDRESS.fullmatch(address)):
        raise Unsendable("rcpt", None, "the recipient's address is malformed")


def on_the_wire(data: bytes) -> bytes:
    """`data` with its leading dots doubled and the final dot (RFC 5321 section 4.5.2).

    A bare CR or LF is refused with `Unsendable`, not mended: the bytes are recorded as sent, and servers
    disagree on where such a mail ends (section 2.3.8 forbids it).
    """
    if not data.endswith(b"\r\n") or _BARE_LINE_END.search(data):
        raise Unsendable("data", None, "the mail's lines do not all end in CRLF")
    stuffed = data.replace(b"\r\n.", b"\r\n..")
    return (b"." if stuffed.startswith(b".") else b"") + stuffed + b".\r\n"


def address(offers: Callable[[str], bool], sender: str, to: str, data: bytes) -> Envelope:
    """The envelope of `data` for a server that `offers` these extensions.

    Raises `AddressUnsupported` where it lacks SMTPUTF8 (RFC 6531) and `Unsendable` where it lacks 8BITMIME.
    """
    recipient = to if to.isascii() or offers("smtputf8") else _ascii_domain(to)
    headers = data.partition(b"\r\n\r\n")[0]
    options = ""
    if not (sender.isascii() and recipient.isascii() and headers.isascii()):
        if not offers("smtputf8"):
            raise AddressUnsupported("rcpt", None, "the mail needs SMTPUTF8, which it does not offer")
        options += " SMTPUTF8"
    if not data.isascii():
        if not offers("8bitmime"):
            raise Unsendable("data", None, "the mail needs 8BITMIME, which it does not offer")
        options += " BODY=8BITMIME"
    return Envelope(recipient, options)


def _ascii_domain(to: str) -> str:
    """A domain has an ASCII form, which every server takes (RFC 3490); a local part has none."""
    local, _, domain = to.rpartition("@")
    try:
        return f"{local}@{domain.encode('idna').decode('ascii')}"
    except UnicodeError:
        return to
