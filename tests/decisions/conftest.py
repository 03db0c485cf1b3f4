"""What these tests work with: a database and a file store of their own, on both databases."""

from collections.abc import Iterator

import pytest
import servers.office
from databases import (
    database,
    desk,
    engine,
    fresh,
    fresh_on_server,
    pytest_generate_tests,
    store,
    url,
)

__all__ = [
    "database",
    "desk",
    "engine",
    "fresh",
    "fresh_on_server",
    "offices",
    "pytest_generate_tests",
    "store",
    "url",
]


@pytest.fixture(autouse=True)
def offices(database: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Each office of a test has its database on the server as well, where the test runs on one."""
    if database == "sqlite":
        yield
        return
    server, template = request.getfixturevalue("postgres"), request.getfixturevalue("fresh_on_server")
    made: list[str] = []

    def each() -> Iterator[str]:
        while True:
            made.append(server.make(template))
            yield made[-1]

    monkeypatch.setattr(servers.office, "elsewhere", each())
    yield
    for each_url in made:
        server.drop(each_url)
