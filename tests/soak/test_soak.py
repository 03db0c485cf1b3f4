"""A minute of the soak; `make soak MINUTES=` runs it for as long as one likes."""

import random
import sys

import pytest
from servers.installation import Installation
from soak.campaign import Soak


@pytest.mark.slow
def test_a_minute_of_troubles_loses_nothing_and_leaves_no_file_open(
    installation: Installation, capsys: pytest.CaptureFixture[str]
) -> None:
    with capsys.disabled():
        found = Soak(installation, 60, _say, random.Random(1)).run()
    assert all(trend.flat for trend in found if "files" in trend.name), found


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")
