"""What is on a list, what a supplement says, what is warned of; and lists that a mail would like to spoil."""

from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest
from acting import Staff, staff
from builders import deck, file, form, register
from openpyxl import load_workbook
from servers.smtp_sink import SmtpSink
from sqlmodel import select

from decisions.to_founders import lay_to_founders
from exports.lists.page import list_page
from exports.lists.sheet import list_tables
from exports.lists.standing import standing
from exports.tables.xlsx import write_workbook
from screening.model.act import ActKind
from screening.model.decision import Template
from screening.model.submission import Content, ContentState
from storage.engine import reading, writing
from storage.errors import StorageError
from storage.lists.freezing import Frozen, all_lists, freeze, proposed, sum_of
from storage.lists.left import incomplete
from storage.outbox.overtaken import is_pointless
from storage.states import OutboxState
from storage.tables import Entry, Outbox

ONE, TWO, THREE = (f"DGTI-2566-000{number}" for number in (1, 2, 3))
NAMES = ["เทศบาลตำบลหนึ่ง", "เทศบาลตำบลสอง", "เทศบาลตำบลสาม"]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Staff]:
    known = register(*[(name, "เมือง", "เลย") for name in NAMES])
    with SmtpSink() as sink, staff(tmp_path, sink, known) as made:
        yield made


def frozen(desk: Staff, *, examined: bool = False) -> Frozen:
    parts = desk.office.parts
    with writing(parts.engine) as session:
        found = standing(session, parts.contest)
        made = freeze(session, parts.contest, found, "head", desk.office.clock(), examined=examined)
    desk.sound()
    return made


def told(made: Frozen) -> list[tuple[str, str]]:
    return [(each.change, each.entry.reference) for each in made.changes]


def test_a_list_holds_what_is_complete_and_not_refused_and_supplements_hold_what_changed(desk: Staff) -> None:
    for number, name in enumerate(NAMES[:2]):
        desk.entry(name, f"s{number}@one.example")
    desk.mail(form(NAMES[2]), sender="s2@one.example")
    first = frozen(desk)
    assert told(first) == [("added", ONE), ("added", TWO)]
    assert [each.entry.province for each in first.changes] == ["เลย", "เลย"]
    with pytest.raises(StorageError, match="nothing has changed since list 1"):
        frozen(desk)
    desk.do(TWO, ActKind.WITHDRAW)
    ours = desk.office.replies()[0].rfc_message_id
    desk.mail(deck("ฉบับใหม่.pptx"), sender="s0@one.example", subject="ส่งฉบับแก้ไข", in_reply_to=(ours,))
    desk.mail(deck("ตามมา.pptx"), sender="s2@one.example", subject=f"Re: {THREE}")
    second = frozen(desk)
    assert told(second) == [("changed", ONE), ("removed", TWO), ("added", THREE)]
    assert second.is_supplement
    assert second.head != first.head
    with reading(desk.office.parts.engine) as session:
        lists = all_lists(session, desk.office.parts.contest)
    assert lists == [first, second]
    assert [each.reference for each in sum_of(lists)] == [ONE, THREE]


def test_who_was_found_not_eligible_is_on_no_list_and_who_was_found_eligible_on_an_examined_one(
    desk: Staff,
) -> None:
    for number, name in enumerate(NAMES):
        desk.entry(name, f"s{number}@one.example")
    desk.do(ONE, ActKind.ELIGIBLE)
    desk.do(TWO, ActKind.DECISION, words="ไม่เป็นไปตามข้อ 3")
    examined = frozen(desk, examined=True)
    assert told(examined) == [("added", ONE)]
    assert examined.warnings["unexamined"] == [THREE]
    assert told(frozen(desk)) == [("added", THREE)]


def test_all_that_is_open_is_warned_of(desk: Staff) -> None:
    desk.entry(NAMES[0], "s0@one.example")
    desk.entry(NAMES[1], "s1@one.example")
    desk.office.send()
    desk.entry(NAMES[0], "stranger@two.example")
    desk.mail(text="ขอสอบถามกำหนดการประกาศผล", sender="asks@three.example", subject="สอบถาม")
    warned = frozen(desk).warnings
    assert warned["newer-file"] == [THREE]
    assert warned["open-card"] == ["DGTI-2566-0004"]
    assert {THREE, "DGTI-2566-0004"} <= set(warned["unsent-letter"])
    assert ONE not in warned["unsent-letter"]


HOSTILE = '=HYPERLINK("http://evil.example";"ดู")'


