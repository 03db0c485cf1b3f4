"""What is PostgreSQL's own: refusals, locks, the index, restarts, and errors that quote no mail."""

import threading
from collections.abc import Iterator

import pytest
from desk import RULES, Desk
from servers.postgres import Postgres
from sqlalchemy import Engine, event
from sqlalchemy.exc import DatabaseError, DBAPIError, OperationalError
from sqlmodel import select

from runtime.faults import LOCKED_SECONDS, fault_of
from settings.alarm_kinds import AlarmKind
from storage.dialects import of
from storage.dialects import postgres as dialect
from storage.engine import open_database, others_wait, reading, writer, writing
from storage.errors import SchemaError
from storage.files import FileStore
from storage.newest import Wanted, newest
from storage.schema import place_of, size_of, upgrade
from storage.tables import Counter, Event, Message

SECRET = "somchai@maesai.go.th"


@pytest.fixture
def server(postgres: Postgres, fresh_on_server: str) -> Iterator[Engine]:
    engine = open_database(url := postgres.make(fresh_on_server))
    yield engine
    engine.dispose()
    postgres.drop(url)


def said_by(engine: Engine, statement: str) -> DBAPIError:
    with pytest.raises(DBAPIError) as caught, writer(engine).begin() as connection:
        connection.exec_driver_sql(statement)
    return caught.value


def everything(error: BaseException) -> str:
    """All that a log may print of it: its causes, too."""
    below = error.__cause__ or error.__context__
    return f"{error} {error.args} {error!r}\n{everything(below) if below else ''}"


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("INSERT INTO account VALUES (2, '%s', 'admin', '', '', 0, '', '', NULL, now(), NULL)", "23505"),
        ("SELECT '%s'::integer", "22P02"),
        ("""SELECT '{"a": %s}'::json""", "22P02"),
        ("DO $$ BEGIN RAISE EXCEPTION '%s'; END $$", "P0001"),
    ],
)
def test_no_error_quotes_a_row_wherever_it_is_printed(server: Engine, statement: str, code: str) -> None:
    told = statement.replace("%s", SECRET)
    if code == "23505":
        with writer(server).begin() as connection:
            connection.exec_driver_sql(told.replace("(2,", "(1,"))
    error = said_by(server, told)
    # Our own statements hold no value; here the value stands in it.
    assert SECRET not in everything(error).replace(told, "")
    assert code in str(error) and SECRET not in fault_of(error).text and code in fault_of(error).text


def test_nobody_changes_or_empties_the_chain(server: Engine, store: FileStore) -> None:
    Desk(server, store).decide(1)
    for statement in ("UPDATE event SET who = 'me'", "DELETE FROM event", "TRUNCATE event CASCADE"):
        with pytest.raises(DatabaseError, match="never changed"), writer(server).begin() as connection:
            connection.exec_driver_sql(statement)
    with reading(server) as session:
        assert session.exec(select(Event)).all()


@pytest.mark.parametrize(
    ("code", "alarm", "words"),
    [
        ("53100", AlarmKind.DISK_FULL, "make room"),
        ("58030", AlarmKind.DISK, "gives errors"),
        ("25006", AlarmKind.DISK, "standby"),
        ("55P03", AlarmKind.DATABASE, "locked"),
        ("57P01", AlarmKind.DATABASE, "started or ended"),
        ("XX001", AlarmKind.DATABASE_DAMAGED, "restore the last backup"),
    ],
)
def test_a_fault_of_the_server_is_told_by_its_code(
    server: Engine, code: str, alarm: AlarmKind, words: str
) -> None:
    fault = fault_of(
        said_by(server, f"DO $$ BEGIN RAISE EXCEPTION '{SECRET}' USING ERRCODE = '{code}'; END $$")
    )
    assert fault.alarm is alarm and words in fault.text and code in fault.text and SECRET not in fault.text
    assert (fault.after == LOCKED_SECONDS) is (alarm is AlarmKind.DATABASE)


def test_a_server_that_is_not_there_is_told_by_its_address(postgres: Postgres) -> None:
    engine = open_database("postgresql://intake@127.0.0.1:1/contest")
    with pytest.raises(OperationalError) as caught, reading(engine) as session:
        session.exec(select(Counter)).all()
    fault = fault_of(caught.value)
    assert (fault.alarm, fault.after) == (AlarmKind.DATABASE, LOCKED_SECONDS)
    assert "cannot be reached" in fault.text and "port 1" in fault.text and "\n" not in fault.text
    unknown = open_database(postgres.url("no-such-database"))
    with pytest.raises(OperationalError) as caught, reading(unknown) as session:
        session.exec(select(Counter)).all()
    assert "no-such-database" in fault_of(caught.value).text


def test_after_a_restart_of_the_server_work_goes_on(postgres: Postgres, server: Engine) -> None:
    with writing(server) as session:
        session.add(Counter(contest="c"))
    postgres.stop()
    postgres.run()
    with reading(server) as session:
        assert session.exec(select(Counter.contest)).all() == ["c"]


