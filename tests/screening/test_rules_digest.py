"""The digest that is kept with each decision: no setting changes a judgement without changing it."""

from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from builders import register

from screening.model.rules import AwardedWork, ReplyRules, Rules, Topic

RULES = Rules("dgti-2566", datetime(2023, 6, 8, tzinfo=UTC), datetime(2023, 7, 31, tzinfo=UTC))
OTHER: dict[str, Any] = {
    "contest": "dgti-2567",
    "opens": RULES.opens + timedelta(seconds=1),
    "closes": RULES.closes + timedelta(seconds=1),
    "zone": timezone(timedelta(hours=7)),
    "prefix": "DGTI-2567",
    "naming": "strict",
    "form_extensions": (".pdf",),
    "deck_extensions": (".pptx",),
    "video_extensions": (".mp4",),
    "own_addresses": frozenset({"awards@office.example"}),
    "own_lists": frozenset({"awards.office.example"}),
    "shared_domains": ("dla.go.th",),
    "max_message_bytes": 1,
    "replies": ReplyRules(per_hour=1),
    "register": register(("เทศบาลนครยะลา", "เมืองยะลา", "ยะลา")),
    "topics": (Topic("ความคุ้มค่า", 15, ("คุ้มค่า",)),),
    "awarded": (AwardedWork("2565", "เทศบาลนครยะลา", "แอปพลิเคชัน"),),
}


@dataclass(frozen=True, slots=True)
class WithOneMore(Rules):
    """As the rules are once somebody adds a setting to them."""

    added: int = 0


@pytest.mark.parametrize("name", [each.name for each in fields(Rules)])
def test_each_field_changes_it(name: str) -> None:
    assert replace(RULES, **{name: OTHER[name]}).digest != RULES.digest


def test_a_field_that_is_added_changes_it() -> None:
    more = WithOneMore(RULES.contest, RULES.opens, RULES.closes)
    assert replace(more, added=1).digest != more.digest


def test_no_value_passes_for_another_field() -> None:
    moved = replace(RULES, own_addresses=frozenset({"a"}), own_lists=frozenset())
    assert replace(moved, own_addresses=frozenset(), own_lists=frozenset({"a"})).digest != moved.digest
    one = replace(RULES, own_lists=frozenset({"a\nb"}))
    assert replace(RULES, own_lists=frozenset({"a", "b"})).digest != one.digest


def test_the_order_of_a_set_is_nothing_to_it() -> None:
    names = [f"{number}@office.example" for number in range(20)]
    there = replace(RULES, own_addresses=frozenset(names))
    assert replace(RULES, own_addresses=frozenset(reversed(names))).digest == there.digest
