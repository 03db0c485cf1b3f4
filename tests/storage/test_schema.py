import json
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from desk import NOON, RULES, Desk, Ruling
from power.older import make_older
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from screening.model.decision import Verdict
from storage import schema
from storage.engine import open_database, reading, writer, writing
from storage.errors import SchemaError
from storage.outbox import replies
from storage.outbox.step import Answer
from storage.schema import SchemaState, schema_state, upgrade
from storage.tables import Base, Counter


def test_the_migrations_make_exactly_the_tables_of_the_code(engine: Engine) -> None:
    with engine.connect() as connection:
        # The index of trigrams is each database's own, on SQLite with tables of its own.
        known = {"include_name": lambda name, *_: not str(name).startswith(("search_fts", "ix_search_words"))}
        context = MigrationContext.configure(connection, opts={"compare_type": True, **known})
        assert compare_metadata(context, Base.metadata) == []


def test_the_versions_are_those_of_alembic_each_upon_the_one_before() -> None:
    scripts = list(ScriptDirectory(str(Path(schema.__file__).parent / "migrations")).walk_revisions())
    assert [script.revision for script in reversed(scripts)] == schema.revisions()
    assert [script.down_revision for script in reversed(scripts)] == [None, *schema.revisions()[:-1]]


def test_a_database_is_fresh_then_current(url: str, tmp_path: Path) -> None:
    engine = open_database(url)
    assert schema_state(engine) is SchemaState.FRESH
    assert not list(tmp_path.iterdir())
    assert upgrade(engine) is SchemaState.FRESH
    assert upgrade(engine) is SchemaState.CURRENT
    assert schema_state(engine) is SchemaState.CURRENT
    assert not list(tmp_path.glob("*.before-*"))
    engine.dispose()


@pytest.mark.sqlite
def test_an_older_database_is_copied_beside_itself_before_it_is_changed(url: str, tmp_path: Path) -> None:
    engine = open_database(url)
    upgrade(engine, "0001")
    with writing(engine) as session:
        session.connection().exec_driver_sql(
            "INSERT INTO counter (contest, last_reference, last_decision, last_event, event_head)"
            " VALUES ('dgti-2566', 42, 0, 0, '')"
        )
    assert schema_state(engine) is SchemaState.BEHIND
    assert upgrade(engine) is SchemaState.BEHIND
    with reading(engine) as session:
        assert session.exec(select(Counter)).one().last_reference == 42
    (copy,) = tmp_path.glob("intake.db.before-*")
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    with closing(sqlite3.connect(copy)) as old:
        assert old.execute("SELECT last_reference FROM counter").fetchall() == [(42,)]
        assert old.execute("SELECT version_num FROM alembic_version").fetchall() == [("0001",)]
    engine.dispose()


@pytest.mark.sqlite
def test_files_of_an_older_database_go_to_the_decision_of_their_message(url: str) -> None:
    engine = open_database(url)
    upgrade(engine, "0002")
    with writer(engine).begin() as connection:
        for line in OLDER:
            connection.exec_driver_sql(line)
    upgrade(engine)
    with engine.connect() as connection:
        found = connection.exec_driver_sql("SELECT id, decision_id, sha256 FROM stored_file").all()
        keys = connection.exec_driver_sql("SELECT number, agency_key FROM decision").all()
        pictures = connection.exec_driver_sql("SELECT sha256, picture FROM picture").all()
        indexes = connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE type = 'index'").all()
    assert found == [(3, 7, "ab"), (4, 7, "cd"), (5, 8, "ab")]
    assert pictures == [("ab", "a1")]
    assert keys == [(1, "key"), (2, "")]
    assert any("uq_decision_current" in sql and "WHERE current" in sql for (sql,) in indexes if sql)
    engine.dispose()


