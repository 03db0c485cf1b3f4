"""What a long run is measured by, and whether it stays flat."""

import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import linear_regression, median

MOST_GROWTH_MIB = 4.0
"""Between the medians of the first and the last third: what an allocator's steps make of nothing."""
MOST_MORE_FILES = 2


@dataclass(frozen=True)
class Sample:
    """One moment: resident memory in MiB and open files, of the daemon and of the parser's helper."""

    seconds: float
    daemon_mib: float
    daemon_files: int
    helper_mib: float
    helper_files: int


@dataclass(frozen=True)
class Trend:
    """One meter after the warm-up. `slope` is by the hour, by least squares."""

    name: str
    first: float
    last: float
    slope: float
    bound: float

    @property
    def flat(self) -> bool:
        """Whether it has grown by no more than the bound."""
        return self.last - self.first <= self.bound

    def __str__(self) -> str:
        told = "flat" if self.flat else "GROWS"
        return (
            f"{self.name:<14}{self.first:8.1f} -> {self.last:8.1f}   {self.slope:+9.1f} an hour   "
            f"(bound +{self.bound:g})  {told}"
        )


def sample(seconds: float, daemon: int) -> Sample | None:
    """The daemon and its helper now; None while the helper is between death and new start."""
    with suppress(OSError, ValueError, StopIteration):
        helper = helper_of(daemon)
        return Sample(seconds, _resident(daemon), _files(daemon), _resident(helper), _files(helper))
    return None


def helper_of(daemon: int) -> int:
    """The process id of the daemon's helper. Raises StopIteration when there is none."""
    children = Path(f"/proc/{daemon}/task").glob("*/children")
    numbers = [int(number) for path in children for number in path.read_text().split()]
    return next(n for n in numbers if b"parsers.child.helper" in Path(f"/proc/{n}/cmdline").read_bytes())


def trends(samples: Sequence[Sample], warm_up: float) -> list[Trend]:
    """Each meter of what was measured after `warm_up` seconds."""
    warm = [each for each in samples if each.seconds >= warm_up]
    meters = (
        ("daemon MiB", "daemon_mib", MOST_GROWTH_MIB),
        ("daemon files", "daemon_files", MOST_MORE_FILES),
        ("helper MiB", "helper_mib", MOST_GROWTH_MIB),
        ("helper files", "helper_files", MOST_MORE_FILES),
    )
    return [
        _trend(name, [(each.seconds, getattr(each, key)) for each in warm], bound)
        for name, key, bound in meters
    ]


def _trend(name: str, points: Sequence[tuple[float, float]], bound: float) -> Trend:
    third = max(len(points) // 3, 1)
    values = [value for _, value in points]
    slope = linear_regression([at for at, _ in points], values).slope * 3600
    return Trend(name, median(values[:third]), median(values[-third:]), slope, bound)


def _resident(pid: int) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def _files(pid: int) -> int:
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))