def test_no_name_or_title_out_of_a_mail_becomes_a_formula_a_link_or_markup(
    desk: Staff, tmp_path: Path
) -> None:
    evil = Content(ContentState.OK, slides=(f"{HOSTILE}<script>alert(1)</script>",))
    desk.mail(form(NAMES[0]), file("ผลงาน.pptx", content=evil), sender="s0@one.example")
    made = frozen(desk)
    office, book = desk.office.parts.desk, tmp_path / "list.xlsx"
    write_workbook(book, list_tables(made, office), office.zone)
    cell = load_workbook(book).worksheets[0].cell(2, 7)
    assert (cell.data_type, cell.hyperlink) == ("s", None)
    assert str(cell.value).startswith("=HYPERLINK")
    with ZipFile(book) as parts:
        xml = b"".join(parts.read(name) for name in parts.namelist() if "sheet1" in name)
    assert b"<f>" not in xml and b"hyperlink" not in xml
    html = list_page(made, 1, office)
    assert "<script>" not in html and "&lt;script&gt;" in html


def test_a_list_shows_the_titles_that_packs_and_score_sheets_show(desk: Staff) -> None:
    slides = Content(ContentState.OK, slides=("การประกวดท้องถิ่นดิจิทัล\nชื่อผลงาน: เวียงใสแจ้งง่าย\nเทศบาลตำบลหนึ่ง",))
    desk.mail(form(NAMES[0]), file("ผลงาน.pptx", content=slides), sender="s0@one.example")
    assert [each.entry.title for each in frozen(desk).changes] == ["เวียงใสแจ้งง่าย"]
    with reading(desk.office.parts.engine) as session:
        (said,) = standing(session, desk.office.parts.contest, {ONE: "เวียงใส แจ้งง่าย 2"})
    assert said.title == "เวียงใส แจ้งง่าย 2"


def test_what_has_changed_since_it_was_looked_at_is_not_frozen(desk: Staff) -> None:
    parts = desk.office.parts
    desk.entry(NAMES[0], "s0@one.example")
    with reading(parts.engine) as session:
        seen = proposed(session, parts.contest, standing(session, parts.contest)).digest
    desk.entry(NAMES[1], "s1@one.example")
    with writing(parts.engine) as session, pytest.raises(StorageError, match="changed since you looked"):
        freeze(
            session, parts.contest, standing(session, parts.contest), "head", desk.office.clock(), seen=seen
        )
    assert frozen(desk).number == 1


def letters(desk: Staff, template: Template, kind: str, reference: str) -> list[Outbox]:
    parts = desk.office.parts
    with writing(parts.engine) as session:
        entry = session.exec(select(Entry).where(Entry.reference == reference)).one()
        last = max(desk.read)
        return lay_to_founders(session, entry, template, kind, desk.read[last], parts.judge)


def test_a_reminder_is_pointless_once_what_it_asks_for_has_come(desk: Staff) -> None:
    desk.mail(form(NAMES[0]), sender="s0@one.example")
    with reading(desk.office.parts.engine) as session:
        assert [each.lacks for each in incomplete(session, desk.office.parts.contest)] == [("deck-missing",)]
    (row,) = letters(desk, Template.REMINDER, "reminder", ONE)
    assert row.state is OutboxState.PENDING
    assert letters(desk, Template.REMINDER, "reminder", ONE) == []
    desk.mail(deck(), sender="s0@one.example", subject=f"Re: {ONE}")
    with reading(desk.office.parts.engine) as session:
        assert is_pointless(session, session.get_one(Outbox, row.id))
    desk.office.send()
    assert not [mail for mail in desk.office.sink.mails if "ยังขาด" in mail.data.decode("utf-8", "replace")]


def test_an_answer_to_a_reminder_finds_its_entry(desk: Staff) -> None:
    desk.mail(form(NAMES[0]), sender="s0@one.example")
    (row,) = letters(desk, Template.REMINDER, "reminder", ONE)
    desk.office.send()
    done = desk.mail(deck(), sender="s0@one.example", subject="ส่งตามที่แจ้ง", in_reply_to=(row.rfc_message_id,))
    assert done.entry is not None
    assert (done.entry.reference, done.decision.verdict.value) == (ONE, "accepted")


def test_many_such_letters_keep_no_other_letter_from_their_reader(desk: Staff) -> None:
    """A province enters for its bodies: it hears of each that it is on the list, and then sends one more."""
    for number in range(7):
        desk.entry(f"เทศบาลตำบลเมือง{number}", "province@one.example")
        desk.office.clock.step(hours=1)
    for number in range(7):
        letters(desk, Template.LISTED, "listed", f"DGTI-2566-000{number + 1}")
    done = desk.entry("เทศบาลตำบลใหม่", "province@one.example")
    assert done.reply is not None
    assert done.reply.state is OutboxState.PENDING
