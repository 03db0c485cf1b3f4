"""Which reasons a letter tells, in which words: each thing once, and nothing beside what contradicts it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from notifications.rendering.catalogue import Catalogue, Explanation
from notifications.rendering.dates import Language
from screening.model.decision import Param, Reason, Severity, Template
from screening.model.letter import Letter

NEUTRAL = frozenset({"not-local", "previously-awarded"})
"""Holds that no letter names: the applicant hears "received", until a person has looked."""

_NEW_FORM = frozenset(
    {"form-missing", "form-type", "form-mismatch", "form-unreadable", "form-encrypted", "form-empty"}
)
# A reason goes untold beside one of these, which says the same, asks for more, or makes it noise.
_UNTOLD_BESIDE: Mapping[str, frozenset[str]] = {
    "form-name": _NEW_FORM,  # the new file bears the right name
    "form-renamed": _NEW_FORM | {"form-name"},
    "form-extension": _NEW_FORM,
    "several-forms": frozenset({"agency-conflict"}),
    "message-in-thread": frozenset({"withdrawal"}),
}
# Advice on the deck is for who has nothing else to do.
_WITHOUT_TOPICS = frozenset(
    {
        Template.CORRECTION,
        Template.HELD,
        Template.CHANGED,
        Template.LATE,
        Template.STATUS,
        Template.DECISION,
        Template.REMINDER,
        Template.LISTED,
    }
)


@dataclass(frozen=True, slots=True)
class Item:
    """One reason as the letter tells it."""

    code: str
    what: str
    cure: str


@dataclass(frozen=True, slots=True)
class Told:
    """The reasons of a letter. `asks_file`: a cure among them asks for a file. `neutral`: nothing holds the
    entry but what is not spoken of.
    """

    faults: tuple[Item, ...]
    holds: tuple[Item, ...]
    notes: tuple[Item, ...]
    asks_file: bool
    neutral: bool


def told_reasons(letter: Letter, texts: Catalogue, language: Language, around: Mapping[str, Param]) -> Told:
    """What `letter` tells of its decision's reasons. Raises RenderError when an operator's text is broken."""
    chosen = _chosen(letter, texts)
    asks_file = any(texts.asks_file(each.code) for each in chosen)
    codes = {each.code for each in letter.decision.reasons}
    around = {**around, "asks_file": asks_file, "several_forms": "several-forms" in codes}
    told = {
        severity: _items(
            [each for each in chosen if each.severity is severity], letter, texts, language, around
        )
        for severity in Severity
    }
    return Told(
        told[Severity.FAULT], told[Severity.HOLD], told[Severity.NOTE], asks_file, _is_neutral(letter)
    )


def _chosen(letter: Letter, texts: Catalogue) -> list[Reason]:
    codes = {each.code for each in letter.decision.reasons}
    untold = {code for code, others in _UNTOLD_BESIDE.items() if codes & others}
    if letter.template is Template.LATE:
        untold.add("late")  # which the letter itself tells
    if letter.template in _WITHOUT_TOPICS:
        untold.add("deck-topics")
    if not _is_neutral(letter):
        untold |= NEUTRAL
    return [each for each in letter.decision.reasons if each.code not in untold and texts.is_shown(each.code)]


def _is_neutral(letter: Letter) -> bool:
    holds = {reason.code for reason in letter.decision.of(Severity.HOLD)}
    return bool(holds) and holds <= NEUTRAL


def _items(
    reasons: Iterable[Reason],
    letter: Letter,
    texts: Catalogue,
    language: Language,
    around: Mapping[str, Param],
) -> tuple[Item, ...]:
    """Each in words, the same words once. What was asked twice already is not asked again."""
    enough = any(each.code == "asked-enough" for each in letter.decision.reasons)
    found: dict[Explanation, Item] = {}
    for each in reasons:
        told = texts.explain(_named(each, letter), language, "applicant", around)
        cure = "" if enough and texts.is_question(each.code) else told.cure
        found.setdefault(told, Item(each.code, told.what, cure))
    return tuple(found.values())


def _named(reason: Reason, letter: Letter) -> Reason:
    """The name to use stands with every fault of the form, also where its rule did not give one."""
    place = letter.decision.agency.place if letter.decision.agency.known else None
    if place is None or reason.severity is not Severity.FAULT or not reason.code.startswith("form-"):
        return reason
    name: dict[str, Param] = {"canonical": reason.params.get("canonical") or f"{place.name}_form1.pdf"}
    return Reason(reason.code, reason.severity, {**reason.params, **name})
