"""docs/staff.md shows the tables of the code, and the tables leave no doubt without an end."""

from pathlib import Path

from decisions.acts.table import ENDS, acts_for
from review.docs.staff_page import acts, ends, held_codes, who_may

PAGE = Path(__file__).parents[2] / "docs" / "staff.md"


def test_the_page_shows_the_tables_of_the_code() -> None:
    page = PAGE.read_text()
    assert acts() in page
    assert ends() in page
    assert who_may() in page


def test_every_code_that_holds_has_an_act_that_ends_it() -> None:
    assert set(ENDS) == held_codes()
    assert all(acts_for(code) for code in held_codes())
