"""A person's command is killed in the midst of his act: `make crash` does it more often."""

import pytest
from crash.campaign import caught
from crash.deeds import DEEDS
from crash.points import Point
from crash.trial import Bench

from storage.milestones import ActMilestone

_ATTACH, _UNDO, _REJECT, _NEW, _SPLIT, _ERASE = 0, 1, 3, 8, 9, 11
_SOME = [
    ("step act-settled 1 in decide", _REJECT),
    ("step act-told 1 in beside", _ATTACH),
    ("step act-told 1 in decide", _NEW),
    ("step act-settled 1 in beside", _SPLIT),
    ("step act-cut 1 in decide", _ERASE),
    ("step act-told 1 in decide", _ERASE),
    ("step act-done 1 in decide", _ERASE),
    ("step act-gone 1 in beside", _ERASE),
]
_CALLS = ["pwrite64 3", "pwrite64 25", "fdatasync 1", "fdatasync 2", "unlink 1", "unlink 2", "unlink 3"]
_ALL = [
    *(
        (f"step {step.value} {count} in {thread}", number)
        for step in ActMilestone
        for count in (1, 2)
        for thread in ("decide", "beside")
        for number in range(len(DEEDS))
    ),
    *((f"call {call} in decide", number) for call in _CALLS for number in range(len(DEEDS))),
]


@pytest.mark.parametrize(("point", "deed"), _SOME)
def test_an_act_that_is_killed_is_done_wholly_or_not_at_all(bench: Bench, point: str, deed: int) -> None:
    result = bench.try_(Point.read(point), deed)
    assert result.problems == []
    assert result.deaths > 0, "it did not come to this point"


@pytest.mark.slow
@pytest.mark.parametrize(("point", "deed"), _ALL)
def test_each_act_killed_at_each_point(bench: Bench, point: str, deed: int) -> None:
    """Some come to none of the second ones: they read no message on the way."""
    assert bench.try_(Point.read(point), deed).problems == []


def test_an_act_that_is_not_one_transaction_is_noticed(bench: Bench) -> None:
    """Without the mutant nothing is noticed there: the first of the above."""
    assert caught(bench, "act-apart", {"step act-settled 1 in decide"}) is not None


@pytest.mark.slow
def test_a_letter_that_is_committed_apart_is_noticed(bench: Bench) -> None:
    assert caught(bench, "act-letter-apart", set()) is not None
