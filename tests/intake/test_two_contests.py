"""A database that holds last year's contest and this year's: each act and each view is of this year's."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from servers.mails import ADDRESS, CONTEST
from servers.office import Office, office
from servers.smtp_sink import SmtpSink
from sqlmodel import select
from typer.testing import CliRunner, Result

from intake.main import app
from notifications.sending.sender import send_due
from notifications.sending.unrecorded import recover
from storage.engine import reading, writer, writing
from storage.states import OutboxState
from storage.tables import Breaker, Counter, Outbox

OLD, NEW = str(CONTEST["id"]), "dgti-2567"
STATES = [OutboxState.HELD, OutboxState.FAILED, OutboxState.UNCERTAIN, OutboxState.PENDING]
"""Those in which a reply waits, for a person or for the sender."""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Office]:
    """This year's installation. Each contest has a reply in each of `STATES`: 1 to 4 are last year's."""
    with SmtpSink() as sink, office(tmp_path, sink) as last_year:
        settings = last_year.parts.settings
        contest = settings.contest.model_copy(update={"id": NEW, "reference_prefix": NEW.upper()})
        parts = last_year.parts
        rules = replace(parts.judge.rules, contest=NEW, prefix=NEW.upper())
        parts = replace(
            parts,
            settings=settings.model_copy(update={"contest": contest}),
            judge=replace(parts.judge, rules=rules),
        )
        this_year = Office(parts, sink, last_year.smtp, last_year.clock, _count=100)
        for year in (last_year, this_year):
            for number in range(len(STATES)):
                year.entry(f"clerk@o{number}.example", f"เทศบาลตำบลบ้าน{'กขคง'[number] * 3}")
        with writing(parts.engine) as session:
            for number, row in enumerate(session.exec(select(Outbox).order_by(Outbox.id)).all()):  # type: ignore[arg-type]  # SQLModel types columns as values
                row.state = STATES[number % len(STATES)]
            session.add(Breaker(contest=OLD, open_since=last_year.clock.now))
        yield this_year


def states(desk: Office) -> tuple[list[str], list[str]]:
    """Last year's replies, and this year's."""
    found = desk.states()
    return found[:4], found[4:]


def intake(desk: Office, *arguments: str) -> Result:
    """A command under this year's configuration, in this process."""
    folder = Path(str(desk.parts.engine.url.database)).parent
    tables: dict[str, dict[str, Any]] = {
        "contest": {**CONTEST, "id": NEW, "reference_prefix": NEW.upper()},
        "mailbox": {"host": "127.0.0.1", "tls": "none", "username": ADDRESS},
        "smtp": {"host": "127.0.0.1", "tls": "none", "from_address": ADDRESS},
        "storage": {"database": "sqlite:///intake.db", "files": "files"},
    }
    lines = []
    for name, table in tables.items():
        lines.append(f"[{name}]")
        for key, value in table.items():
            lines.append(f"{key} = {value.isoformat() if hasattr(value, 'isoformat') else json.dumps(value)}")
    path = folder / "config.toml"
    path.write_text("\n".join(lines), encoding="utf-8")
    return CliRunner().invoke(app, ["--config", str(path), *arguments])


def shown(desk: Office, *arguments: str) -> list[dict[str, Any]]:
    done = intake(desk, *arguments, "--json")
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_the_outbox_lists_this_years_replies(desk: Office) -> None:
    assert [row["id"] for row in shown(desk, "outbox", "list")] == [5, 6, 7, 8]


@pytest.mark.parametrize(
    ("act", "end"),
    [
        ("release", ["pending", "failed", "uncertain", "pending"]),
        ("retry", ["held", "pending", "pending", "pending"]),
        ("drop", ["dropped", "failed", "dropped", "pending"]),
    ],
)
def test_an_act_on_all_replies_leaves_last_years_as_they_are(desk: Office, act: str, end: list[str]) -> None:
    assert intake(desk, "outbox", act, "--all").exit_code == 0
    assert states(desk) == (STATES, end)


@pytest.mark.parametrize(("act", "number"), [("release", 1), ("retry", 2), ("drop", 3)])
def test_a_reply_of_last_year_is_not_there_under_its_number(desk: Office, act: str, number: int) -> None:
    done = intake(desk, "outbox", act, str(number))
    assert (done.exit_code, f"{number}: there is no reply {number}" in done.stderr) == (1, True)
    assert states(desk) == (STATES, STATES)


def test_nothing_of_last_year_is_sent_or_taken_for_broken_off(desk: Office) -> None:
    with writing(desk.parts.engine) as session:
        session.get_one(Outbox, 1).state = OutboxState.ATTEMPTING
    recover(desk.parts.outgoing)
    send_due(desk.parts.outgoing, desk.smtp, lambda: False)
    assert states(desk) == (["attempting", *STATES[1:]], ["held", "failed", "uncertain", "sent"])
    assert len(desk.sink.mails) == 1
    assert desk.alarms() == []


def test_the_log_and_an_entry_are_this_years(desk: Office) -> None:
    assert [row["id"] for row in shown(desk, "log")] == [5, 6, 7, 8]
    for number in ("1", f"{CONTEST['reference_prefix']}-0001"):
        assert intake(desk, "show", number).exit_code == 1
    assert "DGTI-2567-0001" in intake(desk, "show", "5").stdout


def test_what_is_wrong_with_last_years_records_is_not_told_of_this_years(desk: Office) -> None:
    sound = verified(desk)
    with writer(desk.parts.engine).begin() as connection:
        for statement in BREAKS:
            connection.exec_driver_sql(statement.format(contest=OLD))
    assert verified(desk) == sound
    with writer(desk.parts.engine).begin() as connection:
        for statement in BREAKS:
            connection.exec_driver_sql(statement.format(contest=NEW))
    broken = {line.partition(":")[0] for line in verified(desk) - sound}
    assert broken == {
        "states-known",
        "decision-numbers",
        "references",
        "complete-entries-have-files",
        "replies-have-bytes",
        "reply-states-noted",
        "messages-were-seen",
        "event-chain",
        "raw-on-disk",
    }


BREAKS = (
    "UPDATE message SET status = 'stored' WHERE contest = '{contest}'",
    "DELETE FROM sighting WHERE message_id IN (SELECT id FROM message WHERE contest = '{contest}')",
    "UPDATE entry SET number = number + 50, status = 'odd' WHERE contest = '{contest}'",
    "UPDATE outbox SET data = NULL, state = 'sent' WHERE contest = '{contest}'",
    "UPDATE counter SET last_event = last_event + 1, last_decision = 99 WHERE contest = '{contest}'",
    "UPDATE message SET digest = digest || 'x' WHERE contest = '{contest}'",
    "UPDATE decision SET verdict = 'odd', current = 0 WHERE contest = '{contest}'",
)


def verified(desk: Office) -> set[str]:
    return set(intake(desk, "verify", "--offline").stdout.splitlines())


def test_judging_again_names_no_message_of_last_year(desk: Office) -> None:
    done = intake(desk, "reprocess", "1", "--dry-run")
    assert done.exit_code == 1


def test_a_breaker_of_last_year_holds_nobody_back(desk: Office) -> None:
    assert intake(desk, "outbox", "release", "--breaker").stdout == "there is none that this applies to\n"
    with reading(desk.parts.engine) as session:
        assert session.get_one(Breaker, OLD).open_since is not None
        assert {row.contest for row in session.exec(select(Counter))} == {OLD, NEW}
