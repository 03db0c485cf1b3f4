"""What can be done about a card: the likeliest acts of each open point, then those of every card."""

from dataclasses import replace

from decisions.acts.table import ON_EVERY_CARD, acts_for
from decisions.acts.who_may import least_role
from screening.model.act import Act, ActKind
from storage.accounts.roles import StaffRole
from storage.entries.cards import Point
from web.desk.choice import Choice, Ground
from web.desk.makers import on_every_card, on_point

MOST_KEYS = 9
LETTER_KEYS = {ActKind.ASK: "A", ActKind.LATER: "S", ActKind.NOTE: "N"}


def of_points(ground: Ground) -> list[tuple[Point, list[Choice]]]:
    """Each open point with its choices, which are numbered through from 1."""
    found, number = [], 0
    for point in ground.card.points:
        choices = []
        # A letter that is stuck has its own page, and its own steps.
        kinds = () if point.code.startswith("reply-") else acts_for(point.code)
        for choice in [made for kind in kinds for made in on_point(kind, point, ground)]:
            number += 1
            key = str(number) if number <= MOST_KEYS else ""
            choices.append(_for_role(replace(choice, key=key), ground))
        found.append((point, choices))
    return found


def of_every_card(ground: Ground) -> list[Choice]:
    """What may be done about any entry; asking and putting off first."""
    order = [ActKind.ASK, ActKind.LATER, ActKind.NOTE, ActKind.ASSIGN]
    order += [kind for kind in ON_EVERY_CARD if kind not in order]
    made = [_for_role(choice, ground) for kind in order for choice in on_every_card(kind, ground)]
    seen: set[ActKind] = set()
    for index, choice in enumerate(made):
        if choice.kind not in seen and choice.kind in LETTER_KEYS:
            made[index] = replace(choice, key=LETTER_KEYS[choice.kind])
        seen.add(choice.kind)
    return made


def _for_role(choice: Choice, ground: Ground) -> Choice:
    """The choice, without its key where the visitor may not do it."""
    open_ = {point.code for point in ground.card.points} | ({"files"} if ground.files else set())
    codes = choice.arguments if choice.kind is ActKind.SETTLED else ()
    least = least_role(Act(choice.kind, codes=codes), open_)
    if choice.kind.value in ground.proposed:
        least = min(least, StaffRole.REVIEWER, key=list(StaffRole).index)
    return choice if ground.role.covers(least) else replace(choice, key="", needs=least)
