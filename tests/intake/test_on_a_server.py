"""An installation goes over to PostgreSQL and a bucket, goes on and comes back: nobody is told twice."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from servers.installation import FOLDERS, Installation, message_id, one_clear_line
from servers.mails import entry
from servers.ports import free_port
from servers.postgres import Postgres
from servers.s3 import BUCKET, S3, environment, led_to

from runtime.lock import DAEMON
from storage.dialects import of
from storage.engine import open_database, reading
from storage.tables import Base

NAMES = tuple(entry(number) for number in range(3))


@pytest.fixture
def wide(installation: Installation, postgres: Postgres, s3: S3, tmp_path: Path) -> Iterator[Installation]:
    """The same mailbox and way out; its records on a server, its files in a bucket."""
    (tmp_path / "wide").mkdir()
    made = installation.twin(tmp_path / "wide")
    installation.environment.update(s3.environment)
    made.environment = installation.environment
    url = postgres.make()
    made.configure(
        storage={"database": url, "files": f"s3://{BUCKET}/{uuid4().hex}", "local": str(tmp_path / "wide")}
    )
    with led_to(s3.environment):
        yield made
    made.close()
    postgres.drop(url)


def content(installation: Installation) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table."""
    with installation.parts() as parts, reading(parts.engine) as session:
        return {
            table.name: sorted((tuple(map(str, row)) for row in session.execute(table.select())), key=str)
            for table in Base.metadata.sorted_tables
        }


def test_it_goes_over_goes_on_there_and_comes_back(
    installation: Installation, wide: Installation, tmp_path: Path
) -> None:
    installation.deliver(*NAMES[:2])
    installation.run_once()
    before, files = content(installation), sorted(installation.folder.joinpath("files").rglob("*"))
    done = installation.intake("storage", "copy", "--to", str(wide.config))
    assert done.returncode == 0, done.stderr
    assert "copied and compared" in done.stdout
    assert content(installation) == content(wide) == before
    assert sorted(installation.folder.joinpath("files").rglob("*")) == files

    installation.deliver(NAMES[2])
    wide.run_once()
    assert sorted(installation.answered()) == sorted(map(message_id, NAMES))
    references = {row["reference"] for row in wide.log_json()}
    assert references == {f"DGTI-2566-000{number}" for number in (1, 2, 3)}
    wide.verify()
    assert len(wide.folders()[FOLDERS["accepted"]]) == 3

    (tmp_path / "back").mkdir()
    back = wide.twin(tmp_path / "back")
    back.environment = wide.environment
    done = wide.intake("storage", "copy", "--to", str(back.config))
    assert done.returncode == 0, done.stderr
    back.run_once()
    assert len(installation.answered()) == 3
    assert content(back) == content(wide)
    back.verify()


def test_a_copy_that_was_broken_off_is_no_installation_and_is_begun_again(
    installation: Installation, wide: Installation, s3: S3
) -> None:
    installation.deliver(NAMES[0])
    installation.run_once()
    wide.environment.update(environment(free_port()))
    done = installation.intake("storage", "copy", "--to", str(wide.config))
    assert done.returncode == 1
    assert "object storage" in one_clear_line(done.stderr)
    assert content(wide)["counter"] == []
    wide.environment.update(s3.environment)
    assert installation.intake("storage", "copy", "--to", str(wide.config)).returncode == 0
    again = installation.intake("storage", "copy", "--to", str(wide.config))
    assert again.returncode == 2
    assert "holds records already" in one_clear_line(again.stderr)


def test_while_a_daemon_works_nothing_is_copied(installation: Installation, wide: Installation) -> None:
    installation.start()
    installation.wait_for(lambda: (installation.folder / "intake.db.lock").exists(), "lock")
    installation.deliver(NAMES[0])
    installation.wait_for(lambda: installation.statuses() == ["filed"], "message")
    done = installation.intake("storage", "copy", "--to", str(wide.config))
    assert done.returncode == 2
    assert "another `intake run`" in one_clear_line(done.stderr)


def test_mail_waits_in_the_mailbox_while_the_object_storage_is_away(wide: Installation, s3: S3) -> None:
    wide.environment.update(environment(free_port()))
    wide.deliver(NAMES[0])
    assert wide.intake("run", "--once").returncode == 1
    assert wide.folders() == {"INBOX": [message_id(NAMES[0])]}
    assert wide.rows() == [] and wide.sink.mails == []
    wide.environment.update(s3.environment)
    wide.run_once()
    assert wide.answered() == [message_id(NAMES[0])]
    wide.verify()


