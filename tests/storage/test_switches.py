from desk import NOON, RULES, Desk
from sqlmodel import select

from storage.chain.events import verify_chain
from storage.engine import reading, writing
from storage.switches import ask_look, pause, resume, switches_of
from storage.tables import Event, EventText


def test_letters_rest_until_a_person_resumes_them_and_both_are_in_the_chain(desk: Desk) -> None:
    with writing(desk.engine) as session:
        assert pause(session, RULES.contest, "somsri", "ผิดแม่แบบ", NOON)
        assert not pause(session, RULES.contest, "anan", "อีกครั้ง", NOON)
        assert not resume(session, "another", "anan", "", NOON)
        assert switches_of(session, RULES.contest).paused_since == NOON
    with writing(desk.engine) as session:
        assert resume(session, RULES.contest, "anan", "แก้แล้ว", NOON)
        assert not resume(session, RULES.contest, "anan", "อีกครั้ง", NOON)
        assert switches_of(session, RULES.contest).paused_since is None
    with reading(desk.engine) as session:
        told = [(event.who, event.what) for event in session.exec(select(Event).order_by(Event.seq))]  # type: ignore[arg-type]
        assert told == [("somsri", "letters-paused"), ("anan", "letters-resumed")]
        assert [text.text for text in session.exec(select(EventText))] == ["ผิดแม่แบบ", "แก้แล้ว"]
        assert list(verify_chain(session, RULES.contest)) == []


def test_a_look_is_asked_for_by_its_time(desk: Desk) -> None:
    with writing(desk.engine) as session:
        ask_look(session, RULES.contest, NOON)
    with reading(desk.engine) as session:
        assert switches_of(session, RULES.contest).look_asked_at == NOON
