"""Reads a stored message: through the parser, its files into the store, with what is known of its arrival."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from loguru import logger

from parsers.process import Parser
from parsers.submission import assemble
from runtime.parts import Parts
from screening.model.submission import Parsed, Submission
from storage.mail.messages import POISON_ATTEMPTS
from storage.tables import Message

NEVER_GIVEN = "the mail server never gave more of it than this"


def read_again(parts: Parts, parser: Parser, message: Message, *, keep: bool) -> Submission:
    """What a message that was decided says when it is read today.

    `keep`: its files, and the pictures of them, are put into the store, should they be other ones than then.
    """
    with parts.files.work() if keep else _aside() as folder:
        parsed = parser.parse(parts.files.raw.path(message.digest), folder, pictures=keep)
        if keep:
            keep_files(parts, folder, parsed)
    return submission_of(parts, message, parsed)


@contextmanager
def _aside() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def parse(parts: Parts, parser: Parser, message: Message, folder: Path, deaths: int) -> Parsed:
    """A message's facts, its files in `folder`; of one that has ended too many runs its headers alone."""
    raw = parts.files.raw.path(message.digest)
    if deaths < POISON_ATTEMPTS:
        return parser.parse(raw, folder, pictures=True)
    logger.error("message {} was begun {} times and never judged; it is set aside", message.id, deaths)
    headers = parser.parse_headers(raw, folder)
    return replace(headers, whole=False, problem=f"begun {deaths} times, and never judged to the end")


def keep_files(parts: Parts, folder: Path, parsed: Parsed) -> None:
    """Puts the files that the parser left in `folder`, and their pictures, into the store, durably."""
    found = {digest: None for file in parsed.files for digest in (file.sha256, file.content.picture)}
    for digest in filter(None, found):
        parts.files.files.keep(folder / digest, digest)


def submission_of(parts: Parts, message: Message, parsed: Parsed) -> Submission:
    """What a stored message says, with what is known of its arrival, ready to be judged."""
    if message.headers_only:
        parsed = replace(parsed, whole=False, files=(), problem=NEVER_GIVEN)
    return assemble(
        parsed,
        digest=message.digest,
        size=message.announced_size,
        internal_date=message.internal_date if message.time_told else None,
        seen_at=min(message.internal_date, message.first_seen_at),
        trust=parts.settings.trust,
        too_large=message.too_large,
        junk=message.junk,
    )
