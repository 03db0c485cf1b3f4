"""Takes stored messages in their order through the parsers and into their decisions."""

from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from functools import partial
from itertools import groupby, islice
from time import monotonic
from typing import TypeAlias, TypeVar

from loguru import logger
from sqlmodel import Session

from decisions.decide import Recorded, record_decision
from ingest import tell_organiser
from ingest.read_ahead import ready_in_order
from ingest.reading import keep_files, parse, submission_of
from parsers.pool import Pool
from runtime.faults import OUR_FAULTS
from runtime.parts import Parts
from screening.model.submission import Submission
from settings.alarm_kinds import AlarmKind
from storage.engine import others_wait, reading, writing
from storage.errors import AlreadyDecided
from storage.mail.messages import begin_work, end_work, undecided
from storage.milestones import Milestone, reached
from storage.tables import Message

BATCH = 100
TOGETHER, TOGETHER_SECONDS = 20, 0.1
"""So many decisions share a transaction at most; and none is begun in it after so many seconds, or while
another thread waits to write."""

Result = TypeVar("Result")
Read: TypeAlias = tuple[int, Submission | None]
"""A message's number with what it says, or None where our own code failed on it."""
Numbered: TypeAlias = tuple[int, Recorded | None]
"""A message's number with its decision, or None where there is none."""


class Judging:
    """Decides stored messages: as many as there are parsers are read while others are decided.

    What is ready is decided in one transaction; where our own code fails in it, each is tried in its own.
    Deaths of the daemon are counted on disk: messages are counted before they are read, and the count ends
    with the decision. One that has been counted before is worked on alone, so that no other pays for it.
    """

    def __init__(self, parts: Parts, pool: Pool, stopped: Callable[[], bool]) -> None:
        self._parts, self._pool, self._stopped = parts, pool, stopped
        self._threads = ThreadPoolExecutor(pool.size, thread_name_prefix="ahead")
        self._deaths: dict[int, int] = {}  # of what this process has counted and not ended

    def stored(self, expected: int = 0, failed: set[int] | None = None) -> Iterator[Recorded]:
        """Decides every stored message, in the order received, until none is left or `stopped` says so.

        `expected`: so many more are on their way. Messages on which our own code fails are passed over and
        added to `failed`; those in it already are left alone. At its third failure a message is set aside as
        unparsable: it never holds up the others. Raises OUR_FAULTS.
        """
        failed = set() if failed is None else failed
        try:
            # Closed before the end is recorded: what is being read ahead must have come to its end, too.
            with closing(self._judged(self._waiting(expected, failed))) as judged:
                for number, recorded in judged:
                    if recorded:
                        yield recorded
                    else:
                        failed.add(number)
        finally:
            self._end()

    def _waiting(self, expected: int, failed: Collection[int]) -> Iterator[Message]:
        """Stored messages, each once; those that are stored meanwhile come, too."""
        seen = set(failed)
        while not self._stopped():
            with reading(self._parts.engine) as session:
                waiting = undecided(session, self._parts.contest, BATCH, besides=seen)
            if not waiting:
                return
            self._pool.call(expected + len(waiting))
            seen.update(message.id for message in waiting)
            yield from waiting

    def _judged(self, waiting: Iterable[Message]) -> Generator[Numbered, None, None]:
        for fresh, group in groupby(waiting, lambda message: message.attempts == 0):
            most = TOGETHER if fresh else 1
            with closing(ready_in_order(self._work(group, most), self._threads, most)) as ready:
                for read in ready:
                    yield from self._decisions(read)

    def _work(self, messages: Iterator[Message], most: int) -> Iterator[Callable[[], Read]]:
        """The reading of each message, as pieces of work; so many are counted as begun at a time."""
        while (some := list(islice(messages, most))) and not self._stopped():
            self._begin([message.id or 0 for message in some])
            yield from (partial(self._read, message) for message in some)

    def _read(self, message: Message) -> Read:
        number = message.id or 0
        if self._stopped():
            return number, None
        return number, self._guarded(number, partial(self._submission, message))

    def _decisions(self, read: Sequence[Read]) -> Iterator[Numbered]:
        """Each with its decision, in order, until `stopped` says so."""
        while read and not self._stopped():
            try:
                done = self._decide(read)
            except OUR_FAULTS:
                raise
            except Exception:
                # Whose fault it is shows when each has a transaction of its own.
                done = [(number, self._alone(number, submission)) for number, submission in read]
            yield from done
            read = read[len(done) :]

    def _alone(self, number: int, submission: Submission | None) -> Recorded | None:
        decided = self._guarded(number, partial(self._decide, [(number, submission)]))
        return decided[0][1] if decided else None

    def _guarded(self, number: int, work: Callable[[], Result]) -> Result | None:
        try:
            return work()
        except OUR_FAULTS:
            raise
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
        deaths = self._deaths[message.id or 0]
        with self._pool.one() as parser, self._parts.files.work() as folder:
            parsed = parse(self._parts, parser, message, folder, deaths)
            reached(Milestone.PARSED)
            keep_files(self._parts, folder, parsed)
        reached(Milestone.FILES_KEPT)
        return submission_of(self._parts, message, parsed)

    def _decide(self, read: Sequence[Read]) -> list[Numbered]:
        """The first of them in one transaction, as many as its time allows."""
        done: list[Numbered] = []
        with writing(self._parts.engine) as session:
            ends = monotonic() + TOGETHER_SECONDS
            for number, submission in read:
                done.append((number, self._recorded(session, number, submission)))
                if monotonic() > ends or others_wait(self._parts.engine):
                    break
        for (number, recorded), (_, submission) in zip(done, read, strict=False):
            if recorded and submission:
                self._deaths.pop(number, None)
                reached(Milestone.DECIDED)
                tell_organiser.of_decision(self._parts, recorded, submission)
        return done

    def _recorded(self, session: Session, number: int, submission: Submission | None) -> Recorded | None:
        if submission is None:
            return None
        try:
            return record_decision(session, number, submission, self._parts.judge)
        except AlreadyDecided:
            # Another process was faster: nothing is wrong with the message or with the rules.
            logger.info("message {} was decided meanwhile; it is passed over", number)
            return None

    def _begin(self, numbers: Sequence[int]) -> None:
        """Counts attempts, but only one a process: a full disk may refuse to record its orderly end."""
        new = [number for number in numbers if number not in self._deaths]
        if new:
            with writing(self._parts.engine) as session:
                self._deaths |= begin_work(session, self._parts.contest, new)

    def _end(self) -> None:
        """Whatever was begun and not decided has killed nobody."""
        with suppress(*OUR_FAULTS):
            if self._deaths:
                with writing(self._parts.engine) as session:
                    end_work(session, self._parts.contest, list(self._deaths))
                self._deaths.clear()
