"""Acts that one person proposes and another does."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from acting import Staff, staff
from builders import deck, form
from servers.smtp_sink import SmtpSink

from decisions.acts.errors import ActRefusedError
from screening.model.act import ActKind

FIRST = "DGTI-2566-0001"
WORDS = "ผลงานไม่เป็นไปตามประกาศ ข้อ 3"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Staff]:
    with SmtpSink() as sink, staff(tmp_path, sink) as made:
        parts = made.office.parts
        parts.judge = replace(parts.judge, second_person=frozenset({"decision", "late", "undo"}))
        made.entry("เทศบาลตำบลแม่ไทรงาม")
        made.office.send()
        yield made


def letters(desk: Staff) -> int:
    desk.office.clock.step(minutes=11)
    desk.office.send()
    return len([row for row in desk.office.replies() if row.state.value == "sent"])


def test_what_is_proposed_waits_on_the_card_and_changes_nothing(desk: Staff) -> None:
    proposal = desk.do(FIRST, ActKind.DECISION, words=WORDS)
    assert proposal.act.kind is ActKind.PROPOSE
    assert (proposal.changed, proposal.letters) == ((), ())
    assert desk.codes(FIRST) == ["proposed"]
    assert desk.queue() == [FIRST]
    assert desk.status(FIRST) == "complete"
    assert desk.card(FIRST).eligibility == "undecided"
    assert letters(desk) == 1


def test_another_person_does_it_and_both_stand_in_the_record(desk: Staff) -> None:
    proposal = desk.do(FIRST, ActKind.DECISION, words=WORDS)
    done = desk.do(FIRST, ActKind.CONFIRM, act=proposal.act.id, who="malee", why="เห็นชอบ")
    assert (done.act.kind, done.act.by) == (ActKind.DECISION, "malee")
    assert done.act.why == "เห็นชอบ (เสนอโดย proposed by somsri: ตรวจแล้ว)"
    assert desk.codes(FIRST) == []
    assert desk.card(FIRST).eligibility == "not-eligible"
    assert letters(desk) == 2


@pytest.mark.parametrize("who", ["somsri", "malee"])
def test_a_proposal_is_done_once_and_by_another(desk: Staff, who: str) -> None:
    proposal = desk.do(FIRST, ActKind.DECISION, words=WORDS)
    if who == "malee":
        desk.do(FIRST, ActKind.CONFIRM, act=proposal.act.id, who="malee")
    with pytest.raises(ActRefusedError, match="another person" if who == "somsri" else "ended already"):
        desk.do(FIRST, ActKind.CONFIRM, act=proposal.act.id, who=who)


def test_a_proposal_that_is_taken_back_leaves_no_trace_and_cannot_be_confirmed(desk: Staff) -> None:
    proposal = desk.do(FIRST, ActKind.DECISION, words=WORDS)
    desk.do(FIRST, ActKind.UNDO, act=proposal.act.id)
    assert desk.codes(FIRST) == []
    with pytest.raises(ActRefusedError, match="ended already"):
        desk.do(FIRST, ActKind.CONFIRM, act=proposal.act.id, who="malee")
    assert letters(desk) == 1


def test_one_that_was_carried_out_is_undone_by_its_act(desk: Staff) -> None:
    proposal = desk.do(FIRST, ActKind.DECISION, words=WORDS)
    done = desk.do(FIRST, ActKind.CONFIRM, act=proposal.act.id, who="malee")
    with pytest.raises(ActRefusedError, match=f"carried out by act {done.act.id}"):
        desk.do(FIRST, ActKind.UNDO, act=proposal.act.id)
    desk.do(FIRST, ActKind.UNDO, act=done.act.id)
    assert desk.card(FIRST).eligibility == "undecided"
    assert desk.codes(FIRST) == []


def test_an_undo_needs_another_person_once_a_letter_has_gone(desk: Staff) -> None:
    rejected = desk.do(FIRST, ActKind.REJECT, codes=("form-unreadable",))
    desk.do(FIRST, ActKind.UNDO, act=rejected.act.id)
    assert desk.status(FIRST) == "complete"
    rejected = desk.do(FIRST, ActKind.REJECT, codes=("form-unreadable",))
    letters(desk)
    proposal = desk.do(FIRST, ActKind.UNDO, act=rejected.act.id)
    assert desk.status(FIRST) == "incomplete"
    desk.do(FIRST, ActKind.CONFIRM, act=proposal.act.id, who="malee")
    assert desk.status(FIRST) == "complete"


def test_what_came_late_is_taken_in_by_two(desk: Staff) -> None:
    desk.office.clock.now = desk.office.parts.desk.closes
    desk.mail(form("เทศบาลตำบลเชียงคาน"), deck(), sender="b@two.example")
    late = "DGTI-2566-0002"
    assert desk.codes(late) == ["late"]
    proposal = desk.do(late, ActKind.ACCEPT)
    assert set(desk.codes(late)) == {"late", "proposed"}
    desk.do(late, ActKind.CONFIRM, act=proposal.act.id, who="malee")
    assert desk.status(late) == "complete"


def test_a_message_that_lies_elsewhere_by_now_is_not_meant_any_more(desk: Staff) -> None:
    mail = desk.mail(form("เทศบาลตำบลเชียงคาน"), deck(), sender="b@two.example")
    proposal = desk.do(mail.entry.reference, ActKind.DECISION, words=WORDS)  # type: ignore[union-attr]
    desk.do("DGTI-2566-0002", ActKind.JOIN, reference=FIRST)
    with pytest.raises(ActRefusedError, match="lies elsewhere"):
        desk.do("DGTI-2566-0002", ActKind.CONFIRM, act=proposal.act.id, who="malee")


def test_that_it_stays_late_one_person_says(desk: Staff) -> None:
    desk.office.clock.now = desk.office.parts.desk.closes
    desk.mail(form("เทศบาลตำบลเชียงคาน"), deck(), sender="b@two.example")
    done = desk.do("DGTI-2566-0002", ActKind.SETTLED, codes=("late",))
    assert done.act.kind is ActKind.SETTLED
    assert desk.codes("DGTI-2566-0002") == []


def test_what_nobody_could_undo_is_not_proposed(desk: Staff) -> None:
    rejected = desk.do(FIRST, ActKind.REJECT, codes=("form-unreadable",))
    letters(desk)
    desk.entry("เทศบาลตำบลเชียงคาน", sender="b@two.example")
    with pytest.raises(ActRefusedError, match="is not about"):
        desk.do("DGTI-2566-0002", ActKind.UNDO, act=rejected.act.id)


def test_a_preview_shows_what_is_only_to_be_proposed_as_done(desk: Staff) -> None:
    shown = desk.do(FIRST, ActKind.DECISION, words=WORDS, preview=True)
    assert shown.act.kind is ActKind.DECISION
    assert shown.letters
