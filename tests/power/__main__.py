"""`make power`: cuts the power of the daemon again and again, and adds up what was lost and doubled.

With a results file a broken-off run goes on where it ended.
"""

import argparse
import json
import sys
import tempfile
import time
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any

from power.cuts import Bench, cuts
from rich.progress import track
from servers.dovecot import Dovecot
from servers.program import Program


def main(count: int, seed: int, results: Path | None) -> bool:
    """Makes the cuts that `results` lacks and tells the figures; whether nothing was wrong."""
    lines = results.read_text(encoding="utf-8").splitlines() if results and results.exists() else []
    done = {each["cut"]: each for each in map(json.loads, lines) if each["seed"] == seed}
    with closing(Dovecot()) as dovecot, closing(Program()) as program, tempfile.TemporaryDirectory() as place:
        dovecot.start()
        bench = Bench(dovecot, program, Path(place))
        drawn = list(enumerate(islice(cuts(bench.recording, seed), count)))
        for number, cut in track(drawn, "Power cuts", disable=not sys.stderr.isatty()):
            if number in done:
                continue
            began = time.monotonic()
            outcome = bench.cut(cut)
            done[number] = {
                "seed": seed,
                "cut": number,
                "after": f"{cut.after} of {len(bench.recording)}",
                "kept": cut.chance,
                "faults": outcome.faults,
                "repeated": outcome.repeated,
                "seconds": round(time.monotonic() - began, 2),
            }
            if results:
                with results.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(done[number], ensure_ascii=False) + "\n")
    return _tell([done[number] for number, _ in drawn])


def _tell(outcomes: list[dict[str, Any]]) -> bool:
    faulty = [each for each in outcomes if each["faults"]]
    for each in faulty:
        sys.stdout.write(
            f"cut {each['cut']} (after {each['after']}, kept {each['kept']}): {each['faults']}\n"
        )
    repeated = sum(each["repeated"] for each in outcomes)
    seconds = sum(each["seconds"] for each in outcomes)
    sys.stdout.write(
        f"{len(outcomes)} cuts in {seconds:.0f} s: {len(faulty)} with something lost, doubled or damaged;"
        f" {repeated} replies repeated, byte for byte the same\n"
    )
    return not faulty


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="power", description=__doc__)
    parser.add_argument("--cuts", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--results", type=Path)
    chosen = parser.parse_args()
    sys.exit(not main(chosen.cuts, chosen.seed, chosen.results))
