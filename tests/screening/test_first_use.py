"""When a work was first used: found, shown to staff with its place, and judged by nobody."""

import pytest
from builders import codes, file, form, judge, mail, rules

from notifications.rendering.catalogue import explain
from screening.checks.first_use import said_in
from screening.model.decision import Verdict
from screening.model.submission import Content, ContentState
from screening.words.names import key
from screening.words.said_dates import said_date


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("1 มกราคม 2565", "2022-01-01"),
        ("๑ ม.ค. ๖๕", "2022-01-01"),
        ("เดือนเมษายน พ.ศ. 2566", "2023-04"),
        ("เม.ย. 66", "2023-04"),
        ("เมย 2566", "2023-04"),
        ("15/03/2565", "2022-03-15"),
        ("15-3-65", "2022-03-15"),
        ("2022-05-01", "2022-05-01"),
        ("April 3, 2022", "2022-04-03"),
        ("3 Apr 2022", "2022-04-03"),
        ("March 2022", "2022-03"),
        ("ปี 2564", "2021"),
        ("ปีงบประมาณ พ.ศ. 2565", "2022"),
        ("ม.ค. - มี.ค. 2565", "2022-01"),
        ("1-15 มกราคม 2565", "2022-01-01"),
        ("31 ธ.ค. 2564 ถึง 31 มี.ค. 2566", "2021-12-31"),
        ("1 ม.ค. 23", ""),  # either era
        ("31 ธันวาคม 3100", ""),
        ("45/45/2565", ""),
        ("โทร 02-612-6060", ""),
        ("รุ่น 2.0.65", ""),
        ("งบประมาณ 2,565 บาท", ""),
    ],
)
def test_dates_are_read_as_people_write_them(text: str, date: str) -> None:
    assert said_date(key(text)) == date


@pytest.mark.parametrize(
    ("text", "sentence", "date"),
    [
        ("เริ่มใช้งานเมื่อ 1 มกราคม 2565", "เริ่มใช้งานเมื่อ 1 มกราคม 2565", "2022-01-01"),
        ("ระบบนี้เปิดใช้งานตั้งแต่ เม.ย. ๖๖", "ระบบนี้เปิดใช้งานตั้งแต่ เม.ย. 66", "2023-04"),
        ("วันที่เริ่มใช้งาน\n15/03/2565", "วันที่เริ่มใช้งาน 15/03/2565", "2022-03-15"),
        ("1 ตุลาคม 2564 เปิดให้บริการ", "1 ตุลาคม 2564 เปิดให้บริการ", "2021-10-01"),
        ("นำมาใช้จริงตั้งแต่ปี 2564", "นำมาใช้จริงตั้งแต่ปี 2564", "2021"),
        ("In use since 2021", "in use since 2021", "2021"),
        ("ใช้งานมาแล้ว 1 ปี 3 เดือน", "ใช้งานมาแล้ว 1 ปี 3 เดือน", ""),
        ("เริ่มใช้งาน 1 ม.ค. 23", "เริ่มใช้งาน 1 ม.ค. 23", ""),
    ],
)
def test_the_sentence_is_shown_with_what_was_read_of_its_date(text: str, sentence: str, date: str) -> None:
    assert [(said.sentence, said.date) for said in said_in(text)] == [(sentence, date)]


@pytest.mark.parametrize(
    "text", ["ดำเนินโครงการปี 2566", "เริ่มใช้งานง่าย สะดวก", "ผู้ใช้งานจริง 500 คน ปี 2566", "1 มกราคม 2565", ""]
)
def test_what_does_not_speak_of_first_use_is_left_alone(text: str) -> None:
    assert not list(said_in(text))


def test_staff_see_sentence_and_slide_and_nothing_is_judged() -> None:
    slides = ("ระบบ", "", "ผลลัพธ์\nเปิดให้บริการ 1 พฤษภาคม 2566")
    shown = file("นำเสนอ.pptx", content=Content(ContentState.OK, slides=slides))
    decision = judge(mail(form(), shown))
    (found,) = (each for each in decision.reasons if each.code == "first-use")
    assert decision.verdict is Verdict.ACCEPTED
    assert found.params["slide"] == "3" and found.params["date"] == "2023-05-01"
    staff = explain(found, "th", "staff").what
    assert "สไลด์ 3" in staff and "เปิดให้บริการ 1 พฤษภาคม 2566" in staff


def test_the_words_of_a_form_count_too() -> None:
    typed = file(
        "เทศบาลตำบลแม่ไทรงาม_form1.pdf", content=Content(ContentState.OK, pages=1, words="เริ่มใช้งาน ม.ค. 2565")
    )
    decision = judge(mail(typed, file("นำเสนอ.pptx")), under=rules())
    assert "first-use" in codes(decision)


def test_a_long_deck_gives_the_dated_sentences_first_and_five_at_most() -> None:
    slides = (*["ใช้งานมาแล้ว 2 ปี"] * 6, "เริ่มใช้งาน ม.ค. 2565")
    shown = file("นำเสนอ.pptx", content=Content(ContentState.OK, slides=slides))
    found = [each for each in judge(mail(form(), shown)).reasons if each.code == "first-use"]
    assert len(found) == 5 and found[0].params["slide"] == "7"


def test_a_hostile_slide_is_read_in_no_time() -> None:
    for text in ("เริ่ม" * 4000, "1 ม.ค. " * 3000, "ใช้ " * 5000, "9" * 20_000):
        assert not list(said_in(text))[6:]
