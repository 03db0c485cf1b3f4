"""Turns what a person types into an act: a body by its name or number, a file by its number, a code."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from decisions.acts.bodies import body_named
from decisions.acts.errors import ActRefusedError
from decisions.acts.table import acts_for
from screening.agency import agencies
from screening.model.act import Act, ActKind
from screening.model.decision import Role
from screening.model.rules import Rules
from storage.codec import agency_of
from storage.entries.cards import Card
from storage.entries.filed import Filed
from storage.entries.proposals import open_proposals


@dataclass(frozen=True, slots=True)
class Spoken:
    """What was typed behind the act's name, and the options beside it."""

    arguments: Sequence[str]
    files: Sequence[str] = ()
    agency: str = ""
    words: str = ""
    to: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Before:
    """What the person has before him: the card, the files on it in the order of their numbers, the stamps of
    our own servers on its messages, newest first, and the rules."""

    card: Card
    files: Sequence[Filed]
    stamps: Sequence[datetime]
    rules: Rules


def spoken_act(kind: ActKind, spoken: Spoken, before: Before) -> Act:
    """The act that was meant. Raises ActRefusedError, which says what may be typed."""
    return _SPOKEN.get(kind, _plain)(kind, spoken, before)


def _plain(kind: ActKind, spoken: Spoken, before: Before) -> Act:
    if kind is ActKind.PROPOSE:
        raise ActRefusedError("type the act itself: where a second person is to do it, it is proposed")
    if spoken.arguments:
        raise ActRefusedError(f"`{kind}` takes nothing behind it: {' '.join(spoken.arguments)!r} is too much")
    return Act(kind, words=spoken.words, to=spoken.to)


def _agency(kind: ActKind, spoken: Spoken, before: Before) -> Act:
    candidates = agency_of(before.card.entry.agency).candidates
    return Act(kind, agency=body_named(" ".join(spoken.arguments), before.rules, candidates))


def _time(kind: ActKind, spoken: Spoken, before: Before) -> Act:
    number = _number(spoken.arguments, before.stamps)
    at = before.stamps[number] if number is not None else spoken.at
    if at is None:
        raise ActRefusedError(
            "say when it came: the number of a stamp of our own server, or --at with an ISO time"
            + "".join(
                f"\n  {count}. {each.astimezone(before.rules.zone):%d/%m/%Y %H:%M:%S %z}"
                for count, each in enumerate(before.stamps, start=1)
            )
        )
    return Act(kind, at=at)


def _role(kind: ActKind, spoken: Spoken, before: Before) -> Act:
    number = _number(spoken.arguments[:1], before.files)
    roles = [role for role in Role if [role.value] == list(spoken.arguments[1:])]
    if number is None or not roles:
        raise ActRefusedError(
            "say the number of a file and what it is, form, deck or other: `role 1 form`"
            + "".join(f"\n  {count}. {each.name}" for count, each in enumerate(before.files, start=1))
        )
    return Act(kind, file=before.files[number].sha256, role=roles[0])


def _erased(kind: ActKind, spoken: Spoken, before: Before) -> Act:
    sha256 = _part(spoken.arguments[0], before.files) if len(spoken.arguments) == 1 else None
    if sha256 is None:
        raise ActRefusedError(
            "บอกว่าลบไฟล์ใด say which file is erased for good, by its number or its SHA-256: `erase 2`"
            + "".join(
                f"\n  {count}. {each.name}  {each.sha256[:12]}"
                for count, each in enumerate(before.files, start=1)
                if not each.erased
            )
        )
    return Act(kind, file=sha256)


def _split(kind: ActKind, spoken: Spoken, before: Before) -> Act:
    parts = [_part(each, before.files) for each in spoken.files]
    if not parts or None in parts or spoken.arguments:
        raise ActRefusedError(
            "say which files go their own way, by their numbers: `split --file 2 --file 3`"
            + "".join(f"\n  {count}. {each.name}" for count, each in enumerate(before.files, start=1))
        )
    agency = body_named(spoken.agency, before.rules) if spoken.agency else None
    return Act(kind, agency=agency, parts=tuple(dict.fromkeys(filter(None, parts))))


