"""The next mails are fetched while those before are judged, in the order of receipt all the same."""

import threading
import time

import pytest
from servers.polling import Polling, question
from sqlmodel import Session, col, select

import ingest.judging
from decisions.decide import Recorded, record_decision
from ingest import fetching
from storage.engine import reading
from storage.tables import DecisionRow

PATIENCE = 60.0


def test_the_next_batch_is_fetched_while_the_last_is_judged(
    polls: Polling, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "BATCH", 3)
    fetched, stored = threading.Event(), fetching.Fetching._batch
    batches: list[int] = []

    def counted(self: fetching.Fetching, *rest: object) -> fetching.Batch:
        batches.append(1)
        if len(batches) == 2:
            fetched.set()  # the second is begun
        return stored(self, *rest)  # type: ignore[arg-type]  # as it was called

    def first_waits(session: Session, number: int, *rest: object) -> Recorded:
        assert fetched.wait(PATIENCE), "nothing is fetched before the first batch is judged"
        return record_decision(session, number, *rest)  # type: ignore[arg-type]  # as it was called

    monkeypatch.setattr(fetching.Fetching, "_batch", counted)
    monkeypatch.setattr(ingest.judging, "record_decision", first_waits)
    polls.installation.deliver(*map(question, range(9)))
    assert polls.poll() == ""
    with reading(polls.parts.engine) as session:
        order = select(DecisionRow.message_id).order_by(col(DecisionRow.number))
        assert session.exec(order).all() == list(range(1, 10))


def test_a_connection_that_ends_meanwhile_costs_nothing_of_what_was_judged(
    polls: Polling, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "BATCH", 3)
    batches: list[int] = []
    stored = fetching.Fetching._batch

    def breaks(self: fetching.Fetching, *rest: object) -> fetching.Batch:
        batches.append(1)
        if len(batches) == 2:
            polls.poller.abort()
        return stored(self, *rest)  # type: ignore[arg-type]  # as it was called

    monkeypatch.setattr(fetching.Fetching, "_batch", breaks)
    polls.installation.deliver(*map(question, range(9)))
    assert "connection" in polls.poll()
    with reading(polls.parts.engine) as session:
        assert len(session.exec(select(DecisionRow)).all()) >= 3
    deadline = time.monotonic() + PATIENCE
    while polls.poll() and time.monotonic() < deadline:
        pass
    with reading(polls.parts.engine) as session:
        assert len(session.exec(select(DecisionRow)).all()) == 9
