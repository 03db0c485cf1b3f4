"""One life of the daemon: it is started, counted or timed, and ends by itself, by us, or at its point."""

import os
import signal
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crash.points import Point
from servers.installation import PATIENCE, Installation

KILLED = -signal.SIGKILL
_LOOK_SECONDS = 0.005
_UNSETTLED = """
SELECT (SELECT count(*) FROM message WHERE status = 'filed') < ?
    OR EXISTS (SELECT 1 FROM outbox WHERE state IN ('pending', 'attempting'))
"""


@dataclass(frozen=True, slots=True)
class Life:
    """How a process ended (negative: by that signal), after how long, and what it said."""

    code: int
    seconds: float
    told: str


def live(installation: Installation, point: Point, mutant: str, messages: int) -> Life:
    """The daemon from its start to its end; under `run` that is when all `messages` are dealt with."""
    begun = time.monotonic()
    with armed(installation, point, mutant) as gate, ThreadPoolExecutor(1) as pool:
        ending = pool.submit(installation.intake, "run", *(["--once"] if point.once else []))
        attack = _attack(point, gate, ending)
        if not point.once:
            end_when_settled(installation, gate, ending, messages)
        done = ending.result()
        if attack is not None:
            attack.wait()
    return Life(done.returncode, time.monotonic() - begun, done.stderr)


def command(installation: Installation, point: Point, mutant: str, *typed: str) -> Life:
    """A command of a person's, to its end or its death."""
    begun = time.monotonic()
    with armed(installation, point, mutant) as gate, ThreadPoolExecutor(1) as pool:
        ending = pool.submit(installation.intake, *typed)
        attack = _attack(point, gate, ending)
        done = ending.result()
        if attack is not None:
            attack.wait()
    return Life(done.returncode, time.monotonic() - begun, done.stderr)


@contextmanager
def armed(installation: Installation, point: Point, mutant: str) -> Iterator[Path]:
    """The next command dies at the point; the folder in which it tells how far it is."""
    with tempfile.TemporaryDirectory(dir=installation.folder.parent) as folder:
        installation.environment |= {
            "CRASH_GATE": folder,
            "CRASH_MUTANT": mutant,
            "CRASH_POINT": "" if point.kind == "never" else str(point),
        }
        yield Path(folder)


def _attack(point: Point, gate: Path, ending: "Future[Any]") -> "subprocess.Popen[bytes] | None":
    """Waits for the thread that is to die, and sees to it."""
    if point.kind not in ("call", "instant"):
        return None
    while not (gate / "thread").exists():
        if ending.done():
            return None
        time.sleep(_LOOK_SECONDS)
    if point.kind == "instant":
        time.sleep(point.count / 1000)
        _signal(gate, ending, signal.SIGKILL)
        return None
    thread = (gate / "thread").read_text()
    inject = f"inject={point.what}:signal=KILL:when={point.count}"
    # Its own messages are of processes that ended while it looked, which is what it is for.
    strace = ["strace", "-qq", "-o", os.devnull, "-p", thread, "-e", f"trace={point.what}", "-e", inject]
    return subprocess.Popen(strace, stderr=subprocess.DEVNULL)


def _signal(gate: Path, ending: "Future[Any]", number: signal.Signals) -> None:
    with suppress(ProcessLookupError, FileNotFoundError):
        # Only while its parent has not waited for it: its number might be another's.
        if not ending.done():
            os.kill(int((gate / "pid").read_text()), number)


def end_when_settled(installation: Installation, gate: Path, ending: "Future[Any]", messages: int) -> None:
    """Ends the daemon once nothing is left to do."""
    end = time.monotonic() + 3 * PATIENCE
    while not ending.done():
        late = time.monotonic() > end
        # One that finds all work done is told to end only once it listens.
        if late or ((gate / "listens").exists() and _settled(installation, messages)):
            _signal(gate, ending, signal.SIGKILL if late else signal.SIGTERM)
            return
        time.sleep(6 * _LOOK_SECONDS)


def _settled(installation: Installation, messages: int) -> bool:
    """Read-only: the daemon's death must find the database as the daemon left it."""
    database = installation.folder / "intake.db"
    with suppress(sqlite3.Error), closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as records:
        return not records.execute(_UNSETTLED, (messages,)).fetchone()[0]
    return False
