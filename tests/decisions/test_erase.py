"""A file is erased: what is left of it in the records, and that nothing else changes, now or later."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from acting import Staff, staff
from builders import deck, file, form, mail, register
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from servers.office import whose
from servers.smtp_sink import SmtpSink
from sqlmodel import col, select

from decisions.acts.errors import ActRefusedError
from decisions.again import judge_again
from decisions.compare import Outcome
from screening.model.act import ActKind as K
from screening.model.decision import Verdict
from screening.model.submission import Content, ContentState, File, FileType
from storage.engine import reading, writing
from storage.tables import ActRow, Erased, Event, EventText, Picture, ReasonRow, StoredFile

A_BODY, B_BODY = "เทศบาลตำบลแม่ไทรงาม", "เทศบาลตำบลแพรกษา"
FIRST, SECOND = "DGTI-2566-0001", "DGTI-2566-0002"
PERSONAL = "สำเนาบัตรประชาชน นายสมชาย.jpg"
CARD = file(
    PERSONAL,
    FileType.JPEG,
    content=Content(ContentState.OK, pages=1, width=900, height=600),
)
TITLED = file(
    "ผลงาน สมชาย.pptx",
    content=Content(ContentState.OK, slides=("สมชาย ทำแอป", "เริ่มใช้งานจริงตั้งแต่ 2565"), title="สมชาย"),
)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Staff]:
    with (
        SmtpSink() as sink,
        staff(tmp_path, sink, register((A_BODY, "แม่ไทร", "เชียงราย"), (B_BODY, "เมือง", "สมุทรปราการ"))) as made,
    ):
        yield made


def with_card(desk: Staff, *more: File) -> None:
    desk.mail(form(A_BODY), deck(), CARD, *more)


def everything(desk: Staff) -> str:
    """All that the records say of files, reasons and acts."""
    with reading(desk.office.parts.engine) as session:
        found = [[row.name, row.content] for row in session.exec(select(StoredFile))]
        said = [row.params for row in session.exec(select(ReasonRow))]
        acts = [row.act for row in session.exec(select(ActRow))]
        tombs = [row.file for row in session.exec(select(Erased))]
        events = [row.facts for row in session.exec(select(Event))]
    return json.dumps([found, said, acts, tombs, events], ensure_ascii=False)


def judged(desk: Staff) -> list[tuple[object, ...]]:
    return [
        (
            row.verdict,
            row.reference,
            row.entry_status,
            row.agency,
            [(each.sha256, each.role, each.passes) for each in row.files],
        )
        for row in desk.log()
    ]


def again(desk: Staff, number: int) -> Outcome:
    with writing(desk.office.parts.engine) as session:
        return judge_again(session, number, desk.read[number], desk.office.parts.judge, answer=False).outcome


def test_an_identity_card_waits_for_a_person_and_its_erasing_ends_that(desk: Staff) -> None:
    with_card(desk)
    assert (desk.status(FIRST), desk.codes(FIRST), desk.queue()) == ("complete", ["identity-card"], [FIRST])
    done = desk.do(FIRST, K.ERASE, file=CARD.sha256)
    assert (desk.status(FIRST), desk.codes(FIRST), desk.queue()) == ("complete", [], [])
    assert not done.letters and not done.changed


def test_what_is_no_identity_card_is_settled(desk: Staff) -> None:
    with_card(desk)
    done = desk.do(FIRST, K.SETTLED, codes=("identity-card",))
    assert (desk.codes(FIRST), desk.queue(), done.letters) == ([], [], ())
    desk.do(FIRST, K.UNDO, act=done.act.id)
    assert desk.codes(FIRST) == ["identity-card"]


def test_hash_size_type_and_role_stay_and_nothing_that_its_sender_wrote(desk: Staff) -> None:
    with_card(desk)
    with writing(desk.office.parts.engine) as session:
        session.add(Picture(sha256=CARD.sha256, picture="f" * 64))
    before = judged(desk)
    assert "สมชาย" in everything(desk)
    done = desk.do(FIRST, K.ERASE, file=CARD.sha256, why="ขอให้ลบ")
    assert "สมชาย" not in everything(desk)
    assert judged(desk) == before
    (row,) = [each for each in rows_of(desk) if each.sha256 == CARD.sha256]
    assert (row.size, row.type, row.role.value, row.content["erased"]) == (
        CARD.size,
        CARD.type,
        "other",
        "other",
    )
    with reading(desk.office.parts.engine) as session:
        (tomb,) = session.exec(select(Erased)).all()
        assert (tomb.sha256, tomb.picture, tomb.act_id) == (CARD.sha256, "f" * 64, done.act.id)
        assert session.exec(select(Picture)).all() == []
        events = [each.what for each in session.exec(select(Event).order_by(col(Event.seq)))][-2:]
        assert events == ["acted", "file-erased"]
        assert "ขอให้ลบ" in [each.text for each in session.exec(select(EventText))]


def rows_of(desk: Staff) -> list[StoredFile]:
    with reading(desk.office.parts.engine) as session:
        return list(session.exec(select(StoredFile)))


@pytest.mark.parametrize("erased", [FORM := form(A_BODY), TITLED], ids=["form", "deck"])
def test_a_form_or_deck_goes_on_standing_for_its_entry(desk: Staff, erased: File) -> None:
    desk.mail(FORM, TITLED)
    before = judged(desk)
    desk.do(FIRST, K.ERASE, file=erased.sha256)
    assert judged(desk) == before
    assert desk.status(FIRST) == "complete"
    assert again(desk, 1) in (Outcome.SAME, Outcome.RECORDED)
    assert judged(desk) == before
    assert again(desk, 1) is Outcome.SAME
    if erased is TITLED:
        assert "สมชาย" not in everything(desk)


def test_what_was_faulty_stays_so(desk: Staff) -> None:
    locked = file(f"{A_BODY}_form1.pdf", content=Content(ContentState.ENCRYPTED, detail="of Somchai"))
    desk.mail(locked, deck())
    before = judged(desk)
    desk.do(FIRST, K.ERASE, file=locked.sha256)
    again(desk, 1)
    assert judged(desk) == before
    assert (before[0][0], "Somchai" in everything(desk)) == (Verdict.REJECTED, False)


def test_where_a_doubt_rests_on_the_name_of_the_file_it_is_settled_first(desk: Staff) -> None:
    unknown = form("เทศบาลตำบลแม่ไทรงาน")
    desk.mail(unknown, deck())
    before = (judged(desk), everything(desk))
    with pytest.raises(ActRefusedError, match="settle that first"):
        desk.do(FIRST, K.ERASE, file=unknown.sha256)
    assert (judged(desk), everything(desk)) == before


def test_later_mail_and_acts_meet_the_entry_as_it_was(desk: Staff) -> None:
    desk.mail(form(A_BODY), CARD)
    desk.do(FIRST, K.ERASE, file=CARD.sha256)
    desk.mail(deck(), subject=FIRST)
    assert desk.status(FIRST) == "complete"
    held = desk.do(FIRST, K.HOLD)
    desk.do(FIRST, K.UNDO, act=held.act.id)
    assert desk.status(FIRST) == "complete"


def test_it_is_never_taken_back(desk: Staff) -> None:
    with_card(desk)
    done = desk.do(FIRST, K.ERASE, file=CARD.sha256)
    with pytest.raises(ActRefusedError, match="never taken back"):
        desk.do(FIRST, K.UNDO, act=done.act.id)
    with pytest.raises(ActRefusedError, match="erased already"):
        desk.do(FIRST, K.ERASE, file=CARD.sha256)


def test_an_act_before_it_is_taken_back_without_what_was_erased(desk: Staff) -> None:
    desk.mail(form(A_BODY), links=("https://drive.google.com/file/d/1",))
    brought = replace(TITLED, origin="staff")
    attached = desk.do(FIRST, K.ATTACH, files=(brought,))
    desk.do(FIRST, K.ERASE, file=brought.sha256)
    assert (desk.status(FIRST), "สมชาย" in everything(desk)) == ("complete", False)
    again(desk, 1)
    assert desk.status(FIRST) == "complete"
    desk.do(FIRST, K.UNDO, act=attached.act.id)
    assert desk.status(FIRST) == "held"


def test_it_goes_from_every_entry_that_has_the_same_bytes_which_is_said(desk: Staff) -> None:
    with_card(desk)
    desk.receive(
        mail(form(B_BODY), deck("b.pptx"), replace(CARD, name="นายสมชาย.jpg"), **whose("b@two.example"))
    )
    before = judged(desk)
    erased = desk.do(FIRST, K.ERASE, file=CARD.sha256).erased
    assert erased is not None and (erased.others, erased.messages) == ((SECOND,), (1, 2))
    assert (judged(desk), desk.queue(), "สมชาย" in everything(desk)) == (before, [], False)


def test_a_copy_that_staff_have_made_loses_it_as_well(desk: Staff) -> None:
    other = form(B_BODY)
    with_card(desk, other, deck("b.pptx"))
    desk.do(FIRST, K.SPLIT, parts=(other.sha256, CARD.sha256))
    done = desk.do(FIRST, K.ERASE, file=CARD.sha256)
    assert done.erased is not None and len(done.erased.messages) == 2
    assert "สมชาย" not in everything(desk)


def test_two_do_it_where_that_is_wished(desk: Staff) -> None:
    parts = desk.office.parts
    parts.judge = replace(parts.judge, second_person=frozenset({"erase"}))
    with_card(desk)
    proposal = desk.do(FIRST, K.ERASE, file=CARD.sha256)
    assert set(desk.codes(FIRST)) == {"identity-card", "proposed"} and "สมชาย" in everything(desk)
    with pytest.raises(ActRefusedError, match="another person"):
        desk.do(FIRST, K.CONFIRM, act=proposal.act.id)
    done = desk.do(FIRST, K.CONFIRM, act=proposal.act.id, who="malee")
    assert (done.act.kind, desk.codes(FIRST), "สมชาย" in everything(desk)) == (K.ERASE, [], False)


def test_sent_anew_it_is_a_file_like_others_and_is_erased_anew(desk: Staff) -> None:
    with_card(desk)
    desk.do(FIRST, K.ERASE, file=CARD.sha256)
    desk.mail(CARD, subject=FIRST)
    assert desk.codes(FIRST) != []
    desk.do(FIRST, K.ERASE, file=CARD.sha256)
    assert "สมชาย" not in everything(desk)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.sampled_from(["a", "b", "c"]), min_size=1, max_size=3), st.integers(0, 4))
def test_other_files_and_other_entries_stay(
    tmp_path_factory: pytest.TempPathFactory, senders: list[str], which: int
) -> None:
    with (
        SmtpSink() as sink,
        staff(tmp_path_factory.mktemp("erase"), sink, register((A_BODY, "แม่ไทร", "เชียงราย"))) as desk,
    ):
        for each in senders:
            desk.mail(
                form(A_BODY),
                deck(f"{each}.pptx"),
                replace(CARD, sha256=each * 64),
                sender=f"{each}@one.example",
            )
        found = rows_of(desk)
        wanted = found[which % len(found)]
        before, others = judged(desk), [row.model_dump() for row in found if row.sha256 != wanted.sha256]
        reference = next(
            row.reference for row in desk.log() if wanted.sha256 in {each.sha256 for each in row.files}
        )
        try:
            desk.do(str(reference), K.ERASE, file=wanted.sha256)
        except ActRefusedError:
            assert [row.model_dump() for row in rows_of(desk)] == [row.model_dump() for row in found]
        assert judged(desk) == before
        assert [row.model_dump() for row in rows_of(desk) if row.sha256 != wanted.sha256] == others
