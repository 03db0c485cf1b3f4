from datetime import timedelta
from typing import Any

import pytest
from desk import NOON, RULES, Desk, Ruling
from sqlalchemy import text
from sqlmodel import select

from screening.model.decision import AgencyFinding, Certainty, Place, Reason, Severity, Verdict
from storage.engine import reading, writing
from storage.newest import Wanted, came_after, newest
from storage.tables import SearchWords

FANG = AgencyFinding(Certainty.EXACT, Place("เทศบาลตำบลเวียงฝาง", "ฝาง", "เชียงใหม่"))
LATE = (Reason("late", Severity.FAULT, {}),)
RETURNED = Ruling(Verdict.REJECTED, reasons=LATE)


def found(desk: Desk, count: int = 50, before: int | None = None, **wanted: Any) -> list[int]:
    """The message numbers of a page, as `desk.deliver` was given them."""
    with reading(desk.engine) as session:
        rows = newest(session, RULES.contest, Wanted(**wanted), count, before)
    return [int(row.message_id.strip("<>").partition("@")[0]) for row in rows]


@pytest.fixture
def three(desk: Desk) -> Desk:
    desk.record(1)
    desk.record(2, Ruling(agency=FANG), sender="Fang.City@example.go.th", subject="ขอส่งผลงาน 100%_จริง")
    desk.record(3, RETURNED)
    return desk


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("เวียงฝาง", [2]),
        ("เวียง ฝาง", [2]),  # Thai has no spaces between words: people put them where they like
        ("fang.city@", [2]),
        ("FANG", [2]),
        ("DGTI-2566-0001", [1]),
        ("dgti-2566-000", [3, 2, 1]),
        ("๒๕๖๖-๐๐๐๒", [2]),
        ("_form1", [3, 2, 1]),
        ("deck.pptx", [3, 2, 1]),
        ("ฝา", [2]),  # shorter than a trigram
        ("100%_", [2]),
        ("0%", [2]),
        ('"', []),
        ('" OR "form', []),
        ("form*", []),
        ("NOT form1", []),
        ("ไม่มีอยู่จริง", []),
    ],
)
def test_a_message_is_found_by_any_part_of_what_it_is_called(
    three: Desk, words: str, numbers: list[int]
) -> None:
    assert found(three, words=words) == numbers


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("ทต.เวียงฝาง", [2]),
        ("ท.ต. เวียงฝาง", [2]),
        ("เทศบาลต.เวียงฝาง", [2]),
        ("อบต.เวียงฝาง", []),
        ("ทต.", [3, 2, 1]),
        ("เชียงใหม่", [2]),
        ("จ.เชียงใหม่", [2]),
        ("จังหวัด เชียงใหม่", [2]),
        ("อำเภอฝาง", [2]),
        ("อ.ฝาง จ.เชียงใหม่", [2]),
        ("อ.ฝาง จ.เชียงราย", []),
        ("แม่สาย เชียงราย", [3, 1]),
        ("ทต.เวียงฝาง อ.ฝาง", [2]),
        ("ทต.แม่สายจังหวัดเชียงราย", [3, 1]),
        ("ทต.เวียงฝาง เชียงราย", []),
        ("โคราช", [4]),
        ("อ.เมือง โคราช", [4]),
        ("อบจ.นครราชสีมา", [4]),
        ("องค์การบริหารส่วนจังหวัด", [4]),
    ],
)
def test_a_body_is_found_in_short_and_by_where_it_is(three: Desk, words: str, numbers: list[int]) -> None:
    korat = Place("องค์การบริหารส่วนจังหวัดนครราชสีมา", "เมืองนครราชสีมา", "นครราชสีมา")
    three.record(4, Ruling(agency=AgencyFinding(Certainty.EXACT, korat)), sender="a@korat.example")
    assert found(three, words=words) == numbers
    with reading(three.engine) as session:
        assert newest(session, "another", Wanted(words=words), 50) == []


def test_pages_follow_one_another_without_a_gap_while_mail_arrives(desk: Desk) -> None:
    for number in range(1, 6):
        desk.record(number)
    assert found(desk, count=2) == [5, 4]
    desk.record(6)
    assert found(desk, count=2, before=4) == [3, 2]
    with reading(desk.engine) as session:
        assert came_after(session, RULES.contest, 5) == 1


def test_a_page_is_held_to_what_is_asked_for(three: Desk) -> None:
    assert found(three, verdict=Verdict.ACCEPTED) == [2, 1]
    assert found(three, code="late") == [3]
    assert found(three, province="เชียงใหม่") == [2]
    assert found(three, entries=[]) == []
    assert found(three, since=NOON + timedelta(seconds=2)) == [3, 2]
    assert found(three, until=NOON + timedelta(seconds=2)) == [1]
    assert found(three, verdict=Verdict.ACCEPTED, words="เวียงฝาง", province="เชียงใหม่") == [2]


def test_another_contest_is_not_searched(three: Desk) -> None:
    with reading(three.engine) as session:
        assert newest(session, "another", Wanted(words="form1"), 50) == []


def test_a_later_judgement_is_found_by_what_it_says_and_no_longer_by_the_earlier(three: Desk) -> None:
    with writing(three.engine) as session:
        row = session.exec(select(SearchWords).where(SearchWords.message_id == 2)).one()
        row.words = "บ้านใหม่"
    assert found(three, words="บ้านใหม่") == [2]
    assert found(three, words="เวียงฝาง") == []
    if three.engine.dialect.name != "sqlite":
        return  # an index of the table itself is kept by the database
    with writing(three.engine) as session:
        # The index of trigrams and the words are the same.
        session.execute(text("INSERT INTO search_fts(search_fts, rank) VALUES('integrity-check', 1)"))
