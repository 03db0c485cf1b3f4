"""Every reason says what was seen that led to it."""

import pytest
from builders import MAE_SAI, deck, file, form, judge, mail

from screening.model.decision import Decision
from screening.model.submission import File


def params(decision: Decision, code: str) -> dict[str, object]:
    return dict(next(each.params for each in decision.reasons if each.code == code))


@pytest.mark.parametrize(
    ("files", "code", "seen"),
    [((deck("ก.pptx"),), "form-missing", ["ก.pptx"]), ((form(),), "deck-missing", [f"{MAE_SAI}_form1.pdf"])],
)
def test_what_is_missing_is_told_beside_what_came(
    files: tuple[File, ...], code: str, seen: list[str]
) -> None:
    assert params(judge(mail(*files)), code)["others"] == seen


def test_pages_are_named() -> None:
    names = [f"{MAE_SAI}_form1_หน้า{number}.jpg" for number in (1, 2)]
    assert params(judge(mail(*map(file, names), deck())), "form-pages")["others"] == names


@pytest.mark.parametrize(
    ("text", "code", "word"),
    [
        ("เรียน ทีมงาน ขอ ถอนผลงาน ของเทศบาล", "withdrawal", "ขอถอน"),
        ("ขอส่ง ผลงาน", "possible-enquiry", "ส่งผลงาน"),
    ],
)
def test_the_words_that_told_are_quoted(text: str, code: str, word: str) -> None:
    assert params(judge(mail(subject="", text=text)), code)["detail"] == word
