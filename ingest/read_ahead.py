"""Steps of one pipeline at the same time: threads prepare what comes next while the last is worked on."""

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Executor, Future, wait
from itertools import islice
from typing import TypeVar

Item = TypeVar("Item")


def ready_in_order(
    pieces: Iterable[Callable[[], Item]], threads: Executor, most: int
) -> Generator[list[Item], None, None]:
    """What the pieces give, in their order: each time all that is ready, waiting for the first of it only.

    Up to `most` of them run, or wait to be taken, at the same time. No more are begun once this generator is
    closed, and those at work have come to their end then. What a piece raises is raised here, in its turn.
    """
    coming: deque[Future[Item]] = deque()
    source = iter(pieces)
    try:
        while True:
            coming.extend(threads.submit(piece) for piece in islice(source, most - len(coming)))
            if not coming:
                return
            ready = [coming.popleft().result()]
            while coming and coming[0].done() and coming[0].exception() is None:
                ready.append(coming.popleft().result())
            yield ready
    finally:
        for each in coming:
            each.cancel()
        wait(coming)


def one_ahead(source: Iterator[Item], thread: Executor) -> Generator[Item, None, None]:
    """The items of `source`, each made in `thread` while the caller works on the one before.

    `source` never runs twice at once, and no more once this generator is closed. What it raises is raised
    here, in its turn.
    """
    # As a list of one: a StopIteration would not come through the future.
    coming = thread.submit(list[Item], islice(source, 1))
    try:
        while item := coming.result():
            coming = thread.submit(list[Item], islice(source, 1))
            yield item[0]
    finally:
        coming.cancel()
        wait([coming])
