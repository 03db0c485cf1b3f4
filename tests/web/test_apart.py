"""Near names: what differs is marked, and Thai marks stay with their consonants."""

import pytest

from web.desk.apart import apart


@pytest.mark.parametrize(
    ("read", "listed", "marked"),
    [
        ("เทศบาลตำบลสมเด็จเจริน", "เทศบาลตำบลสมเด็จเจริญ", ["ญ"]),
        ("นาขา", "นาข่า", ["ข่"]),
        ("นาข่า", "นาขา", ["ข"]),  # what was read more is told by the letter before it
        ("ab", "b", ["b"]),
        ("เหมือนกัน", "เหมือนกัน", []),
        ("", "ไม่มีให้เทียบ", []),
        ("x" * 301, "y", []),
    ],
)
def test_the_letters_that_differ_are_marked(read: str, listed: str, marked: list[str]) -> None:
    pieces = apart(read, listed)
    assert "".join(piece.text for piece in pieces) == listed
    assert [piece.text for piece in pieces if piece.differs] == marked
