"""The process that serves the staff's pages is killed in the midst of an act."""

import pytest
from crash.deeds import DEEDS
from crash.pages import PagesTrial
from crash.points import Point
from crash.trial import Bench

from storage.milestones import ActMilestone

_BY_FORM = [number for number, deed in enumerate(DEEDS) if deed.typed[0] == "decide"]
_SOME = [("act-settled", 3), ("act-told", 4)]
_ALL = [(step.value, number) for step in ActMilestone for number in _BY_FORM]


def tried(bench: Bench, step: str, number: int) -> tuple[int, list[str]]:
    point = Point.read(f"step {step} 1 in decide")
    with bench.installation(point) as installation:
        lives, problems = PagesTrial(installation, None, DEEDS[number], "").run(point)
    return sum(life.code < 0 for life in lives), problems


@pytest.mark.parametrize(("step", "number"), _SOME)
def test_an_act_whose_page_dies_is_done_wholly_or_not_at_all(bench: Bench, step: str, number: int) -> None:
    deaths, problems = tried(bench, step, number)
    assert problems == []
    assert deaths == 1, "it did not come to this point"


@pytest.mark.slow
@pytest.mark.parametrize(("step", "number"), _ALL)
def test_each_act_of_a_page_killed_at_each_point(bench: Bench, step: str, number: int) -> None:
    """Some come to none of these: they read no message, or cut nothing out of one, on the way."""
    assert tried(bench, step, number)[1] == []