OLDER = (
    "INSERT INTO message VALUES (5, 'c', 'd', 1, 1, '2023-07-20', '2023-07-20', 'decided', 'INBOX', 0, 0, 0,"
    " '<a@b>', 'a@b', 's', '2023-07-20')",
    "INSERT INTO message VALUES (6, 'c', 'e', 1, 1, '2023-07-20', '2023-07-20', 'decided', 'INBOX', 0, 0, 0,"
    " '<b@b>', 'a@b', 's', '2023-07-20')",
    "INSERT INTO entry VALUES (2, 'c', 1, 'X-0001', 'held', '{}', 'name', '', '', 'key', 'ab', NULL,"
    " '2023-07-20', '2023-07-20', 1, 1, 0)",
    "INSERT INTO decision VALUES (7, 'c', 1, 5, 2, 'held', '{}', '{}', '{}', 'r', 0, '2023-07-20', 'rules',"
    " '', 1)",
    "INSERT INTO decision VALUES (8, 'c', 2, 6, NULL, 'ignored', '{}', NULL, '{}', 'r', 1, '2023-07-20',"
    " 'rules', '', 1)",
    "INSERT INTO stored_file VALUES (3, 5, 0, 'f.pdf', 'ab', 1, 'pdf', 'form', '', 1, 'attachment',"
    """ '{"picture": "a1"}')""",
    "INSERT INTO stored_file VALUES (4, 5, 1, 'g.pdf', 'cd', 1, 'pdf', 'other', '', 1, 'attachment',"
    """ '{"picture": ""}')""",
    "INSERT INTO stored_file VALUES (5, 6, 0, 'h.pdf', 'ab', 1, 'pdf', 'other', '', 1, 'attachment', '{}')",
)
"""A held message with files and an ignored one with the same file, as version 0002 wrote them."""


@pytest.mark.sqlite
def test_the_founders_of_older_entries_are_who_wrote_first_and_who_was_to_be_answered(url: str) -> None:
    engine = open_database(url)
    upgrade(engine, "0007")
    with writer(engine).begin() as connection:
        for line in _two_entries():
            connection.exec_driver_sql(line)
    upgrade(engine)
    with engine.connect() as connection:
        circles = connection.exec_driver_sql(
            'SELECT decision_id, address, domain, "by", authenticated FROM circle ORDER BY 1, 2'
        ).all()
        letters = connection.exec_driver_sql('SELECT id, "full", entry_id FROM outbox ORDER BY id').all()
        change = connection.exec_driver_sql("SELECT change FROM decision WHERE id = 1").scalar_one()
        files = connection.exec_driver_sql("SELECT aside, received_at FROM stored_file").all()
    assert circles == [
        (1, "a@one.go.th", "one.go.th", "founder", 0),
        (1, "boss@gmail.com", "gmail.com", "founder", 0),
        # A list opened this one: who wrote it is named once he is proven.
        (3, "list@two.example", "two.example", "pending", 0),
    ]
    # To a founder, telling all; to one who wrote in the thread; to a founder, but discreet.
    assert letters == [(1, 1, None), (2, 0, None), (3, 0, None)]
    assert json.loads(change)["members"] == [
        {"address": "a@one.go.th", "by": "founder", "authenticated": False},
        {"address": "boss@gmail.com", "by": "founder", "authenticated": False},
    ]
    assert files == [(0, None)]
    engine.dispose()


