"""Two steps of one pipeline at the same time: a thread prepares the next item while the last is worked on."""

from collections.abc import Generator, Iterator
from concurrent.futures import Executor, wait
from itertools import islice
from typing import TypeVar

Item = TypeVar("Item")


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
