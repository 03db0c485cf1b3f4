"""Two steps of one pipeline at the same time: a thread prepares the next item while the last is worked on."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import TypeVar

Item = TypeVar("Item")


def one_ahead(source: Iterator[Item]) -> Iterator[Item]:
    """The items of `source`, each made in another thread while the caller works on the one before.

    `source` runs in that thread alone, never twice at once. What it raises is raised here, in its turn.
    """
    with ThreadPoolExecutor(1, thread_name_prefix="ahead") as pool:
        # As a list of one: a StopIteration would not come through the future.
        coming = pool.submit(list[Item], islice(source, 1))
        while item := coming.result():
            coming = pool.submit(list[Item], islice(source, 1))
            yield item[0]
