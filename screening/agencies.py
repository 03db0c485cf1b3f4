"""Which local government body a name or a text speaks for.

With a register an agency is what the register lists; without one, what begins with a legal type
(certainty `unlisted`). A name that several bodies share is no mistake of the applicant's.
"""

import re
from collections.abc import Iterable, Iterator

from screening.decision import AgencyFinding, Certainty, Place
from screening.names import key, squeezed
from screening.register import Agency, Register

_ALONE = ("กรุงเทพมหานคร", "เมืองพัทยา")
_TYPES = (
    "องค์การบริหารส่วนจังหวัด",
    "องค์การบริหารส่วนตำบล",
    "เทศบาลนคร",
    "เทศบาลเมือง",
    "เทศบาลตำบล",
)
# As people shorten them, with and without dots and spaces (rows 11-13).
_SHORT = (
    (re.compile(r"^(?:อบจ\.?|อ\.บ\.จ\.?)"), _TYPES[0]),
    (re.compile(r"^(?:อบต\.?|อ\.บ\.ต\.?|องค์การบริหารส่วนต\.)"), _TYPES[1]),
    (re.compile(r"^(?:ทน\.?|ท\.น\.|เทศบาลน\.)"), _TYPES[2]),
    (re.compile(r"^(?:ทม\.?|ท\.ม\.|เทศบาลม\.)"), _TYPES[3]),
    (re.compile(r"^(?:ทต\.?|ท\.ต\.|เทศบาลต\.)"), _TYPES[4]),
    (re.compile(r"^(?:กทม\.?|ก\.ท\.ม\.?)$"), _ALONE[0]),
)
_PLACE = re.compile(r"[\s(]*(?:(?<![ก-๙.])[อจ]\.|อำเภอ|(?<=[\s(])เขต|(?<!ส่วน)จังหวัด).*$")
# Bodies that are no local government, or only a part of one (row 36): people decide on them.
_OTHER_BODY = re.compile(
    r"^(?:โรงเรียน|วิทยาลัย|มหาวิทยาลัย|สำนักงาน|สนง\.?|ที่ว่าการ|ที่ทำการ|กรม|กระทรวง|ศูนย์|โรงพยาบาล|รพ\.?สต|รพ\."
    r"|บริษัท|ห้างหุ้นส่วน|สมาคม|มูลนิธิ|สถานี|กอง|ฝ่าย|ชุมชน|กลุ่ม|วัด|การไฟฟ้า|การประปา|ธนาคาร)"
)


def expanded(name: str) -> str:
    """The squeezed key of `name` with its legal type written out."""
    text = squeezed(name)
    for pattern, full in _SHORT:
        if pattern.search(text):
            return pattern.sub(full, text)
    return text


def has_legal_type(name: str) -> bool:
    """Whether `name` begins as a local government body's must."""
    text = expanded(name)
    return text in _ALONE or any(text.startswith(kind) and len(text) > len(kind) for kind in _TYPES)


def is_other_body(name: str) -> bool:
    """Whether `name` is plainly that of a body which is no local government, or a part of one."""
    return bool(_OTHER_BODY.match(squeezed(name)))


def lookup(name: str, register: Register) -> tuple[Agency, ...]:
    """The bodies of the register that bear this name or abbreviation, with or without a place behind it."""
    for text in dict.fromkeys((name, _PLACE.sub("", key(name)), name.rstrip("."))):
        found = register.by_name.get(expanded(text)) or register.by_abbreviation.get(squeezed(text))
        if found:
            return found
    return ()


def in_text(text: str, register: Register) -> tuple[Agency, ...]:
    """Every body that a subject or a body of mail names in full, or in short with its type.

    A match must end where a word may end, so that no name is found inside a longer unknown one; of two
    readings of one place the longer wins.
    """
    found: dict[Agency, None] = {}
    for readings in _mentions(text, _WORD_END):
        hits = (lookup(words, register) for words in reversed(readings))
        found.update(dict.fromkeys(next((bodies for bodies in hits if bodies), ())))
    return tuple(found)