def test_writers_of_two_programs_come_one_after_the_other(server: Engine) -> None:
    other, inside, order = open_database(str(server.url)), threading.Event(), []

    def second() -> None:
        inside.wait(5)
        with writing(other) as session:
            order.append(session.exec(select(Counter)).one().last_event)

    thread = threading.Thread(target=second)
    thread.start()
    with writing(server) as session:
        session.add(Counter(contest="c", last_event=7))
        session.flush()
        inside.set()
        thread.join(0.3)
        assert order == [] and not others_wait(server)
    thread.join(10)
    assert order == [7]
    other.dispose()


def test_a_writer_that_waits_too_long_is_told_that_another_holds_it(
    server: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(dialect._SETTINGS, "lock_timeout", "200")
    other = open_database(str(server.url))
    with writing(server) as session:
        session.add(Counter(contest="c"))
        session.flush()
        with pytest.raises(DBAPIError) as caught, writing(other) as second:
            second.add(Counter(contest="d"))
            second.flush()
    assert "holds the database locked" in fault_of(caught.value).text
    other.dispose()


def test_a_lock_ends_with_its_session(server: Engine) -> None:
    other = open_database(str(server.url))
    locks = of("postgresql")
    with locks.locked(server, 7) as mine, locks.locked(other, 7) as second, locks.locked(other, 8) as free:
        assert mine.by is None and mine.still() and free.by is None
        assert second.by is not None and second.by.startswith("session ") and not second.still()
    with locks.locked(other, 7) as mine, locks.locked(server, 7, shared=True) as shared:
        assert mine.by is None and shared.by is not None
    with locks.locked(other, 7, shared=True) as one, locks.locked(server, 7, shared=True) as two:
        assert one.by is None and two.by is None
    other.dispose()


def test_a_lock_whose_session_has_ended_is_taken_anew_unless_another_has_it(
    postgres: Postgres, server: Engine
) -> None:
    other, locks = open_database(str(server.url)), of("postgresql")
    with locks.locked(server, 7) as mine:
        postgres.end_sessions(str(server.url))
        assert mine.still()
        postgres.end_sessions(str(server.url))
        with locks.locked(other, 7) as second:
            assert second.by is None and not mine.still() and second.still()
        assert not mine.still()  # it was told once that it has lost it
    other.dispose()


def test_the_log_is_searched_by_the_index(server: Engine, store: FileStore) -> None:
    desk = Desk(server, store)
    for number in range(1, 4):
        desk.decide(number, sender=f"saraban{number}@maesai.go.th")
    with reading(server) as session:
        assert [row.id for row in newest(session, RULES.contest, Wanted(words="saraban2"), 50)] == [2]
        session.connection().exec_driver_sql("SET LOCAL enable_seqscan = off")
        plan = session.connection().exec_driver_sql(
            "EXPLAIN SELECT message_id FROM search_words WHERE words LIKE '%%saraban2%%'"
        )
        assert "ix_search_words_trigrams" in "\n".join(plan.scalars())


def test_a_database_of_another_encoding_is_refused(postgres: Postgres) -> None:
    url = postgres.make_encoded("SQL_ASCII")
    engine = open_database(url)
    with pytest.raises(SchemaError, match="encoded in SQL_ASCII"):
        upgrade(engine)
    engine.dispose()


def test_people_read_its_address_and_its_size(server: Engine, postgres: Postgres) -> None:
    assert place_of(server).startswith(f"postgresql://intake@127.0.0.1:{postgres.port}/d")
    assert size_of(server) > 1_000_000
    secret = open_database("postgresql://intake:Pa55@host/contest")
    assert "Pa55" not in place_of(secret) + str(secret.url)


def test_numbers_of_the_mailbox_beyond_four_bytes_are_kept(server: Engine, store: FileStore) -> None:
    desk = Desk(server, store)
    desk.deliver(1)
    with writing(server) as session:
        session.exec(select(Message)).one().size = 5_000_000_000
    with reading(server) as session:
        assert session.exec(select(Message)).one().size == 5_000_000_000
        # What a visitor types into an address is larger than any id.
        assert session.exec(select(Message).where(Message.id == 10**18)).all() == []


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("intake@db.office.go.th/intake", {"sslmode": "verify-full", "sslrootcert": "system"}),
        ("intake@db.office.go.th/intake?sslrootcert=/etc/ca.pem", {"sslmode": "verify-full"}),
        ("intake@db.office.go.th/intake?sslmode=require", {}),
        ("intake@127.0.0.1/intake", {}),
        ("intake@/intake?host=/run/postgresql", {}),
    ],
)
def test_the_certificate_of_another_machine_is_verified(address: str, told: dict[str, str]) -> None:
    engine, given = open_database(f"postgresql://{address}"), {}

    def refuse(_dialect: object, _record: object, _arguments: object, parameters: dict[str, str]) -> None:
        given.update(parameters)
        raise ConnectionRefusedError

    event.listen(engine, "do_connect", refuse)
    with pytest.raises(ConnectionRefusedError):
        engine.connect()
    asked = {name: given[name] for name in ("sslmode", "sslrootcert") if name in given}
    assert asked == told | {key: value for key, value in engine.url.query.items() if key in asked}
