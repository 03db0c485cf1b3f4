"""Rows that go from one database to another: all of them, each the same, or none."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from desk import NOON, RULES, Desk, Ruling
from servers.postgres import Postgres
from sqlalchemy import Engine, func
from sqlmodel import col, select

from screening.model.decision import Verdict
from storage.engine import open_database, reading, writer, writing
from storage.files import FileStore
from storage.moving.errors import CopyDiffers
from storage.moving.rows import copy_rows, copy_to_file, require_empty
from storage.schema import upgrade
from storage.tables import Message, Outbox, SearchWords


@pytest.fixture
def filled(engine: Engine, store: FileStore) -> Desk:
    """A contest with a letter that stands for an earlier one, and texts of every kind."""
    desk = Desk(engine, store)
    first = desk.decide(1)
    second = desk.decide(2, sender="ก@ข.ไทย".encode().decode(), subject="ส่งผลงาน 😀 \\ \"'%s:x")
    desk.record(3, Ruling(verdict=Verdict.IGNORED, template=None), sender="robot@x.example")
    with writing(engine) as session:
        session.get_one(Outbox, first.reply.id).digest_id = second.reply.id
    return desk


@pytest.fixture(params=["sqlite", "postgresql"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An empty database."""
    server: Postgres | None = None
    if request.param == "postgresql":
        server = request.getfixturevalue("postgres")
    engine = open_database(url := server.make() if server else f"sqlite:///{tmp_path / 'target.db'}")
    upgrade(engine)
    yield engine
    engine.dispose()
    if server:
        server.drop(url)


def test_all_rows_come_over_and_numbers_go_on_behind_them(
    filled: Desk, target: Engine, store: FileStore
) -> None:
    told: list[tuple[str, int, int]] = []
    count = copy_rows(filled.engine, target, lambda *step: told.append(step))
    assert count == sum(done for name, done, _ in told if "\u2713" not in name) > 20
    with reading(filled.engine) as one, reading(target) as other:
        for query in (
            select(Message).order_by(col(Message.id)),
            select(Outbox).order_by(col(Outbox.id)),
            select(SearchWords).order_by(col(SearchWords.message_id)),
        ):
            ours, theirs = (each.scalars(query).all() for each in (one, other))
            assert ours and [row.model_dump() for row in ours] == [row.model_dump() for row in theirs]
    there = Desk(target, store, now=NOON)
    assert there.decide(4, sender="d@elsewhere.go.th").entry.reference == "DGTI-2566-0003"


def test_what_is_not_empty_is_refused(filled: Desk, target: Engine) -> None:
    require_empty(target)
    copy_rows(filled.engine, target)
    with pytest.raises(CopyDiffers, match="holds records already"):
        require_empty(target)
    with pytest.raises(CopyDiffers, match="holds rows already"):
        copy_rows(filled.engine, target)


def test_a_row_that_is_another_there_undoes_all(filled: Desk, target: Engine) -> None:
    """Here the target changes it, as a database of another encoding or collation might."""
    with writer(target).begin() as connection:
        if target.dialect.name == "sqlite":
            connection.exec_driver_sql(
                "CREATE TRIGGER other AFTER INSERT ON message WHEN new.id = 2 BEGIN"
                " UPDATE message SET subject = 'other' WHERE id = 2; END"
            )
        else:
            connection.exec_driver_sql(
                "CREATE FUNCTION other() RETURNS trigger LANGUAGE plpgsql AS"
                " $$ BEGIN IF new.id = 2 THEN new.subject := 'other'; END IF; RETURN new; END $$"
            )
            connection.exec_driver_sql(
                "CREATE TRIGGER other BEFORE INSERT ON message FOR EACH ROW EXECUTE FUNCTION other()"
            )
    with pytest.raises(CopyDiffers, match="the row 2 of the table message is another in"):
        copy_rows(filled.engine, target)
    with reading(target) as session:
        assert session.exec(select(func.count()).select_from(Message)).one() == 0


def test_a_file_of_the_records_is_made_for_a_backup(filled: Desk, tmp_path: Path) -> None:
    copy_to_file(filled.engine, tmp_path / "copy.db")
    copy = open_database(f"sqlite:///{tmp_path / 'copy.db'}")
    with reading(copy) as session:
        assert len(session.exec(select(Message).where(Message.contest == RULES.contest)).all()) == 3
    copy.dispose()
