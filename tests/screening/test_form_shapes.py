"""The form in unusual shapes: too coarse, in several files, in two formats; what a clerk says to each."""

import pytest
from builders import MAE_SAI, codes, deck, file, form, judge, mail

from screening.model.decision import Decision, Role, Verdict
from screening.model.submission import Content, ContentState, File


def photograph(width: int, height: int, name: str = f"{MAE_SAI}_form1.jpg") -> File:
    return file(name, content=Content(ContentState.OK, pages=1, width=width, height=height))


def scan(dpi: int | None) -> File:
    return file(f"{MAE_SAI}_form1.pdf", content=Content(ContentState.OK, pages=1, dpi=dpi))


def roles_of(decision: Decision) -> list[Role]:
    return [each.role for each in decision.files]


@pytest.mark.parametrize(
    "coarse", [photograph(720, 960), photograph(960, 720), photograph(600, 1000), scan(72), scan(50)]
)
def test_a_form_too_coarse_to_read_a_seal_on_is_noted_and_accepted(coarse: File) -> None:
    decision = judge(mail(coarse, deck()))
    assert decision.verdict is Verdict.ACCEPTED
    assert "form-low-resolution" in codes(decision)


@pytest.mark.parametrize(
    "fine", [photograph(1240, 1754), photograph(827, 1169), scan(100), scan(300), scan(None)]
)
def test_an_ordinary_scan_and_a_pdf_of_text_are_not_called_coarse(fine: File) -> None:
    assert "form-low-resolution" not in codes(judge(mail(fine, deck())))


def test_staff_are_told_how_coarse_it_is() -> None:
    (told,) = (each for each in judge(mail(photograph(720, 960), deck())).reasons if "low" in each.code)
    assert told.params == {"received": f"{MAE_SAI}_form1.jpg", "detail": "82 dpi, 720 x 960"}


def test_every_coarse_page_of_several_is_named() -> None:
    pages = [photograph(700, 900, f"{MAE_SAI}_form1_หน้า{number}.jpg") for number in (1, 2)]
    decision = judge(mail(*pages, deck()))
    assert [each.code for each in decision.reasons].count("form-low-resolution") == 2
    assert "form-pages" in codes(decision)


@pytest.mark.parametrize(
    "picture",
    [
        f"{MAE_SAI}_form1.jpg",
        f"{MAE_SAI}_form1 (1).jpeg",
        f"{MAE_SAI} form1_หน้า1.jpg",
        f"{MAE_SAI}_Form1.JPG",
    ],
)
def test_a_pdf_and_a_picture_under_one_name_are_one_form(picture: str) -> None:
    for files in ([form(), file(picture)], [file(picture), form()]):
        decision = judge(mail(*files, deck()))
        assert decision.verdict is Verdict.ACCEPTED
        assert "form-copies" in codes(decision)
        assert {each.name: role for each, role in zip(files, roles_of(decision), strict=False)} == {
            f"{MAE_SAI}_form1.pdf": Role.FORM,
            picture: Role.OTHER,
        }


def test_where_the_pdf_is_broken_the_picture_is_the_form() -> None:
    broken = file(f"{MAE_SAI}_form1.pdf", content=Content(ContentState.UNREADABLE))
    decision = judge(mail(broken, file(f"{MAE_SAI}_form1.jpg"), deck()))
    assert decision.verdict is Verdict.ACCEPTED
    assert decision.change and decision.change.form == decision.files[1].sha256


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (f"{MAE_SAI}_form1.pdf", "เทศบาลตำบลบ้านใหม่ไพร_form1.jpg"),
        (f"{MAE_SAI}_form1.pdf", f"{MAE_SAI}_form2.jpg"),
        (f"{MAE_SAI}_form1.pdf", f"{MAE_SAI}_form1_แก้ไข.pdf"),
    ],
)
def test_forms_that_differ_in_more_than_their_format_are_a_question(one: str, other: str) -> None:
    assert judge(mail(file(one), file(other), deck())).verdict is Verdict.HELD


@pytest.mark.parametrize("name", ["สำเนาบัตรประชาชน.jpg", "บัตรประจำตัวเจ้าหน้าที่.pdf", "ID card.jpg"])
def test_a_copy_of_an_identity_card_is_no_form_and_staff_are_told(name: str) -> None:
    decision = judge(mail(file(name), form(), deck()))
    assert decision.verdict is Verdict.ACCEPTED
    assert roles_of(decision)[0] is Role.OTHER
    assert "identity-card" in codes(decision)
