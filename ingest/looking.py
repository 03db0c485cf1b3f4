"""Reads the last letter or mail of an entry for a person."""

from collections.abc import Iterable

from sqlmodel import col, select

from ingest.reading import raw_of, read_again
from parsers.errors import ParserUnavailableError
from parsers.process import Parser
from review.mails import letter_text, message_text
from runtime.parts import Parts
from settings.errors import PartFailed
from storage.engine import reading
from storage.intake_log import lookup
from storage.tables import Message, Outbox


def last_letter(parts: Parts, ref: str) -> str:
    """Our last letter on account of the messages under `ref`. Raises PartFailed where there is none."""
    ids = _messages(parts, ref)
    query = select(Outbox).where(col(Outbox.message_id).in_(ids), col(Outbox.data).is_not(None))
    with reading(parts.engine) as session:
        row = session.exec(query.order_by(col(Outbox.id).desc()).limit(1)).first()
    if row is None or row.data is None:
        raise PartFailed(f"no letter was written about {ref}")
    return f"[{row.id} {row.state.value}]\n{letter_text(row.data)}"


def last_mail(parts: Parts, ref: str) -> str:
    """What the last message under `ref` says. Raises PartFailed where it cannot be read."""
    number = _messages(parts, ref)[-1]
    with reading(parts.engine) as session:
        message = session.get_one(Message, number)
    try:
        with Parser(parts.settings.limits, parts.settings.clamav.socket) as parser:
            return message_text(read_again(parts, parser, message, keep=False))
    except ParserUnavailableError as error:
        raise PartFailed(str(error)) from None


def raw_mails(parts: Parts, ids: Iterable[int]) -> list[tuple[int, str]]:
    """Where the mail of each message lies as it came, or what is kept of it after an erasure."""
    with reading(parts.engine) as session:
        messages = [session.get_one(Message, number) for number in ids]
    return [(message.id, parts.files.raw.place(raw_of(parts, message)[0])) for message in messages]


def _messages(parts: Parts, ref: str) -> list[int]:
    with reading(parts.engine) as session:
        found = [row.id for row in lookup(session, parts.contest, ref)]
    if not found:
        raise PartFailed(f"nothing is recorded under {ref!r}; `intake log` lists what is")
    return found
