"""A database and a file store of a test's own; for conftests.

A folder that imports `pytest_generate_tests` as well has its tests run on both databases.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import servers.office
from desk import Desk
from servers.postgres import Postgres
from sqlalchemy import Connection, Engine

from storage.dialects import of
from storage.engine import open_database
from storage.files import FileStore
from storage.schema import upgrade
from storage.tables import Base

PROMPT = {
    "test_act_undo",
    "test_again",
    "test_bounces",
    "test_current",
    "test_decide",
    "test_engine",
    "test_events",
    "test_history",
    "test_intake_log",
    "test_invariants",
    "test_kinds",
    "test_letters_to_others",
    "test_messages",
    "test_moving",
    "test_newest",
    "test_numbers",
    "test_outbox",
    "test_schema",
    "test_switches",
    "test_unfetched",
    "test_views",
}
"""Modules whose tests run on PostgreSQL in `make test` as well; those of others do in `make test-all`."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """On SQLite, and on PostgreSQL too but for what `sqlite` marks as being about the file itself."""
    if "database" not in metafunc.fixturenames:
        return
    marked = {mark.name for mark in metafunc.definition.iter_markers()}
    prompt = metafunc.module.__name__.rpartition(".")[2] in PROMPT
    server = pytest.param("postgresql", marks=[] if prompt else [pytest.mark.slow])
    both = ["sqlite"] if "sqlite" in marked else ["sqlite", server]
    metafunc.parametrize("database", both, indirect=True, scope="session")


@pytest.fixture(scope="session")
def database(request: pytest.FixtureRequest) -> str:
    """Which of the two."""
    return str(getattr(request, "param", "sqlite"))


@pytest.fixture
def url(database: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a database: without tables, but for a test that uses `engine`."""
    if database == "sqlite":
        yield f"sqlite:///{tmp_path / 'intake.db'}"
        return
    server: Postgres = request.getfixturevalue("postgres")
    filled = "engine" in request.fixturenames
    yield (made := server.make(*[request.getfixturevalue("fresh_on_server")] * filled))
    server.drop(made)


@pytest.fixture(scope="session")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database without records, made once: the migrations take longer than most tests."""
    file = tmp_path_factory.mktemp("fresh") / "intake.db"
    engine = open_database(f"sqlite:///{file}")
    upgrade(engine)
    engine.dispose()
    return file


@pytest.fixture(scope="session")
def fresh_on_server(postgres: Postgres) -> str:
    """The same on the server, by its name: a template."""
    url = postgres.make()
    engine = open_database(url)
    upgrade(engine)
    engine.dispose()
    return url.rpartition("/")[2]


@pytest.fixture
def engine(url: str, request: pytest.FixtureRequest) -> Iterator[Engine]:
    if url.startswith("sqlite:///"):
        shutil.copy(request.getfixturevalue("fresh"), url.removeprefix("sqlite:///"))
    engine = open_database(url)
    yield engine
    engine.dispose()


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    store = FileStore((tmp_path / "kept").as_uri())
    store.prepare()
    return store


@pytest.fixture
def desk(engine: Engine, store: FileStore) -> Desk:
    return Desk(engine, store)


def continue_numbers(connection: Connection, table: type[Base]) -> None:
    """After rows were written with ids of a test's own choice."""
    of(connection.dialect.name).continue_numbers(connection, Base.metadata.tables[str(table.__tablename__)])


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
    for each_made in made:
        server.drop(each_made)
