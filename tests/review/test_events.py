"""Every event has its words, and its line tells a person what, when, and of which mail and letter."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from review.text.events import EVENTS, event_line
from storage.chain.kinds import Kind
from storage.chain.timeline import Moment

HASH = "ab" * 32


def test_every_kind_has_its_words() -> None:
    assert set(EVENTS) == set(Kind)


@pytest.mark.parametrize(
    ("moment", "line"),
    [
        (
            Moment(
                1,
                datetime(2023, 7, 31, 9, 30, tzinfo=UTC),
                "mailbox",
                "message-filed",
                9,
                None,
                {"uid": 4},
                "",
            ),
            "31/07/2023 16:30:00  mailbox: เสร็จสิ้นในกล่องจดหมาย done with in the mailbox (อีเมล message 9)",
        ),
        (
            Moment(
                2,
                datetime(2023, 7, 31, 17, 30, tzinfo=UTC),
                "rules",
                "message-decided",
                9,
                None,
                {"number": 10, "verdict": "held", "reasons": "late", "rules": HASH, "writer": None},
                "",
            ),
            "01/08/2023 00:30:00  rules: ตัดสินแล้ว judged"
            " (อีเมล message 9, รอตัดสิน waits for staff, reasons late)",
        ),
        (
            Moment(3, datetime(2023, 7, 31, tzinfo=UTC), "x", "of-later", None, 7, {"state": "new"}, "why"),
            "31/07/2023 07:00:00  x: of-later (จดหมาย letter 7, new)  why",
        ),
    ],
)
def test_a_line_is_in_words_and_in_the_contests_time(moment: Moment, line: str) -> None:
    assert event_line(moment, ZoneInfo("Asia/Bangkok")) == line
