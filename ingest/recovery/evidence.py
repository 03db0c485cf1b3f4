"""Which receipt numbers letters of ours have told by now, and for which mail each was given.

A letter is known by its Message-ID, which comes of the bytes of the mail that it answers: who quotes it
has been shown it. Letters are read in the folder of sent mail, and where somebody has answered one.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from ingest.reading import aside, raw_of
from notifications.rendering.disclosure import NOTICES
from notifications.rendering.mail import message_id_for
from parsers.pool import Pool
from runtime.parts import Parts
from screening.entry.thread import references_in
from screening.model.decision import Template
from screening.model.submission import Parsed
from storage.tables import Message

_OURS = re.compile(rf"<[0-9a-f]{{32}}\.(?:{'|'.join(Template)})@")


@dataclass
class Evidence:
    """`numbers`: each that a letter told, with the hash of the mail that it was given for; empty: a mail that
    is found nowhere. `sent`: the letters in the folder of sent mail by Message-ID, and when they went out.
    """

    numbers: dict[int, str] = field(default_factory=dict)
    sent: dict[str, datetime] = field(default_factory=dict)


def evidence(parts: Parts, pool: Pool, waiting: list[Message], last: int) -> Evidence:
    """What the undecided messages tell, which are given in the order of receipt. `last` is the last number on
    record: of entries that are there nothing need be known. Raises ParserUnavailableError, OSError.
    """
    found = Evidence()
    letters = _letters_about(parts, waiting)
    for message, parsed in _heads(parts, pool, waiting):
        # What staff send from the mailbox lies there, too, and may quote any number.
        sent = message.source == parts.settings.mailbox.sent_folder
        is_letter = sent and _OURS.match(parsed.message_id) is not None
        if is_letter:
            found.sent[parsed.message_id] = message.internal_date
        named = references_in(parsed.subject, parts.judge.rules)
        if len(named) != 1:
            continue
        number = int(next(iter(named)).rpartition("-")[2])
        ids = (parsed.message_id,) if is_letter else (*parsed.in_reply_to, *parsed.references)
        about = next((letters[each] for each in ids if each in letters), "")
        # Who answers may write any number: one that is far above all that can have been given is none.
        if number > last and (is_letter or (about and number <= last + len(waiting))):
            found.numbers[number] = _earlier(waiting, found.numbers.get(number, ""), about)
    return found


def _letters_about(parts: Parts, waiting: list[Message]) -> Mapping[str, str]:
    """The hash of each mail by the Message-IDs that an answer to it can have."""
    address = parts.desk.from_address
    kinds = [template for template in Template if template not in NOTICES]
    return {
        message_id_for(message.digest, kind, address): message.digest for message in waiting for kind in kinds
    }


def _heads(parts: Parts, pool: Pool, waiting: list[Message]) -> Iterator[tuple[Message, Parsed]]:
    with pool.one() as parser:
        for message in waiting:
            raw, _ = raw_of(parts, message)
            with aside() as folder:
                yield message, parser.parse_headers(raw, folder)


def _earlier(waiting: list[Message], one: str, other: str) -> str:
    """Of two mails about which letters tell the same number, the one that came first has opened the entry."""
    order = [message.digest for message in waiting]
    return min(filter(None, (one, other)), key=order.index, default="")
