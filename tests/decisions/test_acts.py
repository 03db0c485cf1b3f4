"""A person's acts: what they settle, what goes on holding, what is told, and what taking them back leaves."""

from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from email.utils import parsedate_to_datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from acting import Staff, staff
from builders import deck, file, form, mail, register
from rich.console import Console
from servers.office import whose
from servers.smtp_sink import SmtpSink

from decisions.acts.errors import ActRefusedError, StaleError
from decisions.acts.spoken import spoken_act
from decisions.acts.typed import Before, Spoken
from decisions.again import judge_again
from decisions.compare import Outcome
from decisions.render_again import release_anew
from review.mails import letter_text
from review.queue import queue
from review.text.queue import show_queue
from screening.model.act import ActKind
from screening.model.decision import AgencyFinding, Certainty, Place, Role, Template, Verdict
from screening.model.submission import Content, ContentState
from storage.engine import writing
from storage.errors import StorageError
from storage.outbox.resending import resend
from storage.tables import Outbox

NONG_BUA = "องค์การบริหารส่วนตำบลหนองบัว"
PLACES = [Place(NONG_BUA, "ท่าตูม", "สุรินทร์"), Place(NONG_BUA, "บ้านค่าย", "ระยอง")]
RAYONG = AgencyFinding(Certainty.RESOLVED, PLACES[1])
FIRST = "DGTI-2566-0001"
MAE_SAI = "เทศบาลตำบลแม่ไทรงาม"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Staff]:
    places = [*PLACES, Place(MAE_SAI, "แม่ไทร", "เชียงราย")]
    known = register(*[(place.name, place.district, place.province) for place in places])
    with SmtpSink() as sink, staff(tmp_path, sink, known) as made:
        yield made


def test_a_body_that_is_chosen_lets_the_rules_judge_on(desk: Staff) -> None:
    desk.entry(NONG_BUA)
    assert desk.codes(FIRST) == ["agency-ambiguous"]
    desk.office.send()
    done = desk.do(FIRST, ActKind.AGENCY, agency=RAYONG)
    assert (desk.status(FIRST), desk.queue()) == ("complete", [])
    (letter,) = desk.sent_by(done)
    assert (letter.template, letter.state.value) == (Template.ACKNOWLEDGEMENT, "sent")


def test_what_is_not_settled_goes_on_holding(desk: Staff) -> None:
    desk.mail(form(NONG_BUA), text="https://drive.google.com/x", links=("https://drive.google.com/x",))
    assert set(desk.codes(FIRST)) == {"agency-ambiguous", "deck-by-link"}
    desk.do(FIRST, ActKind.AGENCY, agency=RAYONG)
    assert (desk.status(FIRST), desk.codes(FIRST)) == ("held", ["deck-by-link"])


LINK = "https://drive.google.com/x"
BLANK = file(f"{NONG_BUA}_form1.pdf", content=Content(ContentState.OK, pages=1, blank=True))


def held_three_times(desk: Staff) -> None:
    """Held for its body, a deck by link, and a form that may be blank."""
    desk.mail(BLANK, text=LINK, links=(LINK,))
    assert set(desk.codes(FIRST)) == {"agency-ambiguous", "deck-by-link", "form-blank"}


def test_of_several_holds_each_is_settled_silently_and_one_letter_goes_at_the_end(desk: Staff) -> None:
    held_three_times(desk)
    desk.office.send()
    promised = desk.card(FIRST).promised_at
    first = desk.do(FIRST, ActKind.AGENCY, agency=RAYONG)
    second = desk.do(FIRST, ActKind.ROLE, file=BLANK.sha256, role=Role.FORM)
    assert [*desk.sent_by(first), *desk.sent_by(second)] == []
    card = desk.card(FIRST)
    assert (card.promised_at, card.silent, desk.codes(FIRST)) == (promised, False, ["deck-by-link"])
    last = desk.do(FIRST, ActKind.ATTACH, files=(deck("staff.pptx"),))
    assert [row.template for row in desk.sent_by(last)] == [Template.ACKNOWLEDGEMENT]
    assert [row.state.value for row in desk.office.replies()] == ["sent", "sent"]