def _part(said: str, files: Sequence[Filed]) -> str | None:
    number = _number([said], files)
    shas = [each.sha256 for each in files]
    return files[number].sha256 if number is not None else said if said in shas else None


def _entry(kind: ActKind, spoken: Spoken, before: Before) -> Act:
    """Another entry by its receipt number; without one, the only one that the card itself speaks of."""
    named = list(spoken.arguments) or sorted(_spoken_of(before.card))
    if kind is ActKind.REPLACE and not named:
        named = [before.card.entry.reference]
    if len(named) != 1:
        among = f", one of: {' '.join(named)}" if named else ""
        raise ActRefusedError(f"say which entry, by its receipt number{among}")
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
    return Act(kind, codes=codes, words=spoken.words)


def _until(kind: ActKind, spoken: Spoken, before: Before) -> Act:
    if spoken.at is None:
        raise ActRefusedError("say until when: --at 2023-07-24T09:00")
    return Act(kind, at=spoken.at, words=spoken.words)


def _office(kind: ActKind, spoken: Spoken, before: Before) -> Act:
    place = agency_of(before.card.entry.agency).place
    bodies = agencies.lookup(place.name, before.rules.register) if place else ()
    saraban = [body.saraban for body in bodies if body.place == place and body.saraban]
    if not saraban:
        raise ActRefusedError("the register gives no address of this agency: choose the `agency` first")
    return Act(kind, words=spoken.words, to=saraban[0])


def _whom(kind: ActKind, spoken: Spoken, before: Before) -> Act:
    if len(spoken.arguments) != 1:
        raise ActRefusedError("say who takes it: `assign NAME`")
    return Act(kind, to=spoken.arguments[0])


def _undone(kind: ActKind, spoken: Spoken, before: Before) -> Act:
    """The act of that number; without one the last, but after an undo a number must be said."""
    acts, reference = before.card.acts, before.card.entry.reference
    ended, waiting = {ActKind.UNDO, ActKind.PROPOSE}, open_proposals(acts)
    done = [row for row in acts if row.undone_id is None and (row.kind not in ended or row.id in waiting)]
    if not done:
        raise ActRefusedError(f"there is no act to undo on {reference}")
    if not spoken.arguments and acts[0].kind is not ActKind.UNDO:
        return Act(kind, act=done[0].id)
    if len(spoken.arguments) != 1 or not spoken.arguments[0].isdecimal():
        raise ActRefusedError(
            f"the last act on {reference} is taken back already; say the number of another"
            + "".join(f"\n  {row.id}. {row.kind.value}, {row.by}: {row.why}" for row in done)
        )
    return Act(kind, act=int(spoken.arguments[0]))


def _confirmed(kind: ActKind, spoken: Spoken, before: Before) -> Act:
    waiting = [str(each) for each in open_proposals(before.card.acts)]
    named = list(spoken.arguments) or waiting
    if len(named) != 1 or named[0] not in waiting:
        among = f", one of: {' '.join(waiting)}" if waiting else ": none waits for a second person"
        raise ActRefusedError(f"say which proposal, by its number{among}")
    return Act(kind, act=int(named[0]))


_SPOKEN: Mapping[ActKind, Callable[[ActKind, Spoken, Before], Act]] = {
    ActKind.AGENCY: _agency,
    ActKind.TIME: _time,
    ActKind.ROLE: _role,
    ActKind.ERASE: _erased,
    ActKind.SPLIT: _split,
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


def _number(arguments: Sequence[str], among: Sequence[object]) -> int | None:
    """The place in a list that a number from 1 on points to; None where it points nowhere."""
    if len(arguments) != 1 or not arguments[0].isdecimal() or not 1 <= int(arguments[0]) <= len(among):
        return None
    return int(arguments[0]) - 1
