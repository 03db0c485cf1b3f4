"""What a letter tells of the applicant's other entries that came in one mail, which staff have parted."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from notifications.rendering import words
from notifications.rendering.dates import Language
from notifications.rendering.reasons import Item, Told
from screening.model.decision import EntryStatus, Template
from screening.model.letter import Letter


@dataclass(frozen=True, slots=True)
class Other:
    """Another entry of the same applicant, and what it waits for. `gone`: its files are back in this one."""

    ref: str
    agency: str
    status: str
    gone: bool
    items: tuple[Item, ...]


def others(letter: Letter, language: Language, told: Callable[[Letter], Told]) -> tuple[Other, ...]:
    """The entries beside that of the letter; `told` says which reasons of a letter are told, and how."""
    found = []
    for each in letter.beside:
        agency = each.decision.agency
        place = agency.place if agency.known else None
        reasons = told(replace(letter, template=Template.STATUS, decision=each.decision))
        found.append(
            Other(
                each.reference,
                words.full_name(place) if place else "",
                words.STATUSES[language][each.status],
                each.status is EntryStatus.VOID,
                () if each.status is EntryStatus.VOID else reasons.holds + reasons.faults,
            )
        )
    return tuple(found)