def test_what_was_settled_silently_is_taken_back_silently(desk: Staff) -> None:
    held_three_times(desk)
    desk.office.send()
    done = desk.do(FIRST, ActKind.AGENCY, agency=RAYONG)
    undone = desk.do(FIRST, ActKind.UNDO, act=done.act.id)
    assert desk.sent_by(undone) == []
    again = desk.do(FIRST, ActKind.AGENCY, agency=RAYONG)
    assert desk.sent_by(again) == []
    assert set(desk.codes(FIRST)) == {"deck-by-link", "form-blank"}


def test_what_he_was_not_told_before_is_told_at_once(desk: Staff) -> None:
    held_three_times(desk)
    desk.office.send()
    done = desk.do(FIRST, ActKind.HOLD)
    (letter,) = desk.sent_by(done)
    assert letter.template is Template.HELD


def test_who_has_heard_nothing_yet_gets_his_first_letter_though_doubts_are_left(desk: Staff) -> None:
    unproven = mail(form(NONG_BUA), deck(), **whose("a@one.example"), dmarc="fail")
    desk.receive(unproven)
    assert desk.card(FIRST).silent
    done = desk.do(FIRST, ActKind.SENDER)
    assert desk.codes(FIRST) == ["agency-ambiguous"]
    assert [row.template for row in desk.sent_by(done)] == [Template.HELD]
    assert not desk.card(FIRST).silent


def test_whose_first_letter_came_back_is_told_at_the_next_step(desk: Staff) -> None:
    held_three_times(desk)
    desk.office.sink.fail("rcpt", "550 5.1.1 no such user")
    desk.office.send()
    assert desk.office.states() == ["failed"]
    done = desk.do(FIRST, ActKind.AGENCY, agency=RAYONG)
    assert [row.template for row in desk.sent_by(done)] == [Template.HELD]


def test_a_first_letter_that_still_waits_tells_what_is_left_and_no_more(desk: Staff) -> None:
    held_three_times(desk)
    done = desk.do(FIRST, ActKind.AGENCY, agency=RAYONG)
    assert [row.template for row in desk.sent_by(done)] == [Template.HELD]
    assert desk.office.states().count("sent") == 1


def test_undone_before_its_letter_went_it_leaves_no_trace_outside(desk: Staff) -> None:
    desk.entry(NONG_BUA)
    desk.office.send()
    before, card = desk.log(), desk.card(FIRST)
    done = desk.do(FIRST, ActKind.AGENCY, agency=RAYONG)
    desk.do(FIRST, ActKind.UNDO, act=done.act.id)
    assert desk.codes(FIRST) == [point.code for point in card.points]
    assert [(row.verdict, row.reasons, row.entry_status) for row in desk.log()] == [
        (row.verdict, row.reasons, row.entry_status) for row in before
    ]
    assert [row.state.value for row in desk.sent_by(done)] == ["dropped"]


def test_a_blank_form_that_a_person_has_looked_at(desk: Staff) -> None:
    blank = file(
        f"{NONG_BUA} อ.บ้านค่าย จ.ระยอง_form1.pdf", content=Content(ContentState.OK, pages=1, blank=True)
    )
    desk.mail(blank, deck())
    assert desk.codes(FIRST) == ["form-blank"]
    done = desk.do(FIRST, ActKind.ROLE, file=blank.sha256, role=Role.FORM)
    assert desk.status(FIRST) == "complete"
    assert [row.template for row in desk.sent_by(done)] == [Template.ACKNOWLEDGEMENT]


