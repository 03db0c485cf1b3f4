"""Pieces of work that run ahead: what comes out, in which order, and what is begun at all."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial

import pytest

from ingest.read_ahead import ready_in_order


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(2) as made:
        yield made


def test_all_come_in_their_order_though_the_first_is_the_slowest(threads: ThreadPoolExecutor) -> None:
    others = threading.Barrier(2)

    def piece(number: int) -> int:
        if number < 2:
            others.wait(30)  # the first ends no sooner than the second
        return number

    found = ready_in_order((partial(piece, number) for number in range(9)), threads, 4)
    assert [each for ready in found for each in ready] == list(range(9))


def test_what_is_ready_comes_together_and_nobody_waits_for_more(threads: ThreadPoolExecutor) -> None:
    slow, fast = threading.Event(), [threading.Event() for _ in range(3)]

    def piece(number: int) -> int:
        if number == 3:
            slow.wait(30)
        else:
            fast[number].set()
        return number

    with closing(ready_in_order((partial(piece, number) for number in range(4)), threads, 4)) as found:
        first = next(found)
        assert all(each.wait(30) for each in fast)
        while len(first) < 3:
            first += next(found)
        assert first == [0, 1, 2]
        slow.set()
        assert next(found) == [3]


def test_no_more_are_begun_than_may_run_or_wait(threads: ThreadPoolExecutor) -> None:
    begun: list[int] = []

    def pieces() -> Iterator[Callable[[], int]]:
        for number in range(50):
            begun.append(number)
            yield partial(int, number)

    with closing(ready_in_order(pieces(), threads, 5)) as found:
        taken = len(next(found))
        assert len(begun) == 5
        taken += len(next(found))
        assert len(begun) <= 5 + taken
    assert len(begun) < 50


def test_a_fault_comes_in_its_turn_behind_what_was_ready_before_it(threads: ThreadPoolExecutor) -> None:
    def piece(number: int) -> int:
        if number == 2:
            raise OSError("the disk")
        return number

    found = ready_in_order((partial(piece, number) for number in range(5)), threads, 5)
    seen: list[int] = []
    with pytest.raises(OSError, match="the disk"):
        for ready in found:
            seen += ready
    assert seen == [0, 1]


def test_closing_waits_for_what_is_at_work(threads: ThreadPoolExecutor) -> None:
    begun, ended = threading.Event(), threading.Event()

    def slow() -> int:
        begun.set()
        threading.Event().wait(0.2)
        ended.set()
        return 1

    pieces: list[Callable[[], int]] = [partial(int, 0), slow]
    found = ready_in_order(pieces, threads, 2)
    next(found)
    begun.wait(30)
    found.close()
    assert ended.is_set()
