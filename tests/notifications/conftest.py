"""One desk, as the contest of 2566 has it, and a reader of finished mail."""

from datetime import date, datetime
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from reading import Reader, read_mail

from notifications.rendering.desk import Desk
from notifications.rendering.samples import sample_letters
from screening.model.letter import Letter

BANGKOK = ZoneInfo("Asia/Bangkok")


@pytest.fixture
def desk() -> Desk:
    return Desk(
        contest="dgti-2566",
        name_th="ท้องถิ่นดิจิทัล",
        name_en="Digital Local Award",
        year_be=2566,
        opens=datetime(2023, 6, 8, 8, 30, tzinfo=BANGKOK),
        closes=datetime(2023, 7, 31, 16, 30, 59, tzinfo=BANGKOK),
        zone=BANGKOK,
        email="entries@example.or.th",
        phone="02-000-0000",
        unit_th="ฝ่ายเลขานุการ",
        from_address="entries@example.or.th",
        holidays=frozenset({date(2023, 7, 28), date(2023, 7, 31), date(2023, 8, 1), date(2023, 8, 2)}),
        retention_th="10 ปี",
        dpo_contact="dpo@example.or.th",
        notice_url="https://example.or.th/pdpa",
    )


@pytest.fixture
def letters(desk: Desk) -> dict[str, Letter]:
    """The sample letters by name."""
    return dict(sample_letters(desk))


@pytest.fixture
def read(desk: Desk) -> Reader:
    """Renders a letter and reads it again."""
    return partial(read_mail, desk=desk)