def _two_entries() -> Iterator[str]:
    """An entry with three mails, the second of somebody else, and one that a list opened; version 0007."""
    mails = ((1, "a@one.go.th"), (2, "x@evil.example"), (3, "list@two.example"), (4, "a@one.go.th"))
    for number, sender in mails:
        yield (
            "INSERT INTO message (id, contest, digest, size, announced_size, internal_date, first_seen_at,"
            " status, source, attempts, too_large, junk, headers_only, message_id, sender, subject,"
            f" received_at) VALUES ({number}, 'c', 'd{number}', 1, 1, '2023-07-20', '2023-07-20', 'decided',"
            f" 'INBOX', 0, 0, 0, 0, '<{number}@x>', '{sender}', 's', '2023-07-20')"
        )
    for number in (1, 2):
        yield (
            "INSERT INTO entry (id, contest, number, reference, status, agency, agency_name, agency_district,"
            " agency_province, agency_key, form, deck, first_received_at, last_received_at, version,"
            f" changed_number, by_person) VALUES ({number}, 'c', {number}, 'X-000{number}', 'incomplete',"
            " '{}', '', '', '', '', NULL, NULL, '2023-07-20', '2023-07-20', 1, 1, 0)"
        )
    for number, entry, answered in ((1, 1, "boss@gmail.com"), (2, 1, ""), (3, 2, ""), (4, 1, "")):
        reply, change = json.dumps({"to": answered}), json.dumps({"status": "incomplete"})
        yield (
            "INSERT INTO decision (id, contest, number, message_id, entry_id, verdict, agency, agency_key,"
            ' change, reply, rules_hash, history_number, decided_at, "by", why, current) VALUES'
            f" ({number}, 'c', {number}, {number}, {entry}, 'rejected', '{{}}', '', '{change}', '{reply}',"
            f" 'r', {number - 1}, '2023-07-20', 'rules', '', 1)"
        )
    for decision, code in ((3, "automatic"), (4, "revision-unproven")):
        yield (
            "INSERT INTO reason (decision_id, position, code, severity, params)"
            f" VALUES ({decision}, 0, '{code}', 'hold', '{{}}')"
        )
    for number, message, to in ((1, 1, "boss@gmail.com"), (2, 2, "x@evil.example"), (3, 4, "a@one.go.th")):
        yield (
            "INSERT INTO outbox (id, contest, message_id, kind, template, to_address, subject,"
            " rfc_message_id, state, why, attempts, deferrals, ambiguous, counts, not_before, queued_at,"
            " created_at, last_error)"
            f" VALUES ({number}, 'c', {message}, 'reply', 'held', '{to}', '', '', 'sent', '', 1, 0, 0, 1,"
            " '2023-07-20', '2023-07-20', '2023-07-20', '')"
        )
    yield (
        "INSERT INTO stored_file (id, decision_id, position, name, sha256, size, type, role, canonical,"
        " passes, origin, content)"
        " VALUES (1, 1, 0, 'f.pdf', 'ab', 1, 'pdf', 'form', '', 1, 'attachment', '{}')"
    )


@pytest.mark.sqlite
def test_the_past_states_of_older_replies_are_read_out_of_their_events(desk: Desk, tmp_path: Path) -> None:
    """As this version would have recorded them, had it been at work."""
    first = desk.decide(1, Ruling(suppressed="old", waits=True)).reply
    desk.decide(2, sender="b@elsewhere.go.th")
    for step in (partial(replies.release, who="operator"), replies.attempt):
        with writing(desk.engine) as session:
            step(session, RULES.contest, first.id, now=NOON)
    desk.record(3, Ruling(verdict=Verdict.IGNORED, template=None), sender="robot@x.example")
    with writing(desk.engine) as session:
        replies.confirm(session, RULES.contest, first.id, Answer(250), NOON)
    make_older(tmp_path / "intake.db", "0010", tmp_path / "older.db")
    older = open_database(f"sqlite:///{tmp_path / 'older.db'}")
    assert upgrade(older) is SchemaState.BEHIND
    noted = "SELECT outbox_id, since, state FROM reply_state ORDER BY outbox_id, since"
    with desk.engine.connect() as now, older.connect() as then:
        found = now.exec_driver_sql(noted).all()
        assert then.exec_driver_sql(noted).all() == found
    assert found == [(1, 1, "held"), (1, 2, "attempting"), (1, 3, "sent"), (2, 2, "pending")]
    older.dispose()


def test_a_newer_database_is_left_alone(engine: Engine) -> None:
    with writer(engine).begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    assert schema_state(engine) is SchemaState.AHEAD
    with pytest.raises(SchemaError, match="newer version"):
        upgrade(engine)


def test_foreign_keys_are_enforced_again_after_an_upgrade(url: str) -> None:
    engine = open_database(url)
    upgrade(engine)
    with pytest.raises(IntegrityError), writer(engine).begin() as connection:
        connection.exec_driver_sql("INSERT INTO event_text VALUES (1, '', '')")
    engine.dispose()


def test_two_programs_that_upgrade_at_once_end_alike(url: str) -> None:
    program = (
        "import sys; from storage.engine import open_database; from storage.schema import upgrade;"
        "upgrade(open_database(sys.argv[1]))"
    )
    running = [
        subprocess.Popen([sys.executable, "-c", program, url], env={"PYTHONPATH": ":".join(sys.path)})
        for _ in range(3)
    ]
    assert [process.wait() for process in running] == [0, 0, 0]
    engine = open_database(url)
    assert schema_state(engine) is SchemaState.CURRENT
    engine.dispose()
