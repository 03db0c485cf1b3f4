"""`python -m demo.samples FOLDER`: every sample as a numbered .eml file, placed in the contest of 2566."""

import sys
from datetime import datetime
from pathlib import Path

from demo.samples import samples
from demo.samples.sample import THAILAND

OPENS = datetime(2023, 6, 8, 8, 30, 0, tzinfo=THAILAND)
CLOSES = datetime(2023, 7, 31, 16, 30, 59, tzinfo=THAILAND)


def main(arguments: list[str]) -> int:
    """Writes to the folder named, made if missing; an exit code: 2 for wrong use, 1 where it cannot write."""
    if len(arguments) != 1 or arguments[0].startswith("-"):
        sys.stderr.write("usage: python -m demo.samples FOLDER\n")
        return 2
    folder = Path(arguments[0])
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for number, sample in enumerate(samples(OPENS, CLOSES), 1):
            (folder / f"{number:02}-{sample.slug}.eml").write_bytes(sample.message)
    except OSError as error:
        sys.stderr.write(f"cannot write the samples: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
