"""What staff and programs see beside a message: its writer, what it is about, letters to others, links."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from builders import SENDER, deck, form, mail
from rich.console import Console
from servers.office import Office, office, whose
from servers.smtp_sink import SmtpSink
from sqlalchemy import event, text
from sqlmodel import select

from decisions.decide import Recorded
from review.contract import checked, logged
from review.text.card import show_card
from review.text.outbox import as_json, show_outbox
from review.text.table import show_table
from review.text.writers import GRADES, TIES, WHYS
from screening.entry.writer import WHY
from screening.model.decision import Grade
from screening.model.submission import File
from storage.engine import reading, writing
from storage.entries.linked import Linked, Tie, linked_to
from storage.intake_log import LedgerRow, rows
from storage.tables import DecisionRow, Outbox

STRANGER = "someone@else.example"
FIRST = "DGTI-2566-0001"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Office]:
    with SmtpSink() as sink, office(tmp_path, sink) as made:
        yield made


def ledger(desk: Office) -> list[LedgerRow]:
    with reading(desk.parts.engine) as session:
        return list(rows(session, desk.parts.contest))


def linked(desk: Office, entry: int = 1) -> list[Linked]:
    with reading(desk.parts.engine) as session:
        return linked_to(session, desk.parts.contest, entry)


def card(desk: Office, number: int) -> str:
    """The card of a message, as a wide terminal shows it."""
    row = ledger(desk)[number - 1]
    console = Console(file=StringIO(), width=300)
    show_card(console, [row], [], desk.parts.desk, linked(desk, row.entry_id or 0))
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


def founded(desk: Office, *files: File) -> Recorded:
    """The applicant's entry, which our server vouches for."""
    return desk.receive(mail(*files, dmarc="pass", **whose(SENDER)))


def offered(desk: Office, *files: File) -> Recorded:
    """The same of a stranger, who knows the number alone."""
    return desk.receive(mail(*files, subject=f"Re: [{FIRST}]", **whose(STRANGER)))


def answered(desk: Office, text: str) -> Recorded:
    """The founder's answer to the last letter that he got."""
    to_him = [row for row in desk.replies() if row.to_address == SENDER]
    given: dict[str, Any] = {"in_reply_to": (to_him[-1].rfc_message_id,), "text": text, "subject": "Re:"}
    return desk.receive(mail(dmarc="pass", **whose(SENDER), **given))


def test_a_strangers_mail_says_who_wrote_what_it_is_about_and_who_was_asked(desk: Office) -> None:
    founded(desk, form())
    offered(desk, deck())
    desk.send()
    own, other = map(logged, ledger(desk))
    assert (own["writer"], own["about"], own["notices"]) == (None, None, [])
    assert own["reply"]["disclosure"] == "full"
    assert other["writer"] == {"grade": "stranger", "why": "other-tie"}
    assert other["about"] == FIRST
    assert (other["reply"]["disclosure"], other["reply"]["template"]) == ("neutral", "held")
    (notice,) = other["notices"]
    assert (notice["template"], notice["to"], notice["suppressed"], notice["state"]) == (
        "confirm",
        SENDER,
        None,
        "sent",
    )
    assert notice["message_id"] in {row.rfc_message_id for row in desk.replies()}
    assert "state" not in checked(ledger(desk)[1], "a.eml")["notices"][0]


def test_an_entry_is_contested_until_its_applicant_has_said_yes_or_no(desk: Office) -> None:
    founded(desk, form())
    offered(desk, deck())
    assert [row.contested for row in ledger(desk)] == [True, False]
    assert [(each.reference, each.tie) for each in linked(desk)] == [("DGTI-2566-0002", Tie.CONTESTS)]
    answered(desk, "ยืนยัน")
    assert [row.contested for row in ledger(desk)] == [False, False, False]
    assert [each.tie for each in linked(desk)] == [Tie.SETTLED]


def test_a_question_that_quotes_a_number_contests_nothing(desk: Office) -> None:
    founded(desk, form(), deck())
    desk.words(STRANGER, f"สอบถามว่า {FIRST} ผ่านหรือไม่", references=("<x@y>",))
    desk.receive(mail(text="สอบถามผลครับ", subject=FIRST, **whose(STRANGER)))
    assert [row.contested for row in ledger(desk)] == [False] * 3
    assert [each.tie for each in linked(desk)] == [Tie.QUOTES]


def test_the_card_of_an_entry_names_the_numbers_and_letters_that_concern_it(desk: Office) -> None:
    founded(desk, form())
    offered(desk, deck())
    desk.send()
    own, other = card(desk, 1), card(desk, 2)
    assert "contested by DGTI-2566-0002" in own
    assert f"confirm → {SENDER}  ส่งแล้ว sent" in own
    assert [FIRST in line for line in other.splitlines() if "about" in line][:1] == [True]
    assert f"confirm → {SENDER}  ส่งแล้ว sent" in other
    assert all(words in other for words in (*GRADES[Grade.STRANGER], *WHYS["other-tie"]))


