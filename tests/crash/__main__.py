"""`make crash`: kills the daemon a few thousand times, and goes on where an earlier run was broken off.

python -m crash RESULTS [--repeats N] [--random N] [--workers N]     a campaign, its results added to a file
python -m crash --mutants [NAME…]                                    shows that the harness can fail
python -m crash --point 'call write 12' [--seed N] [--mutant NAME]   one trial again
"""

import argparse
import sys
from pathlib import Path

from crash import campaign
from crash.mutants import MUTANTS
from crash.points import Point
from crash.trial import Bench
from rich.progress import MofNCompleteColumn, Progress, TimeRemainingColumn


def main() -> int:
    """The exit code: 1 when a promise was broken, or a mutant was not noticed."""
    parser = argparse.ArgumentParser(
        prog="crash", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("results", type=Path, nargs="?", help="lines of JSON, one a trial")
    parser.add_argument("--repeats", type=int, default=25)
    parser.add_argument("--random", type=int, default=1000)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--mutants", nargs="*", metavar="NAME")
    parser.add_argument("--point", type=Point.read)
    parser.add_argument("--seed", type=int, default=3)
    parser.add_argument("--mutant", default="", choices=["", *MUTANTS])
    asked = parser.parse_args()
    if asked.mutants is not None:
        return _mutants(asked.mutants or list(MUTANTS))
    if asked.point:
        return _again(asked.point, asked.seed, asked.mutant)
    if asked.results is None:
        parser.error("name a file for the results")
    return _campaign(asked.results, campaign.jobs(asked.repeats, asked.random), asked.workers)


def _campaign(results: Path, jobs: list[campaign.Job], workers: int) -> int:
    todo = campaign.left(jobs, results)
    columns = (*Progress.get_default_columns()[:2], MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, disable=not sys.stdout.isatty()) as bar:
        task = bar.add_task("Deaths", total=len(jobs), completed=len(jobs) - len(todo))
        for result in campaign.tried(todo, workers):
            campaign.write(results, result)
            bar.advance(task)
    made = list(campaign.read(results))
    _say(*campaign.figures(made))
    return int(any(result.problems for result in made))


def _mutants(names: list[str]) -> int:
    bench, survived, sound = Bench(), 0, set[str]()
    try:
        for name in names:
            found = campaign.caught(bench, name, sound)
            survived += found is None
            _say(f"{name}: {'SURVIVED' if found is None else f'noticed at {found[0]}: {found[1][:120]}'}")
    finally:
        bench.close()
    _say(f"{len(names) - survived} of {len(names)} mutants were noticed")
    return int(survived > 0)


def _again(point: Point, seed: int, mutant: str) -> int:
    bench = Bench()
    try:
        result = bench.try_(point, seed, mutant=mutant)
    finally:
        bench.close()
    _say(str(result))
    return int(bool(result.problems))


def _say(*lines: str) -> None:
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
