"""Takes stored messages in their order through the parser and into their decision."""

from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from functools import partial
from itertools import groupby
from typing import TypeVar

from loguru import logger

from decisions.decide import Recorded, record_decision
from ingest import tell_organiser
from ingest.read_ahead import one_ahead
from ingest.reading import keep_files, parse, submission_of
from parsers.process import Parser
from runtime.faults import OUR_FAULTS
from runtime.parts import Parts
from screening.model.submission import Submission
from settings.alarm_kinds import AlarmKind
from storage.engine import reading, writing
from storage.errors import AlreadyDecided
from storage.mail.messages import begin_work, end_work, undecided
from storage.milestones import Milestone, reached
from storage.tables import Message

BATCH = 100

Result = TypeVar("Result")


class Judging:
    """Decides stored messages, one being read while the one before it is decided.

    Deaths of the daemon are counted on disk: a message is counted before it is read, and the count ends with
    its decision. A message that has been counted before is worked on alone, so that no other pays for it.
    """

    def __init__(self, parts: Parts, parser: Parser, stopped: Callable[[], bool]) -> None:
        self._parts = parts
        self._parser = parser
        self._stopped = stopped
        self._ahead = ThreadPoolExecutor(1, thread_name_prefix="ahead")
        self._deaths: dict[int, int] = {}  # of what this process has counted and not ended

    def stored(self) -> Iterator[Recorded]:
        """Decides every stored message, in the order received, until none is left or `stopped` says so.

        Raises OUR_FAULTS. A message on which our own code fails is passed over, and set aside as unparsable
        at its third failure: it never holds up the others.
        """
        failed: set[int] = set()
        while not self._stopped():
            with reading(self._parts.engine) as session:
                waiting = undecided(session, self._parts.contest, BATCH + len(failed))
            todo = [message for message in waiting if message.id not in failed]
            if not todo:
                return
            try:
                # Closed before the end is recorded: what is being read ahead must have come to its end, too.
                with closing(self._judged(todo)) as judged:
                    for number, recorded in judged:
                        if recorded:
                            yield recorded
                        else:
                            failed.add(number)
            finally:
                self._end()

    def _judged(self, todo: Iterable[Message]) -> Generator[tuple[int, Recorded | None], None, None]:
        """Each message's number with its decision, or None where our own code failed on it."""
        for fresh, group in groupby(todo, lambda message: message.attempts == 0):
            work = self._read(group)
            for number, submission in one_ahead(work, self._ahead) if fresh else work:
                if self._stopped():
                    return
                yield number, self._guarded(number, partial(self._decide, number, submission))

    def _read(self, messages: Iterable[Message]) -> Iterator[tuple[int, Submission | None]]:
        for message in messages:
            if self._stopped():
                return
            number = message.id or 0
            yield number, self._guarded(number, partial(self._submission, message))

    def _guarded(self, number: int, work: Callable[[], Result | None]) -> Result | None:
        try:
            return work()
        except OUR_FAULTS:
            raise
        except AlreadyDecided:
            # Another process was faster: nothing is wrong with the message or with the rules.
            logger.info("message {} was decided meanwhile; it is passed over", number)
            return None
        except Exception as error:
            # A mistake in our own rules: its attempts stay counted, so that it is set aside at the third.
            logger.exception("message {} could not be judged; the others go on, it is tried again", number)
            name = type(error).__name__
            told = (
                f"message {number} could not be judged ({name}); it is kept and tried again, the others go on"
            )
            self._parts.alarms.report(AlarmKind.PROGRAM, told, about="rules")
            self._deaths.pop(number, None)
            return None

    def _submission(self, message: Message) -> Submission:
        """Reads a stored message and keeps its files, in repeatable steps."""
        deaths = self._begin(message.id or 0)
        with self._parts.files.work() as folder:
            parsed = parse(self._parts, self._parser, message, folder, deaths)
            reached(Milestone.PARSED)
            keep_files(self._parts, folder, parsed)
        reached(Milestone.FILES_KEPT)
        return submission_of(self._parts, message, parsed)

    def _decide(self, number: int, submission: Submission | None) -> Recorded | None:
        if submission is None:
            return None
        with writing(self._parts.engine) as session:
            recorded = record_decision(session, number, submission, self._parts.judge)
        self._deaths.pop(number, None)
        reached(Milestone.DECIDED)
        tell_organiser.of_decision(self._parts, recorded, submission)
        return recorded

    def _begin(self, number: int) -> int:
        """Counts an attempt, but only one a process: a full disk may refuse to record its orderly end."""
        if number not in self._deaths:
            with writing(self._parts.engine) as session:
                deaths = begin_work(session, self._parts.contest, number)
            self._deaths[number] = deaths
        return self._deaths[number]

    def _end(self) -> None:
        """Whatever was begun and not decided has killed nobody."""
        with suppress(*OUR_FAULTS):
            for number in list(self._deaths):
                with writing(self._parts.engine) as session:
                    end_work(session, self._parts.contest, number)
                del self._deaths[number]
