"""Takes stored messages one after the other through the parser and into their decision."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from loguru import logger
from sqlalchemy.exc import SQLAlchemyError

from ingest.parts import Parts
from ingest.steps import Step, reached
from parsers.process import Parser, ParserUnavailableError
from parsers.submission import assemble
from screening.submission import Parsed, Submission
from storage.decisions import Recorded, record_decision
from storage.engine import reading, writing
from storage.messages import POISON_ATTEMPTS, begin_work, end_work, undecided
from storage.tables import Message

BATCH = 100

OurFault = (ParserUnavailableError, OSError, SQLAlchemyError)
"""Faults of this machine: the message stays as it is, and everything waits until they are over."""


def judge_stored(parts: Parts, parser: Parser, stopped: Callable[[], bool]) -> Iterator[Recorded]:
    """Decides every stored message, in the order received, until none is left or `stopped` says so.

    Raises what `OurFault` names. A message on which our own code fails is passed over, and set aside as
    unparsable at its third failure: it never holds up the others.
    """
    failed: set[int] = set()
    while not stopped():
        with reading(parts.engine) as session:
            waiting = undecided(session, parts.contest, BATCH + len(failed))
        todo = [message for message in waiting if message.id not in failed]
        if not todo:
            return
        for message in todo:
            if stopped():
                return
            recorded = _judge_or_pass_over(parts, parser, message)
            if recorded:
                yield recorded
            elif message.id is not None:
                failed.add(message.id)


def judge(parts: Parts, parser: Parser, message: Message) -> Recorded:
    """Parses one stored message, keeps its files, and records its decision, all in repeatable steps."""
    number = message.id or 0
    with writing(parts.engine) as session:
        deaths = begin_work(session, number)
    with parts.files.work() as folder:
        parsed = _parse(parts, parser, message, folder, deaths)
        reached(Step.PARSED)
        keep_files(parts, folder, parsed)
    reached(Step.FILES_KEPT)
    submission = submission_of(parts, message, parsed)
    with writing(parts.engine) as session:
        recorded = record_decision(session, number, submission, parts.judge)
    reached(Step.DECIDED)
    return recorded


def _judge_or_pass_over(parts: Parts, parser: Parser, message: Message) -> Recorded | None:
    try:
        return judge(parts, parser, message)
    except OurFault:
        with writing(parts.engine) as session:
            end_work(session, message.id or 0)
        raise
    except Exception:
        # A mistake in our own rules: its attempts stay counted, so that it is set aside at the third.
        logger.exception(
            "message {} could not be judged; the others go on, this one is tried again", message.id
        )
        return None


def _parse(parts: Parts, parser: Parser, message: Message, folder: Path, deaths: int) -> Parsed:
    raw = parts.files.raw.path(message.digest)
    if deaths < POISON_ATTEMPTS:
        return parser.parse(raw, folder)
    logger.error("message {} ended the daemon {} times; it is set aside for a person", message.id, deaths)
    headers = parser.parse_headers(raw, folder)
    return replace(headers, whole=False, problem=f"the daemon ended {deaths} times while judging it")


def keep_files(parts: Parts, folder: Path, parsed: Parsed) -> None:
    """Puts the files that the parser left in `folder` into the store, durably."""
    for file in {each.sha256: each for each in parsed.files}.values():
        parts.files.files.keep(folder / file.sha256, file.sha256)


def submission_of(parts: Parts, message: Message, parsed: Parsed) -> Submission:
    """What a stored message says, with what is known of its arrival, ready to be judged."""
    return assemble(
        parsed,
        digest=message.digest,
        size=message.announced_size,
        internal_date=message.internal_date,
        seen_at=message.first_seen_at,
        trust=parts.settings.trust,
        too_large=message.too_large,
        junk=message.junk,
    )
