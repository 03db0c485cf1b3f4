"""The power goes while the daemon works: what was committed is there, and nothing is doubled after."""

import os
import shutil
from itertools import islice
from pathlib import Path

import pytest
from power.cuts import Bench, Cut, cuts
from power.mutants import MUTANTS
from servers.dovecot import Dovecot
from servers.program import Program

CUTS = 5


@pytest.fixture(autouse=True)
def tracer() -> None:
    if shutil.which("strace") is None:
        if os.environ.get("CI"):
            pytest.fail("strace is not installed, and CI must have it: apt-get install strace")
        pytest.skip("strace is not installed (apt-get install strace)")


def test_after_a_loss_of_power_everything_committed_is_there_and_the_work_goes_on(
    mail_server: Dovecot, program: Program, tmp_path: Path
) -> None:
    bench = Bench(mail_server, program, tmp_path)
    drawn = [Cut(len(bench.recording), 0, ""), *islice(cuts(bench.recording, seed=1), CUTS)]
    outcomes = [(cut, bench.cut(cut)) for cut in drawn]
    assert [(cut, outcome) for cut, outcome in outcomes if outcome.faults] == []


@pytest.mark.parametrize(
    "mutant", ["folder-not-synced", pytest.param("synchronous-normal", marks=pytest.mark.slow)]
)
def test_a_daemon_that_syncs_too_little_is_found_out(
    mail_server: Dovecot, program: Program, tmp_path: Path, mutant: str
) -> None:
    assert Bench(mail_server, program, tmp_path, mutant).first_fault()


@pytest.mark.slow
def test_every_mutant_is_found_out_and_the_daemon_itself_is_not(
    mail_server: Dovecot, program: Program, tmp_path: Path
) -> None:

    found = {
        name: Bench(mail_server, program, _folder(tmp_path / name), name).first_fault() for name in MUTANTS
    }
    assert all(found.values()), found
    assert Bench(mail_server, program, _folder(tmp_path / "whole")).first_fault() == ""


def _folder(path: Path) -> Path:
    path.mkdir()
    return path
