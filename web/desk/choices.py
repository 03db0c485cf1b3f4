"""What can be done about a card: the likeliest acts of each open point, then those of every card."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from decisions.acts.table import ON_EVERY_CARD, acts_for
from decisions.acts.who_may import least_role
from review.titles import ACTS, FAULTS, Title
from screening.model.act import Act, ActKind
from screening.model.decision import Place, Role
from storage.accounts.roles import StaffRole
from storage.acts.proposals import open_proposals
from storage.codec import agency_of
from storage.entries.cards import Card, Point
from storage.entries.filed import Filed
from web.desk.apart import Piece, apart
from web.when import Times

MOST_KEYS = 9
_LOOKED = ("พิจารณาจากข้อมูลบนการ์ดแล้ว", "by what the card shows")
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
    ActKind.ASK: ("words",),
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
LETTER_KEYS = {ActKind.ASK: "A", ActKind.LATER: "S", ActKind.NOTE: "N"}


@dataclass(frozen=True, slots=True)
class Choice:
    """One button. `arguments` are what `intake decide` would be given behind the act, `typed` the fields that
    are filled in first. `told` is what stands on the button beside the act's own name; `warns` what must be
    read before it is pressed. `key` is a digit or a letter, empty where no key presses it. `pieces` are a
    body's name with the letters marked that were read otherwise, `beside` its address by the register.
    `needs` is the role that it takes, where the visitor has a smaller one.
    """

    kind: ActKind
    arguments: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    typed: tuple[str, ...] = ()
    told: Title = ("", "")
    warns: Title = ("", "")
    why: Title = _LOOKED
    at: str = ""
    key: str = ""
    pieces: Sequence[Piece] = ()
    beside: str = ""
    needs: StaffRole | None = None

    @property
    def title(self) -> Title:
        """The name of the act."""
        return ACTS[self.kind]


@dataclass(frozen=True, slots=True)
class Ground:
    """What the choices on a card are made from: `stamps` are those of our own server on its last message, the
    newest first; `taken` tells of a body which entries it has already, `offices` its official address.
    `role` is the visitor's; what is named in `proposed` he may propose whatever his role.
    """

    card: Card
    files: Sequence[Filed]
    stamps: Sequence[datetime]
    taken: dict[Place, tuple[str, ...]]
    times: Times
    closes: datetime
    offices: Mapping[Place, str]
    role: StaffRole
    proposed: Collection[str]


def of_points(ground: Ground) -> list[tuple[Point, list[Choice]]]:
    """Each open point with its choices, which are numbered through from 1."""
    found, number = [], 0
    for point in ground.card.points:
        choices = []
        # A letter that is stuck has its own page, and its own steps.
        kinds = () if point.code.startswith("reply-") else acts_for(point.code)
        for choice in [made for kind in kinds for made in _for(kind, point, ground)]:
            number += 1
            key = str(number) if number <= MOST_KEYS else ""
            choices.append(_for_role(replace(choice, key=key), ground))
        found.append((point, choices))
    return found


def of_every_card(ground: Ground) -> list[Choice]:
    """What may be done about any entry; asking and putting off first."""
    order = [ActKind.ASK, ActKind.LATER, ActKind.NOTE, ActKind.ASSIGN]
    order += [kind for kind in ON_EVERY_CARD if kind not in order]
    made = [_for_role(choice, ground) for kind in order for choice in _general(kind, ground)]
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


def _general(kind: ActKind, ground: Ground) -> Iterable[Choice]:
    if kind is ActKind.LATER:
        yield from _later(ground.times)
    yield Choice(kind, typed=_TYPED.get(kind, ()), why=_reason_for(kind))


def _reason_for(kind: ActKind) -> Title:
    """What stands in the reason's place until somebody writes his own; it must be true whoever presses."""
    if kind is ActKind.NOTE:
        return "", ""
    if kind is ActKind.ASSIGN:
        return "ขอให้ช่วยพิจารณา", "please look at this"
    return _AS_WRITTEN if "words" in _TYPED.get(kind, ()) else _LOOKED


