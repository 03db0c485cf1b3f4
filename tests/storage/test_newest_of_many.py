"""Pages of a longer log show what a plain look at every record finds, and no table is read whole for them."""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from records import fill
from sqlalchemy import Engine, event, text
from sqlmodel import Session

from screening.agency.searched import CAPITALS, readings_of
from screening.model.decision import Verdict
from storage import narrowing
from storage.acts.recent import recent_acts
from storage.engine import open_database, reading, writing
from storage.entries.cards import cards
from storage.newest import Wanted, newest
from storage.schema import upgrade

CONTEST, ANOTHER = "dgti-2566", "dgti-2567"
COUNT = 240
OPENS = datetime(2023, 6, 15, 3, tzinfo=UTC)
WORDS = (
    *("", "บ้านที่ 7", "เทศบาล", "ทต.บ้านที่ 1", "บ", "7", "sender1", "DGTI-2566-01", "ไม่มีอยู่จริง", 'x" OR "y'),
    *("ระยอง", "จ.เลย", "อ.แม่สาย", "เมือง", "เทศบาล ระยอง", "บ้านที่ 2 อ.แม่สาย", "เทศบาล อ.เมือง ระยอง", "บ เลย"),
)
_CHANGES = (
    # Several messages of one entry, districts of several kinds, words of another contest.
    "UPDATE decision SET entry_id = entry_id - 60 WHERE message_id > 100 AND message_id % 7 = 0",
    "UPDATE entry SET agency_district = 'แม่สาย' WHERE id % 9 = 0",
    "UPDATE entry SET agency_district = 'เมือง' || agency_province WHERE id % 4 = 0",
    *(
        f"UPDATE {table} SET contest = '{ANOTHER}' WHERE id % 11 = 0"
        for table in ("message", "decision", "entry")
    ),
)
_RECORDS = """
    SELECT m.id, m.contest, m.received_at, w.words, d.verdict, d.entry_id,
           e.agency_district, e.agency_province, e.contest,
           (SELECT group_concat(code) FROM reason WHERE decision_id = d.id)
    FROM message m JOIN search_words w ON w.message_id = m.id
    JOIN decision d ON d.message_id = m.id AND d.current LEFT JOIN entry e ON e.id = d.entry_id
"""


@dataclass(frozen=True)
class Record:
    id: int
    contest: str
    at: str
    words: str
    verdict: str
    entry: int | None
    district: str | None
    province: str | None
    of: str | None
    codes: str

    def lies_in(self, place: str) -> bool:
        capital = place == CAPITALS and (self.district or "").startswith(CAPITALS)
        return self.of == CONTEST and (place in (self.district, self.province) or capital)

    def is_called(self, words: str) -> bool:
        return any(
            all(map(self.lies_in, sought.places))
            and (not sought.names or any(name in self.words for name in sought.names))
            for sought in readings_of(words)
        )

    def is_wanted(self, wanted: Wanted) -> bool:
        at = datetime.fromisoformat(self.at).replace(tzinfo=UTC)
        return (
            self.contest == CONTEST
            and (not wanted.words or self.is_called(wanted.words))
            and (wanted.verdict is None or self.verdict == wanted.verdict)
            and (not wanted.code or wanted.code in self.codes.split(","))
            and (not wanted.province or (self.of == CONTEST and self.province == wanted.province))
            and (wanted.since is None or at >= wanted.since)
            and (wanted.until is None or at < wanted.until)
            and (wanted.entries is None or self.entry in wanted.entries)
        )


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    engine = open_database(f"sqlite:///{tmp_path_factory.mktemp('log') / 'intake.db'}")
    upgrade(engine)
    fill(engine, CONTEST, COUNT, held=30)
    with writing(engine) as session:
        for change in _CHANGES:
            session.execute(text(change))
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def records(log: Engine) -> Collection[Record]:
    with reading(log) as session:
        found = [Record(*row) for row in session.execute(text(_RECORDS))]
    return sorted(found, key=lambda record: -record.id)


