"""The buttons of one act: one a body, a stamp, a file, an entry, so that it is pointed at and not typed."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from review.titles import FAULTS, Title
from screening.model.act import ActKind
from screening.model.decision import Role
from storage.acts.proposals import open_proposals
from storage.entries.cards import Card, Point
from web.desk.body_choices import bodies
from web.desk.choice import LOOKED, Choice, Ground
from web.desk.entry_choices import entries, senders
from web.when import Times

_AS_WRITTEN = ("ตามข้อความในจดหมาย", "as the letter says")
_TYPED: dict[ActKind, tuple[str, ...]] = {
    ActKind.AGENCY: ("argument",),
    ActKind.JOIN: ("argument",),
    ActKind.SENDER: (),
    ActKind.TIME: ("at",),
    ActKind.ATTACH: ("files",),
    ActKind.ERASE: ("file_number",),
    ActKind.EXTEND: ("at", "words"),
    ActKind.REJECT: ("codes",),
    ActKind.DECISION: ("words",),
    ActKind.ASK: ("words", "to"),
    ActKind.ASK_OFFICE: ("words",),
    ActKind.ANSWER: ("words", "to"),
    ActKind.APPEAL: ("at",),
    ActKind.NOTE: ("why",),
    ActKind.LATER: ("at",),
    ActKind.ASSIGN: ("argument",),
}
"""What a person types for an act whose button does not say it all."""
_EMPTY = {"form-blank": "form-empty", "deck-template": "deck-empty"}
"""The fault that a doubt becomes once a person has seen it."""


def on_every_card(kind: ActKind, ground: Ground) -> Iterable[Choice]:
    """The buttons of an act that may be done about any entry."""
    if kind is ActKind.LATER:
        yield from _later(ground.times)
    yield _plain(kind, ground)


def _plain(kind: ActKind, ground: Ground) -> Choice:
    office = ground.office if kind is ActKind.ASK_OFFICE else ""
    return Choice(kind, typed=_TYPED.get(kind, ()), why=_reason_for(kind), beside=(office, office))


def _reason_for(kind: ActKind) -> Title:
    """What stands in the reason's place until somebody writes his own; it must be true whoever presses."""
    if kind is ActKind.NOTE:
        return "", ""
    if kind is ActKind.ASSIGN:
        return "ขอให้ช่วยพิจารณา", "please look at this"
    return _AS_WRITTEN if "words" in _TYPED.get(kind, ()) else LOOKED


def _later(times: Times) -> Iterable[Choice]:
    """Days to choose from: nobody types a date who can point at it."""
    for days, told in ((1, ("ถึงพรุ่งนี้ 9 โมง", "until tomorrow, 9 am")), (3, ("อีก 3 วัน", "for 3 days"))):
        day = times.today + timedelta(days=days)
        at = datetime.combine(day, time(9), times.zone)
        yield Choice(ActKind.LATER, told=told, at=at.isoformat(), why=("รอข้อมูลเพิ่มเติม", "waits for more"))


def on_point(kind: ActKind, point: Point, ground: Ground) -> Iterable[Choice]:
    """The buttons of an act that ends a point."""
    makers = {
        ActKind.AGENCY: bodies,
        ActKind.TIME: _stamps,
        ActKind.ROLE: _roles,
        ActKind.SPLIT: _parts,
        ActKind.ERASE: _erased,
        ActKind.JOIN: entries,
        ActKind.REPLACE: entries,
        ActKind.SENDER: senders,
        ActKind.SETTLED: _settled,
        ActKind.CONFIRM: _proposals,
        ActKind.UNDO: _proposals,
    }
    if kind is ActKind.REJECT and point.code in _EMPTY:
        yield Choice(kind, (_EMPTY[point.code],), told=FAULTS[_EMPTY[point.code]])
    elif kind in makers:
        yield from makers[kind](kind, point, ground)
    else:
        yield _plain(kind, ground)


def _stamps(kind: ActKind, point: Point, ground: Ground) -> Iterable[Choice]:
    for number, at in enumerate(ground.stamps, start=1):
        thai, english = ground.times.exact(at)
        late = at > ground.closes
        told = (
            f"{thai} {'หลังกำหนด' if late else 'ในกำหนด'}",
            f"{english} {'late' if late else 'in time'}",
        )
        yield Choice(kind, (str(number),), told=told)
    yield Choice(kind, typed=("at",), told=("เวลาอื่น…", "another time…"))


def _roles(kind: ActKind, point: Point, ground: Ground) -> Iterable[Choice]:
    """The file as what the point doubts it to be."""
    role = Role.DECK if point.code == "deck-template" else Role.FORM
    doubted = {"form-in-letter": Role.OTHER}.get(point.code, role)
    infected = _named_files(point, ground.card) if point.code == "malware" else set()
    for number, file in enumerate(ground.files, start=1):
        if file.name in infected:
            told = (f"{file.name} ไม่ใช่ทั้งใบส่งผลงานและเอกสารนำเสนอ", f"{file.name}: neither form nor deck")
            yield Choice(kind, (str(number), Role.OTHER.value), told=told)
        elif file.role is doubted and point.code != "malware":
            told = (
                f"{file.name} คือ{'ใบส่งผลงาน' if role is Role.FORM else 'เอกสารนำเสนอ'}",
                f"{file.name}: {role}",
            )
            yield Choice(kind, (str(number), role.value), told=told)


def _named_files(point: Point, card: Card) -> set[str]:
    """The files that the point is about."""
    told = [reason for each in card.lying for reason in each.reasons if reason.code == point.code]
    return {str(reason.params.get("received") or "") for reason in told}


def _parts(kind: ActKind, point: Point, ground: Ground) -> Iterable[Choice]:
    yield Choice(kind, typed=("parts", "agency"))


def _erased(kind: ActKind, point: Point, ground: Ground) -> Iterable[Choice]:
    why = ("ไม่ได้ขอเอกสารนี้ เป็นข้อมูลส่วนบุคคล", "nobody asked for it, and it is personal data")
    for number, file in enumerate(ground.files, start=1):
        if not file.erased:
            yield Choice(kind, (str(number),), told=(file.name, file.name), why=why)


def _settled(kind: ActKind, point: Point, ground: Ground) -> Iterable[Choice]:
    yield Choice(kind, (point.code,))


def _proposals(kind: ActKind, point: Point, ground: Ground) -> Iterable[Choice]:
    for number in open_proposals(ground.card.acts):
        yield Choice(kind, (str(number),), told=(f"ข้อเสนอที่ {number}", f"proposal {number}"))
