"""An office whose staff have a browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from servers.fixtures import parser
from servers.office import Office, office
from servers.pages import Pages, pages_of
from servers.smtp_sink import SmtpSink

from parsers.process import Parser

__all__ = ["parser"]


@pytest.fixture
def desk_office(tmp_path: Path) -> Iterator[Office]:
    """An installation without mails; `receive` and `entry` bring some."""
    with SmtpSink() as sink, office(tmp_path, sink) as made:
        yield made


@pytest.fixture
def pages(desk_office: Office, parser: Parser) -> Iterator[Pages]:
    """Its pages: `pages.client(StaffRole.REVIEWER)` is a browser that is logged in."""
    with pages_of(desk_office.parts, parser) as made:
        yield made
