"""What a child that its mail has taken over can do: each act is tried in a real one."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import landlockpy
import pytest
import seccompy

from parsers.process import Parser
from settings.tables import Limits

REFUSED = {"EPERM", "ENOSYS"}
NOBODY = 65534
ELSEWHERE = {"no such call here"}
AS_ROOT = pytest.mark.skipif(os.getuid() != 0, reason="only root can become another user")

pytestmark = pytest.mark.skipif(
    not (seccompy.supported() and landlockpy.supported()), reason="this kernel lacks seccomp or Landlock"
)


class Probing(Parser):
    helper_module = "probing_helper"


@pytest.fixture
def folder() -> Iterator[Path]:
    """Outside of pytest's own folder, which other users may not enter."""
    with tempfile.TemporaryDirectory() as made:
        yield Path(made)


def tried(folder: Path, user: int, patch: pytest.MonkeyPatch, *, free: bool = False) -> dict[str, str]:
    """What came of each act, by its name."""
    patch.setenv("PYTHONPATH", str(Path(__file__).parent))
    patch.setenv("PROBE_USER", str(user) if user else "")
    patch.setenv("PROBE_FREE", "yes" if free else "")
    raw, ours, work = folder / "raw", folder / "ours", folder / "work"
    raw.write_bytes(b"From: a@b.go.th\r\n\r\n")
    ours.write_bytes(b"ours")
    work.mkdir()
    for path in (folder, raw, ours, work):
        os.chown(path, user, user)
    with Probing(Limits(parse_wall_seconds=30)) as parser:
        parsed = parser.parse(raw, work)
    assert parsed.whole, parsed.problem
    assert free or ours.read_bytes() == b"ours"
    return dict(line.split("\t") for line in parsed.text.splitlines())


@pytest.mark.parametrize(
    "user", [os.getuid(), pytest.param(NOBODY, marks=AS_ROOT)], ids=["ourselves", "nobody"]
)
def test_every_act_beyond_reading_is_refused(
    folder: Path, user: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = tried(folder, user, monkeypatch)
    assert len(found) > 80
    assert {name: came for name, came in found.items() if came not in REFUSED | ELSEWHERE} == {}


def test_the_probe_would_notice(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the walls its acts succeed: what refuses them above are the walls, and not their arguments."""
    found = tried(folder, os.getuid(), monkeypatch, free=True)
    done = {name for name, came in found.items() if came == "done"}
    meant = "chmod fchmodat2 chown setxattr utimensat truncate shmget semget msgget memfd_create clone"
    meant += " sched_setaffinity setpriority ioprio_set"
    assert set(meant.split()) | {"prlimit of another", "owner of signals"} <= done
