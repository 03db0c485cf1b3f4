"""Which cards of the queue a person has before him: the address of the page says it."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from typing import Self
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from review.piles import Pile, piles_of
from review.queue import Waiting


@dataclass(frozen=True, slots=True)
class Filter:
    """Empty fields hold nothing back. `like` is the receipt number of an entry: only cards of its sender; an
    address of a person never stands in that of a page.
    """

    pile: str = ""
    code: str = ""
    province: str = ""
    mine: str = ""
    like: str = ""

    @classmethod
    def of(cls, query: QueryParams) -> Self:
        """What the address says; what it does not know is left out."""
        return cls(**{each.name: query.get(each.name, "")[:100] for each in fields(cls)})

    @property
    def query(self) -> str:
        """The same as the end of an address, with its question mark; empty where it holds nothing back."""
        said = {each.name: getattr(self, each.name) for each in fields(self)}
        encoded = urlencode({name: value for name, value in said.items() if value})
        return f"?{encoded}" if encoded else ""


def kept(found: Iterable[Waiting], filter_: Filter, name: str, today: date) -> list[Waiting]:
    """The cards that pass; without a named queue those that rest stay out. `name` is who asks."""
    cards = list(found)
    like = _senders(next((each for each in cards if each.card.entry.reference == filter_.like), None))
    return [
        each for each in cards if _passes(each, filter_, name, today) and (not like or like & _senders(each))
    ]


def _passes(each: Waiting, filter_: Filter, name: str, today: date) -> bool:
    piles, entry = piles_of(each, today), each.card.entry
    if Pile.RESTING in piles and filter_.pile != Pile.RESTING:
        return False
    if filter_.pile and filter_.pile not in piles:
        return False
    if filter_.code and filter_.code not in {point.code for point in each.card.points}:
        return False
    if filter_.province and filter_.province != entry.agency_province:
        return False
    return not filter_.mine or each.card.to == name


def _senders(each: Waiting | None) -> set[str]:
    return {lying.sender for lying in each.card.lying if lying.sender} if each else set()
