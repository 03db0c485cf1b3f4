"""One Dovecot for all tests of the mailbox, emptied by giving each test an account of its own."""

from collections.abc import Iterator

import pytest
from servers.dovecot import Dovecot

from ingest.mailbox import Connection, Folder, connect


@pytest.fixture(scope="session")
def shared_dovecot() -> Iterator[Dovecot]:
    server = Dovecot()
    try:
        yield server.start()
    finally:
        server.close()


@pytest.fixture
def dovecot(shared_dovecot: Dovecot, request: pytest.FixtureRequest) -> Dovecot:
    shared_dovecot.use_fresh_account(request.node.name)
    return shared_dovecot


@pytest.fixture
def connection(dovecot: Dovecot) -> Iterator[Connection]:
    with connect(dovecot.settings(), dovecot.password, ssl_context=dovecot.ssl_context()) as connected:
        yield connected


@pytest.fixture
def folder(connection: Connection) -> Folder:
    return connection.select("INBOX", readonly=False)
