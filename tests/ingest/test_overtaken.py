"""Another process has decided a message while this one was reading it."""

import shutil
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import pytest
from sqlmodel import select

import ingest.judging
import ingest.reading
from decisions.decide import record_decision
from demo.samples import samples
from demo.samples.__main__ import CLOSES, OPENS
from ingest.judging import Judging
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
    assert [each.decision.message_id for each in Judging(parts, [parser], lambda: False).stored()] == [2]
    assert reported == []
    with reading(parts.engine) as session:
        assert sorted(session.exec(select(DecisionRow.message_id))) == [1, 2]
        assert session.exec(select(Message.attempts)).all() == [0, 0]
        assert not undecided(session, parts.contest, 10)