def test_a_stale_act_is_refused_with_what_came(desk: Staff) -> None:
    desk.entry(NONG_BUA)
    seen = desk.card(FIRST).version
    desk.mail(subject=f"Re: {FIRST}", text="อำเภอท่าตูม จังหวัดสุรินทร์ ค่ะ")
    with pytest.raises(StaleError):
        desk.do(FIRST, ActKind.AGENCY, agency=RAYONG, seen=seen)


def test_after_an_acceptance_new_files_wait_for_a_person(desk: Staff) -> None:
    desk.mail(form(MAE_SAI), subject="ส่งผลงาน", links=("https://drive.google.com/x",))
    desk.do(FIRST, ActKind.ATTACH, files=(deck("staff.pptx"),))
    desk.do(FIRST, ActKind.HOLD)
    desk.do(FIRST, ActKind.ACCEPT)
    stood = desk.entry_row(FIRST)
    newer = desk.mail(deck("newer.pptx"), subject=f"Re: {FIRST}", text="ฉบับแก้ไข")
    assert (desk.entry_row(FIRST).deck, desk.status(FIRST)) == (stood.deck, "complete")
    assert desk.codes(FIRST) == ["message-in-thread"]
    desk.do(FIRST, ActKind.REPLACE, reference=FIRST, message_id=newer.decision.message_id)
    assert desk.entry_row(FIRST).deck not in (None, stood.deck)
    assert desk.queue() == []


def test_what_a_person_sent_back_is_judged_by_the_rules_when_it_comes_again(desk: Staff) -> None:
    desk.entry(MAE_SAI)
    done = desk.do(FIRST, ActKind.REJECT, codes=("form-unreadable",))
    assert desk.status(FIRST) == "incomplete"
    assert [row.template for row in desk.sent_by(done)] == [Template.CORRECTION]
    desk.mail(form(MAE_SAI), subject=f"Re: {FIRST}")
    assert (desk.status(FIRST), desk.queue()) == ("complete", [])


def test_the_same_bytes_do_not_heal_what_a_person_sent_back(desk: Staff) -> None:
    faulty = form(MAE_SAI)
    desk.mail(faulty, deck())
    desk.do(FIRST, ActKind.REJECT, codes=("form-unreadable",))
    desk.mail(faulty, subject=f"Re: {FIRST}")
    assert desk.status(FIRST) == "incomplete"


def test_reprocessing_only_proposes_a_change_of_what_a_person_ruled(desk: Staff) -> None:
    desk.entry(MAE_SAI)
    desk.do(FIRST, ActKind.REJECT, codes=("form-unreadable",))
    ((number, submission),) = desk.read.items()
    with writing(desk.office.parts.engine) as session:
        done = judge_again(session, number, submission, desk.office.parts.judge, answer=True)
    assert (done.outcome, done.after.verdict.value) == (Outcome.PROPOSED, "accepted")
    assert desk.status(FIRST) == "incomplete"


def test_reprocessing_keeps_to_what_a_person_found_out(desk: Staff) -> None:
    desk.entry(NONG_BUA)
    desk.do(FIRST, ActKind.AGENCY, agency=RAYONG)
    ((number, submission),) = desk.read.items()
    with writing(desk.office.parts.engine) as session:
        done = judge_again(session, number, submission, desk.office.parts.judge, answer=True)
    assert (done.outcome, done.reply) == (Outcome.SAME, None)


def test_an_entry_on_hold_goes_on_when_a_person_has_looked(desk: Staff) -> None:
    desk.entry(MAE_SAI)
    desk.do(FIRST, ActKind.HOLD)
    assert (desk.status(FIRST), desk.codes(FIRST)) == ("held", ["on-hold"])
    desk.do(FIRST, ActKind.SETTLED, codes=("on-hold",))
    assert (desk.status(FIRST), desk.queue()) == ("complete", [])


