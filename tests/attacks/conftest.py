"""Installations to attack: one whose mail server reports nothing, one whose server authenticates."""

from collections.abc import Iterator

import pytest
from attacks.post import Post, post
from servers.fixtures import installation, mail_server, program
from servers.smtp_sink import SmtpSink

__all__ = ["installation", "mail_server", "program"]


@pytest.fixture(scope="session")
def sink() -> Iterator[SmtpSink]:
    with SmtpSink() as running:
        yield running


@pytest.fixture(scope="session")
def offices(sink: SmtpSink, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Post, Post]]:
    """One that says nothing of a sender, one that authenticates."""
    folder = tmp_path_factory.mktemp
    with post(folder("silent"), sink) as silent, post(folder("stamping"), sink, stamps=True) as stamping:
        yield silent, stamping


@pytest.fixture
def silent(offices: tuple[Post, Post]) -> Post:
    """Its mail server says nothing of any sender."""
    offices[0].begin_anew()
    return offices[0]


@pytest.fixture
def stamping(offices: tuple[Post, Post]) -> Post:
    """Its mail server authenticates; a mail is `pass` unless its test says otherwise."""
    offices[1].begin_anew()
    return offices[1]


@pytest.fixture(params=["silent", pytest.param("stamping", marks=pytest.mark.slow)])
def office(request: pytest.FixtureRequest) -> Post:
    """Each of the two."""
    made = request.getfixturevalue(request.param)
    assert isinstance(made, Post)
    return made


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All of them together take minutes: `make test-all` runs them."""
    for item in items:
        if "attacks" in item.path.parts:
            item.add_marker(pytest.mark.slow)