def test_the_card_shows_files_that_were_taken_from_another_number_with_their_first_time(desk: Office) -> None:
    founded(desk, form())
    brought = deck()
    offered(desk, brought)
    desk.clock.step(days=1)
    answered(desk, "ยืนยัน")
    assert "came under another number on 20/07/2023" in card(desk, 3)
    assert brought.sha256[:12] in card(desk, 3)
    assert [len(row.taken) for row in ledger(desk)] == [0, 0, 1]
    assert logged(ledger(desk)[2])["files"] == []


def test_the_card_marks_files_that_are_kept_aside(desk: Office) -> None:
    founded(desk, form(), deck())
    desk.receive(mail(deck("ใหม่.pptx"), subject=f"Re: [{FIRST}]", **whose(SENDER)))
    assert "kept aside" in card(desk, 2)
    assert "kept aside" not in card(desk, 1)


def test_what_gets_no_answer_says_why(desk: Office) -> None:
    founded(desk, form(), deck())
    answered(desk, "รับทราบ ขอบคุณค่ะ")
    desk.receive(mail(**whose("robot@x.example"), headers=(("auto-submitted", "auto-replied"),)))
    for row, why in zip(ledger(desk)[1:], ("thanks", "automatic"), strict=True):
        reply = checked(row, "a.eml")["reply"]
        assert (reply["template"], reply["suppressed"], reply["disclosure"]) == (None, why, None)


def test_an_ignored_message_of_an_older_record_says_why_it_gets_no_answer(desk: Office) -> None:
    """The first versions planned no answer for it, and gave no cause."""
    desk.receive(mail(**whose("robot@x.example"), headers=(("auto-submitted", "auto-replied"),)))
    with writing(desk.parts.engine) as session:
        row = session.exec(select(DecisionRow)).one()
        row.reply = {**row.reply, "suppressed": None}
    assert checked(ledger(desk)[0], "a.eml")["reply"]["suppressed"] == "automatic"


def test_a_cause_of_another_version_is_shown_as_it_is(desk: Office) -> None:
    """The database is read by an older program than the one that wrote it, or by a much later one."""
    founded(desk, form(), deck())
    answered(desk, "รับทราบ ขอบคุณค่ะ")
    with writing(desk.parts.engine) as session:
        session.execute(text("UPDATE outbox SET state = 'held', why = 'full-moon'"))
        row = session.exec(select(DecisionRow).where(DecisionRow.message_id == 2)).one()
        row.reply = {**row.reply, "suppressed": "new-moon"}
    assert [logged(row)["reply"]["suppressed"] for row in ledger(desk)] == ["full-moon", "new-moon"]
    assert "full-moon" in card(desk, 1)
    with reading(desk.parts.engine) as session:
        waiting = session.exec(select(Outbox)).one()
        assert as_json(waiting)["why"] == "full-moon"
        console = Console(file=StringIO(), width=300, force_terminal=True, color_system=None)
        show_outbox(console, [waiting], desk.parts.desk.zone)
    assert isinstance(console.file, StringIO)
    assert "full-moon" in console.file.getvalue()


def test_the_table_marks_what_is_contested(desk: Office) -> None:
    founded(desk, form())
    offered(desk, deck())
    console = Console(file=StringIO(), width=200, force_terminal=True, color_system=None)
    show_table(console, ledger(desk), desk.parts.desk.zone)
    assert isinstance(console.file, StringIO)
    assert console.file.getvalue().count("⚠") == 1
    assert f"{FIRST} ⚠" in console.file.getvalue()


@contextmanager
def counting(desk: Office) -> Iterator[list[str]]:
    """Every SELECT meanwhile."""
    seen: list[str] = []

    def note(_conn: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith("SELECT"):
            seen.append(statement)

    event.listen(desk.parts.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(desk.parts.engine, "before_cursor_execute", note)


def test_a_page_costs_the_same_queries_however_many_messages_it_has(desk: Office) -> None:
    counts = []
    for number in range(2):
        desk.receive(mail(form(), dmarc="pass", **whose(f"clerk{number}@o.example")))
        desk.receive(mail(deck(), subject=f"Re: [DGTI-2566-{2 * number + 1:04}]", **whose(STRANGER)))
        with counting(desk) as seen:
            assert [row.contested for row in ledger(desk)] == [True, False] * (number + 1)
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_every_grade_its_why_and_every_tie_has_its_words() -> None:
    assert set(GRADES) == set(Grade)
    assert set(WHYS) == set(WHY)
    assert set(TIES) == set(Tie)
    for words in (*GRADES.values(), *WHYS.values(), *TIES.values()):
        assert all(words)


@pytest.mark.parametrize("width", [40, 80])
def test_a_narrow_terminal_leaves_nothing_of_the_log_out(desk: Office, width: int) -> None:
    founded(desk, form())
    console = Console(file=StringIO(), width=width, force_terminal=True, color_system=None)
    assert show_table(console, ledger(desk), desk.parts.desk.zone) == 1
    assert isinstance(console.file, StringIO)
    shown = "".join(console.file.getvalue().split())
    for words in ("DGTI-2566-0001", "รอแก้ไข", "deck-missing"):
        assert words in shown or width == 80
    assert "…" not in shown