def test_what_comes_for_an_entry_on_hold_does_not_end_it(desk: Staff) -> None:
    desk.entry(MAE_SAI)
    desk.do(FIRST, ActKind.HOLD)
    desk.mail(deck("newer.pptx"), subject=f"Re: {FIRST}")
    assert (desk.status(FIRST), "on-hold" in desk.codes(FIRST)) == ("held", True)
    desk.do(FIRST, ActKind.SETTLED, codes=("on-hold",))
    assert (desk.status(FIRST), "on-hold" in desk.codes(FIRST)) == ("complete", False)


def test_an_undo_after_the_letter_went_writes_one_that_corrects_it(desk: Staff) -> None:
    desk.entry(NONG_BUA)
    desk.office.send()
    done = desk.do(FIRST, ActKind.AGENCY, agency=RAYONG)
    assert [row.state.value for row in desk.sent_by(done)] == ["sent"]
    undone = desk.do(FIRST, ActKind.UNDO, act=done.act.id)
    assert desk.status(FIRST) == "held"
    (letter,) = desk.sent_by(undone)
    assert (letter.template, letter.state.value) == (Template.STATUS, "sent")
    assert "ขอแก้ไขหนังสือแจ้งก่อนหน้านี้" in letter_text(letter.data or b"")


def test_two_acts_within_the_wait_are_told_in_one_letter(desk: Staff) -> None:
    desk.mail(form(NONG_BUA), links=("https://drive.google.com/x",))
    desk.office.send()
    desk.do(FIRST, ActKind.AGENCY, agency=RAYONG)
    done = desk.do(FIRST, ActKind.ATTACH, files=(deck("staff.pptx"),))
    assert [row.template for row in desk.sent_by(done)] == [Template.ACKNOWLEDGEMENT]
    assert desk.office.states().count("sent") == 2


def test_undoing_the_second_of_two_brings_back_the_letter_of_the_first(desk: Staff) -> None:
    desk.entry(MAE_SAI)
    desk.office.send()
    first = desk.do(FIRST, ActKind.REJECT, codes=("form-unreadable",))
    second = desk.do(FIRST, ActKind.HOLD)
    desk.do(FIRST, ActKind.UNDO, act=second.act.id)
    assert [row.state.value for row in desk.sent_by(first)] == ["sent"]
    assert [row.state.value for row in desk.sent_by(second)] == ["dropped"]


def test_an_act_on_what_a_guest_has_added_tells_the_founder_once_more(desk: Staff) -> None:
    desk.mail(form(MAE_SAI))
    desk.office.send()
    (letter,) = desk.office.replies()
    added = desk.mail(deck(), sender="g@gmail.com", in_reply_to=(letter.rfc_message_id,))
    desk.office.send()
    done = desk.do(FIRST, ActKind.HOLD, message_id=added.decision.message_id)
    told = {(row.to_address, row.template) for row in desk.sent_by(done)}
    assert told == {("g@gmail.com", Template.HELD), ("a@one.example", Template.CHANGED)}


def test_words_go_to_who_wrote_and_tell_a_stranger_nothing(desk: Staff) -> None:
    desk.entry(MAE_SAI)
    desk.mail(sender="x@else.example", subject=f"Re: {FIRST}", text="ผลเป็นอย่างไร")
    done = desk.do("DGTI-2566-0002", ActKind.ANSWER, words="โปรดติดต่อหน่วยงานของท่าน")
    (letter,) = desk.sent_by(done)
    assert (letter.to_address, letter.template) == ("x@else.example", Template.ANSWER)
    text = letter_text(letter.data or b"")
    assert "โปรดติดต่อหน่วยงานของท่าน" in text
    assert MAE_SAI not in text