def test_a_second_daemon_meets_the_lock_of_the_first_wherever_it_runs(
    wide: Installation, installation: Installation, tmp_path: Path
) -> None:
    wide.start()
    wide.deliver(NAMES[0])
    wide.wait_for(lambda: wide.statuses() == ["filed"], "message")
    (tmp_path / "other").mkdir()
    other = wide.twin(tmp_path / "other")
    other.environment = wide.environment
    other.configure(storage=wide.tables["storage"] | {"local": str(tmp_path / "other")})
    done = other.intake("run", "--once")
    assert done.returncode == 2
    assert "another `intake run` works on this database" in one_clear_line(done.stderr)


def test_a_daemon_whose_lock_another_has_ends_and_touches_nothing(
    wide: Installation, postgres: Postgres
) -> None:
    daemon = wide.start()
    wide.deliver(NAMES[0])
    wide.wait_for(lambda: wide.statuses() == ["filed"] and len(wide.sink.mails) == 1, "message")
    url = str(wide.tables["storage"]["database"])
    engine = open_database(url)
    taken = False
    while not taken:  # until we are faster than the daemon's next look
        postgres.end_sessions(url)
        with of("postgresql").locked(engine, DAEMON) as other:
            if taken := other.by is None:
                wide.deliver(NAMES[1])
                assert daemon.wait(30) == 0
    engine.dispose()
    assert "has taken this database over" in wide.daemon_log.read_text()
    assert wide.folders()["INBOX"] == [message_id(NAMES[1])]
    assert len(wide.sink.mails) == 1


def test_the_commands_and_the_examinations_work_on_a_server(wide: Installation) -> None:
    wide.deliver(*NAMES[:2])
    wide.run_once()
    told = wide.intake("doctor").stdout
    # The server of the tests is told not to sync, and that is no server for records.
    assert "database\tFAIL\tthe server has fsync off" in told
    for command in (
        ("log", "--json"),
        ("show", "DGTI-2566-0001"),
        ("queue",),
        ("outbox", "list"),
        ("db", "upgrade"),
        ("reprocess", "--all", "--dry-run"),
        ("user", "list"),
    ):
        done = wide.intake(*command)
        assert done.returncode == 0, (command, done.stderr)
    first, second = wide.log_json()
    assert first["agency"]["name"] != second["agency"]["name"]
    assert wide.log_json("--agency", first["agency"]["name"]) == [first]


def test_a_server_without_the_extension_is_refused_before_anything_is_made(
    wide: Installation, postgres: Postgres
) -> None:
    url = str(wide.tables["storage"]["database"])
    postgres.hide_trigrams(url)
    done = wide.intake("run", "--once")
    assert done.returncode == 2
    assert "lacks the extension pg_trgm" in one_clear_line(done.stderr)
    wide.configure(storage={"database": postgres.as_guest(postgres_url := postgres.make())})
    done = wide.intake("run", "--once")
    assert done.returncode == 2
    assert "CREATE EXTENSION pg_trgm" in one_clear_line(done.stderr)
    for each in (url, postgres_url):
        engine = open_database(each)
        with engine.connect() as connection:
            made = connection.exec_driver_sql("SELECT count(*) FROM pg_class WHERE relname = 'message'")
            assert made.scalar_one() == 0
        engine.dispose()


def test_a_backup_of_a_server_is_restored_into_an_empty_one(
    wide: Installation, postgres: Postgres, tmp_path: Path
) -> None:
    wide.deliver(*NAMES[:2])
    wide.run_once()
    before = content(wide)
    assert wide.intake("backup", str(tmp_path / "backup")).returncode == 0
    refused = wide.intake("restore", str(tmp_path / "backup"))
    assert refused.returncode == 1
    assert "holds records already" in one_clear_line(refused.stderr)
    wide.run_once()

    lost = str(wide.tables["storage"]["database"])
    wide.configure(storage={"database": (url := postgres.make()), "files": f"s3://{BUCKET}/{uuid4().hex}"})
    done = wide.intake("restore", str(tmp_path / "backup"))
    assert done.returncode == 0, done.stdout + done.stderr
    after = content(wide)
    changed = {"counter", "event"}  # the chain tells of the restore
    assert {name: rows for name, rows in after.items() if name not in changed} == {
        name: rows for name, rows in before.items() if name not in changed
    }
    assert wide.intake("run", "--once").returncode == 2
    recovered = wide.intake("recover")
    assert recovered.returncode == 0, recovered.stdout + recovered.stderr
    wide.deliver(NAMES[2])
    wide.run_once()
    assert sorted(wide.answered()) == sorted(map(message_id, NAMES))
    wide.verify()
    postgres.drop(url)
    wide.configure(storage={"database": lost})
