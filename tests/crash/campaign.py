"""A full campaign: every named point many times, and random ones; its results go to a file, line by line."""

import json
import multiprocessing
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import suppress
from dataclasses import asdict
from itertools import islice
from multiprocessing.util import Finalize
from pathlib import Path
from typing import TypeAlias

from crash.mutants import MUTANTS
from crash.points import Point, at_random, named
from crash.trial import Bench, Result

Job: TypeAlias = tuple[str, int]
"""A point, as text, and the seed of its mails."""

_COLD_EVERY = 10
_RANDOM = 1_000_000
"""The seeds of random points begin here."""
_SEED = 3


def jobs(repeats: int, random: int) -> list[Job]:
    """All trials, the rounds of the named points first; each job is unlike every other."""
    rounds = [(str(point), seed) for seed in range(repeats) for point in named()]
    return rounds + [(str(at_random(number)), _RANDOM + number) for number in range(random)]


def left(todo: Iterable[Job], results: Path) -> list[Job]:
    """What of it has no line in `results` yet."""
    done = {(result.point, result.seed) for result in read(results)}
    return [job for job in todo if job not in done]


def read(results: Path) -> Iterator[Result]:
    """The trials made so far; the half line of a broken-off run is passed over."""
    if results.exists():
        for line in results.read_text(encoding="utf-8").splitlines():
            with suppress(json.JSONDecodeError):
                yield Result(**json.loads(line))


def tried(todo: list[Job], workers: int) -> Iterator[Result]:
    """Makes the trials, several at once, each worker with servers of its own; in the order of their ends."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context, max_tasks_per_child=200) as pool:
        waiting, rest = set(), iter(todo)
        for job in islice(rest, 2 * workers):
            waiting.add(pool.submit(_one, job))
        while waiting:
            done = next(as_completed(waiting))
            waiting.remove(done)
            yield done.result()
            for job in islice(rest, 1):
                waiting.add(pool.submit(_one, job))


def write(results: Path, result: Result) -> None:
    """Adds a line, behind the half one that a broken-off run may have left."""
    half = results.exists() and not results.read_bytes().endswith(b"\n")
    with results.open("a", encoding="utf-8") as file:
        file.write(("\n" if half else "") + json.dumps(asdict(result), ensure_ascii=False) + "\n")


_benches: list[Bench] = []


def _one(job: Job) -> Result:
    if not _benches:
        _benches.append(Bench())
        # What atexit has registered is not run in a worker.
        Finalize(None, _benches[0].close, exitpriority=1)
    point, seed = job
    return _benches[0].try_(Point.read(point), seed, cold=seed % _COLD_EVERY == 3)


def caught(bench: Bench, name: str, sound: set[str]) -> tuple[str, str] | None:
    """The first point at which the mutant is noticed, and by what; None when it is not.

    `sound` collects the points at which the program as it is keeps every promise; AssertionError where it
    does not, for a harness that always complains shows as little as one that never does.
    """
    for point in MUTANTS[name].points:
        result = bench.try_(Point.read(point), _SEED, mutant=name)
        if result.problems:
            as_it_is = [] if point in sound else bench.try_(Point.read(point), _SEED).problems
            assert as_it_is == [], f"{point}, without a mutant: {as_it_is}"
            sound.add(point)
            return point, result.problems[0]
    return None


def figures(results: list[Result]) -> list[str]:
    """What a campaign came to, to be read."""
    cold = sorted(result.recovery for result in results if result.cold)
    points = {result.point for result in results if result.seed < _RANDOM}
    random = sum(result.seed >= _RANDOM for result in results)
    deaths, again = (sum(getattr(result, name) for result in results) for name in ("deaths", "repeated"))
    lines = [
        f"{len(results)} trials: {len(points)} points, {random} random ones; {deaths} deaths",
        f"{sum(bool(result.problems) for result in results)} trials broke a promise; "
        f"{again} answers came twice, byte for byte the same",
    ]
    if cold:
        at = [cold[min(len(cold) - 1, len(cold) * part // 100)] for part in (50, 95, 99)]
        lines.append(
            f"work done after the start of a new process, in {len(cold)} trials: median {at[0]:.1f} s, "
            f"95 % {at[1]:.1f} s, 99 % {at[2]:.1f} s, longest {cold[-1]:.1f} s"
        )
    unmet = Counter(result.point for result in results if not result.deaths and _should_die(result))
    lines += [f"not met in {count} trials: {point}" for point, count in unmet.items()]
    broken = [result for result in results if result.problems]
    return lines + [f"{each.point}, seed {each.seed}: {'; '.join(each.problems)}" for each in broken]


def _should_die(result: Result) -> bool:
    """Whether the daemon itself was to die there: random points may lie behind the end of all work."""
    return result.seed < _RANDOM and Point.read(result.point).kind not in ("helper", "child")
