"""The untouched template, told from a deck that somebody filled in."""

import pytest
from builders import codes, file, form, judge, mail, rules

from registers.topics import read_topics
from screening.model.decision import Decision, Verdict
from screening.model.submission import Content, ContentState

HEADINGS = (
    "ปัญหาและความต้องการของประชาชน",
    "ความสอดคล้องกับนโยบาย",
    "ลักษณะผลงาน",
    "การประชาสัมพันธ์",
    "เป้าหมายและผลลัพธ์",
    "ผลตอบรับและความพึงพอใจ",
    "การต่อยอดและขยายผล",
)
TITLE = "ชื่อผลงาน ................\nชื่อหน่วยงาน ............"
TEXT = "ชาวบ้านต้องเดินทางไกลเพื่อยื่นคำร้อง"
WITH_TOPICS = rules(topics=read_topics(None))


def decided(*slides: str, illustrated: int | None = 0) -> Decision:
    content = Content(ContentState.OK, slides=slides, illustrated=illustrated)
    return judge(mail(form(), file("นำเสนอ.pptx", content=content)), under=WITH_TOPICS)


@pytest.mark.parametrize(
    "slides",
    [
        HEADINGS,
        (TITLE, *HEADINGS),
        ("แอปแจ้งเหตุ\nเทศบาลตำบลแม่ไทรงาม จังหวัดเชียงราย", *HEADINGS),  # only the title slide is filled in
        tuple(f"{heading}\nคลิกเพื่อเพิ่มข้อความ" for heading in HEADINGS),
        tuple(f"{heading}\n................\n- \n1." for heading in HEADINGS),
        tuple(f"{heading}\n(โปรดระบุรายละเอียด)" for heading in HEADINGS),
        ("", "", ""),
        ("คลิกเพื่อเพิ่มชื่อเรื่อง\nClick to add subtitle",),
        ("12",),
    ],
    ids=range(9),
)
def test_headings_with_nothing_under_them_are_held(slides: tuple[str, ...]) -> None:
    decision = decided(*slides)
    assert decision.verdict is Verdict.HELD
    assert "deck-template" in codes(decision)


@pytest.mark.parametrize(
    "slides",
    [
        tuple(f"{heading}\n{TEXT}" for heading in HEADINGS),
        (f"{HEADINGS[0]}\n{TEXT}", f"{HEADINGS[1]}\n{TEXT}", *HEADINGS[2:]),
        ("\n".join(HEADINGS),),  # all on one slide, each a line
        ("แอปแจ้งเหตุของเทศบาล",),
        ("แอปแจ้งเหตุ", "ขอบคุณ"),
        HEADINGS[:3],
        ("ก",),
    ],
    ids=range(7),
)
def test_a_deck_that_says_something_is_taken(slides: tuple[str, ...]) -> None:
    assert decided(*slides).verdict is Verdict.ACCEPTED


@pytest.mark.parametrize("slides", [HEADINGS, ("", "")])
def test_pictures_under_the_headings_are_content(slides: tuple[str, ...]) -> None:
    assert decided(*slides, illustrated=1).verdict is Verdict.ACCEPTED


def test_a_deck_whose_words_could_not_all_be_read_is_not_called_empty() -> None:
    assert decided("", "", illustrated=None).verdict is Verdict.ACCEPTED


def test_slides_of_pictures_alone_are_only_noted_as_unread() -> None:
    assert codes(decided("", "", illustrated=2)) == {"deck-no-text"}


def test_the_text_of_a_legacy_deck_is_unread_not_missing() -> None:
    decision = judge(mail(form(), file("นำเสนอ.ppt", content=Content())), under=WITH_TOPICS)
    assert decision.verdict is Verdict.ACCEPTED
    assert codes(decision) == {"deck-no-text"}
