"""One Dovecot for all tests of the mailbox, with an account of its own for each; and scripted servers."""

from collections.abc import Callable, Iterable, Iterator

import pytest
from servers.dovecot import Dovecot
from servers.imap_script import ScriptedImap

from credentials import Password
from ingest.mailbox import Connection, Folder, Timeouts, connect


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
def own_dovecot() -> Iterator[Callable[..., Dovecot]]:
    """Starts a further Dovecot, configured as the test needs it."""
    servers: list[Dovecot] = []

    def start(**configuration: str) -> Dovecot:
        servers.append(Dovecot(**configuration))
        return servers[-1].start()

    try:
        yield start
    finally:
        for server in servers:
            server.close()


@pytest.fixture
def connection(dovecot: Dovecot) -> Iterator[Connection]:
    with connect(
        dovecot.settings(), Password(dovecot.password), ssl_context=dovecot.ssl_context()
    ) as connected:
        yield connected


@pytest.fixture
def folder(connection: Connection) -> Folder:
    return connection.select("INBOX", readonly=False)


@pytest.fixture
def arrive(dovecot: Dovecot, folder: Folder) -> Callable[[Iterable[bytes]], None]:
    """Delivers messages into the opened folder and has the server announce them."""

    def deliver(messages: Iterable[bytes]) -> None:
        dovecot.deliver(messages)
        folder.new_uids(0)

    return deliver


@pytest.fixture
def scripted() -> Iterator[Callable[..., ScriptedImap]]:
    """Starts a server that says what the test tells it to."""
    servers: list[ScriptedImap] = []

    def start(answers: dict[str, bytes] | None = None, **more: bytes) -> ScriptedImap:
        servers.append(ScriptedImap(answers, **more))
        return servers[-1]

    yield start
    for server in servers:
        server.close()


@pytest.fixture
def scripted_connection(
    scripted: Callable[..., ScriptedImap],
) -> Iterator[Callable[[dict[str, bytes]], Connection]]:
    """Connects to a scripted server, with short time-outs."""
    connections: list[Connection] = []

    def start(answers: dict[str, bytes]) -> Connection:
        timeouts = Timeouts(connect=2, read=0.4, close=0.2)
        connections.append(connect(scripted(answers).settings(), Password("secret"), timeouts=timeouts))
        return connections[-1]

    yield start
    for connected in connections:
        connected.close()
