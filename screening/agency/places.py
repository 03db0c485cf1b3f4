"""Districts and provinces in names and texts: they tell apart the bodies that share a name."""

import re
from collections.abc import Iterable
from itertools import islice

from screening.model.register import Agency, Register
from screening.words.names import key

LONGEST_TEXT = 20_000
"""Characters of a text that are read: enough for any letter, and a bound for a hostile one."""

_BEHIND_A_NAME = re.compile(r"(?:(?<![ก-๙.])[อจ]\.|อำเภอ|(?<=[\s(])เขต|(?<!ส่วน)จังหวัด).*$")
_GLUED = re.compile(r"[อจ]\.|อำเภอ|(?<!ส่วน)จังหวัด")
_SAID_PROVINCE = re.compile(r"(?:(?<!ส่วน)จังหวัด|(?<!\.)จ\.)\s*([ก-๙]+)")
_SAID_PLACE = re.compile(r"(?:อำเภอ|(?<![ก-๙])เขต|(?<!ส่วน)จังหวัด|(?<![ก-๙.])[อจ]\.)\s*[ก-๙]{2,}")
_MOST_PLACES = 50  # of one name in a text: each may be followed by two other places before the province
_PROVINCE_BEHIND = re.compile(
    r"[\s(]{0,3}(?:(?:ตำบล|ต\.)\s?[ก-๙]{1,40}?\s?)?(?:(?:อำเภอ|อ\.)\s?[ก-๙]{1,40}?\s?)?"
    r"(?:จังหวัด|จ\.)\s?([ก-๙]{1,40})"
)
# เลย, ตาก, แพร่ and their like are everyday words: bare, a short place name proves nothing.
_SURE_LENGTH = 5
_PROVINCE, _DISTRICT = r"จังหวัด|จ\.", r"อำเภอ|อ\.|เขต"
_AFTER_PLACE = r"(?=$|[^ก-๙]|ฯ|จังหวัด|อำเภอ|[จอ]\.|รหัส|ครับ|ค่ะ|คะ)"

NICKNAMES = {
    "โคราช": "นครราชสีมา",
    "อยุธยา": "พระนครศรีอยุธยา",
    "แปดริ้ว": "ฉะเชิงเทรา",
    "เมืองคอน": "นครศรีธรรมราช",
    "นครศรี": "นครศรีธรรมราช",
    "แม่กลอง": "สมุทรสงคราม",
    "มหาชัย": "สมุทรสาคร",
    "สุราษฎร์": "สุราษฎร์ธานี",
    "อุบล": "อุบลราชธานี",
    "อุดร": "อุดรธานี",
    "ประจวบ": "ประจวบคีรีขันธ์",
    "เมืองกาญจน์": "กาญจนบุรี",
    "กาญจน์": "กาญจนบุรี",
    "สุพรรณ": "สุพรรณบุรี",
}
"""What everybody calls a province and its capital, each meaning one province only (common knowledge)."""


def without_place(name: str) -> str:
    """The key of `name` without a district or province behind it."""
    return _BEHIND_A_NAME.sub("", key(name)).strip(" (")


def glued_places(name: str) -> list[tuple[str, str]]:
    """Every way to split a key into a name and a place written straight behind it."""
    text = key(name)
    return [(text[: found.start()], text[found.start() :]) for found in _GLUED.finditer(text)]


def settle(found: Iterable[Agency], place_text: str) -> tuple[Agency, ...]:
    """Those of `found` whose province, and district where provinces do not tell, `place_text` names."""
    bodies = tuple(found)
    text = key(place_text[:LONGEST_TEXT])
    in_province = [body for body in bodies if is_in_province(text, body)]
    in_district = [body for body in (in_province or bodies) if is_in_district(text, body)]
    for narrowed in (in_province, in_district):
        if len(narrowed) == 1:
            return tuple(narrowed)
    return tuple(in_district or in_province or bodies)


def is_in_province(text: str, body: Agency) -> bool:
    """Whether a text (a key) names the body's province."""
    province = body.place.province
    spellings = (province, *(short for short, full in NICKNAMES.items() if full == province))
    return any(_names_place(text, _PROVINCE, _DISTRICT, each) for each in spellings)


def is_in_district(text: str, body: Agency) -> bool:
    """Whether a text (a key) names the body's district; อ.เมือง is the capital's, whichever it is.

    A district called like its province (พระนครศรีอยุธยา) must be called a district.
    """
    district = body.place.district
    if district.startswith("เมือง") and re.search(rf"(?:อำเภอ|อ\.)\s?เมือง{_AFTER_PLACE}", text):
        return True
    may_stand_free = district != body.place.province
    return _names_place(text, _DISTRICT, _PROVINCE, district, may_stand_free=may_stand_free)


def said_provinces(name: str) -> set[str]:
    """What `name` calls a province by that word, nicknames written out."""
    found = _SAID_PROVINCE.findall(key(name))
    return {NICKNAMES.get(each, each) for each in found}


def names_place(text: str, register: Register) -> bool:
    """Whether a text names a district or a province, by that word or by the name of a province alone."""
    words = key(text[:LONGEST_TEXT])
    if _SAID_PLACE.search(words):
        return True
    names = (*NICKNAMES, *register.provinces)
    return any(key(name) in words for name in names if len(name) >= _SURE_LENGTH)


def provinces_behind(name: str, text: str) -> set[str]:
    """What a text (a key) calls the province straight behind a name in it, nicknames written out.

    A tambon and a district may stand between the two.
    """
    places = islice(re.finditer(re.escape(name), text), _MOST_PLACES)
    found = filter(None, (_PROVINCE_BEHIND.match(text, place.end()) for place in places))
    return {NICKNAMES.get(each[1], each[1]) for each in found}


def _names_place(text: str, kind: str, other_kind: str, place: str, *, may_stand_free: bool = True) -> bool:
    """Whether a text (a key) names a place: behind its kind (จ., จังหวัด), or standing free if it is long."""
    name = key(place)
    if not name or name not in text:
        return False
    escaped = re.escape(name)
    if re.search(rf"(?:{kind})\s?{escaped}{_AFTER_PLACE}", text):
        return True
    if len(place) < _SURE_LENGTH or not may_stand_free:
        return False
    free = re.finditer(rf"(?:^|[^ก-๙]){escaped}{_AFTER_PLACE}", text)
    behind_other = re.compile(rf"(?:{other_kind})\s?$")
    return any(not behind_other.search(text[max(0, each.start() - 10) : each.start() + 1]) for each in free)