_moments = st.none() | st.integers(0, COUNT).map(lambda number: OPENS + timedelta(seconds=20 * number))
_wanted = st.builds(
    Wanted,
    words=st.sampled_from(WORDS),
    verdict=st.none() | st.sampled_from(Verdict),
    code=st.sampled_from(["", "", "deck-missing", "agency-unknown", "late"]),
    province=st.sampled_from(["", "", "ระยอง", "เลย", "ไม่มี"]),
    since=_moments,
    until=_moments,
    entries=st.none() | st.lists(st.integers(1, COUNT), max_size=40),
)


@settings(max_examples=150, deadline=None)
@given(
    wanted=_wanted,
    count=st.integers(1, 60),
    before=st.none() | st.integers(0, COUNT + 10),
    few=st.sampled_from([0, 30, 1000]),
)
def test_a_page_shows_what_a_look_at_every_record_finds(
    log: Engine, records: Collection[Record], wanted: Wanted, count: int, before: int | None, few: int
) -> None:
    with patch.object(narrowing, "_FEW", few), reading(log) as session:
        shown = [row.id for row in newest(session, CONTEST, wanted, count, before)]
    found = [each.id for each in records if each.is_wanted(wanted) and (before is None or each.id < before)]
    assert shown == found[:count]


@pytest.mark.parametrize("words", WORDS)
@pytest.mark.parametrize("few", [0, 1000])
def test_the_pages_of_a_search_hold_every_message_once(
    log: Engine, records: Collection[Record], words: str, few: int
) -> None:
    shown: list[int] = []
    with patch.object(narrowing, "_FEW", few), reading(log) as session:
        while page := newest(session, CONTEST, Wanted(words=words), 50, shown[-1] if shown else None):
            shown += [row.id for row in page]
    assert shown == [each.id for each in records if each.is_wanted(Wanted(words=words))]


@contextmanager
def plans(engine: Engine) -> Iterator[tuple[Session, Callable[[], list[list[str]]]]]:
    """A session, and what tells the steps of the plan of each statement that it has made so far."""
    with engine.connect() as connection:
        asked: list[Any] = []
        event.listen(connection, "before_cursor_execute", lambda *told: asked.append(told[2:4]))

        def steps() -> list[list[str]]:
            made = [each for each in asked if each[0].startswith("SELECT")]
            explained = [connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", told) for sql, told in made]
            return [[str(step[-1]) for step in plan] for plan in explained]

        yield Session(connection), steps


def _is_scan(step: str) -> bool:
    return step.startswith("SCAN ") and not step.startswith(("SCAN CONSTANT", "SCAN ("))


_FILTERS: list[dict[str, Any]] = [
    {},
    {"verdict": Verdict.IGNORED},
    {"code": "deck-missing"},
    {"province": "ระยอง"},
    {"verdict": Verdict.REJECTED, "code": "deck-missing", "province": "เลย"},
    {"entries": [1, 2, 3]},
    {"since": OPENS, "verdict": Verdict.ACCEPTED},
]


@pytest.mark.parametrize("wanted", _FILTERS)
@pytest.mark.parametrize("words", ["", "เทศบาล", "ระยอง", "เทศบาล ระยอง", "เทศบาล อ.เมือง ระยอง"])
@pytest.mark.parametrize("few", [0, 1000])
@pytest.mark.parametrize("before", [None, 100])
def test_a_page_of_the_log_reads_no_table_whole(
    log: Engine, wanted: dict[str, Any], words: str, few: int, before: int | None
) -> None:
    with patch.object(narrowing, "_FEW", few), plans(log) as (session, asked):
        newest(session, CONTEST, Wanted(words=words, **wanted), 51, before)
        found = asked()
    for steps in found:
        scans = [step for step in steps if _is_scan(step)]
        # What is read from its newest row on ends with the page: unless it has to be sorted first.
        assert not scans or steps[0] == scans[0], steps
        assert len(scans) <= 1, steps
        assert not (scans and any("TEMP B-TREE" in step for step in steps)), steps


def test_the_first_screen_reads_no_table_whole(log: Engine) -> None:
    with plans(log) as (session, asked):
        cards(session, CONTEST, "Sent")
        recent_acts(session, CONTEST, 10)
        found = asked()
    for steps in found:
        assert not any(map(_is_scan, steps)), steps
