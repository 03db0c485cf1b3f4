"""Reads a stored message: through the parser, its files into the store, with what is known of its arrival."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from loguru import logger

from parsers.placeholder import hash_of_placeholder
from parsers.process import Parser
from parsers.submission import assemble
from runtime.parts import Parts
from screening.model.submission import Parsed, Submission
from storage.engine import reading
from storage.erasing.finishing import remove
from storage.erasing.tombstones import erased_from, file_in, kept_as
from storage.mail.messages import POISON_ATTEMPTS
from storage.tables import Erased, Message

NEVER_GIVEN = "the mail server never gave more of it than this"


def read_again(parts: Parts, parser: Parser, message: Message, *, keep: bool) -> Submission:
    """What a message that was decided says when it is read today.

    `keep`: its files are put into the store, should they be other ones than then.
    """
    while True:
        raw, erased = raw_of(parts, message)
        try:
            with parts.files.raw.checkout(raw) as path, parts.files.work() if keep else aside() as folder:
                parsed = with_tombs(parts, message.digest, parser.parse(path, folder))
                if keep:
                    keep_files(parts, folder, parsed)
        except FileNotFoundError:
            if raw_of(parts, message)[0] == raw:
                raise
            continue
        since = raw_of(parts, message)[1]
        if len(since) == len(erased):
            return submission_of(parts, message, parsed)
        # Another person has erased a file meanwhile: it must not come back by this.
        remove(parts.engine, parts.files, since)


def raw_of(parts: Parts, message: Message) -> tuple[str, Sequence[Erased]]:
    """The hash under which a message is kept, and what was erased out of it."""
    with reading(parts.engine) as session:
        erased = erased_from(session, message.digest)
    return kept_as(message.digest, erased), erased


def with_tombs(parts: Parts, digest: str, parsed: Parsed) -> Parsed:
    """What a mail says, with what is known of each file that was erased in the place where it was."""
    with reading(parts.engine) as session:
        erased = [row for row in erased_from(session, digest) if row.cut]
    if not erased:
        return parsed
    known = {hash_of_placeholder(row.sha256): row for row in erased}
    files = tuple(
        replace(file_in(known[file.sha256]), origin=file.origin) if file.sha256 in known else file
        for file in parsed.files
    )
    problem = parsed.problem or next((row.problem for row in erased if row.problem), "")
    return replace(parsed, files=files, whole=parsed.whole and not problem, problem=problem)


@contextmanager
def aside() -> Iterator[Path]:
    """A folder in which nothing is kept."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def parse(parts: Parts, parser: Parser, message: Message, folder: Path, deaths: int) -> Parsed:
    """A message's facts, its files in `folder`; of one that has ended too many runs its headers alone."""
    with parts.files.raw.checkout(raw_of(parts, message)[0]) as raw:
        if deaths < POISON_ATTEMPTS:
            return with_tombs(parts, message.digest, parser.parse(raw, folder))
        logger.error("message {} was begun {} times and never judged; it is set aside", message.id, deaths)
        headers = parser.parse_headers(raw, folder)
    return replace(headers, whole=False, problem=f"begun {deaths} times, and never judged to the end")


def keep_files(parts: Parts, folder: Path, parsed: Parsed) -> None:
    """Puts the files that the parser left in `folder` into the store, durably."""
    for digest in {file.sha256: None for file in parsed.files if not file.content.erased}:
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
