"""Which column of a register is which, and which legal type a word means, whatever the list calls them."""

import re
from collections.abc import Sequence

from screening.words.legal import ALONE, TYPES
from screening.words.names import squeezed

_NAMES = {
    "full_name": "full_name fullname ชื่อเต็ม ชื่อหน่วยงาน หน่วยงาน ชื่ออปท อปท ชื่อองค์กรปกครองส่วนท้องถิ่น"
    " องค์กรปกครองส่วนท้องถิ่น ชื่อหน่วยงานเต็ม organisation organization agency",
    "name": "name ชื่อ",
    "type": "type ประเภท ประเภทอปท ประเภทหน่วยงาน ประเภทองค์กรปกครองส่วนท้องถิ่น",
    "province": "province จังหวัด changwat",
    "amphoe": "amphoe district อำเภอ อำเภอ/เขต",
    "code": "dla_code_2017 dla_code code รหัส รหัสอปท รหัสหน่วยงาน รหัสองค์กรปกครองส่วนท้องถิ่น",
    "abbrev": "abbrev abbreviation ชื่อย่อ อักษรย่อ",
    "head_title": "head_title ตำแหน่งผู้บริหาร",
    "saraban": "saraban_email_derived saraban_email saraban อีเมลสารบรรณ อีเมลกลาง",
    "english": "english english_name ชื่อภาษาอังกฤษ",
    "former_names": "former_names ชื่อเดิม",
    "misspellings": "misspellings ชื่อที่มักเขียนผิด",
    "web_domains": "web_domains domains เว็บไซต์",
}
_BY_HEADING = {heading: name for name, headings in _NAMES.items() for heading in headings.split()}
_TITLE_ROWS = 10  # a published list has its own title above the headings

_TYPES = {
    TYPES[0]: "pao อบจ องค์การบริหารส่วนจังหวัด provincialadministrativeorganization",
    TYPES[1]: "tao sao อบต องค์การบริหารส่วนตำบล subdistrictadministrativeorganization",
    TYPES[2]: "thesabantambon ทต เทศบาลตำบล subdistrictmunicipality",
    TYPES[3]: "thesabanmueang ทม เทศบาลเมือง townmunicipality",
    TYPES[4]: "thesabannakhon ทน เทศบาลนคร citymunicipality",
    # A special body's name is its type.
    "": "bangkok bma กรุงเทพมหานคร กทม mueang pattaya เมืองพัทยา พิเศษ รูปแบบพิเศษ อปทรูปแบบพิเศษ",
}
_BY_WORD = {word: kind for kind, words in _TYPES.items() for word in words.split()}
CODE_DIGITS = {TYPES[0]: "2", TYPES[4]: "3", TYPES[3]: "4", TYPES[2]: "5", TYPES[1]: "6"}
"""The first digit of the Department of Local Administration's code, by type (measured, its list of 2017)."""
SPECIAL = ALONE


def find_heading(rows: Sequence[Sequence[str]]) -> tuple[int, dict[str, int]]:
    """The index of the row of headings and the place of each column that it names.

    The heading is the one of the first rows that names most columns; none at all gives an empty dict.
    """
    named = [_columns(row) for row in rows[:_TITLE_ROWS]]
    best = max(range(len(named)), key=lambda index: len(named[index]), default=0)
    return best, named[best] if named else {}


def _columns(row: Sequence[str]) -> dict[str, int]:
    columns: dict[str, int] = {}
    for place, heading in enumerate(row):
        name = _BY_HEADING.get(re.sub(r"[.()*:\s-]", "", squeezed(heading)))
        if name:
            columns.setdefault(name, place)
    return columns


def legal_type(word: str) -> str | None:
    """The legal type that `word` means, empty for a special body; None for a word that is no type."""
    return _BY_WORD.get(re.sub(r"[.\s_-]", "", squeezed(word)))
