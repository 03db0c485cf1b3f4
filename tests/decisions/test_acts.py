"""A person's acts: what they settle, what goes on holding, what is told, and what taking them back leaves."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from acting import Staff, staff
from builders import deck, file, form, register
from servers.smtp_sink import SmtpSink

from decisions.acts.errors import StaleError
from screening.model.act import ActKind
from screening.model.decision import AgencyFinding, Certainty, Place, Role, Template
from screening.model.submission import Content, ContentState

NONG_BUA = "องค์การบริหารส่วนตำบลหนองบัว"
PLACES = [Place(NONG_BUA, "ท่าตูม", "สุรินทร์"), Place(NONG_BUA, "บ้านค่าย", "ระยอง")]
RAYONG = AgencyFinding(Certainty.RESOLVED, PLACES[1])
FIRST = "DGTI-2566-0001"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Staff]:
    known = register(*[(place.name, place.district, place.province) for place in PLACES])
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
