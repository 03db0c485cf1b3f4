"""What these tests work with: the whole program, and the real servers around it."""

import os
import shutil
from collections.abc import Iterator

import pytest
from crash.trial import Bench
from servers.fixtures import installation, mail_server, program

__all__ = ["installation", "mail_server", "program"]


@pytest.fixture(scope="session")
def bench() -> Iterator[Bench]:
    if shutil.which("strace") is None:
        if os.environ.get("CI"):
            pytest.fail("strace is not installed, and CI must have it: apt-get install strace")
        pytest.skip("strace is not installed (apt-get install strace)")
    made = Bench()
    try:
        yield made
    finally:
        made.close()
