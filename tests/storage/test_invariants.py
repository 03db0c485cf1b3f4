from pathlib import Path

import pytest
from desk import NOON, RULES, Desk, Ruling, sha
from sqlmodel import select

from screening.model.decision import EntryStatus, Template, Verdict
from storage.engine import reading, writer, writing
from storage.invariants import RECORDS, check
from storage.mail.sightings import mark_filed
from storage.outbox.replies import attempt, confirm
from storage.outbox.step import Answer
from storage.tables import Sighting


@pytest.fixture
def season(desk: Desk) -> Desk:
    """A little of everything: accepted, incomplete, ignored, sent, filed, not yet decided."""
    reply = desk.decide(1).reply
    incomplete = Ruling(
        verdict=Verdict.REJECTED, status=EntryStatus.INCOMPLETE, template=Template.CORRECTION, files=()
    )
    desk.decide(2, incomplete, sender="b@elsewhere.go.th")
    desk.record(3, Ruling(verdict=Verdict.IGNORED, template=None), sender="robot@x.example")
    desk.decide(4, Ruling(join=0))
    desk.deliver(5)
    with writing(desk.engine) as session:
        attempt(session, RULES.contest, reply.id, NOON)
        confirm(session, RULES.contest, reply.id, Answer(250), NOON)
        mark_filed(
            session,
            RULES.contest,
            session.exec(select(Sighting.id).where(Sighting.uid == 1)).one(),
            "x",
            NOON,
        )
    return desk


def broken(desk: Desk) -> set[str]:
    with reading(desk.engine) as session:
        return {finding.invariant for finding in check(session, RULES.contest, desk.files)}


def test_nothing_is_found_where_nothing_is_wrong(season: Desk) -> None:
    assert broken(season) == set()


BREAKS = {
    "states-known": "UPDATE outbox SET state = 'lost' WHERE id = 2",
    "one-current-decision": "UPDATE decision SET current = false WHERE number = 3",
    "decision-numbers": "UPDATE decision SET number = 9 WHERE number = 3",
    "references": "UPDATE entry SET number = 7 WHERE number = 2",
    "entries-have-messages": (
        "INSERT INTO entry SELECT 99, contest, 3, 'DGTI-2566-0003', status, agency, '', '', '', '', form,"
        " deck, first_received_at, last_received_at, 1, 1 FROM entry WHERE id = 1"
    ),
    "decisions-have-entries": "UPDATE decision SET verdict = 'held' WHERE number = 3",
    "complete-entries-have-files": "UPDATE stored_file SET sha256 = '' WHERE role = 'form'",
    "entries-stand-as-decided": "UPDATE entry SET status = 'complete' WHERE number = 2",
    "replies-have-bytes": "UPDATE outbox SET data = NULL WHERE state = 'sent'",
    "one-reply-of-a-kind": "UPDATE outbox SET message_id = 1",
    "reply-states-noted": "UPDATE reply_state SET state = 'pending'",
    "erasures-finished": (
        "INSERT INTO act VALUES (9, 'dgti-2566', 1, 'erase', '{}', '', 'a', '2023-07-20 00:00:00', NULL,"
        " '[]'); INSERT INTO erased VALUES (1, 'dgti-2566', 9, '%s', '%s', '{}',"
        " '', '', '', '2023-07-20 00:00:00', NULL)" % (("0" * 64,) * 2)
    ),
    "lists-as-frozen": (
        "INSERT INTO frozen_list VALUES (1, 'dgti-2566', 1, '2023-08-01 00:00:00', 'a', '', '', '{}')"
    ),
    "messages-were-seen": "DELETE FROM sighting WHERE uid = 5",
    "uniqueness-kept": "DROP INDEX ix_sighting_account_folder_uidvalidity_uid",
    "event-chain": "UPDATE counter SET last_event = last_event + 1",
}


def test_every_invariant_is_broken_by_this_test() -> None:
    assert set(BREAKS) == set(RECORDS)


@pytest.mark.parametrize("name", BREAKS)
def test_breaking_one_thing_is_found_under_its_name(season: Desk, name: str) -> None:
    with writer(season.engine).begin() as connection:
        connection.exec_driver_sql("DROP INDEX ix_outbox_message_id_kind_to_address")
        for statement in BREAKS[name].split(";"):
            connection.exec_driver_sql(statement)
    assert name in broken(season)


def test_a_message_decided_twice_is_found(season: Desk) -> None:
    with writer(season.engine).begin() as connection:
        connection.exec_driver_sql("DROP INDEX uq_decision_current")
        connection.exec_driver_sql("UPDATE decision SET message_id = 1 WHERE number = 4")
    assert "one-current-decision" in broken(season)


def test_a_filed_message_whose_every_place_still_waits_is_found(season: Desk) -> None:
    with writer(season.engine).begin() as connection:
        connection.exec_driver_sql("UPDATE message SET status = 'filed' WHERE id = 2")
    assert broken(season) == {"messages-were-seen"}


@pytest.mark.parametrize("damage", [None, "other bytes"])
def test_a_missing_or_damaged_file_is_found(season: Desk, damage: str | None) -> None:
    places = {
        "raw-on-disk": Path(season.files.raw.place(sha("raw 1"))),
        "files-on-disk": Path(season.files.files.place(sha("deck.pptx 1"))),
    }
    for path in places.values():
        path.write_text(damage) if damage else path.unlink()
    assert broken(season) == set(places)


def test_progress_is_told_for_every_file(season: Desk) -> None:
    told: list[tuple[str, int, int]] = []
    with reading(season.engine) as session:
        list(check(session, RULES.contest, season.files, lambda *step: told.append(step)))
    assert [step for step in told if step[0] == "raw-on-disk"] == [("raw-on-disk", n, 5) for n in range(1, 6)]
    assert told[-1] == ("files-on-disk", 6, 6)
