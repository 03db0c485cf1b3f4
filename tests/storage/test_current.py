"""Which decision of a message counts is said in one place."""

import re
from pathlib import Path

from desk import Desk, Ruling, submission_of
from sqlmodel import col, select

import storage
from decisions.again import judge_again
from screening.model.decision import EntryStatus, Template, Verdict
from storage.engine import reading, writing
from storage.entries.current import current_in, current_of, is_current
from storage.tables import DecisionRow, Message

ROOT = Path(storage.__file__).parents[1]
FOLDERS = ["storage", "decisions", "registers", "notifications", "runtime", "review", "ingest", "intake"]
NAMED = ROOT / "storage/entries/current.py"


def test_no_query_spells_it_anew() -> None:
    column = re.compile(r"\b(?:DecisionRow|own|later|decision)\.current\b")
    files = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")]
    files = [path for path in files if path != NAMED and "migrations" not in path.parts]
    assert [str(path) for path in files if column.search(path.read_text(encoding="utf-8"))] == []


def test_it_is_the_last_one_and_one_a_message(desk: Desk) -> None:
    desk.decide(1)
    desk.decide(2)
    worse = Ruling(Verdict.REJECTED, EntryStatus.INCOMPLETE, Template.CORRECTION)
    with writing(desk.engine) as session, desk.judge(worse) as judge:
        judge_again(session, 1, submission_of(1, worse), judge, answer=False)
    with reading(desk.engine) as session:
        number = select(DecisionRow.number).order_by(col(DecisionRow.number))
        assert session.exec(number.where(current_of(1))).all() == [3]
        assert session.exec(number.where(current_in([1, 2]))).all() == [2, 3]
        assert session.exec(number.where(is_current())).all() == [2, 3]
        pairs = select(Message.id, DecisionRow.number).join(DecisionRow, current_of(col(Message.id)))
        assert session.exec(pairs.order_by(col(Message.id))).all() == [(1, 3), (2, 2)]
