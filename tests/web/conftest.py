"""An office whose staff have a browser."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from databases import database, fresh_on_server, offices, pytest_generate_tests
from servers.fixtures import parser
from servers.office import Office, office
from servers.pages import Pages, pages_of
from servers.smtp_sink import SmtpSink

from parsers.process import Parser

__all__ = ["database", "fresh_on_server", "offices", "parser", "pytest_generate_tests"]


@pytest.fixture(scope="session")
def sink() -> Iterator[SmtpSink]:
    with SmtpSink() as running:
        yield running


@pytest.fixture
def desk_office(tmp_path: Path, sink: SmtpSink, offices: None) -> Iterator[Office]:
    """An installation without mails; `receive` and `entry` bring some."""
    with office(tmp_path, sink) as made:
        yield made


@pytest.fixture
def pages(desk_office: Office, parser: Parser) -> Iterator[Pages]:
    """Its pages: `pages.client(StaffRole.REVIEWER)` is a browser that is logged in."""
    with pages_of(desk_office.parts, parser) as made:
        yield made


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory, sink: SmtpSink, parser: Parser) -> Iterator[Pages]:
    """The same, for tests that leave nothing behind that others could meet."""
    with office(tmp_path_factory.mktemp("desk"), sink) as made, pages_of(made.parts, parser) as served:
        yield served


@pytest.fixture
def beyond(desk_office: Office, parser: Parser) -> Iterator[Pages]:
    """The pages behind a proxy that speaks https, as others than this machine reach them."""
    proxied: dict[str, Any] = {"public_url": "https://desk.office.go.th", "trusted_proxies": ("127.0.0.1",)}
    with pages_of(desk_office.parts, parser, **proxied) as made:
        yield made
