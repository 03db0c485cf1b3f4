import pytest
from desk import NOON, RULES, Desk
from sqlalchemy import Connection
from sqlalchemy.exc import DatabaseError
from sqlmodel import col, select

from storage.chain.events import About, Happening, append, verify_chain
from storage.chain.kinds import Alarm
from storage.engine import reading, writer, writing
from storage.tables import Event, EventText


@pytest.fixture
def chained(desk: Desk) -> Desk:
    """Three messages' events, and one with a private text."""
    for number in (1, 2, 3):
        desk.decide(number)
    with writing(desk.engine) as session:
        happening = Happening("user:3", Alarm("x"), About(message=1), "นางสาวสมหญิงโทรมา")
        append(session, "dgti-2566", NOON, happening)
    return desk


def breaks(desk: Desk) -> list[str]:
    with reading(desk.engine) as session:
        return list(verify_chain(session, RULES.contest))


TRIGGERS = {
    "sqlite": ("event_no_update", "event_no_delete"),
    "postgresql": ("event_no_update ON event", "event_no_truncate ON event"),
}


def forge(desk: Desk, *statements: str) -> None:
    """What somebody with the file in hand can do: take the triggers away, then write."""
    with writer(desk.engine).begin() as connection:
        for trigger in TRIGGERS[connection.dialect.name]:
            connection.exec_driver_sql(f"DROP TRIGGER {trigger}")
        connection.exec_driver_sql("DELETE FROM event_text")
        for statement in statements:
            connection.exec_driver_sql(statement)


def test_an_untouched_chain_is_whole(chained: Desk) -> None:
    assert breaks(chained) == []


def test_every_event_follows_the_one_before_it(chained: Desk) -> None:
    with reading(chained.engine) as session:
        events = session.exec(select(Event)).all()
    assert [event.seq for event in events] == list(range(1, len(events) + 1))
    assert [event.prev for event in events] == ["", *(event.hash for event in events[:-1])]


@pytest.mark.parametrize("statement", ["UPDATE event SET who = 'me'", "DELETE FROM event WHERE seq = 2"])
def test_the_database_refuses_to_change_an_event(chained: Desk, statement: str) -> None:
    def change(connection: Connection) -> None:
        connection.exec_driver_sql(statement)

    with pytest.raises(DatabaseError, match="never changed"), writer(chained.engine).begin() as connection:
        change(connection)
    assert breaks(chained) == []


@pytest.mark.parametrize(
    ("statement", "line"),
    [
        ("UPDATE event SET who = 'somebody else' WHERE seq = 4", "event 4 was changed"),
        ("UPDATE event SET facts = '{}' WHERE seq = 2", "event 2 was changed"),
        ("UPDATE event SET at = '2023-07-01 00:00:00.000000' WHERE seq = 2", "event 2 was changed"),
        ("UPDATE event SET message_id = 2 WHERE seq = 1", "event 1 was changed"),
        ("DELETE FROM event WHERE seq = 3", "event 3 is missing"),
        ("DELETE FROM event WHERE seq = (SELECT max(seq) FROM event)", "the chain ends at"),
        ("UPDATE counter SET event_head = 'x'", "the chain ends at"),
    ],
)
def test_tampering_is_seen_even_with_the_triggers_gone(chained: Desk, statement: str, line: str) -> None:
    forge(chained, statement)
    found = breaks(chained)
    assert any(line in each for each in found), found


def test_an_event_forged_with_a_fitting_hash_breaks_the_one_after_it(chained: Desk) -> None:
    forge(chained)
    with writing(chained.engine) as session:
        from storage.chain.events import seal

        event = session.exec(select(Event).where(Event.seq == 2)).one()
        event.who = "somebody else"
        event.hash = seal(event.model_dump())
    assert breaks(chained) == ["contest dgti-2566: event 3 does not follow the one before it"]


def test_erasing_a_private_text_leaves_the_chain_whole(chained: Desk) -> None:
    with writing(chained.engine) as session:
        for text in session.exec(select(EventText)):
            session.delete(text)
    assert breaks(chained) == []


def test_changing_a_private_text_is_seen(chained: Desk) -> None:
    with writing(chained.engine) as session:
        session.exec(select(EventText)).one().text = "something else"
    assert [line.partition("the text of")[1] for line in breaks(chained)] == ["the text of"]


def test_the_chain_itself_holds_no_private_word(chained: Desk) -> None:
    with reading(chained.engine) as session:
        spelled = " ".join(event.model_dump_json() for event in session.exec(select(Event)))
    for private in ("สมหญิง", "maesai.go.th", "form1"):
        assert private not in spelled


def test_the_same_text_twice_has_two_hashes(chained: Desk) -> None:
    with writing(chained.engine) as session:
        for _ in range(2):
            append(session, "dgti-2566", NOON, Happening("user:3", Alarm("x"), text="same"))
        hashes = session.exec(select(Event.text_hash).order_by(col(Event.seq).desc()).limit(2)).all()
    assert len(set(hashes)) == 2


def test_each_contest_has_a_chain_of_its_own(chained: Desk) -> None:
    with writing(chained.engine) as session:
        append(session, "dgti-2567", NOON, Happening("user:3", Alarm("x")))
        assert session.exec(select(Event.seq).where(Event.contest == "dgti-2567")).all() == [1]
    assert breaks(chained) == []
