"""The buttons that say which body an entry is of: with its place, its address and the entries that it has."""

from collections.abc import Iterable

from screening.model.act import ActKind
from storage.entries.cards import Card, Point
from web.desk.apart import apart
from web.desk.bodies import Body
from web.desk.choice import Choice, Ground


def bodies(kind: ActKind, point: Point, ground: Ground) -> Iterable[Choice]:
    """One button a body, and a last one by which another is looked for."""
    read = _read_as(point, ground.card)
    yield from (body_choice(body, read) for body in ground.bodies)
    yield Choice(kind, typed=("argument",), told=("ค้นทะเบียน…", "another, from the register…"))


def body_choice(body: Body, read: str = "") -> Choice:
    """The button of one body; `read` is the name that it is to be compared with, if any."""
    where = f"อ.{body.place.district or '–'} จ.{body.place.province or '–'}"
    others = ", ".join(body.entries)
    return Choice(
        ActKind.AGENCY,
        (body.argument,),
        told=(where, where),
        warns=(f"มี {others} แล้ว", f"has {others} already") if others else ("", ""),
        pieces=apart(read, body.place.name),
        beside=(body.office, body.office),
    )


def _read_as(point: Point, card: Card) -> str:
    """The name that the mail gave, where it may be a slip of the pen."""
    if point.code != "agency-unknown":
        return ""
    told = [reason for each in card.lying for reason in each.reasons if reason.code == point.code]
    return str(told[-1].params.get("received") or "").partition(" จังหวัด")[0] if told else ""
