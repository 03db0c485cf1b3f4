"""A harness that notices nothing shows nothing; `python -m crash --mutants` tries every mutant."""

import pytest
from crash.campaign import caught
from crash.trial import Bench

_SOUND: set[str] = set()


@pytest.mark.parametrize("name", ["cursor-before-row", "not-recovered", "rendered-anew", "unique-dropped"])
def test_a_broken_guarantee_is_noticed(bench: Bench, name: str) -> None:
    assert caught(bench, name, _SOUND) is not None
