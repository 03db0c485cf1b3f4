"""What a clerk missed when he tried the desk."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from acting import Staff, staff
from builders import deck, file, form
from servers.smtp_sink import SmtpSink

from decisions.acts.errors import ActRefusedError
from decisions.acts.spoken import spoken_act
from decisions.acts.typed import Before, Spoken
from review.queue import queue
from screening.model.act import Act
from screening.model.act import ActKind as K
from screening.model.decision import Place, Template
from screening.model.register import Agency, Register
from screening.model.submission import Content, ContentState
from storage.engine import reading
from storage.entries.of_bodies import entries_of
from storage.tables import Outbox

MAE_SAI, SHARED, NEAR = "เทศบาลตำบลแม่ไทรงาม", "เทศบาลตำบลหนองบัว", "เทศบาลตำบลแม่ไทรงาน"
PLACES = [
    Place(MAE_SAI, "แม่ไทร", "เชียงราย"),
    Place(SHARED, "เมือง", "กาญจนบุรี"),
    Place(SHARED, "หนองบัว", "นครสวรรค์"),
]
BOOK = Register.of(
    [Agency(place, saraban=f"saraban{n}@dla.example") for n, place in enumerate(PLACES)], "digest"
)
FIRST, SECOND = "DGTI-2566-0001", "DGTI-2566-0002"
BLANK = file(f"{MAE_SAI}_form1.pdf", content=Content(ContentState.OK, pages=1, blank=True))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Staff]:
    with SmtpSink() as sink, staff(tmp_path, sink, BOOK) as made:
        yield made


def typed(desk: Staff, kind: K, *arguments: str, words: str = "", on: str = FIRST) -> Act:
    parts, card = desk.office.parts, desk.card(on)
    with reading(parts.engine) as session:
        has = entries_of(session, parts.contest, PLACES)
    return spoken_act(kind, Spoken(arguments, words=words), Before(card, [], [], parts.judge.rules, has))


def text_of(letter: Outbox) -> str:
    body = message_from_bytes(letter.data or b"", policy=policy.default).get_body(("plain",))
    assert body is not None
    return " ".join(str(body.get_content()).split())


def test_a_body_that_is_not_chosen_yet_can_be_asked(desk: Staff) -> None:
    desk.entry(SHARED)
    with pytest.raises(ActRefusedError, match=r"ask-office 2`\n  1\. .* จ\.กาญจนบุรี  saraban1@dla\.example"):
        typed(desk, K.ASK_OFFICE, words="ส่งแล้วหรือไม่")
    assert typed(desk, K.ASK_OFFICE, "2", words="ส่งแล้วหรือไม่").to == "saraban2@dla.example"
    assert typed(desk, K.ASK_OFFICE, MAE_SAI, words="ส่งแล้วหรือไม่").to == "saraban0@dla.example"


def test_the_only_body_that_it_may_be_is_asked_without_being_named(desk: Staff) -> None:
    desk.entry(NEAR)
    assert desk.codes(FIRST) == ["agency-unknown"]
    assert typed(desk, K.ASK_OFFICE, words="ส่งแล้วหรือไม่").to == "saraban0@dla.example"


def test_bodies_are_shown_with_their_place_their_address_and_the_entries_that_they_have(desk: Staff) -> None:
    desk.entry(f"{SHARED} อ.เมือง จ.กาญจนบุรี")
    desk.entry(SHARED, sender="b@two.example")
    with pytest.raises(ActRefusedError) as refused:
        typed(desk, K.AGENCY, on=SECOND)
    assert str(refused.value).splitlines()[1:] == [
        f"  1. {SHARED} อ.เมือง จ.กาญจนบุรี  saraban1@dla.example  มีแล้ว has {FIRST}",
        f"  2. {SHARED} อ.หนองบัว จ.นครสวรรค์  saraban2@dla.example",
    ]


def resting(desk: Staff) -> Sequence[tuple[str, bool]]:
    parts = desk.office.parts
    found = queue([desk.card(each) for each in desk.queue()], parts.desk, desk.office.clock.now)
    return [(each.card.entry.reference, each.rests) for each in found]


def test_more_time_stays_on_the_queue_and_waits_again_once_its_day_has_passed(desk: Staff) -> None:
    desk.mail(form(MAE_SAI))
    day = desk.office.parts.judge.rules.closes + timedelta(days=3)
    desk.do(FIRST, K.EXTEND, at=day, words="ขยายเวลา")
    assert (desk.codes(FIRST), desk.card(FIRST).extended, resting(desk)) == (
        ["extended"],
        day,
        [(FIRST, True)],
    )
    desk.office.clock.now = day + timedelta(minutes=1)
    assert resting(desk) == [(FIRST, False)]
    done = desk.do(FIRST, K.SETTLED, codes=("extended",))
    assert (desk.queue(), done.letters) == ([], ())


@pytest.mark.parametrize("ending", ["it came", "a decision", "more time"])
def test_more_time_waits_no_longer(desk: Staff, ending: str) -> None:
    desk.mail(form(MAE_SAI))
    closes = desk.office.parts.judge.rules.closes
    desk.do(FIRST, K.EXTEND, at=closes + timedelta(days=3), words="ขยายเวลา")
    if ending == "it came":
        desk.mail(deck(), subject=FIRST)
    elif ending == "more time":
        day = closes + timedelta(days=9)
        desk.do(FIRST, K.EXTEND, at=day, words="ขยายเวลาอีก")
        assert desk.card(FIRST).extended == day
        return
    else:
        desk.do(FIRST, K.DECISION, words="ข้อ 3")
    assert desk.queue() == []


def test_a_blank_form_goes_back_as_not_filled_in_with_the_clerks_own_words(desk: Staff) -> None:
    desk.mail(BLANK, deck())
    act = typed(desk, K.REJECT, words="หน้า 1 ยังไม่ได้กรอกชื่อผลงาน")
    assert act.codes == ("form-empty",)
    done = desk.do(FIRST, K.REJECT, codes=act.codes, words=act.words)
    (letter,) = desk.sent_by(done)
    text = text_of(letter)
    assert letter.template is Template.CORRECTION
    assert "ยังไม่ได้กรอกข้อมูล" in text and "หน้า 1 ยังไม่ได้กรอกชื่อผลงาน" in text and "is not filled in" in text
    assert "เปิดไม่ได้" not in text and "cannot be opened" not in text


def test_where_nothing_says_what_is_at_fault_a_code_is_asked_for(desk: Staff) -> None:
    desk.entry(MAE_SAI)
    assert typed(desk, K.REJECT, words="แก้ไข").codes == ()
    with pytest.raises(ActRefusedError, match="say what is to be mended"):
        desk.do(FIRST, K.REJECT, words="แก้ไข")


def test_a_file_without_pages_is_called_empty_as_ever(desk: Staff) -> None:
    desk.mail(replace(BLANK, content=Content(ContentState.EMPTY)), deck())
    desk.office.send()
    assert "ไม่มีเนื้อหา" in text_of(desk.office.replies()[0])


def test_a_promise_of_an_answer_does_not_go_once_it_is_settled_that_none_is_due(desk: Staff) -> None:
    desk.entry(MAE_SAI)
    desk.office.send()
    desk.mail(subject=FIRST, text="ขอทราบผล")
    (promise,) = [row for row in desk.office.replies() if row.template is Template.HELD]
    assert promise.state == "pending"
    done = desk.do(FIRST, K.SETTLED, codes=("message-in-thread",))
    states = {row.id: row.state.value for row in desk.office.replies()}
    assert states[promise.id] == "suppressed"
    desk.do(FIRST, K.UNDO, act=done.act.id)
    states = {row.id: row.state.value for row in desk.office.replies()}
    assert states[promise.id] == "pending"
