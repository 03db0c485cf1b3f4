"""What these tests work with: the contest of 500 entries, built once for each file of tests."""

from collections.abc import Iterator

import pytest
from odd_contest import Contest, contest


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Contest]:
    with contest(tmp_path_factory.mktemp("contest")) as built:
        yield built