@pytest.mark.parametrize(
    ("kind", "act", "says"),
    [
        (ActKind.SETTLED, {"codes": ("early",)}, "not held for early"),
        (ActKind.REJECT, {"codes": ("no-such",)}, "say what is to be mended"),
        (ActKind.JOIN, {"reference": "DGTI-2566-0099"}, "no entry DGTI-2566-0099"),
        (ActKind.ANSWER, {}, "needs the words"),
        (ActKind.UNDO, {"act": 99}, "no act 99"),
        (ActKind.WITHDRAW, {"reply": False}, "always told"),
    ],
)
def test_an_act_that_does_not_fit_changes_nothing(desk: Staff, kind: ActKind, act: Any, says: str) -> None:
    desk.entry(MAE_SAI)
    before = desk.log()
    with pytest.raises(StorageError, match=says):
        desk.do(FIRST, kind, **act)
    assert desk.log() == before
    assert desk.card(FIRST).acts == ()


@pytest.mark.parametrize("kind", [ActKind.ASK, ActKind.ASK_OFFICE, ActKind.ANSWER, ActKind.EXTEND])
@pytest.mark.parametrize(
    "to", ["saraban@maesai", "a b@one.example", "ห้องสารบรรณ", "a@one.example, b@two.example"]
)
def test_an_address_to_which_nothing_can_go_is_refused_when_it_is_typed(
    desk: Staff, kind: ActKind, to: str
) -> None:
    desk.entry(MAE_SAI)
    later = {"at": desk.office.parts.judge.rules.closes + timedelta(days=1)}
    with pytest.raises(ActRefusedError, match="is no mail address"):
        desk.do(FIRST, kind, words="โปรดยืนยัน", to=to, **(later if kind is ActKind.EXTEND else {}))
    assert [row.act_id for row in desk.office.replies()] == [None]


def test_words_to_ourselves_or_to_nobody_are_refused(desk: Staff) -> None:
    ours = next(iter(desk.office.parts.judge.rules.own_addresses))
    desk.entry(MAE_SAI)
    with pytest.raises(ActRefusedError, match="is our own address"):
        desk.do(FIRST, ActKind.ASK, words="โปรดยืนยัน", to=ours.upper())
    by_hand = desk.enter(form(NONG_BUA), deck("b.pptx"), sender="").entry.reference
    with pytest.raises(ActRefusedError, match="no address to write to"):
        desk.do(by_hand, ActKind.ASK, words="โปรดยืนยัน")


def test_the_case_of_an_address_tells_no_less(desk: Staff) -> None:
    desk.entry(MAE_SAI)
    done = desk.do(FIRST, ActKind.ANSWER, words="เรียบร้อยแล้ว", to="A@One.example")
    (letter,) = desk.sent_by(done)
    assert (letter.to_address, letter.full) == ("a@one.example", True)


def test_an_entry_without_a_deck_is_not_accepted(desk: Staff) -> None:
    desk.mail(form(MAE_SAI))
    with pytest.raises(ActRefusedError, match="a form and a deck are wanted"):
        desk.do(FIRST, ActKind.ACCEPT)


def test_who_joins_the_circle_by_a_persons_word_is_heard_from_then_on(desk: Staff) -> None:
    desk.mail(form(MAE_SAI))
    desk.mail(deck(), sender="b@two.example", subject=f"Re: {FIRST}")
    assert desk.codes("DGTI-2566-0002") == ["sender-conflict"]
    desk.do("DGTI-2566-0002", ActKind.SENDER, reference=FIRST)
    assert (desk.status(FIRST), desk.status("DGTI-2566-0002")) == ("complete", "void")
    desk.mail(sender="b@two.example", subject=f"Re: {FIRST}", text="ขอทราบสถานะ")
    assert desk.codes(FIRST) == ["message-in-thread"]


def test_a_letter_that_waited_is_dated_the_day_it_goes(tmp_path: Path) -> None:
    with SmtpSink() as sink, staff(tmp_path, sink, mode="approve") as desk:
        desk.mail(form(MAE_SAI), links=("https://drive.google.com/x",))
        (held,) = desk.office.replies()
        desk.office.clock.step(days=4)
        judge = desk.office.parts.judge
        with writing(desk.office.parts.engine) as session:
            release_anew(session, held.id, desk.read[held.message_id], judge, "somsri")
        (row,) = desk.office.replies()
        assert (row.state.value, row.rfc_message_id) == ("pending", held.rfc_message_id)
        dates = [message_from_bytes(each.data or b"")["Date"] for each in (held, row)]
        written = [parsedate_to_datetime(each).date() for each in dates]
        assert (written[1] - written[0]).days == 4
        desk.sound()


