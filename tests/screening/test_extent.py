"""What one mail may cost, in steps: the calls of the rules, and the letters that are given to patterns."""

import re
import sys
from collections.abc import Callable, Iterator
from types import FrameType, ModuleType
from typing import Any

import pytest
from builders import MAE_SAI, after, codes, file, form, judge, mail, register, rules

from screening.checks.first_use import said_in
from screening.model.decision import Decision
from screening.model.history import History
from screening.model.rules import AwardedWork, Rules, Topic
from screening.model.submission import Content, ContentState, File, Submission
from screening.words.names import squeezed
from screening.words.said_dates import said_date

CALLS = 700_000
"""More than any mail may take; an ordinary one takes some three thousand."""
LETTERS = 20_000_000
"""Letters that may be given to patterns for one mail."""


class Counted:
    """A pattern that counts the letters it is given."""

    def __init__(self, pattern: re.Pattern[str], count: Callable[[int], None]) -> None:
        self._pattern, self._count = pattern, count

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._pattern, name)
        if not callable(found):
            return found

        def counted(*args: Any, **kwargs: Any) -> Any:
            self._count(len(args[1] if name in ("sub", "subn") else args[0]))
            return found(*args, **kwargs)

        return counted


class Steps:
    """What judging took."""

    def __init__(self) -> None:
        self.calls = self.letters = 0

    def letter(self, number: int) -> None:
        self.letters += number

    def call(self, _frame: FrameType, event: str, _arg: object) -> None:
        self.calls += event == "call"


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> Iterator[Steps]:
    found = Steps()
    for name, module in list(sys.modules.items()):
        if isinstance(module, ModuleType) and name.startswith("screening."):
            for each, value in list(vars(module).items()):
                if isinstance(value, re.Pattern):
                    monkeypatch.setattr(module, each, Counted(value, found.letter))
    return (yield found)


def _judged(steps: Steps, submission: Submission, under: Rules | None = None) -> Decision:
    before = sys.getprofile()
    sys.setprofile(steps.call)
    try:
        return judge(submission, under=under or _RULES)
    finally:
        sys.setprofile(before)


_BODIES = register(
    (MAE_SAI, "แม่สาย", "เชียงราย"),
    *((f"เทศบาลตำบลบ้าน{one}{two}", "เมือง", "น่าน") for one in "กขคงจฉชซ" for two in "ดตถทธนบปผ"),
)
_AWARDED = tuple(AwardedWork("2565", MAE_SAI, f"ระบบแจ้งซ่อมไฟฟ้าสาธารณะ {at}") for at in range(5))
_TOPICS = (Topic("ปัญหา", 15, ("ปัญหา", "ความสำคัญ")), Topic("ผลลัพธ์", 25, ("ผลลัพธ์", "ประโยชน์")))
_RULES = rules(_BODIES, awarded=_AWARDED, topics=_TOPICS)


def _deck(*slides: str, name: str = "นำเสนอ.pptx") -> File:
    return file(name, content=Content(ContentState.OK, slides=slides, title=slides[0][:300]))


_UNITS = (
    *("เปิดใช้มคมคมคมคมคมคก0001", "เริ่มใช้งาน 1 ม.ค. 23 ", "เปิดให้บริการ\n1 ม.ค. 23\n", "ใช้งานตั้งแต่", "1/1/", "มีมี"),
    *("ชื่อผลงาน ระบบแจ้งซ่อมไฟฟ้า\n", "ชื่อโครงการ", "ไฟฟ้าแจ้งซ่อม", "ปี ", "พ.ศ.", "\n", " ", "ก", "่", "ิ", "1", "("),
    *(
        "เทศบาลตำบลบ้านกด อำเภอ",
        f"{MAE_SAI} ตำบลกกกก อำเภอขขข ",
        "จ.",
        "จังหวัด",
        "อบต.",
        "กทม. ",
        "(ระบุ",
        "คลิก",
    ),
)


@pytest.mark.parametrize("unit", _UNITS)
def test_hostile_words_cost_a_bounded_number_of_steps(unit: str, steps: Steps) -> None:
    slides = [(unit * 5000)[:5000]] * 41
    text = (unit * 20_000)[:20_000]
    decision = _judged(steps, mail(form(), _deck(*slides), text=text, subject=text[:2000]))
    assert decision.reasons is not None
    assert steps.calls <= CALLS, steps.calls
    assert steps.letters <= LETTERS, steps.letters


def _ids(count: int) -> tuple[str, ...]:
    return tuple(f"<{at}@x.go.th>" for at in range(count))


def _named(count: int, shape: str) -> list[File]:
    return [file(shape.format(at)) for at in range(count)]


@pytest.mark.parametrize(
    "shape",
    [
        f"{MAE_SAI}_form1 {{}}.pdf",
        "เทศบาลตำบลบ้านกด{}_form1.pdf",
        f"{MAE_SAI}_form1 {{}}.jpg",
        "อบต.จ.อ.จ.อ.จ.อ.จ.อ.{}_form1.pdf",
        f"{'เทศบาลตำบลบ้าน' * 15}{{}}.pdf",
        "นำเสนอ {}.pptx",
    ],
)
def test_two_hundred_files_cost_a_bounded_number_of_steps(shape: str, steps: Steps) -> None:
    _judged(steps, mail(*_named(200, shape)))
    assert steps.calls <= CALLS, steps.calls
    assert steps.letters <= LETTERS, steps.letters


