"""Every sample, in the order in which the mails arrive."""

from datetime import datetime

from demo.samples.doubts import doubts
from demo.samples.entries import entries
from demo.samples.faults import faults
from demo.samples.machines import machines
from demo.samples.sample import Contest, Sample
from demo.samples.threads import threads

ADDRESS = "dgti_awards@dga.or.th"


def samples(opens: datetime, closes: datetime, address: str = ADDRESS) -> list[Sample]:
    """All samples, oldest first; the threads among them rely on being delivered in this order.

    `opens` and `closes` are the contest's, aware. `address` is the contest's mailbox, and the one its
    answers come from. Most samples lie in the first half of the window; one lies before it, one at its
    last second and one just after.
    """
    contest = Contest(opens, closes, address)
    groups = (entries, faults, doubts, machines, threads)
    return sorted(
        (sample for group in groups for sample in group(contest)), key=lambda sample: sample.received
    )
