"""Which local government body a name or a text speaks for.

With a register an agency is what the register lists; without one, what begins with a legal type
(certainty `unlisted`). A name that several bodies share is no mistake of the applicant's.
"""

import re
from collections.abc import Iterator
from itertools import islice

from screening.agency.places import (
    LONGEST_TEXT,
    NICKNAMES,
    glued_places,
    is_in_district,
    is_in_province,
    provinces_behind,
    without_place,
)
from screening.model.decision import AgencyFinding, Certainty, Place
from screening.model.register import Agency, Register
from screening.words.legal import ALONE, CAPITAL, expanded, has_legal_type, undoubled, without_office
from screening.words.names import key, squeezed


def lookup(name: str, register: Register) -> tuple[Agency, ...]:
    """The bodies of the register that bear this name or abbreviation, with or without a place behind it."""
    if not register:
        return ()
    for text in dict.fromkeys((name, without_place(name), name.rstrip("."))):
        found = _listed(text, register)
        if found:
            return found
    for text, place in glued_places(name)[:MOST_SPLITS]:
        here = [body for body in _listed(text, register) if _is_there(place, body)]
        if here:
            return tuple(here)
    return ()


def _listed(text: str, register: Register) -> tuple[Agency, ...]:
    for full in dict.fromkeys((expanded(text), expanded(without_office(text)))):
        found = register.by_name.get(full) or register.by_name.get(undoubled(full))
        if found:
            return found
    return register.by_abbreviation.get(squeezed(text), ())


def _is_there(place: str, body: Agency) -> bool:
    return is_in_province(place, body) or is_in_district(place, body)


def by_nickname(name: str, register: Register) -> tuple[Agency, ...]:
    """The bodies meant by a legal type and what everybody calls the province: อบจ.โคราช (row 19)."""
    text = expanded(without_place(name)).rstrip("ฯ")
    for short, full in NICKNAMES.items():
        nickname = squeezed(short)
        if text.endswith(nickname) and (found := lookup(text.removesuffix(nickname) + full, register)):
            return found
    return ()


def in_text(text: str, register: Register) -> tuple[Agency, ...]:
    """Every body that a subject or a body of mail names in full, or in short with its type.

    A match must end where a word may end, so that no name is found inside a longer unknown one; of two
    readings of one place the longer wins.
    """
    found: dict[Agency, None] = {}
    for readings in _mentions(text, _WORD_END):
        hits = (_listed(words, register) for words in reversed(readings))
        found.update(dict.fromkeys(next((bodies for bodies in hits if bodies), ())))
    return tuple(found)


def in_text_with_province(text: str, register: Register) -> Iterator[tuple[Agency, str]]:
    """Each body that a text names with a province straight behind the name, and that province."""
    whole = key(text[:LONGEST_TEXT])
    read = (
        next((words for words in reversed(readings) if _listed(words, register)), "")
        for readings in _mentions(text, _WORD_END)
    )
    for words in dict.fromkeys(filter(None, read)):
        said = provinces_behind(words, whole) & register.provinces
        yield from ((body, province) for province in said for body in _listed(words, register))


def typed_names(text: str) -> tuple[str, ...]:
    """What a text calls by a legal type, up to the next space or mark; for use without a register."""
    found = dict.fromkeys(readings[0] for readings in _mentions(text, _GAP))
    return tuple(name for name in found if has_legal_type(name))


_TYPE_WORD = re.compile(
    r"องค์กา?รบริหารส่วน\s?(?:จังหวัด|ตำบล|ต\.)|เทศบาล\s?(?:นคร|เมือง|ตำบล|[นมต]\.)|อบ\.?[จต]\.?|อ\.บ\.[จต]\.?"
    r"|ท\.?[นมต]\.|(?<![ก-๙])ท[นมต]\s|กรุงเทพมหานคร|กทม\.?|เมืองพัทยา"
)
_GAP = re.compile(r"[\s,;:()\[\]\"“”'_/]|$")
_WORD_END = re.compile(
    _GAP.pattern + r"|จังหวัด|อำเภอ|[จอ]\.|ขอ|ส่ง|มีความ|ได้|โดย|เข้าร่วม|เข้าประกวด|จึง|และ|ที่|เพื่อ"
    r"|โครงการ|ตำบล|พร้อม|แนบ|ผู้|โทร|เรื่อง|ยื่น|ครับ|ค่ะ"
)
# The capital is a province too, and stands in every address there, ours among them: it is the body that
# writes only where a mail begins with it, calls it so, or lets it act.
_CAPITAL_BEFORE = re.compile(r"(?:^|_|ของ|ในนาม|หน่วยงาน|ผลงาน|ปลัด|ผู้ว่าราชการ)[\s:]*$")
_CAPITAL_ACTS = re.compile(r"\s?(?:ขอ|ส่ง|ได้|โดย|มี|เข้า|สมัคร|ยื่น|จึง|ร่วม|พัฒนา)")
_MOST_ENDS = 6
_MOST_MENTIONS = 100
MOST_SPLITS = 8  # of a name with a place written straight behind it: there are a district and a province


def _mentions(text: str, end_of_name: re.Pattern[str]) -> Iterator[tuple[str, ...]]:
    """For each legal type in a text, what the name may be: up to each of the next ends, shortest first."""
    text = key(text[:LONGEST_TEXT])
    for start in islice(_TYPE_WORD.finditer(text), _MOST_MENTIONS):
        rest = text[start.end() : start.end() + 80]
        ends = [end.start() for end in end_of_name.finditer(rest) if rest[: end.start()].strip()]
        readings = tuple(start.group() + rest[:end] for end in ends[:_MOST_ENDS])
        alone = expanded(start.group())
        if alone == CAPITAL and not _is_the_capital_itself(text, start):
            continue
        if alone in ALONE:
            readings = (start.group(), *readings)
        if readings:
            yield readings


def names_more(text: str) -> bool:
    """Whether a text has more legal types in it than are looked at."""
    mentions = _TYPE_WORD.finditer(key(text[:LONGEST_TEXT]))
    return next(islice(mentions, _MOST_MENTIONS, None), None) is not None


def _is_the_capital_itself(text: str, mention: re.Match[str]) -> bool:
    before = text[max(0, mention.start() - 20) : mention.start()]
    return bool(_CAPITAL_BEFORE.search(before) or _CAPITAL_ACTS.match(text, mention.end()))


def finding(bodies: tuple[Agency, ...], certainty: Certainty) -> AgencyFinding:
    """One body is that one with `certainty`; several are candidates; none is unknown."""
    if len(bodies) == 1:
        return AgencyFinding(certainty, bodies[0].place, bodies[0].head_title)
    return AgencyFinding(candidates=tuple(body.place for body in bodies))


def suggested(bodies: tuple[Agency, ...]) -> AgencyFinding:
    """A guess for a person: candidates only, however few."""
    certainty = Certainty.SUGGESTED if bodies else Certainty.UNKNOWN
    return AgencyFinding(certainty, candidates=tuple(body.place for body in bodies))


def unlisted(name: str) -> AgencyFinding:
    """The finding for a legal type with no register to look it up in, without a place behind the name."""
    bare = without_place(name) or key(name)
    written_out = bare if bare.startswith(ALONE) else undoubled(expanded(without_office(bare)))
    return AgencyFinding(Certainty.UNLISTED, Place(written_out))
