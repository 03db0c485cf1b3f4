"""`make fuzz N=5000 SEED=1`: a whole campaign, with its figures."""

import sys
import tempfile
from pathlib import Path

from fuzz.campaign import Campaign
from rich.progress import track

from parsers.process import Parser
from settings.tables import Limits


def main(count: int, seed: int) -> None:
    """Run `count` mails; a promise that is not kept ends it with the number of the mail."""
    limits = Limits()
    with tempfile.TemporaryDirectory() as folder, Parser(limits) as parser:
        campaign = Campaign(parser, limits, Path(folder), seed)
        try:
            for number in track(range(count), "Fuzzing", disable=not sys.stdout.isatty()):
                campaign.one(number)
        finally:
            sys.stdout.write("\n".join(campaign.figures.lines()) + "\n")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
