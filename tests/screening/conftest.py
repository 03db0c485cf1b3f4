"""Raw mails as the rules see them, read by the real child."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from builders import rules

from parsers.process import Parser
from parsers.submission import assemble
from screening.model.submission import Submission
from settings.tables import Limits, Trust


@pytest.fixture(scope="module")
def parser() -> Iterator[Parser]:
    with Parser(Limits()) as running:
        yield running


@pytest.fixture
def read(parser: Parser, tmp_path: Path) -> Callable[[bytes], Submission]:
    def one(raw: bytes) -> Submission:
        path, work = tmp_path / "mail", tmp_path / "work"
        path.write_bytes(raw)
        work.mkdir(exist_ok=True)
        parsed = parser.parse(path, work)
        assert parsed.whole, parsed.problem
        at = rules().opens
        return assemble(parsed, digest="0" * 64, size=len(raw), internal_date=at, seen_at=at, trust=Trust())

    return one
