"""The finished mail: headers that nothing from outside can add to, and the same bytes for the same letter."""

import hashlib
import re
from base64 import encodebytes
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from typing import Literal

from notifications.errors import RenderError
from notifications.rendering.clean import one_line
from notifications.rendering.disclosure import NOTICES
from notifications.rendering.fields import address_field, text_field, words_field
from screening.model.decision import Template

_REFERENCES = 20
_REFERENCE_LENGTH = 250
_MESSAGE_ID = re.compile(r"<[!-;=?A-~]+@[!-;=?A-~]+>")
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,189}")


Automatic = Literal["auto-replied", "auto-generated", "no"]
"""The words of RFC 3834: in answer to a mail, of the program's own accord, written by a person."""


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
    boundary = f"=_{hashlib.sha256(draft.message_id.encode()).hexdigest()[:32]}"
    kind = words_field("Content-Type", ["multipart/alternative;", f'boundary="{boundary}"'])
    edge = f"--{boundary}".encode()
    parts = (_part("plain", draft.text), _part("html", draft.html))
    body = b"".join(edge + b"\r\n" + part + b"\r\n" for part in parts)
    return b"".join((*_fields(draft), b"MIME-Version: 1.0\r\n", kind, b"\r\n", body, edge, b"--\r\n"))


def _part(subtype: str, text: str) -> bytes:
    head = f'Content-Type: text/{subtype}; charset="utf-8"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
    lines = [*text.encode("utf-8", "replace").splitlines(), b""]
    return head.encode() + encodebytes(b"\r\n".join(lines)).replace(b"\n", b"\r\n")


def _fields(draft: Draft) -> Iterator[bytes]:
    yield address_field("From", _address(draft.from_address), header_text(draft.sender_name))
    if draft.reply_to.lower() != draft.from_address.lower():
        yield address_field("Reply-To", _address(draft.reply_to))
    yield address_field("To", _address(draft.to))
    yield text_field("Subject", header_text(draft.subject))
    yield words_field("Date", format_datetime(draft.date).split())
    yield words_field("Message-ID", [draft.message_id])
    if answered := _ids(draft.in_reply_to, 1):
        yield words_field("In-Reply-To", answered)
    if references := _ids(draft.references, _REFERENCES):
        yield words_field("References", references)
    yield words_field("Auto-Submitted", [draft.automatic])
    yield words_field("X-Auto-Response-Suppress", ["All"])
    yield text_field("X-Intake-Contest", header_text(draft.contest))
    yield words_field("Content-Language", ["th,", "en"])


def header_text(text: str) -> str:
    """`text` fit for a header: one line, nothing that a parser would decode once more (CVE-2024-6923)."""
    return one_line(text).replace("=?", "= ?")


def _address(address: str) -> str:
    if not _ADDRESS.fullmatch(address):
        raise RenderError("the address of a letter is not one plain mail address; answer this one by hand")
    return address


def _ids(tokens: Iterable[str], most: int) -> list[str]:
    """The well-formed message ids among `tokens`: the first, which names the thread, and the newest."""
    bare = (token.strip() for token in tokens)
    framed = (token if token.startswith("<") else f"<{token}>" for token in bare)
    # In one that looks like an encoded word some readers would find what it hides, line breaks among it.
    good = [
        token
        for token in framed
        if len(token) <= _REFERENCE_LENGTH and _MESSAGE_ID.fullmatch(token) and "=?" not in token
    ]
    good = list(dict.fromkeys(good))
    return good if len(good) <= most else [*good[:1], *good[len(good) - most + 1 :]]
