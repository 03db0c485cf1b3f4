"""An older database that is being upgraded when the daemon is killed, or the power goes."""

import os
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest
from power.older import swell
from power.recording import FIRST
from power.upgrades import DATABASE, RECORDS, Ending, Upgrade
from power.upgrading import MUTANTS
from servers.installation import PATIENCE, Installation
from servers.mails import entry

import storage

REVISIONS = [
    path.name[:4] for path in sorted((Path(storage.__file__).parent / "migrations/versions").glob("0*.py"))
]


@pytest.fixture
def current(installation: Installation) -> Path:
    installation.configure(storage={"database": f"sqlite:///{RECORDS}/{DATABASE}"})
    installation.deliver(*FIRST)
    installation.run_once()
    current = installation.folder / "current.db"
    made = installation.folder / RECORDS / DATABASE
    with closing(sqlite3.connect(made)) as source, closing(sqlite3.connect(current)) as target:
        source.backup(target)
    return current


def test_an_upgrade_that_ends_anywhere_leaves_the_old_or_the_new_database_and_is_done_by_the_next(
    installation: Installation, current: Path
) -> None:
    upgrade = Upgrade(installation, current, "0001")
    assert upgrade.faults(upgrade.some(12)) == []
    goes_on(installation, upgrade, Ending(len(upgrade) // 2), entry(5))


@pytest.mark.slow
@pytest.mark.parametrize("revision", REVISIONS[:-1])
def test_after_each_call_of_an_upgrade_from_each_version(
    installation: Installation, current: Path, revision: str
) -> None:
    upgrade = Upgrade(installation, current, revision)
    assert upgrade.faults(list(upgrade.endings())) == []
    goes_on(installation, upgrade, Ending(len(upgrade), 0.0), entry(5))


@pytest.mark.slow
def test_an_upgrade_that_does_not_fit_into_memory_is_whole_or_not_at_all(
    installation: Installation, current: Path
) -> None:
    swell(current, megabytes=12)
    upgrade = Upgrade(installation, current, "0001")
    assert len(upgrade) > 1250
    assert upgrade.faults(upgrade.some(100)) == []


@pytest.mark.slow
@pytest.mark.parametrize("mutant", sorted(MUTANTS))
def test_an_upgrade_that_is_broken_is_found_out(
    installation: Installation, current: Path, mutant: str
) -> None:
    upgrade = Upgrade(installation, current, "0001", mutant)
    assert upgrade.faults(upgrade.some(100))


@pytest.mark.slow
@pytest.mark.parametrize("call", ["pwrite64", "fdatasync", "ftruncate", "unlink"])
def test_a_real_kill_at_a_call_is_as_its_replay_says(
    installation: Installation, current: Path, call: str
) -> None:
    upgrade = Upgrade(installation, current, "0001")
    for when in (1, 2, 5, 20, 40, 60):
        upgrade.leave(Ending(0))
        kill(installation, call, when)
        assert upgrade.look(installation.folder / RECORDS) == []


def goes_on(installation: Installation, upgrade: Upgrade, ending: Ending, later: bytes) -> None:
    """The real commands on what is left: an upgrade, and the daemon with one more mail."""
    upgrade.leave(ending)
    done = installation.intake("db", "upgrade")
    assert done.returncode == 0, done.stderr
    installation.deliver(later)
    installation.run_once()
    assert [row["status"] for row in installation.rows()] == ["filed"] * (len(FIRST) + 1)
    assert len(installation.sink.mails) == 5
    installation.verify()


def kill(installation: Installation, call: str, when: int) -> None:
    """`intake db upgrade`, killed when it makes this call for that time; it may never come to that."""
    inject = f"inject={call}:signal=KILL:when={when}"
    tracer = ["strace", "-f", "-qqq", "-o", os.devnull, "-e", f"trace={call}", "-e", inject]
    subprocess.run(
        [*tracer, *installation.command("db", "upgrade")],
        cwd=installation.folder,
        env=installation.environment,
        capture_output=True,
        timeout=PATIENCE,
    )