def test_a_letter_that_a_server_may_have_seen_is_never_written_anew(desk: Staff) -> None:
    desk.entry(MAE_SAI)
    desk.office.send()
    (sent,) = desk.office.replies()
    with pytest.raises(StorageError), writing(desk.office.parts.engine) as session:
        release_anew(session, sent.id, desk.read[sent.message_id], desk.office.parts.judge, "somsri")


def test_an_entry_with_more_time_is_mended_after_the_close_and_no_other_is(desk: Staff) -> None:
    desk.mail(form(MAE_SAI))
    desk.mail(form(NONG_BUA + " อ.บ้านค่าย จ.ระยอง"), sender="b@two.example")
    closes = desk.office.parts.judge.rules.closes
    done = desk.do(FIRST, ActKind.EXTEND, at=closes + timedelta(days=3), words="ขยายเวลาให้ถึงวันศุกร์")
    (letter,) = desk.sent_by(done)
    assert letter.template is Template.ANSWER
    assert "ถึงวันพฤหัสบดีที่ 3 สิงหาคม พ.ศ. 2566 เวลา 16.30 น." in told_in(letter)
    desk.office.clock.now = closes + timedelta(days=1)
    desk.mail(deck(), subject=f"Re: {FIRST}")
    desk.mail(deck(), subject="Re: DGTI-2566-0002", sender="b@two.example")
    assert [desk.status(FIRST), desk.status("DGTI-2566-0002")] == ["complete", "incomplete"]
    assert desk.codes("DGTI-2566-0002") == ["late"]


def test_more_time_that_waited_for_a_look_is_told_with_its_day(tmp_path: Path) -> None:
    with SmtpSink() as sink, staff(tmp_path, sink, mode="approve") as desk:
        desk.mail(form(MAE_SAI))
        day = desk.office.parts.judge.rules.closes + timedelta(days=3)
        (held,) = desk.do(FIRST, ActKind.EXTEND, at=day, words="ขยายเวลา").letters
        judge = desk.office.parts.judge
        with writing(desk.office.parts.engine) as session:
            release_anew(session, held.id, desk.read[held.message_id], judge, "somsri")
        assert "3 สิงหาคม พ.ศ. 2566" in told_in(desk.office.replies()[-1])


def told_in(letter: Outbox) -> str:
    return " ".join(letter_text(letter.data or b"").split())


def test_a_screenshot_in_a_late_thread_is_evidence_and_no_form(desk: Staff) -> None:
    desk.office.clock.now = desk.office.parts.judge.rules.closes + timedelta(hours=1)
    desk.entry(MAE_SAI)
    shot = desk.mail(file("screenshot_form1.jpg"), subject=f"Re: {FIRST}", text="ส่งก่อนกำหนดแล้วตามภาพ")
    desk.do(FIRST, ActKind.EVIDENCE, message_id=shot.decision.message_id)
    (row,) = [row for row in desk.log() if row.id == shot.decision.message_id]
    assert (row.verdict, [each.role for each in row.files]) == (Verdict.HELD, [Role.OTHER])
    assert set(desk.codes(FIRST)) == {"late", "message-in-thread"}


def test_an_appeal_waits_for_its_day_until_a_verdict(desk: Staff) -> None:
    desk.entry(MAE_SAI)
    desk.do(FIRST, ActKind.DECISION, words="ข้อ 3")
    due = desk.office.clock.now + timedelta(days=15)
    desk.do(FIRST, ActKind.APPEAL, at=due)
    card = desk.card(FIRST)
    assert ([point.code for point in card.points], card.due, card.eligibility) == (
        ["appeal"],
        due,
        "not-eligible",
    )
    desk.do(FIRST, ActKind.ACCEPT)
    desk.do(FIRST, ActKind.ELIGIBLE)
    assert (desk.queue(), desk.card(FIRST).eligibility) == ([], "eligible")


