"""One program to its end, measured as a whole process: wall time, processor time, memory."""

import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

_LOOK_SECONDS = 0.02


@dataclass(frozen=True, slots=True)
class Measured:
    """Seconds, and KiB resident at the most: of the process itself, and of the largest that it started.

    `done`: until what is measured was done; `wall`: to the end of the process.
    """

    done: float
    wall: float
    cpu: float
    own_kib: int
    child_kib: int


def measured(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> Measured:
    """Raises RuntimeError, with what it said, for a program that fails."""
    told = folder / "said.log"
    with told.open("w") as log:
        start = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)
        watch = _Watch(process.pid)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        watch.end()
    if code := os.waitstatus_to_exitcode(status):
        raise RuntimeError(f"{' '.join(command)} ended with {code}: {told.read_text()[-2000:]}")
    return Measured(wall, wall, usage.ru_utime + usage.ru_stime, watch.own, watch.child)


class _Watch:
    """Looks at the process and all below it again and again: the kernel forgets a peak with its process."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self.own = self.child = 0
        self._over = Event()
        self._thread = Thread(target=self._look)
        self._thread.start()

    def end(self) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._over.wait(_LOOK_SECONDS):
            self.own = max(self.own, _peak(self._pid))
            self.child = max([self.child, *map(_peak, _below(self._pid))])


def _peak(pid: int) -> int:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")), 0)


def _below(pid: int) -> list[int]:
    found, todo = list[int](), [pid]
    while todo:
        at = todo.pop()
        try:
            threads = list(Path(f"/proc/{at}/task").iterdir())
            children = [
                int(child) for thread in threads for child in (thread / "children").read_text().split()
            ]
        except OSError:
            continue
        found += children
        todo += children
    return found
