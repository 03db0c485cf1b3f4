"""Judges stored mail again under today's rules, from the raw bytes on.

Each message is read again in the child process and judged at its old position: behind the messages that were
judged before it, as these are judged *now*. With every message taken in that order, each meets just what it
would have met had everything been judged afresh today; the entries, which are the sums of their messages'
decisions, come out consistent. The other choice, to show each message the past as it was recorded then, would
leave entries made of two sets of rules. What differs from a fresh start is meant: a person's decision stays,
what was accepted becomes held at worst, and a receipt number once given is kept.

Where single messages are named, later messages of an entry that changed by it are judged again as well: their
decisions say what stands for the entry, and would otherwise still say so without the message that was mended.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from heapq import heapify, heappop, heappush

from decisions.again import judge_again
from decisions.compare import Rejudged
from ingest.drawing import forget_lost
from ingest.reading import read_again
from parsers.process import Parser
from runtime.faults import OUR_FAULTS
from runtime.parts import Parts
from storage.engine import reading, writing
from storage.entries.past import positions
from storage.moving.rows import copy_in_memory
from storage.tables import Message


@dataclass(frozen=True, slots=True)
class Failure:
    """A message on which our own code fell over: nothing of it is recorded, and the others go on."""

    message_id: int
    problem: str


class Reprocessing:
    """One round over stored mail. A dry one works on a copy of the records in memory, and keeps no file."""

    def __init__(self, parts: Parts, parser: Parser, *, dry_run: bool, answer: bool) -> None:
        self._parts = replace(parts, engine=copy_in_memory(parts.engine)) if dry_run else parts
        self._parser = parser
        self._dry_run = dry_run
        self._answer = answer

    def of(self, wanted: Collection[int]) -> Iterator[Rejudged | Failure]:
        """Judges the decided messages among those ids, in the order of their positions.

        Raises OUR_FAULTS. What was recorded before stays; a round over all messages finishes one that was
        broken off.
        """
        with reading(self._parts.engine) as session:
            waiting = [each for each in positions(session, self._parts.contest) if each[1] in wanted]
        heapify(waiting)
        judged: set[int] = set()
        while waiting:
            _, number = heappop(waiting)
            if number in judged:
                continue
            judged.add(number)
            done = self._judge_or_pass_over(number)
            yield done
            if isinstance(done, Rejudged):
                for each in done.later:
                    heappush(waiting, each)

    def _judge_or_pass_over(self, number: int) -> Rejudged | Failure:
        try:
            return self._judge(number)
        except OUR_FAULTS:
            raise
        except Exception as error:
            return Failure(number, f"{type(error).__name__}: {error}")

    def _judge(self, number: int) -> Rejudged:
        with reading(self._parts.engine) as session:
            message = session.get_one(Message, number)
        submission = read_again(self._parts, self._parser, message, keep=not self._dry_run)
        if not self._dry_run:
            forget_lost(self._parts, (file.sha256 for file in submission.files))
        with writing(self._parts.engine) as session:
            return judge_again(session, number, submission, self._parts.judge, answer=self._answer)