def test_a_card_rests_while_a_question_of_ours_is_open(desk: Staff) -> None:
    desk.entry(NONG_BUA)
    desk.do(FIRST, ActKind.ASK, words="อยู่อำเภอใด")
    assert desk.card(FIRST).asked is not None
    desk.mail(subject=f"Re: {FIRST}", text="ขอเวลาตรวจสอบ")
    assert desk.card(FIRST).asked is None


def test_the_queue_says_why_a_card_rests_and_for_how_long(desk: Staff) -> None:
    desk.entry(NONG_BUA)
    start = desk.office.clock.now
    desk.do(FIRST, ActKind.LATER, at=start + timedelta(days=2))
    assert "พักถึง rests until 22/07" in line_of_queue(desk)
    desk.do(FIRST, ActKind.ASK, words="อยู่อำเภอใด")
    desk.office.clock.now = start + timedelta(days=3)
    assert "rests" not in line_of_queue(desk)
    assert "ถามแล้ว asked on 20/07" in line_of_queue(desk)


def line_of_queue(desk: Staff) -> str:
    parts, shown = desk.office.parts, StringIO()
    found = queue([desk.card(FIRST)], parts.desk, desk.office.clock.now)
    show_queue(Console(file=shown), found, parts.desk.zone)
    return shown.getvalue()


def test_a_letter_is_sent_once_more_to_an_address_that_was_asked_for(desk: Staff) -> None:
    desk.entry(MAE_SAI)
    desk.office.send()
    (sent,) = desk.office.replies()
    office = desk.office
    with writing(office.parts.engine) as session:
        resend(session, office.parts.contest, sent.id, "Boss@One.example", "somsri", "โทรถาม", office.clock())
    office.send()
    again = office.replies()[-1]
    assert (again.to_address, again.state.value, again.data) == ("boss@one.example", "sent", sent.data)
    assert [mail.recipients for mail in office.sink.mails] == [("a@one.example",), ("boss@one.example",)]
    desk.sound()


@pytest.mark.parametrize(("mode", "why"), [("off", "off"), ("approve", "approval")])
def test_words_wait_where_no_letter_goes_by_itself(tmp_path: Path, mode: str, why: str) -> None:
    with SmtpSink() as sink, staff(tmp_path, sink, mode=mode) as desk:
        desk.mail(subject="สอบถาม", text="ใช้คลิปได้หรือไม่")
        done = desk.do(FIRST, ActKind.ANSWER, words="ใช้ได้ครับ")
        assert [(row.state.value, row.why) for row in desk.sent_by(done)] == [("held", why)]
        assert sink.mails == []


def test_no_acceptance_takes_a_file_that_is_infected(desk: Staff) -> None:
    found = Content(ContentState.OK, slides=("ปัญหา",), malware="Test.Signature")
    desk.mail(form(MAE_SAI), file("a.pptx", content=found))
    with pytest.raises(ActRefusedError, match="a form and a deck are wanted"):
        desk.do(FIRST, ActKind.ACCEPT)
    assert desk.entry_row(FIRST).deck is None


def test_whose_circle_a_sender_joins_is_never_chosen_for_a_person(desk: Staff) -> None:
    desk.entry(MAE_SAI)
    desk.mail(subject=f"Re: {FIRST}", text="ขอทราบผล", sender="x@else.example")
    before = Before(desk.card("DGTI-2566-0002"), (), (), desk.office.parts.judge.rules)
    assert spoken_act(ActKind.SENDER, Spoken(()), before).reference == ""
    assert spoken_act(ActKind.SENDER, Spoken((FIRST,)), before).reference == FIRST
