"""Messages that are decided together, or not: another process was faster, or our own code fails on one."""

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from time import monotonic, sleep

import pytest
from sqlmodel import Session, col, select

import ingest.judging
import ingest.reading
from decisions.decide import Recorded, record_decision
from demo.samples import samples
from demo.samples.__main__ import CLOSES, OPENS
from ingest.judging import Judging
from parsers.pool import Pool
from parsers.process import Parser
from runtime.clock import now
from runtime.parts import Parts, open_parts
from runtime.ready import make_ready
from screening.model.submission import Submission
from settings import load
from storage.engine import reading, writing
from storage.mail.messages import ImapKey, Received, record_sighting, undecided
from storage.tables import DecisionRow, Message

CONFIG = Path(__file__).parents[2] / "config.toml"
FIRST, SECOND = samples(OPENS, CLOSES)[:2]


@pytest.fixture
def parser() -> Iterator[Parser]:
    with Parser(load(CONFIG, {}).limits) as made:
        yield made


@pytest.fixture
def parts(tmp_path: Path) -> Parts:
    shutil.copy(CONFIG, tmp_path)
    made = open_parts(load(tmp_path / "config.toml", {}))
    make_ready(made)
    return made


def deliver(parts: Parts, uid: int, raw: bytes, received: datetime) -> None:
    digest = sha256(raw).hexdigest()
    path = parts.files.incoming()
    path.write_bytes(raw)
    parts.files.raw.keep(path, digest)
    facts = Received(parts.contest, digest, len(raw), len(raw), received, "INBOX")
    with writing(parts.engine) as session:
        record_sighting(session, ImapKey("a@b.example", "INBOX", 1, uid), facts, now())


def test_it_is_passed_over_and_is_no_mistake_of_the_rules(
    parts: Parts, parser: Parser, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = ingest.reading.submission_of

    def decided_meanwhile(parts: Parts, message: Message, *rest: object) -> Submission:
        submission = read(parts, message, *rest)  # type: ignore[arg-type]  # as it was called
        if message.id == 1:
            with writing(parts.engine) as session:
                record_decision(session, 1, submission, parts.judge)
        return submission

    monkeypatch.setattr(ingest.judging, "submission_of", decided_meanwhile)
    reported: list[str] = []
    monkeypatch.setattr(parts.alarms, "report", lambda kind, text, **about: reported.append(kind))
    deliver(parts, 1, FIRST.message, FIRST.received)
    deliver(parts, 2, SECOND.message, SECOND.received)
    assert [each.decision.message_id for each in Judging(parts, Pool([parser]), lambda: False).stored()] == [
        2
    ]
    assert reported == []
    with reading(parts.engine) as session:
        assert sorted(session.exec(select(DecisionRow.message_id))) == [1, 2]
        assert session.exec(select(Message.attempts)).all() == [0, 0]
        assert not undecided(session, parts.contest, 10)


def test_one_that_our_own_code_fails_on_costs_the_others_nothing(
    parts: Parts, parser: Parser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are decided together, and then, since one fails, each in a transaction of its own."""

    def failing(session: Session, number: int, *rest: object) -> Recorded:
        recorded = record_decision(session, number, *rest)  # type: ignore[arg-type]  # as it was called
        if number == 2:
            raise ZeroDivisionError
        return recorded

    monkeypatch.setattr(ingest.judging, "record_decision", failing)
    reported: list[str] = []
    monkeypatch.setattr(parts.alarms, "report", lambda kind, text, **about: reported.append(text))
    for number, each in enumerate(samples(OPENS, CLOSES)[:4], start=1):
        deliver(parts, number, each.message, OPENS + timedelta(minutes=number))
    decided = [each.decision.message_id for each in Judging(parts, Pool([parser]), lambda: False).stored()]
    assert decided == [1, 3, 4]
    assert len(reported) == 1 and "message 2 could not be judged (ZeroDivisionError)" in reported[0]
    with reading(parts.engine) as session:
        assert session.exec(select(DecisionRow.number).order_by(col(DecisionRow.id))).all() == [1, 2, 3]
        assert session.exec(select(Message.attempts).order_by(col(Message.id))).all() == [0, 1, 0, 0]
        assert [message.id for message in undecided(session, parts.contest, 10)] == [2]


def test_what_is_ready_is_decided_in_one_transaction(
    parts: Parts, parser: Parser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ingest.judging, "TOGETHER_SECONDS", 60)
    for number, each in enumerate(samples(OPENS, CLOSES)[:6], start=1):
        deliver(parts, number, each.message, OPENS + timedelta(minutes=number))
    read: list[object] = []
    whole: list[object] = []

    def submission(parts: Parts, message: Message, *rest: object) -> Submission:
        read.append(message.id)
        return ingest.reading.submission_of(parts, message, *rest)  # type: ignore[arg-type]  # as it was called

    def together(session: Session, number: int, *rest: object) -> Recorded:
        if number == 1:  # the others are read meanwhile
            deadline = monotonic() + 60
            while len(read) < 6 and monotonic() < deadline:
                sleep(0.01)
            sleep(0.1)
        whole.append(session)
        return record_decision(session, number, *rest)  # type: ignore[arg-type]  # as it was called

    monkeypatch.setattr(ingest.judging, "submission_of", submission)
    monkeypatch.setattr(ingest.judging, "record_decision", together)
    assert len(list(Judging(parts, Pool([parser]), lambda: False).stored())) == 6
    assert len({id(session) for session in whole}) <= 2
    with reading(parts.engine) as session:
        assert session.exec(select(DecisionRow.message_id).order_by(col(DecisionRow.number))).all() == [
            *range(1, 7)
        ]
