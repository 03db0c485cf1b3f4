"""The topics of a deck: advice, found where the slides speak of them and not where they only seem to."""

import pytest
from builders import codes, file, form, judge, mail, rules

from registers.topics import read_topics
from screening.checks.topics import slides_with
from screening.model.decision import Verdict
from screening.model.submission import Content, ContentState
from screening.words.names import squeezed

TOPICS = read_topics(None)
WITH_TOPICS = rules(topics=TOPICS)


def spoken_of(text: str) -> set[int]:
    """The weights' positions, from 1, of the topics that one slide speaks of."""
    return {number for number, topic in enumerate(TOPICS, start=1) if slides_with(topic, [squeezed(text)])}


def test_the_weights_are_those_of_the_announcement() -> None:
    assert [topic.weight for topic in TOPICS] == [15, 10, 25, 10, 15, 15, 10]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ที่มาและความสำคัญของปัญหา", {1}),
        ("สอดคล้องกับนโยบายของผู้บริหาร", {2}),
        ("ลักษณะผลงานและกระบวนการทำงาน", {3}),
        ("ช่องทางประชาสัมพันธ์", {4}),
        ("ผลลัพธ์และตัวชี้วัด", {5}),
        ("ผลการประเมินความพึงพอใจ", {6}),
        ("แผนที่นำทาง (Roadmap) การต่อยอด", {7}),
        ("Pain  Point ของประชาชน", {1}),
        ("แผนที่ตั้งสำนักงาน", set()),
        ("แผนกช่าง", set()),
        ("นโยบายความเป็นส่วนตัว", set()),
        ("สวัสดีครับ", set()),
    ],
)
def test_a_slide_speaks_of_its_topic_and_of_no_other(text: str, expected: set[int]) -> None:
    assert spoken_of(text) == expected


def test_one_weak_word_proves_nothing_and_two_do() -> None:
    assert 3 not in spoken_of("เว็บไซต์")
    assert 3 in spoken_of("เว็บไซต์ที่พัฒนาเอง")


def test_the_advice_names_what_was_found_where_and_what_was_not_and_gates_nothing() -> None:
    deck = file("a.pptx", content=Content(ContentState.OK, slides=("ปก", "ปัญหา", "ปัญหาอีก")))
    decision = judge(mail(form(), deck), under=WITH_TOPICS)
    (advice,) = [reason for reason in decision.reasons if reason.code == "deck-topics"]
    assert decision.verdict is Verdict.ACCEPTED
    assert advice.params["found"] == [TOPICS[0].label]
    assert advice.params["slides"] == [{"topic": TOPICS[0].label, "slides": "2, 3"}]
    assert len(advice.params["missing"]) == 6  # type: ignore[arg-type]  # a list, as the rule makes it


def test_slides_of_pictures_are_not_called_missing() -> None:
    pictures = file("a.pptx", content=Content(ContentState.OK, slides=("", "")))
    found = codes(judge(mail(form(), pictures), under=WITH_TOPICS))
    assert "deck-no-text" in found and "deck-topics" not in found


def test_a_clip_is_not_looked_through() -> None:
    clip = file("a.mp4", content=Content(ContentState.UNCHECKED))
    assert not codes(judge(mail(form(), clip), under=WITH_TOPICS)) & {"deck-topics", "deck-no-text"}
