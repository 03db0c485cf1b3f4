"""Turns what a person types into an act: a body by its name or number, a file by its number, a code."""

from collections.abc import Callable, Mapping

from decisions.acts import spoken_files
from decisions.acts.bodies import address_of, body_named, in_lines, only_body
from decisions.acts.errors import ActRefusedError
from decisions.acts.refusals import of_typing
from decisions.acts.table import acts_for
from decisions.acts.typed import Before, Spoken, numbered
from screening.model.act import Act, ActKind
from storage.acts.proposals import open_proposals
from storage.codec import agency_of
from storage.entries.cards import Card


def spoken_act(kind: ActKind, spoken: Spoken, before: Before) -> Act:
    """The act that was meant. Raises ActRefusedError, which says what may be typed."""
    return _SPOKEN.get(kind, _plain)(kind, spoken, before)


def _plain(kind: ActKind, spoken: Spoken, before: Before) -> Act:
    if kind is ActKind.PROPOSE:
        raise ActRefusedError(of_typing.TYPE_ITSELF)
    if spoken.arguments:
        raise ActRefusedError(of_typing.TAKES_NOTHING, kind=kind, said=" ".join(spoken.arguments))
    return Act(kind, words=spoken.words, to=spoken.to)


def _agency(kind: ActKind, spoken: Spoken, before: Before) -> Act:
    candidates = agency_of(before.card.entry.agency).candidates
    name = " ".join(spoken.arguments)
    return Act(kind, agency=body_named(name, before.rules, candidates, before.entries))


def _time(kind: ActKind, spoken: Spoken, before: Before) -> Act:
    number = numbered(spoken.arguments, before.stamps)
    at = before.stamps[number] if number is not None else spoken.at
    if at is None:
        raise ActRefusedError(
            of_typing.WHEN_IT_CAME,
            [
                f"  {count}. {each.astimezone(before.rules.zone):%d/%m/%Y %H:%M:%S %z}"
                for count, each in enumerate(before.stamps, start=1)
            ],
        )
    return Act(kind, at=at)


def _entry(kind: ActKind, spoken: Spoken, before: Before) -> Act:
    """Another entry by its receipt number; without one, the only one that the card itself speaks of."""
    named = list(spoken.arguments) or sorted(_spoken_of(before.card))
    if kind is ActKind.REPLACE and not named:
        named = [before.card.entry.reference]
    if len(named) != 1:
        why = of_typing.WHICH_OF_ENTRIES if named else of_typing.WHICH_ENTRY
        raise ActRefusedError(why, among=" ".join(named))
    return Act(kind, reference=named[0])


def _sender(kind: ActKind, spoken: Spoken, before: Before) -> Act:
    """Who wrote is who he says; where another entry is in dispute, or named, he belongs to its circle."""
    disputed = any(point.code == "sender-conflict" for point in before.card.points)
    return _entry(kind, spoken, before) if spoken.arguments or disputed else Act(kind)


def _spoken_of(card: Card) -> set[str]:
    """The receipt numbers of other entries that the reasons on a card name."""
    found = {each.params.get("reference") for lying in card.lying for each in lying.reasons}
    return {str(each) for each in found if each and each != card.entry.reference}


def _codes(kind: ActKind, spoken: Spoken, before: Before) -> Act:
    codes = tuple(spoken.arguments)
    if not codes and kind is ActKind.SETTLED:
        codes = tuple(point.code for point in before.card.points if kind in acts_for(point.code))
    if not codes and kind is ActKind.REJECT and spoken.words.strip():
        waits = [point.code for point in before.card.points]
        codes = tuple(dict.fromkeys(_FAULT_OF[code] for code in waits if code in _FAULT_OF))
    return Act(kind, codes=codes, words=spoken.words)


_FAULT_OF = {"form-blank": "form-empty", "deck-template": "deck-empty"}
"""What a person finds who agrees with the doubt; what is to be done he says in his own words."""


def _until(kind: ActKind, spoken: Spoken, before: Before) -> Act:
    if spoken.at is None:
        raise ActRefusedError(of_typing.UNTIL_WHEN, example="2023-07-24T09:00")
    return Act(kind, at=spoken.at, words=spoken.words)


def _office(kind: ActKind, spoken: Spoken, before: Before) -> Act:
    """The body that the entry stands under, the only one it may be, or the one that is named: it need not be
    chosen to be asked.
    """
    found = agency_of(before.card.entry.agency)
    place = only_body(found)
    if spoken.arguments:
        name = " ".join(spoken.arguments)
        place = body_named(name, before.rules, found.candidates, before.entries).place
    register = before.rules.register
    if not (address := address_of(place, register)):
        listed = in_lines(found.candidates, register, before.entries)
        raise ActRefusedError(of_typing.NO_OFFICE, listed)
    return Act(kind, words=spoken.words, to=address)


def _whom(kind: ActKind, spoken: Spoken, before: Before) -> Act:
    if len(spoken.arguments) != 1:
        raise ActRefusedError(of_typing.WHO_TAKES_IT)
    return Act(kind, to=spoken.arguments[0])


def _undone(kind: ActKind, spoken: Spoken, before: Before) -> Act:
    """The act of that number; without one the last, but after an undo a number must be said."""
    acts, reference = before.card.acts, before.card.entry.reference
    ended, waiting = {ActKind.UNDO, ActKind.PROPOSE}, open_proposals(acts)
    done = [row for row in acts if row.undone_id is None and (row.kind not in ended or row.id in waiting)]
    if not done:
        raise ActRefusedError(of_typing.NOTHING_TO_UNDO, reference=reference)
    if not spoken.arguments and acts[0].kind is not ActKind.UNDO:
        return Act(kind, act=done[0].id)
    if len(spoken.arguments) != 1 or not (spoken.arguments[0].isdecimal() and len(spoken.arguments[0]) < 18):
        raise ActRefusedError(
            of_typing.WHICH_ACT,
            [f"  {row.id}. {row.kind.value}, {row.by}: {row.why}" for row in done],
            reference=reference,
        )
    return Act(kind, act=int(spoken.arguments[0]))


def _confirmed(kind: ActKind, spoken: Spoken, before: Before) -> Act:
    waiting = [str(each) for each in open_proposals(before.card.acts)]
    named = list(spoken.arguments) or waiting
    if len(named) != 1 or named[0] not in waiting:
        why = of_typing.WHICH_PROPOSAL if waiting else of_typing.NO_PROPOSAL
        raise ActRefusedError(why, among=" ".join(waiting))
    return Act(kind, act=int(named[0]))


_SPOKEN: Mapping[ActKind, Callable[[ActKind, Spoken, Before], Act]] = {
    ActKind.AGENCY: _agency,
    ActKind.TIME: _time,
    ActKind.ROLE: spoken_files.role,
    ActKind.ERASE: spoken_files.erased,
    ActKind.SPLIT: spoken_files.split,
    ActKind.SENDER: _sender,
    ActKind.JOIN: _entry,
    ActKind.REPLACE: _entry,
    ActKind.SETTLED: _codes,
    ActKind.REJECT: _codes,
    ActKind.LATER: _until,
    ActKind.EXTEND: _until,
    ActKind.APPEAL: _until,
    ActKind.ASK_OFFICE: _office,
    ActKind.ASSIGN: _whom,
    ActKind.UNDO: _undone,
    ActKind.CONFIRM: _confirmed,
}
