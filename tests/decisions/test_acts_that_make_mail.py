"""An entry by hand, and files of a mail that go a way of their own: judged, told, and taken back."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from acting import Staff, staff
from builders import deck, file, form, mail, register
from servers.office import whose
from servers.smtp_sink import SmtpSink

from decisions.acts.errors import ActRefusedError, StaleError
from decisions.acts.order import Done
from decisions.again import judge_again
from decisions.compare import Outcome
from screening.model.act import ActKind
from screening.model.decision import AgencyFinding, Certainty, Place, Template, Verdict
from storage.engine import writing
from storage.tables import Outbox

A_BODY, B_BODY = "เทศบาลตำบลแม่ไทรงาม", "เทศบาลตำบลแพรกษา"
PLACES = [(A_BODY, "แม่ไทร", "เชียงราย"), (B_BODY, "เมือง", "สมุทรปราการ")]
B_CHOSEN = AgencyFinding(Certainty.RESOLVED, Place(*PLACES[1]))
FIRST, SECOND = "DGTI-2566-0001", "DGTI-2566-0002"
A_FORM, A_DECK, B_FORM, B_DECK = form(A_BODY), deck("a.pptx"), form(B_BODY), deck("b.pptx")
OF_B = (B_FORM.sha256, B_DECK.sha256)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Staff]:
    with SmtpSink() as sink, staff(tmp_path, sink, register(*PLACES)) as made:
        yield made


def split(desk: Staff, parts: tuple[str, ...] = OF_B, **act: object) -> Done:
    return desk.do(FIRST, ActKind.SPLIT, parts=parts, **act)


def text_of(letter: Outbox) -> str:
    body = message_from_bytes(letter.data or b"", policy=policy.default).get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def words(letter: Outbox) -> str:
    """The text on one line."""
    return " ".join(text_of(letter).split())


def test_an_entry_by_hand_is_judged_as_if_it_had_come_and_is_acknowledged(desk: Staff) -> None:
    at = desk.office.clock.now - timedelta(days=2)
    done = desk.enter(B_FORM, B_DECK, at=at)
    (row,) = desk.log()
    assert (row.reference, row.verdict, row.entry_status) == (FIRST, Verdict.ACCEPTED, "complete")
    assert row.received_at == at
    (letter,) = desk.sent_by(done)
    assert (letter.template, letter.to_address, letter.state) == (
        Template.ACKNOWLEDGEMENT,
        "a@one.example",
        "sent",
    )
    assert "ตามที่เจ้าหน้าที่บันทึก" in text_of(letter)
    assert "ตามระบบรับอีเมล" not in text_of(letter)


def test_the_body_that_staff_name_counts_more_than_the_name_of_the_file(desk: Staff) -> None:
    desk.enter(file("scan.pdf"), B_DECK, agency=B_CHOSEN)
    assert (desk.status(FIRST), desk.entry_row(FIRST).agency_name) == ("complete", B_BODY)


def test_an_entry_by_hand_joins_no_other_by_itself(desk: Staff) -> None:
    desk.entry(B_BODY)
    desk.enter(B_FORM, B_DECK)
    assert [desk.status(each) for each in (FIRST, SECOND)] == ["complete", "complete"]


def test_without_an_address_nobody_is_written_to(desk: Staff) -> None:
    done = desk.enter(B_FORM, B_DECK, sender="")
    assert desk.status(FIRST) == "complete"
    assert [letter.state for letter in desk.sent_by(done)] == ["suppressed"]
    assert desk.office.sink.mails == []


def test_what_came_late_by_hand_is_late(desk: Staff) -> None:
    desk.office.clock.now = desk.office.parts.judge.rules.closes + timedelta(hours=2)
    done = desk.enter(B_FORM, B_DECK)
    (letter,) = desk.sent_by(done)
    assert letter.template is Template.LATE
    assert "ได้รับเอกสารของท่าน" in text_of(letter)


def test_where_taking_in_what_is_late_needs_two_no_earlier_time_is_entered(desk: Staff) -> None:
    parts = desk.office.parts
    parts.judge = replace(parts.judge, second_person=frozenset({"late"}))
    before, desk.office.clock.now = desk.office.clock.now, parts.desk.closes + timedelta(hours=1)
    with pytest.raises(ActRefusedError, match="taken in by two"):
        desk.enter(B_FORM, B_DECK, at=before)
    desk.enter(B_FORM, B_DECK)
    proposal = desk.do(FIRST, ActKind.TIME, at=before)
    assert set(desk.codes(FIRST)) == {"late", "proposed"}
    desk.do(FIRST, ActKind.CONFIRM, act=proposal.act.id, who="malee")
    assert (desk.status(FIRST), desk.codes(FIRST)) == ("complete", [])


def test_a_mail_in_the_thread_of_its_letter_joins_an_entry_by_hand(desk: Staff) -> None:
    (letter,) = desk.sent_by(desk.enter(B_FORM))
    desk.mail(B_DECK, in_reply_to=(letter.rfc_message_id,))
    assert desk.status(FIRST) == "complete"


def test_taken_back_it_leaves_neither_card_nor_letter_and_its_number_is_not_given_again(desk: Staff) -> None:
    done = desk.enter(B_FORM)
    desk.do(FIRST, ActKind.UNDO, act=done.act.id)
    assert (desk.status(FIRST), desk.queue()) == ("void", [])
    assert desk.sent_by(done)[0].state == "dropped"
    desk.entry(A_BODY, "b@two.example")
    assert desk.status(SECOND) == "complete"


def test_taken_back_after_its_letter_the_applicant_is_told_that_it_is_withdrawn(desk: Staff) -> None:
    done = desk.enter(B_FORM, B_DECK)
    desk.sent_by(done)
    undone = desk.do(FIRST, ActKind.UNDO, act=done.act.id)
    assert (desk.status(FIRST), desk.queue()) == ("withdrawn", [])
    (letter,) = desk.sent_by(undone)
    assert letter.template is Template.STATUS
    assert "ขอแก้ไขหนังสือแจ้งก่อนหน้านี้" in letter.subject
    assert "ตามที่มีผู้ขอถอนผลงาน" not in text_of(letter)


def test_entered_twice_it_is_refused_and_after_an_undo_it_has_its_number_back(desk: Staff) -> None:
    at = desk.office.clock.now
    done = desk.enter(B_FORM, B_DECK, at=at)
    with pytest.raises(ActRefusedError, match="is here already"):
        desk.enter(B_FORM, B_DECK, at=at)
    desk.do(FIRST, ActKind.UNDO, act=done.act.id)
    again = desk.enter(B_FORM, B_DECK, at=at)
    assert (again.entry.reference, desk.status(FIRST)) == (FIRST, "complete")
    assert len(desk.log()) == 1
    assert [letter.state for letter in desk.sent_by(again)] == ["sent"]


def test_reprocessing_changes_nothing_of_it_and_brings_nothing_back(desk: Staff) -> None:
    done = desk.enter(B_FORM, B_DECK)
    assert again(desk, desk.log()[0].id) is Outcome.SAME
    desk.do(FIRST, ActKind.UNDO, act=done.act.id)
    assert again(desk, desk.log()[0].id) is Outcome.PROPOSED
    assert desk.status(FIRST) == "void"


def again(desk: Staff, message: int) -> Outcome:
    with writing(desk.office.parts.engine) as session:
        return judge_again(
            session, message, desk.read[message], desk.office.parts.judge, answer=False
        ).outcome


def two_in_one(desk: Staff) -> None:
    desk.mail(A_FORM, A_DECK, B_FORM, B_DECK)
    desk.office.send()


def test_the_files_of_each_body_are_an_entry_and_one_letter_tells_both_numbers(desk: Staff) -> None:
    two_in_one(desk)
    assert desk.codes(FIRST) == ["agency-conflict", "several-forms"]
    (letter,) = desk.sent_by(split(desk))
    assert [(desk.status(each), desk.entry_row(each).agency_name) for each in (FIRST, SECOND)] == [
        ("complete", A_BODY),
        ("complete", B_BODY),
    ]
    assert desk.queue() == []
    assert {row.received_at for row in desk.log()} == {desk.log()[0].received_at}
    assert letter.template is Template.ACKNOWLEDGEMENT
    assert all(each in text_of(letter) for each in (FIRST, SECOND, A_BODY, B_BODY))


def test_the_letter_is_about_the_entry_that_lacks_something_and_tells_of_the_other(desk: Staff) -> None:
    desk.mail(A_FORM, B_FORM, B_DECK)
    desk.office.send()
    (letter,) = desk.sent_by(split(desk))
    assert (desk.status(FIRST), desk.status(SECOND)) == ("incomplete", "complete")
    assert (letter.template, FIRST in letter.subject) == (Template.CORRECTION, True)
    assert f"ระบุ {SECOND} ในหัวเรื่อง" in words(letter)
    desk.mail(A_DECK, in_reply_to=(letter.rfc_message_id,), subject=f"Re: {letter.subject}")
    assert desk.status(FIRST) == "complete"


def test_where_both_lack_something_the_letter_says_both(desk: Staff) -> None:
    desk.mail(A_FORM, B_FORM)
    desk.office.send()
    (letter,) = desk.sent_by(split(desk, (B_FORM.sha256,)))
    assert (desk.status(FIRST), desk.status(SECOND)) == ("incomplete", "incomplete")
    assert words(letter).count("ยังไม่พบไฟล์ PowerPoint") == 2
    desk.mail(A_DECK, subject=f"ส่งเพิ่ม {FIRST}")
    assert (desk.status(FIRST), desk.status(SECOND)) == ("complete", "incomplete")


def test_what_is_not_settled_goes_on_holding(desk: Staff) -> None:
    failed = mail(dmarc="fail").authentication
    both = mail(A_FORM, A_DECK, B_FORM, B_DECK, **whose("a@one.example"))
    desk.receive(replace(both, authentication=failed))
    split(desk)
    assert [desk.codes(each) for each in (FIRST, SECOND)] == [["sender-unverified"], ["sender-unverified"]]
    desk.do(FIRST, ActKind.SENDER)
    assert [desk.codes(each) for each in (FIRST, SECOND)] == [[], ["sender-unverified"]]


def test_what_was_settled_about_the_mail_holds_for_both(desk: Staff) -> None:
    both = mail(A_FORM, A_DECK, B_FORM, B_DECK, **whose("a@one.example"))
    desk.receive(replace(both, authentication=mail(dmarc="fail").authentication))
    confirmed = desk.do(FIRST, ActKind.SENDER)
    split(desk)
    assert desk.queue() == []
    desk.do(FIRST, ActKind.UNDO, act=confirmed.act.id)
    assert [desk.codes(each) for each in (FIRST, SECOND)] == [["sender-unverified"], ["sender-unverified"]]


def test_taken_back_both_are_what_they_were(desk: Staff) -> None:
    two_in_one(desk)
    done = split(desk)
    desk.do(FIRST, ActKind.UNDO, act=done.act.id)
    assert desk.codes(FIRST) == ["agency-conflict", "several-forms"]
    assert (desk.status(SECOND), desk.queue()) == ("void", [FIRST])
    assert desk.sent_by(done)[0].state == "dropped"
    split(desk)
    assert (desk.status(FIRST), desk.status(SECOND), len(desk.log())) == ("complete", "complete", 2)


def test_taken_back_after_its_letter_the_number_is_told_to_be_no_more(desk: Staff) -> None:
    two_in_one(desk)
    done = split(desk)
    desk.sent_by(done)
    (letter,) = desk.sent_by(desk.do(FIRST, ActKind.UNDO, act=done.act.id))
    assert letter.template is Template.STATUS
    assert f"ยกเลิกเลขที่รับ {SECOND}" in words(letter)


def test_who_may_not_know_the_entry_that_his_mail_lies_in_reads_nothing_of_it_beside(desk: Staff) -> None:
    desk.mail(A_FORM)
    desk.office.send()
    other = deck("c.pptx")
    shown = desk.office.replies()[0].rfc_message_id
    desk.mail(A_DECK, other, sender="b@two.example", in_reply_to=(shown,), subject="Re:")
    desk.office.send()
    assert desk.status(FIRST) == "complete"
    letters = desk.sent_by(split(desk, (other.sha256,)))
    (his,) = [letter for letter in letters if letter.to_address == "b@two.example"]
    assert SECOND in his.subject
    assert FIRST not in words(his) and A_BODY not in words(his)
    assert not [
        letter for letter in letters if letter.to_address == "a@one.example" and SECOND in words(letter)
    ]


def test_of_an_entry_that_was_accepted_the_parted_file_stands_no_more(desk: Staff) -> None:
    """It is not held, as if the rules had changed: a person means it so, and the applicant hears of it."""
    desk.mail(A_FORM, A_DECK)
    desk.office.send()
    before = desk.entry_row(FIRST)
    done = split(desk, (A_DECK.sha256,))
    assert [(desk.status(each), desk.codes(each)) for each in (FIRST, SECOND)] == [("incomplete", [])] * 2
    assert (desk.entry_row(FIRST).deck, desk.entry_row(SECOND).deck) == (None, before.deck)
    desk.do(FIRST, ActKind.UNDO, act=done.act.id)
    assert (desk.status(FIRST), desk.entry_row(FIRST).deck) == ("complete", before.deck)


def test_a_mail_is_not_parted_as_a_whole_nor_into_what_makes_no_entry(desk: Staff) -> None:
    two_in_one(desk)
    desk.mail(A_FORM, A_DECK, file("ประกาศ.txt"), sender="c@three.example", subject="ส่งผลงาน")
    before = desk.log()
    with pytest.raises(ActRefusedError, match="nothing would be left"):
        split(desk, (A_FORM.sha256, A_DECK.sha256, *OF_B))
    assert desk.log() == before


def test_what_came_meanwhile_makes_it_stale(desk: Staff) -> None:
    two_in_one(desk)
    seen = desk.card(FIRST).version
    desk.mail(subject=FIRST, text="ขอทราบผล")
    with pytest.raises(StaleError):
        split(desk, seen=seen)
