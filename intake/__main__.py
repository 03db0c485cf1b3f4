"""`python -m intake` is `intake`."""

import gc
import sys

from intake.version import VERSION


def start() -> None:
    """Runs one command. Raises SystemExit."""
    # Asked for before and after an upgrade, when what else is imported may not be there.
    if sys.argv[1:] == ["--version"]:
        sys.stdout.write(f"intake {VERSION}\n")
        return
    # What is imported stays: looking for garbage among it takes a seventh of a start (measured).
    gc.disable()
    from intake.main import main

    main()


if __name__ == "__main__":
    start()
