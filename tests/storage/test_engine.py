import gc
import stat
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import pytest
from desk import NOON, Desk
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError, StatementError
from sqlmodel import select

from storage.chain.counters import lock_counter
from storage.engine import open_database, reading, require_sound, writing
from storage.errors import DatabaseDamaged
from storage.files import FileStore
from storage.schema import SchemaState, schema_state, upgrade
from storage.tables import Counter, Message


@pytest.mark.sqlite
def test_a_power_loss_is_provided_for(engine: Engine) -> None:
    with engine.connect() as connection:
        found = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    assert found == ["wal", 2, 1]


def test_no_increment_is_lost_under_concurrency(engine: Engine) -> None:
    def increment(_: int) -> None:
        with writing(engine) as session:
            lock_counter(session, "c").last_reference += 1

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(increment, range(160)))
    with reading(engine) as session:
        assert session.get_one(Counter, "c").last_reference == 160


def test_a_write_while_reading_is_refused(engine: Engine) -> None:
    with pytest.raises(DBAPIError, match=r"readonly|read-only"), reading(engine) as session:
        session.add(Counter(contest="c"))
    with writing(engine) as session:
        session.add(Counter(contest="c"))


def test_a_reader_sees_one_state_while_another_writes(engine: Engine) -> None:
    with reading(engine) as reader:
        assert reader.exec(select(Counter)).all() == []
        with writing(engine) as session:
            session.add(Counter(contest="c"))
        assert reader.exec(select(Counter)).all() == []


def test_after_a_disposal_no_connection_stays_that_another_thread_gives_back(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'a.db'}")
    upgrade(database)
    with reading(database) as session:
        session.exec(select(Counter)).all()
        database.dispose()
    gc.disable()  # it would close what is left, sooner or later
    try:
        assert not open_files_under(tmp_path)
    finally:
        gc.enable()


def open_files_under(folder: Path) -> list[str]:
    opened = [str(each.readlink()) for each in Path("/proc/self/fd").iterdir() if each.is_symlink()]
    return [name for name in opened if name.startswith(f"{folder}/")]


def test_rows_stay_readable_after_the_transaction(engine: Engine) -> None:
    with writing(engine) as session:
        counter = lock_counter(session, "c")
        counter.last_event = 3
    assert counter.last_event == 3


def test_an_error_shows_no_parameters(engine: Engine) -> None:
    with writing(engine) as session:
        session.add(Counter(contest="secret@dga.or.th"))
    with pytest.raises(Exception, match=r"UNIQUE|UniqueViolation") as caught, writing(engine) as session:
        session.add(Counter(contest="secret@dga.or.th"))
        session.flush()
    assert "secret" not in str(caught.value)


def test_a_time_without_an_offset_is_refused(engine: Engine) -> None:
    message = Message(
        contest="c",
        digest="d",
        size=1,
        announced_size=1,
        source="INBOX",
        internal_date=datetime(2023, 7, 1),  # noqa: DTZ001 - the mistake itself
        first_seen_at=NOON,
    )
    with pytest.raises(StatementError, match="timezone"), writing(engine) as session:
        session.add(message)


def test_the_same_code_runs_in_memory(tmp_path: Path) -> None:
    engine = open_database("sqlite://")
    assert upgrade(engine) is SchemaState.FRESH
    assert schema_state(engine) is SchemaState.CURRENT
    store = FileStore((tmp_path / "kept").as_uri())
    store.prepare()
    desk = Desk(engine, store)
    assert [desk.decide(number).entry.reference for number in (1, 2)] == ["DGTI-2566-0001", "DGTI-2566-0002"]
    engine.dispose()


def test_a_second_writer_waits_for_the_first(engine: Engine) -> None:
    inside, order = threading.Event(), []

    def second() -> None:
        inside.wait(5)
        with writing(engine) as session:
            order.append(lock_counter(session, "c").last_event)

    thread = threading.Thread(target=second)
    thread.start()
    with writing(engine) as session:
        lock_counter(session, "c").last_event = 7
        inside.set()
    thread.join(10)
    assert order == [7]


def test_the_database_is_readable_by_our_account_alone(tmp_path: Path) -> None:
    file = tmp_path / "new" / "intake.db"
    engine = open_database(f"sqlite:///{file}")
    upgrade(engine)
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in file.parent.iterdir()} == {0o600}
    engine.dispose()


@pytest.mark.sqlite
def test_damage_on_the_disk_is_found_behind_what_is_still_in_memory(engine: Engine, tmp_path: Path) -> None:
    require_sound(engine)
    with (tmp_path / "intake.db").open("r+b") as file:
        for page in range(4096, file.seek(0, 2), 4096):
            file.seek(page)
            file.write(b"\xa5" * 100)
    with pytest.raises(DatabaseDamaged):
        require_sound(engine)
