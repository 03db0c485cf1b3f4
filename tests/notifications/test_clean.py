import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.clean import one_line, quoted_subject, shown_name


def test_bidirectional_and_invisible_marks_are_taken_out() -> None:
    assert one_line("ใบ\u202efdp.exe\u2066\u200b\ufeff") == "ใบfdp.exe"


def test_a_lone_surrogate_becomes_the_replacement_character() -> None:
    assert one_line("a\udc80b") == "a\ufffdb"


@given(st.text())
def test_one_line_is_one_line_and_can_be_encoded(text: str) -> None:
    line = one_line(text)
    assert len(line.splitlines()) <= 1
    assert line == line.strip()
    line.encode("utf-8")


def test_a_long_name_is_shortened_in_its_middle_and_keeps_its_ending() -> None:
    shown = shown_name("ก" * 300 + "_form1.pdf")
    assert len(shown) == 120
    assert shown.endswith("_form1.pdf")
    assert "…" in shown


@pytest.mark.parametrize(
    "link",
    ["https://evil.example/x?y=1", "www.evil.example", "evil.co.th/a", "HTTP://EVIL.EXAMPLE", "bit.ly/abc"],
)
def test_a_quoted_subject_bears_no_links(link: str) -> None:
    assert "evil" not in quoted_subject(f"ชนะรางวัล {link} กดเลย").lower()
    assert "bit.ly" not in quoted_subject(f"ชนะรางวัล {link} กดเลย")


def test_a_quoted_subject_keeps_thai_abbreviations_and_file_names() -> None:
    assert quoted_subject("ส่งผลงาน อบต.แม่ใส แม่ใส_form1.pdf") == "ส่งผลงาน อบต.แม่ใส แม่ใส_form1.pdf"


def test_a_quoted_subject_has_at_most_80_characters() -> None:
    assert len(quoted_subject("ก" * 500)) == 80
