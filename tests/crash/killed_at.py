"""`intake`, but the N-th time it reaches a named step it is killed: `killed_at.py STEP N ARGUMENTS…`."""

import os
import signal
import sys

from ingest import steps

fatal = steps.Step(sys.argv[1])
left = int(sys.argv[2])
del sys.argv[1:3]


def reached(step: steps.Step) -> None:
    global left
    left -= step is fatal
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)


# Before the command line is imported: its modules take the function by its name.
steps.reached = reached

from ingest.cli import main  # noqa: E402

main()
