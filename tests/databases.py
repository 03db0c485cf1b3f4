"""A database and a file store of a test's own; for conftests. A folder that imports `pytest_generate_tests` as
well has its tests run on both databases.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from desk import Desk
from servers.postgres import Postgres
from sqlalchemy import Engine

from storage.engine import open_database
from storage.files import FileStore
from storage.schema import upgrade


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """On SQLite, and on PostgreSQL too but for what `sqlite` marks as being about the file itself."""
    if "database" in metafunc.fixturenames:
        marked = {mark.name for mark in metafunc.definition.iter_markers()}
        both = ["sqlite"] if "sqlite" in marked else ["sqlite", "postgresql"]
        metafunc.parametrize("database", both, indirect=True, scope="session")


@pytest.fixture(scope="session")
def database(request: pytest.FixtureRequest) -> str:
    """Which of the two."""
    return str(getattr(request, "param", "sqlite"))


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    server = Postgres().start()
    try:
        yield server
    finally:
        server.close()


@pytest.fixture
def url(database: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a database without tables."""
    if database == "sqlite":
        yield f"sqlite:///{tmp_path / 'intake.db'}"
        return
    server: Postgres = request.getfixturevalue("postgres")
    yield (made := server.make())
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
def engine(database: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Engine]:
    if database == "sqlite":
        file = tmp_path / "intake.db"
        shutil.copy(request.getfixturevalue("fresh"), file)
        engine = open_database(f"sqlite:///{file}")
        yield engine
        engine.dispose()
        return
    server: Postgres = request.getfixturevalue("postgres")
    engine = open_database(url := server.make(request.getfixturevalue("fresh_on_server")))
    yield engine
    engine.dispose()
    server.drop(url)


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    store = FileStore((tmp_path / "kept").as_uri())
    store.prepare()
    return store


@pytest.fixture
def desk(engine: Engine, store: FileStore) -> Desk:
    return Desk(engine, store)
