"""Our own guarantees, each broken on purpose. A harness that does not notice one of these shows nothing.

Those that only a loss of power tells from the real thing are in tests/power.
"""

from crash import broken_acts, broken_mailbox, broken_outbox, broken_records
from crash.mutant import Mutant

MUTANTS: dict[str, Mutant] = (
    broken_mailbox.MUTANTS | broken_records.MUTANTS | broken_outbox.MUTANTS | broken_acts.MUTANTS
)
"""By name; the name says what is wrong."""
