"""Which receipt numbers letters of ours have told by now, and for which mail each was given.

A letter lies in the folder of sent mail, and is known by its Message-ID, which comes of the bytes of the mail
that it answers. What an applicant quotes in his answer decides nothing: he may write any number.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import col, select

from ingest.reading import aside, raw_of
from notifications.rendering.disclosure import NOTICES
from notifications.rendering.mail import message_id_for
from parsers.pool import Pool
from runtime.parts import Parts
from screening.entry.thread import references_in
from screening.model.decision import Template
from storage.engine import reading
from storage.states import MessageStatus
from storage.tables import Message

_OURS = re.compile(rf"<[0-9a-f]{{32}}\.(?:{'|'.join(Template)})@")


@dataclass(frozen=True, slots=True)
class Head:
    """What the headers of a mail say. `letter`: it is one of ours, in the folder of sent mail."""

    message_id: str
    answers: Sequence[str]
    subject: str
    received_at: datetime
    letter: bool


@dataclass
class Evidence:
    """`numbers`: each that a letter told, with the hash of the mail that it was given for; empty: a mail that
    is found nowhere. `sent`: letters that have gone out by then, by Message-ID, and when at the latest: those
    in the folder of sent mail, and those that somebody answers.
    `quoted`: numbers that applicants name in answers, with the hash of the mail that our letter was about.
    """

    numbers: dict[int, str] = field(default_factory=dict)
    sent: dict[str, datetime] = field(default_factory=dict)
    quoted: list[tuple[int, str]] = field(default_factory=list)


def evidence(parts: Parts, pool: Pool, waiting: Sequence[Message], last: int) -> Evidence:
    """What is known before the undecided messages are judged, which are given in the order of receipt.

    `last` is the last number on record: of entries that are there nothing need be known. Raises
    ParserUnavailableError, OSError.
    """
    found, letters = Evidence(), _letters_about(parts, waiting)
    order = {message.digest: place for place, message in enumerate(waiting)}
    for head in (*_decided_letters(parts), *_heads(parts, pool, waiting)):
        if head.letter:
            found.sent[head.message_id] = head.received_at
        for each in set(head.answers) & letters.keys():
            found.sent.setdefault(each, head.received_at)  # who quotes its id has been shown it
        named = [int(each.rpartition("-")[2]) for each in references_in(head.subject, parts.judge.rules)]
        if len(named) != 1 or named[0] <= last:
            continue
        ids = (head.message_id,) if head.letter else head.answers
        about = next((letters[each] for each in ids if each in letters), "")
        if head.letter:
            # Several letters about one number: the mail that came first has opened the entry.
            both = filter(None, (about, found.numbers.get(named[0], "")))
            found.numbers[named[0]] = min(both, key=order.__getitem__, default="")
        elif about and named[0] <= last + len(waiting):
            found.quoted.append((named[0], about))
    return found


def _letters_about(parts: Parts, waiting: Sequence[Message]) -> Mapping[str, str]:
    """The hash of each mail by the Message-IDs that an answer to it can have."""
    address = parts.desk.from_address
    kinds = [template for template in Template if template not in NOTICES]
    return {
        message_id_for(message.digest, kind, address): message.digest for message in waiting for kind in kinds
    }


def _decided_letters(parts: Parts) -> list[Head]:
    """Those that an earlier try has judged already, or that are in the backup."""
    sent_folder = parts.settings.mailbox.sent_folder
    query = select(Message.message_id, Message.subject, Message.internal_date).where(
        Message.contest == parts.contest,
        Message.source == sent_folder,
        col(Message.status) != MessageStatus.STORED,
    )
    with reading(parts.engine) as session:
        rows = session.exec(query).all() if sent_folder else []
    return [Head(name, (), subject, at, letter=True) for name, subject, at in rows if _OURS.match(name)]


def _heads(parts: Parts, pool: Pool, waiting: Sequence[Message]) -> Iterator[Head]:
    with pool.one() as parser:
        for message in waiting:
            raw, _ = raw_of(parts, message)
            with parts.files.raw.checkout(raw) as path, aside() as folder:
                parsed = parser.parse_headers(path, folder)
            # What staff send from the mailbox lies there, too, and may quote any number.
            sent = message.source == parts.settings.mailbox.sent_folder
            letter = sent and _OURS.match(parsed.message_id) is not None
            answers = (*parsed.in_reply_to, *parsed.references)
            yield Head(parsed.message_id, answers, parsed.subject, message.internal_date, letter)
