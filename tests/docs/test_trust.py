"""docs/trust.md shows the table of the code."""

import re
from pathlib import Path

from review.docs.trust_page import table
from screening.entry.writer import WHY
from screening.model.decision import Grade

PAGE = Path(__file__).parents[2] / "docs" / "trust.md"


def test_the_table_in_the_document_is_that_of_the_code() -> None:
    assert table() in PAGE.read_text("utf-8")


def test_the_document_names_every_kind_of_writer_and_what_he_is_told_by() -> None:
    text = PAGE.read_text("utf-8")
    words = set(re.findall(r"`([a-z-]+)`", text))
    told = {why for why, grade in WHY.items() if grade is Grade.PROVEN}
    assert set(Grade) | told <= words
