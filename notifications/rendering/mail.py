"""The finished mail: headers that nothing from outside can add to, and the same bytes for the same letter."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from typing import Any, Literal

from notifications.errors import RenderError
from notifications.rendering.clean import one_line
from notifications.rendering.disclosure import NOTICES
from screening.model.decision import Template

_REFERENCES = 20
_REFERENCE_LENGTH = 250
_MESSAGE_ID = re.compile(r"<[!-;=?A-~]+@[!-;=?A-~]+>")
_ASCII_WORDS = re.compile(r"(?:[!-~]+ )*")
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,189}")


Automatic = Literal["auto-replied", "auto-generated", "no"]
"""The words of RFC 3834: in answer to a mail, of the program's own accord, written by a person."""


class _Policy(EmailPolicy):
    """SMTP's policy, but for two headers that Python 3.11 folds badly (both measured).

    A long References line becomes encoded words, which breaks threading; a long subject loses spaces
    between its encoded words.
    """

    def fold(self, name: str, value: Any) -> str:
        if name.lower() in ("references", "in-reply-to"):
            folded = f"{self.linesep} ".join(str(value).split())
        elif name.lower() == "subject":
            folded = _encoded(str(value), name, self.linesep)
        else:
            return str(super().fold(name, value))
        return f"{name}: {folded}{self.linesep}"

    def fold_binary(self, name: str, value: Any) -> bytes:
        return self.fold(name, value).encode("ascii")


def _encoded(text: str, name: str, linesep: str) -> str:
    """`text` with its leading ASCII words, such as the reference, left readable (RFC 2047)."""
    plain = _ASCII_WORDS.match(text)
    end = plain.end() if plain else 0
    header = Header(header_name=name)
    header.append(text[:end].rstrip(), "us-ascii")
    header.append(text[end:], "utf-8")
    return header.encode(linesep=linesep)


_POLICY = _Policy(linesep="\r\n", max_line_length=SMTP.max_line_length)


@dataclass(frozen=True, slots=True)
class Draft:
    """What a mail is built from. `date` is aware, in the zone to be shown; `automatic` is RFC 3834's word."""

    sender_name: str
    from_address: str
    reply_to: str
    to: str
    subject: str
    date: datetime
    message_id: str
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]
    contest: str
    text: str
    html: str
    automatic: Automatic = "auto-replied"


def message_id_for(digest: str, template: Template, from_address: str, to: str = "") -> str:
    """The Message-ID of the letter of this kind about the message of this digest; always the same one.

    One message has one answer; other letters about it go to several people, each under an id of its own.
    """
    recipient = f"\n{to.lower()}" if template in NOTICES else ""
    token = hashlib.sha256(f"{digest}\n{template.value}{recipient}".encode()).hexdigest()[:32]
    return f"<{token}.{template.value}@{from_address.rpartition('@')[2]}>"


def build(draft: Draft) -> bytes:
    """The mail as bytes: text and HTML as alternatives, both UTF-8 in base64 (lines of 76 bytes).

    Raises RenderError when an address cannot be used, or a header came out other than it was meant.
    """
    headers = _headers(draft)
    message = EmailMessage(policy=_POLICY)
    message.set_content(draft.text, charset="utf-8", cte="base64")
    message.add_alternative(draft.html, subtype="html", charset="utf-8", cte="base64")
    for name, value in headers:  # after the content: making alternatives moves Content-* into the first part
        message[name] = value
    message.set_boundary(f"=_{hashlib.sha256(draft.message_id.encode()).hexdigest()[:32]}")
    data = message.as_bytes()
    _verify(data, [name for name, _ in headers])
    return data


def _headers(draft: Draft) -> list[tuple[str, Any]]:
    answered, references = _ids(draft.in_reply_to, 1), _ids(draft.references, _REFERENCES)
    optional = [("In-Reply-To", " ".join(answered)), ("References", " ".join(references))]
    reply_to = (
        []
        if draft.reply_to.lower() == draft.from_address.lower()
        else [("Reply-To", _address(draft.reply_to))]
    )
    return [
        ("From", _address(draft.from_address, draft.sender_name)),
        *reply_to,
        ("To", _address(draft.to)),
        ("Subject", header_text(draft.subject)),
        ("Date", draft.date),
        ("Message-ID", draft.message_id),
        *((name, value) for name, value in optional if value),
        ("Auto-Submitted", draft.automatic),
        ("X-Auto-Response-Suppress", "All"),
        ("X-Intake-Contest", header_text(draft.contest)),
        ("Content-Language", "th, en"),
    ]


def header_text(text: str) -> str:
    """`text` fit for a header: one line, nothing that a parser would decode once more (CVE-2024-6923)."""
    return one_line(text).replace("=?", "= ?")


def _address(address: str, name: str = "") -> Address:
    if not _ADDRESS.fullmatch(address):
        raise RenderError("the address of a letter is not one plain mail address; answer this one by hand")
    return Address(display_name=header_text(name), addr_spec=address)


def _ids(tokens: Iterable[str], most: int) -> list[str]:
    """The well-formed message ids among `tokens`: the first, which names the thread, and the newest."""
    bare = (token.strip() for token in tokens)
    framed = (token if token.startswith("<") else f"<{token}>" for token in bare)
    good = [token for token in framed if len(token) <= _REFERENCE_LENGTH and _MESSAGE_ID.fullmatch(token)]
    good = list(dict.fromkeys(good))
    return good if len(good) <= most else [*good[:1], *good[len(good) - most + 1 :]]


def _verify(data: bytes, meant: list[str]) -> None:
    """Reads the mail as its receiver will: the headers that were meant, and no control character in any."""
    found = message_from_bytes(data, policy=SMTP)
    if sorted(found.keys()) != sorted([*meant, "MIME-Version", "Content-Type"]):
        raise RenderError("the headers of a letter came out other than they were meant")
    for name, value in found.items():
        if any(unicodedata.category(character) == "Cc" for character in str(value)):
            raise RenderError(f"the header {name} of a letter holds a control character")
