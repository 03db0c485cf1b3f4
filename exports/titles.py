"""What a work is called: by its deck's first slide, unless a person has said it better."""

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import Path

from exports.columns import read_columns
from screening.words.legal import has_legal_type
from screening.words.names import squeezed

MOST = 200
"""Characters of a title: a first slide can be a page of text."""
_LEAST = 4
_SAID = re.compile(r"^ชื่อ\s?(?:ผลงาน|นวัตกรรม|โครงการ)\s*[:：]?\s*(.{4,})$")
_FRAME = re.compile(
    "ประกวด|รางวัล|ท้องถิ่นดิจิทัล|digital ?local|localdigital|dgti|^ประจำปี"
    "|^(?:นำเสนอ|เสนอ|จัดทำ)?โดย|^ผู้(?:นำเสนอ|จัดทำ|พัฒนา|รับผิดชอบ)"
    r"|^(?:นาย|นาง|นางสาว|น\.ส\.|ว่าที่|ตำแหน่ง|โทร|อีเมล|e-?mail|เว็บไซต์|www\.|https?:)"
    r"|(?:อำเภอ|อ\.).*(?:จังหวัด|จ\.)|^(?:จังหวัด|จ\.)\S+$"
    "|^(?:ยินดีต้อนรับ|welcome|presentation|logo|ชื่อผลงาน|ชื่อนวัตกรรม|ชื่อโครงการ|ผลงาน|โครงการ|นวัตกรรม|งานนำเสนอ|สไลด์)$",
    re.IGNORECASE,
)
"""Lines around a title: the contest, who presents, where, when."""
_PROGRAMS = re.compile(
    "^(?:powerpoint|งานนำเสนอ|presentation|slide|สไลด์|การนำเสนอ|untitled|microsoft)", re.IGNORECASE
)
"""What a program puts into the properties of a deck that nobody has named."""
_ENDING = re.compile(r"\.[A-Za-z0-9]{2,5}$")


class By(StrEnum):
    """What a title was told by."""

    PERSON = "person"
    SLIDE = "slide"
    PROPERTIES = "properties"
    FILE = "file"
    NOTHING = ""


def title_of(first_slide: str, properties: str, file_name: str, agency: str) -> tuple[str, By]:
    """The likeliest title, and what it was told by; a person looks over it in any case."""
    lines = [" ".join(line.split()) for line in first_slide.splitlines()]
    for line in lines:
        if said := _SAID.match(line):
            return said[1][:MOST], By.SLIDE
    if found := next(_titles(lines, agency), ""):
        return found[:MOST], By.SLIDE
    named = _ENDING.sub("", file_name).replace("_", " ")
    for text, by in ((properties, By.PROPERTIES), (named, By.FILE)):
        line = " ".join(text.split())
        if not _PROGRAMS.match(line) and (found := next(_titles([line], agency), "")):
            return found[:MOST], by
    return "", By.NOTHING


def _titles(lines: list[str], agency: str) -> Iterator[str]:
    for line in lines:
        letters = squeezed(line)
        if sum(each.isalpha() for each in letters) < _LEAST or _FRAME.search(line):
            continue
        if letters in squeezed(agency) or (has_legal_type(line) and len(line) < len(agency) + _LEAST):
            continue
        yield line


def read_titles(path: Path) -> Mapping[str, str]:
    """By reference: the titles that a person has written into a sheet with the columns `reference` and
    `title`; the sheet of entries that `intake export` writes is one. Raises WrongUse.
    """
    rows = read_columns(path, ("reference", "title"))
    return {reference.upper(): title[:MOST] for reference, title in rows if reference and title}
