"""`make soak MINUTES=10 SEED=1`: a table each minute, a verdict at the end (exit 1 when something grows)."""

import random
import sys
import tempfile
from pathlib import Path

from servers.dovecot import Dovecot
from servers.installation import Installation
from servers.program import Program
from servers.smtp_sink import SmtpSink
from soak.campaign import Soak


def main(minutes: float, seed: int) -> int:
    """Runs it; the exit code."""
    with tempfile.TemporaryDirectory() as folder, SmtpSink() as sink:
        program, dovecot = Program(), Dovecot(extra="verbose_proctitle = yes")
        dovecot.start()
        installation = Installation(Path(folder), program, dovecot, sink)
        soak = Soak(installation, minutes * 60, say, random.Random(seed))
        try:
            found = soak.run()
        finally:
            installation.close()
            dovecot.close()
            program.close()
    say("troubles: " + ", ".join(f"{count} {name}" for name, count in sorted(soak.troubles.items())))
    for trend in found:
        say(str(trend))
    flat = all(trend.flat for trend in found)
    say("nothing was lost or doubled; " + ("everything stays flat" if flat else "SOMETHING GROWS"))
    return 0 if flat else 1


def say(line: str) -> None:
    """One line, at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]), int(sys.argv[2])))
