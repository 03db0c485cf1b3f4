"""The threads of a process write in the order in which they came."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event

from sqlalchemy import Engine

from storage.chain.counters import lock_counter
from storage.engine import others_wait, writing
from storage.turns import Turns

LONG = 30.0


def _until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + LONG
    while not true() and time.monotonic() < end:
        time.sleep(0.001)


def test_first_come_first_served_however_soon_the_first_comes_again() -> None:
    turns, order = Turns(), list[str]()

    def write(name: str) -> None:
        with turns.one(LONG):
            order.append(name)

    with ThreadPoolExecutor(3) as pool:
        with turns.one(LONG):
            assert not turns.wanted
            for name in "ab":
                before = len(turns._waiting)
                pool.submit(write, name)
                _until(lambda: len(turns._waiting) > before)  # noqa: B023 - it ends before the next
        write("first again")
    assert order == ["a", "b", "first again"]


def test_who_has_waited_too_long_goes_on_without_and_takes_nobodys_turn() -> None:
    turns, held = Turns(), Event()

    def hold() -> None:
        with turns.one(LONG):
            held.set()
            _until(lambda: not turns._waiting and time.monotonic() > began + 0.2)

    began = time.monotonic()
    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(hold)
        held.wait(LONG)
        with turns.one(0.05):
            assert not done.done()
        done.result()
    with turns.one(LONG):
        assert not turns.wanted


def test_a_writer_knows_that_another_waits(engine: Engine) -> None:
    def write() -> None:
        with writing(engine) as session:
            lock_counter(session, "c").last_reference += 1

    with ThreadPoolExecutor(1) as pool, writing(engine) as session:
        lock_counter(session, "c").last_reference += 1
        assert not others_wait(engine)
        pool.submit(write)
        _until(lambda: others_wait(engine))
        assert others_wait(engine)
    with writing(engine) as session:
        assert lock_counter(session, "c").last_reference == 2
