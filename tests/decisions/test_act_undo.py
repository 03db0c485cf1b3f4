"""Acts that are taken back in another order than that in which they were done."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from acting import Staff, staff
from builders import deck, form, mail, register
from servers.office import whose
from servers.smtp_sink import SmtpSink

from decisions.acts.errors import ActRefusedError
from decisions.acts.spoken import spoken_act
from decisions.acts.typed import Before, Spoken
from screening.model.act import Act, ActKind
from screening.model.decision import AgencyFinding, Certainty, Place, Template

NONG_BUA, OTHER = "เทศบาลตำบลหนองบัว", "เทศบาลตำบลแม่ไทรงาม"
PLACES = [(NONG_BUA, "เมือง", "กาญจนบุรี"), (NONG_BUA, "หนองบัว", "นครสวรรค์"), (OTHER, "แม่ไทร", "เชียงราย")]
CHOSEN = AgencyFinding(Certainty.RESOLVED, Place(*PLACES[1]))
FIRST = "DGTI-2566-0001"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Staff]:
    with SmtpSink() as sink, staff(tmp_path, sink, register(*PLACES)) as made:
        yield made


def went(desk: Staff) -> list[Template]:
    """The letters that have gone out, once the time of all has come."""
    desk.office.clock.step(minutes=11)
    desk.office.send()
    return [row.template for row in desk.office.replies() if row.state.value == "sent"]


def undo(desk: Staff, *typed: str) -> Act:
    """What is typed behind `intake decide REF undo` means."""
    before = Before(desk.card(FIRST), (), (), desk.office.parts.judge.rules)
    return spoken_act(ActKind.UNDO, Spoken(typed), before)


def test_undo_typed_twice_takes_back_one_act(desk: Staff) -> None:
    desk.entry(OTHER)
    first = desk.do(FIRST, ActKind.REJECT, codes=("form-unreadable",))
    second = desk.do(FIRST, ActKind.HOLD)
    assert undo(desk).act == second.act.id
    desk.do(FIRST, ActKind.UNDO, act=second.act.id)
    with pytest.raises(ActRefusedError, match=f"say the number of another\n  {first.act.id}. reject"):
        undo(desk)
    assert undo(desk, str(first.act.id)).act == first.act.id
    third = desk.do(FIRST, ActKind.NOTE)
    assert undo(desk).act == third.act.id


def test_an_acceptance_that_came_back_with_an_undo_binds_nobody_once_it_is_undone_too(desk: Staff) -> None:
    desk.receive(replace(mail(form(OTHER), deck()), authentication=mail(dmarc="fail").authentication))
    before = desk.entry_row(FIRST)
    first = desk.do(FIRST, ActKind.SENDER)
    second = desk.do(FIRST, ActKind.HOLD)
    desk.do(FIRST, ActKind.UNDO, act=second.act.id)
    assert desk.status(FIRST) == "complete"
    desk.do(FIRST, ActKind.UNDO, act=first.act.id)
    now = desk.entry_row(FIRST)
    assert (now.status, now.form, now.deck) == (before.status, before.form, before.deck)


def test_the_letter_of_an_act_that_is_taken_back_never_comes_back(desk: Staff) -> None:
    desk.entry(OTHER)
    first = desk.do(FIRST, ActKind.REJECT, codes=("form-unreadable",))
    second = desk.do(FIRST, ActKind.HOLD)
    desk.do(FIRST, ActKind.UNDO, act=first.act.id)
    desk.do(FIRST, ActKind.UNDO, act=second.act.id)
    assert went(desk) == [Template.ACKNOWLEDGEMENT]


def test_a_letter_that_tells_of_an_earlier_act_too_is_written_anew_without_it(desk: Staff) -> None:
    desk.mail(form(NONG_BUA), links=("https://drive.google.com/x",))
    desk.office.send()
    first = desk.do(FIRST, ActKind.AGENCY, agency=CHOSEN)
    desk.do(FIRST, ActKind.ATTACH, files=(deck("staff.pptx"),))
    desk.do(FIRST, ActKind.UNDO, act=first.act.id)
    assert desk.codes(FIRST) == ["agency-ambiguous"]
    assert went(desk) == [Template.HELD, Template.HELD]


def test_a_letter_that_has_told_of_an_earlier_act_too_is_corrected(desk: Staff) -> None:
    desk.mail(form(NONG_BUA), links=("https://drive.google.com/x",))
    desk.office.send()
    first = desk.do(FIRST, ActKind.AGENCY, agency=CHOSEN)
    desk.do(FIRST, ActKind.ATTACH, files=(deck("staff.pptx"),))
    assert went(desk) == [Template.HELD, Template.ACKNOWLEDGEMENT]
    desk.do(FIRST, ActKind.UNDO, act=first.act.id)
    assert went(desk)[2:] == [Template.STATUS]


def test_what_a_later_mail_was_answered_on_account_of_an_act_is_corrected_with_its_undo(desk: Staff) -> None:
    desk.mail(form(NONG_BUA), deck())
    desk.office.send()
    letter = desk.office.replies()[0].rfc_message_id
    act = desk.do(FIRST, ActKind.AGENCY, agency=CHOSEN)
    desk.mail(deck("new.pptx"), in_reply_to=(letter,))
    desk.office.send()
    desk.do(FIRST, ActKind.UNDO, act=act.act.id)
    assert desk.status(FIRST) == "held"
    assert went(desk) == [Template.HELD, Template.UPDATED, Template.STATUS]


def test_a_letter_of_an_act_is_overtaken_by_the_answer_to_a_newer_mail(desk: Staff) -> None:
    desk.mail(form(NONG_BUA), deck())
    desk.office.send()
    letter = desk.office.replies()[0].rfc_message_id
    desk.do(FIRST, ActKind.AGENCY, agency=CHOSEN)
    desk.mail(deck("new.pptx"), in_reply_to=(letter,))
    assert went(desk) == [Template.HELD, Template.UPDATED]


def test_a_letter_of_an_act_goes_though_words_were_answered_meanwhile(desk: Staff) -> None:
    desk.mail(form(NONG_BUA), deck())
    desk.office.send()
    letter = desk.office.replies()[0].rfc_message_id
    desk.do(FIRST, ActKind.AGENCY, agency=CHOSEN)
    desk.mail(in_reply_to=(letter,), text="ขอทราบผล")
    assert went(desk)[-1] is Template.ACKNOWLEDGEMENT


def test_before_the_letters_went_what_was_judged_by_them_comes_back_as_well(desk: Staff) -> None:
    """Who says twice that he withdraws is read, and not asked again: whether he was asked, a letter tells."""
    desk.mail(form(NONG_BUA), deck())
    for _ in range(2):
        desk.mail(subject=f"Re: {FIRST}", text="ขอถอนผลงาน")
    before = [(row.verdict, row.reasons) for row in desk.log()]
    act = desk.do(FIRST, ActKind.AGENCY, agency=CHOSEN)
    desk.do(FIRST, ActKind.UNDO, act=act.act.id)
    assert [(row.verdict, row.reasons) for row in desk.log()] == before


def test_a_file_that_is_attached_for_a_link_answers_no_question(desk: Staff) -> None:
    desk.mail(form(OTHER), links=("https://drive.google.com/x",))
    desk.mail(subject=f"Re: {FIRST}", text="ขอทราบผล")
    assert desk.codes(FIRST) == ["deck-by-link", "message-in-thread"]
    desk.do(FIRST, ActKind.ATTACH, files=(deck("staff.pptx"),))
    assert (desk.codes(FIRST), desk.status(FIRST)) == (["message-in-thread"], "complete")


def test_a_mail_that_the_act_moved_to_a_number_of_its_own_comes_back_with_its_undo(desk: Staff) -> None:
    """Of a work that is withdrawn a question is asked for itself."""
    desk.receive(mail(form(NONG_BUA), deck(), **whose("a@one.example")))
    asked = desk.receive(mail(**whose("a@one.example"), subject=f"Re: {FIRST}", text="ขอทราบผล"))
    before = [(row.id, row.verdict, row.reasons, row.reference, row.entry_status) for row in desk.log()]
    act = desk.do(FIRST, ActKind.WITHDRAW)
    assert [row.reference for row in desk.log() if row.id == asked.decision.message_id] != [FIRST]
    desk.do(FIRST, ActKind.UNDO, act=act.act.id)
    after = [(row.id, row.verdict, row.reasons, row.reference, row.entry_status) for row in desk.log()]
    assert after == before
    assert list(desk.queue()) == [FIRST]
