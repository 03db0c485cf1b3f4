"""A short campaign of bad mails; `make fuzz` runs thousands."""

from pathlib import Path
from random import Random

from fuzz import hostile
from fuzz.campaign import Campaign, made

from parsers.process import Parser
from settings.tables import Limits

SEED = 2566
COUNT = 150


def test_every_bad_mail_gets_a_verdict_with_a_reason(tmp_path: Path) -> None:
    limits = Limits(parse_cpu_seconds=3)
    with Parser(limits) as parser:
        campaign = Campaign(parser, limits, tmp_path, SEED)
        for number in range(COUNT):
            campaign.one(number)
    assert campaign.figures.count == COUNT
    assert len(campaign.figures.verdicts) > 1
    assert campaign.figures.files > COUNT


def test_the_same_number_makes_the_same_mail() -> None:
    assert made(7, SEED) == made(7, SEED)


def test_every_kind_of_hostile_mail_can_be_made() -> None:
    assert all(maker(Random(1)) for maker in hostile.ALL)
