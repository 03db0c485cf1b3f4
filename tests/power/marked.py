"""`intake`, which says on standard error when it reaches a named step: `marked.py [MUTANT] -- ARGUMENTS…`.

What it says stands in the trace behind the commit that the step follows.
"""

import os
import sys

from power import mutants

from storage import milestones

chosen = sys.argv[1 : sys.argv.index("--")]
del sys.argv[1 : len(chosen) + 2]


def reached(milestone: milestones.Milestone | milestones.ActMilestone) -> None:
    os.write(2, f"step {milestone.value}\n".encode())


# Before the command line is imported: its modules take the function by its name.
milestones.reached = reached
for name in chosen:
    mutants.MUTANTS[name]()

from intake.main import main  # noqa: E402

main()