def test_four_times_the_slides_cost_no_more_than_the_bound(steps: Steps) -> None:
    _judged(steps, mail(form(), _deck(*["เปิดใช้มคมคมคมคมคมคก0001" * 190] * 41)))
    once = (steps.calls, steps.letters)
    _judged(steps, mail(form(), _deck(*["เปิดใช้มคมคมคมคมคมคก0001" * 190] * 164)))
    assert steps.calls - once[0] <= 1.6 * once[0]


@pytest.mark.parametrize(
    ("files", "what"),
    [
        ([form(), _deck(*["เปิดใช้มคมคมคมคมคมคก0001" * 40] * 41)], "first-use"),
        ([form(), _deck(*["ปัญหา"] * 301)], "slides"),
        ([form(), _deck(*["ก" * 5000] * 21)], "slides"),
        ([*_named(31, "เทศบาลตำบลบ้านกด{}_form1.pdf"), _deck("ปัญหา")], "names"),
        ([*_named(21, f"{MAE_SAI}_form1 {{}}.jpg"), _deck("ปัญหา")], "pages"),
    ],
)
def test_staff_hear_what_was_not_looked_at(files: list[File], what: str) -> None:
    assert what in _told(judge(mail(*files), under=_RULES))


def _told(decision: Decision) -> list[object]:
    return [each.params["detail"] for each in decision.reasons if each.code == "not-looked-further"]


@pytest.mark.parametrize(
    ("within", "beyond", "what"),
    [
        ({"text": "ก" * 19_999}, {"text": "ก" * 20_000}, "letter"),
        ({"text": f"{MAE_SAI} " * 100}, {"text": f"{MAE_SAI} " * 101}, "mentions"),
        ({"subject": "DGTI-2566-0001 " * 20}, {"subject": "DGTI-2566-0001 " * 21}, "references"),
        ({"references": _ids(99)}, {"references": _ids(100)}, "references"),
        ({"text": "ชื่อผลงาน: ระบบน้ำ\n" * 5}, {"text": "ชื่อผลงาน: ระบบน้ำ\n" * 6}, "titles"),
    ],
)
def test_staff_hear_what_of_the_letter_was_not_looked_at(
    within: dict[str, Any], beyond: dict[str, Any], what: str
) -> None:
    assert what not in _told(judge(mail(form(), _deck("ปัญหา"), **within), under=_RULES))
    assert what in _told(judge(mail(form(), _deck("ปัญหา"), **beyond), under=_RULES))
    # Of a letter without files too, but that no work is looked for in it.
    assert (what in _told(judge(mail(**beyond), under=_RULES))) is (what != "titles")


def test_staff_hear_what_of_names_and_slides_was_not_looked_at() -> None:
    name = f"{MAE_SAI}{{}}_form1.pdf"
    for splits, told in ((8, []), (9, ["places"])):
        assert _told(judge(mail(file(name.format("อ.ก" * splits)), _deck("ปัญหา")), under=_RULES)) == told
    for lines, told in ((12, []), (13, ["titles"])):
        assert _told(judge(mail(form(), _deck("ปัญหา\n" * lines)), under=_RULES)) == told
    past = after(History(), mail(form(), _deck("ปัญหา")), under=_RULES)
    for decks, told in ((20, []), (21, ["decks"])):
        many = [_deck("ปัญหา", name=f"{at}.pptx") for at in range(decks)]
        assert _told(judge(mail(*many, subject="DGTI-2566-0001"), past, _RULES)) == told


def test_the_rest_is_judged_as_usual() -> None:
    hostile = judge(mail(form(), _deck(*["เปิดใช้มคมคมคมคมคมคก0001" * 190] * 41)), under=_RULES)
    plain = judge(mail(form(), _deck("ปัญหา", "ผลลัพธ์")), under=_RULES)
    assert hostile.verdict is plain.verdict
    assert codes(hostile) - codes(plain) == {"not-looked-further"}


def test_an_ordinary_mail_meets_no_bound(steps: Steps) -> None:
    slides = [f"หัวข้อ {at}\nเปิดให้บริการ 1 มกราคม 2565\n" + "ข้อความ " * 40 for at in range(40)]
    decision = _judged(steps, mail(form(), _deck(*slides), text="เรียน คณะกรรมการ\nขอส่งผลงาน"))
    assert "not-looked-further" not in codes(decision)
    assert steps.calls <= CALLS // 10


def test_a_date_behind_the_bound_is_not_read_and_one_before_it_is() -> None:
    assert said_date("1/1/2565" + " ก" * 1000) == "2022-01-01"
    assert not said_date("ก " * 1000 + "1/1/2565")


def test_a_line_without_any_space_is_shown_in_part() -> None:
    (said,) = said_in("ก" * 5000 + "เริ่มใช้งานเมื่อ1มกราคม2565")
    assert said.date == "2022-01-01" and len(squeezed(said.sentence)) < 400
