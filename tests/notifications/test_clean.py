"""What a mail calls things, as a letter may show it."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.rendering.clean import one_line, quoted_subject, shown_name, told_address

KEPT = (
    "deck.pptx",
    "form1.pdf.pdf",
    "คลิป.mov",
    "เอกสาร.zip",
    "IMG_0012.HEIC",
    "แผน 1.2.pptx",
    "27.07.2566.pdf",
    "CamScanner 27-07-2566 14.35.pdf",
    "อบต.แม่ใส_form1.pdf",
    "สำเนาของ อบต.แม่ใส_form1 (1).pdf",
    "เทศบาลตำบลกม.5_form1.pdf",
    "เทศบาลตำบลจ.ป.ร._form1.pdf",
    "องค์การบริหารส่วนตำบลบ้านน้อยซุ้มขี้เหล็ก_form1.pdf",
    "ที่ พย 71601/123 ลว. 20 ก.ค. 66.pdf",
    "อบต.ไทยสามัคคี_form1.pdf",
)
LINKS = {
    "evil.com": "…",
    "www.x.y": "…",
    "https://evil.example/x?y=1": "…",
    "http://localhost": "…",
    "HTTP://EVIL.EXAMPLE": "…",
    "evil.co.th/a": "…",
    "bit.ly/x": "…",
    "evil.com:8080/x": "…",
    "evil.zip/x": "…",
    "192.168.1.1": "…",
    "evil.com_form1.pdf": "…_form1.pdf",
    "www.x.y_form1.pdf": "…_form1.pdf",
    "evil.co.th.pdf": "….pdf",
    "EVIL.COM.PDF": "….PDF",
    "evil.com-x.pdf": "…-x.pdf",
    "ดูevil.comได้เลย": "…ได้เลย",
    "เทศบาลตำบลevil.com_form1.pdf": "…_form1.pdf",
    "user@evil.com": "user@…",
    "пример.рф": "…",
    "例子.中国": "…",
    "evil.ไทย_form1.pdf": "…_form1.pdf",
    "อีวิล.คอม": "…",
    "xn--p1ai.xn--p1ai": "…",
    "evil\u3002com": "…",
    "evil\uff0ecom_form1.pdf": "…_form1.pdf",
    "evil\uff61com": "…",
    "evil\u2024com": "…",
    "ｅｖｉｌ．ｃｏｍ": "…",
    "ⓔⓥⓘⓛ.ⓒⓞⓜ": "…",
    "evil\u2488com": "…",
    "1.1/evil.com": "1.1/…",
    "e\u200bvil\u2060.c\u200dom": "…",
    "evil\ufe0f.c\u034fom": "…",
    "evil\u00ad.com": "…",
    "evil.com,bad.org;x.io": "…,…;…",
}


def test_bidirectional_and_invisible_marks_are_taken_out() -> None:
    assert one_line("ใบ\u202efdp.exe\u2066\u200b\ufeff\ufe0f\u3164") == "ใบfdp.exe"


def test_a_lone_surrogate_becomes_the_replacement_character() -> None:
    assert one_line("a\udc80b") == "a\ufffdb"


@given(st.text())
def test_one_line_is_one_line_and_can_be_encoded(text: str) -> None:
    line = one_line(text)
    assert len(line.splitlines()) <= 1
    assert line == line.strip()
    line.encode("utf-8")


@pytest.mark.parametrize("name", KEPT)
def test_an_honest_name_stays_whole(name: str) -> None:
    assert shown_name(name) == name


@pytest.mark.parametrize(("name", "shown"), LINKS.items())
def test_what_looks_like_a_link_or_a_domain_is_left_out(name: str, shown: str) -> None:
    assert shown_name(name) == shown
    assert quoted_subject(f"ส่งผลงาน {name}") == f"ส่งผลงาน {shown}"


def test_a_long_name_is_shortened_in_its_middle_and_keeps_its_ending() -> None:
    shown = shown_name("ก" * 300 + "_form1.pdf")
    assert len(shown) == 60
    assert shown.endswith("_form1.pdf")
    assert "…" in shown


def test_shortening_makes_no_domain() -> None:
    """Cut behind its com, `evil.com5…` would have become one."""
    name = "ก" * 31 + "evil.com5" + "x" * 60
    assert name[:39].endswith("evil.com")
    assert "evil" not in shown_name(name)


@given(st.text(st.sampled_from("ab1.อ่。．\u200b_-/: @com"), max_size=90))
def test_no_domain_survives_and_a_cleaned_name_stays_as_it_is(text: str) -> None:
    shown = shown_name(text)
    assert len(shown) <= 60
    assert shown_name(shown) == shown
    plain = unicodedata.normalize("NFKC", shown.replace("…", " ")).replace("。", ".")
    assert not re.search(r"[a-z0-9ก-๛_-]\.[a-z]{2,}(?![a-z0-9])", plain), shown


def test_very_long_names_take_no_time() -> None:
    for text in ("a" * 200_000, "a." * 100_000, "http:" * 40_000, "é" * 100_000, "1.1/" * 50_000):
        assert len(shown_name(text)) <= 60


def test_a_quoted_subject_keeps_thai_abbreviations_and_file_names() -> None:
    assert quoted_subject("ส่งผลงาน อบต.แม่ใส แม่ใส_form1.pdf") == "ส่งผลงาน อบต.แม่ใส แม่ใส_form1.pdf"


def test_a_quoted_subject_has_at_most_60_characters() -> None:
    assert len(quoted_subject("ก" * 500)) == 60


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("saraban_06110112@dla.go.th", "saraban_06110112@…"),
        ("somsri.j@example.com", "somsri.j@…"),
        ("evil.com@x.example", "evil…com@…"),
        ("x" * 80 + "@x.example", "x" * 30 + "@…"),
        ("", ""),
    ],
)
def test_an_address_is_told_by_what_stands_before_the_at(address: str, told: str) -> None:
    assert told_address(address) == told
