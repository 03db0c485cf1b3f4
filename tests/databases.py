"""A database file and a file store of a test's own; for conftests."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from desk import Desk
from sqlalchemy import Engine

from storage.engine import open_database
from storage.files import FileStore
from storage.schema import upgrade


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'intake.db'}"


@pytest.fixture(scope="session")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database without records, made once: the migrations take longer than most tests."""
    file = tmp_path_factory.mktemp("fresh") / "intake.db"
    engine = open_database(f"sqlite:///{file}")
    upgrade(engine)
    engine.dispose()
    return file


@pytest.fixture
def engine(url: str, fresh: Path) -> Iterator[Engine]:
    shutil.copy(fresh, url.removeprefix("sqlite:///"))
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
