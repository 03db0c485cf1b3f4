"""Raw messages for the tests of `parsers`, read with or without the child process."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from parsers.child import message
from parsers.process import Parser
from screening.model.submission import Parsed
from settings.tables import Limits

Read = Callable[[bytes], Parsed]


@pytest.fixture
def work(tmp_path: Path) -> Path:
    folder = tmp_path / "work"
    folder.mkdir()
    return folder


@pytest.fixture
def read(tmp_path: Path, work: Path) -> Read:
    """Reads raw bytes in this process: what a child would find."""

    def read_here(raw: bytes) -> Parsed:
        path = tmp_path / "raw.eml"
        path.write_bytes(raw)
        return message.read(path, work)

    return read_here


@pytest.fixture(scope="module")
def parser() -> Iterator[Parser]:
    """A parser with small limits and a running helper."""
    with Parser(Limits(parse_cpu_seconds=4, parse_wall_seconds=20, parse_memory_mb=256)) as running:
        yield running
