"""A harness that notices nothing shows nothing; `python -m crash --mutants` tries every mutant."""

import os
import subprocess
import sys

import pytest
from crash.campaign import caught
from crash.mutants import MUTANTS
from crash.trial import Bench

_SOUND: set[str] = set()
_PUT_IN = """
import os
from crash.mutants import MUTANTS

for name, mutant in sorted(MUTANTS.items()):
    child = os.fork()
    if child == 0:
        mutant.apply()
        os.write(1, f"{name} ".encode())
        os._exit(0)
    os.waitpid(child, 0)
"""


@pytest.mark.parametrize("name", ["cursor-before-row", "not-recovered", "rendered-anew", "unique-dropped"])
def test_a_broken_guarantee_is_noticed(bench: Bench, name: str) -> None:
    assert caught(bench, name, _SOUND) is not None


def test_every_mutant_can_be_put_in() -> None:
    """One that cannot ends the daemon at once, which looks as if its fault had been noticed."""
    path = os.pathsep.join(filter(None, sys.path))
    tried = subprocess.run(
        [sys.executable, "-P", "-c", _PUT_IN],
        env=os.environ | {"PYTHONPATH": path},
        capture_output=True,
        text=True,
    )
    assert (tried.returncode, tried.stdout.split()) == (0, sorted(MUTANTS)), tried.stderr
