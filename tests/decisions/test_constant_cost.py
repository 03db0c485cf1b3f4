"""What a decision costs the database does not depend on how much was decided today, this hour or ever."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from records import fill
from servers.office import Office, office
from servers.smtp_sink import SmtpSink
from sqlalchemy import event, update

from storage.engine import reading, writing
from storage.tables import Outbox

pytestmark = pytest.mark.sqlite

FEW, MANY = 12, 150
"""Entries of other bodies from other senders, all of one hour: the first few have each statement met once."""

_OWN = ("SCAN CONSTANT ROW", "SCAN (subquery-", "SCAN anon_")
"""What a statement reads through that is its own: what it found by an index before."""


@dataclass
class Cost:
    """What was asked of the database, and how many rows it gave."""

    asked: list[tuple[str, Any]] = field(default_factory=list)
    rows: int = 0


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Office]:
    with SmtpSink() as sink, office(tmp_path, sink) as made:
        yield made


@contextmanager
def watched(desk: Office) -> Iterator[Cost]:
    cost, engine = Cost(), desk.parts.engine

    def asks(_connection: Any, _cursor: Any, statement: str, given: Any, *_: Any) -> None:
        cost.asked.append((statement, given))

    def count(_cursor: Any, row: tuple[Any, ...]) -> tuple[Any, ...]:
        cost.rows += 1
        return row

    def checked_out(connection: Any, *_: Any) -> None:
        connection.row_factory = count

    def checked_in(connection: Any, *_: Any) -> None:
        connection.row_factory = None

    watching = ("before_cursor_execute", asks), ("checkout", checked_out), ("checkin", checked_in)
    for name, listener in watching:
        event.listen(engine, name, listener)
    try:
        yield cost
    finally:
        for name, listener in watching:
            event.remove(engine, name, listener)


def take_in(desk: Office, numbers: range) -> None:
    for number in numbers:
        desk.entry(f"clerk{number}@body{number}.example", f"เทศบาลตำบลใหม่ที่{number}")


def one_more(desk: Office, number: int) -> Cost:
    with watched(desk) as cost:
        take_in(desk, range(number, number + 1))
    return cost


def test_as_many_statements_and_rows_after_many_decisions_as_after_few(desk: Office) -> None:
    take_in(desk, range(FEW))
    few = one_more(desk, FEW)
    take_in(desk, range(FEW + 1, MANY))
    many = one_more(desk, MANY)
    assert [statement for statement, _ in many.asked] == [statement for statement, _ in few.asked]
    assert many.rows == few.rows


def test_no_more_work_for_the_database_with_many_answers_of_the_same_day(tmp_path: Path) -> None:
    """Counted in steps of its machine, which say what its plans do not: how long a range of an index is."""
    steps = []
    for recorded in (100, 10_000):
        (tmp_path / str(recorded)).mkdir()
        with SmtpSink() as sink, office(tmp_path / str(recorded), sink) as desk:
            fill(desk.parts.engine, desk.parts.contest, recorded, held=0)
            lately = desk.clock.now - timedelta(hours=2)
            with writing(desk.parts.engine) as session:
                session.execute(update(Outbox).values(created_at=lately, queued_at=lately))
            take_in(desk, range(FEW))
            steps.append(_steps(desk, FEW))
    few, many = steps
    assert many < 1.15 * few, steps


def _steps(desk: Office, number: int) -> int:
    """Of SQLite's virtual machine, in hundreds, for one more entry."""
    counted = [0]

    def step() -> None:
        counted[0] += 1

    def checked_out(connection: Any, *_: Any) -> None:
        connection.set_progress_handler(step, 100)

    desk.parts.engine.dispose()
    event.listen(desk.parts.engine, "checkout", checked_out)
    take_in(desk, range(number, number + 1))
    event.remove(desk.parts.engine, "checkout", checked_out)
    return counted[0]


def test_nothing_that_a_decision_asks_for_is_found_by_reading_a_table_through(desk: Office) -> None:
    take_in(desk, range(FEW))
    with watched(desk) as cost:
        take_in(desk, range(FEW, FEW + 1))
        desk.words(f"clerk{FEW}@body{FEW}.example", "ขอส่งเพิ่มเติม", in_reply_to=("<none@x.example>",))
    with reading(desk.parts.engine) as session:
        connection = session.connection()
        for statement, given in cost.asked:
            if not statement.lstrip().startswith(("SELECT", "UPDATE", "DELETE")):
                continue
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given).all()
            for *_, step in plan:
                assert not step.startswith("SCAN") or step.startswith(_OWN), f"{step}: {statement}"
