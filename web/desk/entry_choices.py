"""The buttons that point at another entry: with what it lacks, and what its deck is called."""

from collections.abc import Iterable
from dataclasses import replace

from review.titles import FAULTS, Title
from screening.model.act import ActKind
from storage.entries.cards import Card, Point
from web.desk.beside import Other
from web.desk.choice import Choice, Ground


def entries(kind: ActKind, point: Point, ground: Ground) -> Iterable[Choice]:
    """One button for each entry of which the card speaks."""
    others = spoken_of(ground.card) or ([ground.card.entry.reference] if kind is ActKind.REPLACE else [])
    stand = {other.entry.reference: other for other in ground.others}
    for reference in others:
        told = (reference, reference)
        yield Choice(kind, (reference,), told=told, beside=_standing(stand.get(reference)))
    if kind is ActKind.JOIN:
        yield Choice(kind, typed=("argument",), told=("เลขที่อื่น…", "another number…"))


def _standing(other: Other | None) -> Title:
    """What an entry lacks, and what its deck is called."""
    if other is None:
        return "", ""
    title = f"“{other.titles[0]}”" if other.titles else ""
    thai, english = (
        zip(*(FAULTS.get(code, (code, code)) for code in other.lacks), strict=True)
        if other.lacks
        else ((), ())
    )
    return " · ".join(filter(None, (*thai, title))), " · ".join(filter(None, (*english, title)))


def spoken_of(card: Card) -> list[str]:
    """The receipt numbers of other entries that the reasons on a card name."""
    own = card.entry.reference
    prefix = own.rpartition("-")[0]
    params = [reason.params for each in card.lying for reason in each.reasons]
    named = [str(each.get("reference") or "") for each in params]
    named += [str(other) for each in params for other in _list(each.get("others"))]
    return sorted({each for each in named if each.startswith(f"{prefix}-") and each != own})


def _list(value: object) -> list[object]:
    return list(value) if isinstance(value, list | tuple) else []


def senders(kind: ActKind, point: Point, ground: Ground) -> Iterable[Choice]:
    """Who wrote is who he says; in a dispute, that he belongs to the entry that is disputed."""
    # How he is known is to be told each time: nothing stands in the reason's place.
    call = ("", "")
    if point.code == "sender-conflict":
        for choice in entries(ActKind.REPLACE, point, ground):
            yield replace(choice, kind=kind, why=call)
        return
    yield Choice(kind, why=call)