def typed_names(text: str) -> tuple[str, ...]:
    """What a text calls by a legal type, up to the next space or mark; for use without a register."""
    found = dict.fromkeys(readings[0] for readings in _mentions(text, _GAP))
    return tuple(name for name in found if has_legal_type(name))


_TYPE_WORD = re.compile(
    r"องค์การบริหารส่วน\s?(?:จังหวัด|ตำบล|ต\.)|เทศบาล\s?(?:นคร|เมือง|ตำบล|ต\.)|(?:อบ[จต]|ท[นมต])\.?|อ\.บ\.[จต]\.?"
    r"|กรุงเทพมหานคร|กทม\.?|เมืองพัทยา"
)
_GAP = re.compile(r"[\s,;:()\"“”'_/]|$")
_WORD_END = re.compile(_GAP.pattern + r"|จังหวัด|อำเภอ|ขอ|ส่ง|มีความ|ได้|โดย")


def _mentions(text: str, end_of_name: re.Pattern[str]) -> Iterator[tuple[str, ...]]:
    """For each legal type in a text, what the name may be: up to each of the next ends, shortest first."""
    text = key(text)[:20_000]
    for start in _TYPE_WORD.finditer(text):
        rest = text[start.end() : start.end() + 80]
        ends = [end.start() for end in end_of_name.finditer(rest) if rest[: end.start()].strip()]
        readings = tuple(start.group() + rest[:end] for end in ends[:4])
        if expanded(start.group()) in _ALONE:
            readings = (start.group(), *readings)
        if readings:
            yield readings


def settle(found: Iterable[Agency], place_text: str) -> tuple[Agency, ...]:
    """Those of `found` whose province, and district where provinces do not tell, `place_text` names."""
    bodies = tuple(found)
    text = key(place_text)[:20_000]
    in_province = [body for body in bodies if _names_place(text, "จังหวัด|จ\\.", body.place.province)]
    in_district = [
        body for body in (in_province or bodies) if _names_place(text, "อำเภอ|อ\\.", body.place.district)
    ]
    for narrowed in (in_province, in_district):
        if len(narrowed) == 1:
            return tuple(narrowed)
    return tuple(in_district or in_province or bodies)


# เลย, ตาก, แพร่ and their like are everyday words: bare, a short place name proves nothing.
_SURE_LENGTH = 5
_AFTER_PLACE = r"(?=$|[^ก-๙]|จังหวัด|อำเภอ|รหัส|ครับ|ค่ะ|คะ)"


def _names_place(text: str, kind: str, place: str) -> bool:
    """Whether a text (a key) names a place: behind its kind (จ., จังหวัด), or standing free if it is long."""
    if not place:
        return False
    name = re.escape(key(place)) + ("|เมือง" if place.startswith("เมือง") else "")
    if re.search(rf"(?:{kind})\.?\s*(?:{name}){_AFTER_PLACE}", text):
        return True
    free = rf"(?:^|[^ก-๙]){re.escape(key(place))}{_AFTER_PLACE}"
    return len(place) >= _SURE_LENGTH and bool(re.search(free, text))


def finding(bodies: tuple[Agency, ...], certainty: Certainty) -> AgencyFinding:
    """One body is that one with `certainty`; several are candidates; none is unknown."""
    if len(bodies) == 1:
        return AgencyFinding(certainty, bodies[0].place, bodies[0].head_title)
    return AgencyFinding(candidates=tuple(body.place for body in bodies))


def unlisted(name: str) -> AgencyFinding:
    """The finding for a legal type with no register to look it up in, without a place behind the name."""
    bare = _PLACE.sub("", key(name)) or key(name)
    written_out = bare if bare.startswith((*_TYPES, *_ALONE)) else expanded(bare)
    return AgencyFinding(Certainty.UNLISTED, Place(written_out))
