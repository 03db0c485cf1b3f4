"""What the server announces and does not give is counted until it is recorded, gone, or numbered anew."""

from datetime import timedelta

from desk import NOON, RULES, Desk

from storage.engine import reading, writing
from storage.mail.messages import ImapKey
from storage.mail.sightings import filing_due, forget_absent, ledger_count, mark_filed, take_back
from storage.mail.unfetched import fetch_failed, fetched, forget_unfetched, unfetched

ACCOUNT = "dgti@dga.or.th"
HERE = (ACCOUNT, "INBOX", 7)


def test_tries_are_counted_from_the_first_on(desk: Desk) -> None:
    place = ImapKey(*HERE, 5)
    with writing(desk.engine) as session:
        assert fetch_failed(session, place, "no body yet", NOON) == 1
        assert fetch_failed(session, place, "x" * 600, NOON + timedelta(minutes=9), headers=True) == 2
    with reading(desk.engine) as session:
        row = unfetched(session, *HERE)[5]
    assert (row.tries, row.header_tries, len(row.error)) == (2, 1, 500)
    assert row.last_at - row.first_at == timedelta(minutes=9)


def test_what_is_fetched_gone_or_numbered_anew_is_forgotten(desk: Desk) -> None:
    with writing(desk.engine) as session:
        for place in (
            ImapKey(*HERE, 5),
            ImapKey(*HERE, 6),
            ImapKey(*HERE, 8),
            ImapKey(ACCOUNT, "INBOX", 6, 8),
        ):
            fetch_failed(session, place, "", NOON)
        fetched(session, ImapKey(*HERE, 5))
        forget_unfetched(session, *HERE, {8, 9})
        assert set(unfetched(session, *HERE)) == {8}
        assert unfetched(session, ACCOUNT, "INBOX", 6) == {}


def test_what_lies_there_again_is_filed_again(desk: Desk) -> None:
    desk.decide(1)
    with writing(desk.engine) as session:
        (task,) = filing_due(session, RULES.contest, ACCOUNT, 9)
        mark_filed(session, RULES.contest, task.sighting_id, "", NOON)
        assert forget_absent(session, *HERE, set(), NOON) == 1
        assert take_back(session, *HERE, {task.uid + 1}, NOON) == 0
        assert take_back(session, *HERE, {task.uid}, NOON) == 1
        assert ledger_count(session, *HERE) == 1
        assert [again.uid for again in filing_due(session, RULES.contest, ACCOUNT, 9)] == [task.uid]
