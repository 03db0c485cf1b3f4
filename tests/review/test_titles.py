"""Whatever staff may meet has a name in both languages."""

import pytest

from decisions.acts.table import ENDS
from review import titles
from screening.model.act import ActKind
from screening.model.causes import Cause
from screening.model.codes import SEVERITY
from screening.model.decision import EntryStatus, Role, Severity, Template, Verdict
from storage.accounts.roles import StaffRole
from storage.entries.card_parts import STUCK
from storage.states import OutboxState


@pytest.mark.parametrize(
    ("named", "all_"),
    [
        (titles.POINTS, {*ENDS, *STUCK.values(), "reply-unwritten"}),
        (titles.ACTS, ActKind),
        (titles.VERDICTS, Verdict),
        (titles.STATUSES, EntryStatus),
        (titles.ROLES, Role),
        (titles.STAFF, StaffRole),
        (titles.LETTERS, Template),
        (titles.LETTER_STATES, OutboxState),
        (titles.WHY, Cause),
        (titles.FAULTS, {code for code, weight in SEVERITY.items() if weight is Severity.FAULT} - {"late"}),
    ],
)
def test_everything_has_a_name_in_thai_and_in_english(
    named: dict[object, titles.Title], all_: object
) -> None:
    assert set(all_) <= set(named)  # type: ignore[call-overload]
    for thai, english in named.values():
        assert any("\u0e00" <= letter <= "\u0e7f" for letter in thai)
        assert english.isascii()


def test_no_button_says_that_something_is_refused() -> None:
    assert not [thai for thai, _ in titles.ACTS.values() if "ปฏิเสธ" in thai]
