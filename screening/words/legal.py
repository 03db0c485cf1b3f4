"""The legal types of local government bodies, and how people write them."""

import re

from screening.words.names import key, squeezed

CAPITAL = "กรุงเทพมหานคร"
ALONE = (CAPITAL, "เมืองพัทยา")
PROVINCIAL = "องค์การบริหารส่วนจังหวัด"
MUNICIPALITY = "เทศบาล"
RISING = ("องค์การบริหารส่วนตำบล", "เทศบาลตำบล", "เทศบาลเมือง", "เทศบาลนคร")
"""The types that one body may bear in turn: it only ever rises."""

TYPES = (PROVINCIAL, *RISING)

# As people shorten them, with and without dots and spaces, and with องค์กร for องค์การ.
_SHORT = (
    (re.compile(r"^(?:อบจ\.?|อ\.บ\.จ\.?|อบ\.จ\.?|องค์กา?รบริหารส่วน(?:จังหวัด|จ\.))"), TYPES[0]),
    (re.compile(r"^(?:อบต\.?|อ\.บ\.ต\.?|อบ\.ต\.?|องค์กา?รบริหารส่วน(?:ตำบล|ต\.))"), TYPES[1]),
    (re.compile(r"^(?:ทต\.?|ท\.ต\.?|เทศบาลต\.)"), TYPES[2]),
    (re.compile(r"^(?:ทม\.?|ท\.ม\.?|เทศบาลม\.)"), TYPES[3]),
    (re.compile(r"^(?:ทน\.?|ท\.น\.?|เทศบาลน\.)"), TYPES[4]),
    (re.compile(r"^(?:กทม\.?|ก\.ท\.ม\.?)$"), ALONE[0]),
)
# ทน, ทม and ทต begin everyday words (ทนาย): without a dot or a space they prove nothing.
_WORD_LIKE = re.compile(r"^ท[นมต](?![.\s])")
# ทต.ตำบลแม่สาย, อบต.ต.แม่ใส, อบจ.จังหวัดน่าน: the word of the type once more.
_DOUBLED = re.compile(r"^(?:(องค์การบริหารส่วนตำบล|เทศบาลตำบล)(?:ตำบล|ต\.)|(องค์การบริหารส่วนจังหวัด)(?:จังหวัด|จ\.))")
# The office of a body is the body; a division of it, or another body's office, is not (row 36).
_OFFICE = re.compile(
    r"^(?:สำนักงาน|สนง\.?|ที่ทำการ)(?=เทศบาล(?:นคร|เมือง|ตำบล|[นมต]\.)|องค์กา?รบริหารส่วน|อบ[จต]|ท[นมต]\.)"
)
_OTHER_BODY = re.compile(
    r"^(?:โรงเรียน|รร\.|วิทยาลัย|มหาวิทยาลัย|สำนักงาน|สนง\.?|สำนัก|ที่ว่าการ|ที่ทำการ|กรม|กระทรวง|ศูนย์|ศพด\.?|โรงพยาบาล"
    r"|รพ\.?สต|รพ\.|บริษัท|ห้างหุ้นส่วน|สมาคม|มูลนิธิ|สถานี|กอง|ฝ่าย|ชุมชน|กลุ่ม|วิสาหกิจ|สหกรณ์|สถาบัน|วัด|การไฟฟ้า|การประปา|ธนาคาร)"
)


def expanded(name: str) -> str:
    """The squeezed key of `name` with its legal type written out."""
    text = squeezed(name)
    for pattern, full in _SHORT:
        if pattern.search(text):
            return pattern.sub(full, text)
    return text


def undoubled(text: str) -> str:
    """An expanded name without the type's own word said twice."""
    return _DOUBLED.sub(r"\1\2", text)


def without_office(name: str) -> str:
    """The key of `name` without the word for the body's own office before it."""
    return _OFFICE.sub("", key(name))


def type_of(text: str) -> str:
    """The legal type that an expanded name begins with; empty without one, or with nothing behind it."""
    return next((kind for kind in TYPES if text.startswith(kind) and len(text) > len(kind)), "")


def bare(text: str) -> str:
    """An expanded name without its legal type."""
    return text.removeprefix(type_of(text))


def has_legal_type(name: str) -> bool:
    """Whether `name` begins as a local government body's must."""
    text = expanded(name)
    return text in ALONE or (bool(type_of(text)) and not _WORD_LIKE.match(key(name)))


def is_other_body(name: str) -> bool:
    """Whether `name` is plainly that of a body which is no local government, or a part of one."""
    return bool(_OTHER_BODY.match(squeezed(name)))