def _later(times: Times) -> Iterable[Choice]:
    """Days to choose from: nobody types a date who can point at it."""
    for days, told in ((1, ("ถึงพรุ่งนี้ 9 โมง", "until tomorrow, 9 am")), (3, ("อีก 3 วัน", "for 3 days"))):
        day = times.today + timedelta(days=days)
        at = datetime.combine(day, time(9), times.zone)
        yield Choice(ActKind.LATER, told=told, at=at.isoformat(), why=("รอข้อมูลเพิ่มเติม", "waits for more"))


def _for(kind: ActKind, point: Point, ground: Ground) -> Iterable[Choice]:
    makers = {
        ActKind.AGENCY: _bodies,
        ActKind.TIME: _stamps,
        ActKind.ROLE: _roles,
        ActKind.SPLIT: _parts,
        ActKind.ERASE: _erased,
        ActKind.JOIN: _entries,
        ActKind.REPLACE: _entries,
        ActKind.SENDER: _senders,
        ActKind.SETTLED: _settled,
        ActKind.CONFIRM: _proposals,
        ActKind.UNDO: _proposals,
    }
    if kind is ActKind.REJECT and point.code in _EMPTY:
        yield Choice(kind, (_EMPTY[point.code],), told=FAULTS[_EMPTY[point.code]])
    elif kind in makers:
        yield from makers[kind](kind, point, ground)
    else:
        yield Choice(kind, typed=_TYPED.get(kind, ()), why=_reason_for(kind))


def _bodies(kind: ActKind, point: Point, ground: Ground) -> Iterable[Choice]:
    for number, place in enumerate(agency_of(ground.card.entry.agency).candidates, start=1):
        where = f"อ.{place.district or '–'} จ.{place.province or '–'}"
        others = ", ".join(
            each for each in ground.taken.get(place, ()) if each != ground.card.entry.reference
        )
        warns = (f"มี {others} แล้ว", f"has {others} already") if others else ("", "")
        yield Choice(
            kind,
            (str(number),),
            told=(where, where),
            warns=warns,
            pieces=apart(_read_as(point, ground.card), place.name),
            beside=ground.offices.get(place, ""),
        )
    yield Choice(kind, typed=("argument",), told=("ค้นทะเบียน…", "another, from the register…"))


def _read_as(point: Point, card: Card) -> str:
    """The name that the mail gave, where the point tells it."""
    told = [reason for each in card.lying for reason in each.reasons if reason.code == point.code]
    return str(told[-1].params.get("name") or "") if told else ""


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


def _entries(kind: ActKind, point: Point, ground: Ground) -> Iterable[Choice]:
    others = spoken_of(ground.card) or ([ground.card.entry.reference] if kind is ActKind.REPLACE else [])
    for reference in others:
        yield Choice(kind, (reference,), told=(reference, reference))
    if kind is ActKind.JOIN:
        yield Choice(kind, typed=("argument",), told=("เลขที่อื่น…", "another number…"))


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


def _senders(kind: ActKind, point: Point, ground: Ground) -> Iterable[Choice]:
    # How he is known is to be told each time: nothing stands in the reason's place.
    call = ("", "")
    if point.code == "sender-conflict":
        for choice in _entries(ActKind.REPLACE, point, ground):
            yield replace(choice, kind=kind, why=call)
        return
    yield Choice(kind, why=call)


def _settled(kind: ActKind, point: Point, ground: Ground) -> Iterable[Choice]:
    yield Choice(kind, (point.code,))


def _proposals(kind: ActKind, point: Point, ground: Ground) -> Iterable[Choice]:
    for number in open_proposals(ground.card.acts):
        yield Choice(kind, (str(number),), told=(f"ข้อเสนอที่ {number}", f"proposal {number}"))
