"""How long an applicant waits: from the last byte of his mail in the mailbox to the answer at the door.

    PYTHONPATH=.:tests python bench/latency.py [COUNT]      (or: make bench-latency)

A running daemon, told of new mail by IDLE; COUNT small mails (500) at an even pace, at several paces, and
all at once. Measured for each: from its delivery until the sink hears its recipient, which comes right after
MAIL FROM. Paces that the machine cannot keep are told as well: there a mail waits for those before it.
"""

import argparse
import re
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path

from profiles import PROFILES
from servers.dovecot import Dovecot
from servers.installation import Installation
from servers.mails import MIDDLE
from servers.program import Program
from servers.smtp_sink import SmtpSink

PACES: tuple[float | None, ...] = (2, 5, 10, 20, 50, None)  # mails a second; None: all at once
PATIENCE = 120
READY_SECONDS = 2  # from its first look until it waits for the server's word
_RECIPIENT = re.compile(r"RCPT TO:<([^>]*)>", re.IGNORECASE)


class Door(SmtpSink):
    """Notes when it first hears of each recipient."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: dict[str, float] = {}

    def hear(self, command: str) -> None:
        if found := _RECIPIENT.match(command):
            self.heard.setdefault(found[1], time.perf_counter())
        super().hear(command)


def main(count: int) -> None:
    mails = [mail.data for mail in islice(PROFILES["small"].mails(), count)]
    print(f"{count} mails of {len(mails[0]) >> 10} KB")
    print(f"{'a second':>10}{'median s':>10}{'p99 s':>8}{'last s':>8}")
    for pace in PACES:
        waits = sorted(_waits(mails[: min(count, int(10 * pace))] if pace else mails, pace))
        middle, late = waits[len(waits) // 2], waits[len(waits) * 99 // 100]
        print(f"{pace or 'at once':>10}{middle:10.2f}{late:8.2f}{waits[-1]:8.2f}", flush=True)


def _waits(mails: Sequence[bytes], pace: float | None) -> list[float]:
    """Seconds that each waited."""
    with (
        tempfile.TemporaryDirectory() as name,
        Door() as door,
        closing(Dovecot().start()) as dovecot,
        closing(Program()) as program,
    ):
        dovecot.use_fresh_account("latency")
        installation = Installation(Path(name), program, dovecot, door)
        installation.configure(replies={"mode": "send", "per_hour": 100_000})
        daemon = installation.start()
        installation.wait_for_log("ledger 0")
        time.sleep(READY_SECONDS)
        began, came = time.perf_counter(), dict[str, float]()
        for number, mail in enumerate(mails):
            if pace:
                time.sleep(max(0.0, began + number / pace - time.perf_counter()))
            dovecot.deliver([mail], MIDDLE)
            came[f"saraban{number}@office{number}.example"] = time.perf_counter()
        installation.wait_for(lambda: len(door.heard) == len(mails), "last answer", PATIENCE)
        installation.stop(daemon)
        return [door.heard[address] - at for address, at in came.items()]


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    asked.add_argument("count", nargs="?", type=int, default=500)
    main(asked.parse_args().count)
