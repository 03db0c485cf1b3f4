"""Mails as their receivers read them, ours and theirs: what one says, and what it would give away."""

import hashlib
import html
import re
from collections.abc import Iterable
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import lru_cache
from typing import NamedTuple

from model.kinds import Sent
from servers.mails import ADDRESS, CONTEST, NAMES, sender

from notifications.rendering.mail import message_id_for
from screening.model.decision import Template

NOTICES = (Template.CHANGED, Template.CONFIRM)
"""Letters about an entry to its founder, on account of somebody else's mail."""
_NUMBER = re.compile(re.escape(str(CONTEST["reference_prefix"])) + r"-\d{4,}")
_NOTHING = re.compile(r"[\s​‌‍﻿]+")


class Due(NamedTuple):
    """A letter that a mail, or an act on it, may cause: what it would be, and the mail's Message-ID."""

    template: Template
    name: str
    by_person: bool = False


def due_for(name: str, mail: Sent) -> dict[str, Due]:
    """Every letter that a mail may cause, by the Message-ID that it will bear; none but these may go out."""
    digest = hashlib.sha256(mail.raw).hexdigest()
    kinds = [template for template in Template if template is not Template.DIGEST]
    return {
        message_id_for(digest, template, ADDRESS, sender(mail.number)): Due(template, name)
        for template in kinds
    }


def is_digest(message_id: str) -> bool:
    return message_id.partition("@")[0].endswith(f".{Template.DIGEST.value}")


@lru_cache(256)
def readable(data: bytes) -> str:
    """All of a mail that a person or his program can read: headers, texts, names and hashes of files."""
    message = message_from_bytes(data, policy=policy.default)
    found = [f"{name}: {value}" for name, value in message.items()]
    for part in message.walk():
        assert isinstance(part, EmailMessage)
        if part.get_filename():
            content = part.get_payload(decode=True)
            assert isinstance(content, bytes)
            found += [str(part.get_filename()), hashlib.sha256(content).hexdigest()]
        elif part.get_content_maintype() == "text":
            text = str(part.get_content())
            found += [text, html.unescape(text), html.unescape(re.sub("<[^>]*>", "", text))]
    return "\n".join(found)


def numbers_in(text: str) -> set[str]:
    """The receipt numbers in a text."""
    return set(_NUMBER.findall(text))


@lru_cache(256)
def squeezed(text: str) -> str:
    """A text without its breaks, which fall anywhere in Thai."""
    return _NOTHING.sub("", text)


@lru_cache(256)
def secrets_of(raw: bytes, number: int) -> frozenset[str]:
    """What a mail about agency `number` tells that others must not learn from us."""
    message = message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    found = {NAMES[number], str(message["Message-ID"]).strip(), message["From"].addresses[0].addr_spec}
    for part in message.iter_attachments():
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        found |= {str(part.get_filename()), hashlib.sha256(content).hexdigest()}
    return frozenset(squeezed(each) for each in found)


def words_of(mails: Iterable[Sent]) -> str:
    """All that these mails say, to look secrets up in."""
    return "\n".join(squeezed(readable(each.raw)) for each in mails)
