"""What a reason's texts may speak of: its parameters, made fit to be shown, and what follows from them."""

from collections.abc import Callable, Mapping
from typing import Any, Literal

from notifications.rendering import words
from notifications.rendering.clean import name_for_staff, one_line, shown_name
from notifications.rendering.dates import Language, glued
from notifications.rendering.links import without_links
from screening.model.decision import Param, Place, Reason

_MOST_ITEMS = 25  # the commonest name is shared by 22 agencies
_LONGEST_NAME = 70  # longer than any official name with its ending: 51 characters, measured

Audience = Literal["applicant", "staff"]

PARAMS: dict[str, Param] = {
    "received": "",  # a file's name as it was received
    "canonical": "",  # the exact name to use, with its ending
    "name": "",  # an agency's name
    "district": "",
    "province": "",
    "candidates": [],  # agencies it may be: name, district, province
    "reference": "",  # of another entry, or of the one joined
    "size_mb": None,
    "type": "",  # a FileType
    "extension": "",
    "links": [],
    "detail": "",  # a library's own words, for staff
    "found": [],  # topics
    "missing": [],
    "others": [],  # further names
    "pages": None,
    "sign": "",  # what told a machine
    "domain": "",
    "sender": "",
    "received_at": "",
    "internal_date": "",
    "own_stamp": "",
    "title": "",  # of a work that has won before
    "year": "",
    "seen": "",  # what this entry calls its work
    "similarity": None,  # from 0 to 1
    "sentence": "",
    "slide": "",  # its number
    "unfilled": "",  # yes, of a file that opens, and in which nothing was written
    "date": "",  # ISO, to the day, month or year
}
"""Every parameter that a text may use; one that a reason does not carry is empty."""


def slots_of(reason: Reason, language: Language, audience: Audience) -> dict[str, Any]:
    """The values for one reason's texts. Nothing in them can break a line or be read as a template.

    An applicant reads no link and no long name that came in a mail; official names are neither. Staff read
    more, on their own screen.
    """
    given = {name: value for name, value in reason.params.items() if value is not None}
    shown = shown_name if audience == "applicant" else name_for_staff
    slots = {name: _clean(name, value, shown) for name, value in {**PARAMS, **given}.items()}
    place = Place(slots["name"], slots["district"], slots["province"])
    return {
        **slots,
        "type_code": slots["type"],
        "type": words.type_name(slots["type"], language),
        "kind": words.kind_name(slots["type"], language),
        "place": words.full_name(place) if place.name else "",
        "file": _file(reason.code, slots["received"], language),
    }


def _file(code: str, received: str, language: Language) -> str:
    """The file that is spoken of, by its name or by its part."""
    if received:
        return f"ไฟล์ “{received}” " if language == "th" else f"The file “{received}”"
    role = code.partition("-")[0]
    thai, english = {
        "form": ("ไฟล์ใบส่งผลงาน", "The form's file"),
        "deck": ("ไฟล์เอกสารนำเสนอ", "The presentation's file"),
    }.get(role, ("ไฟล์แนบ", "An attached file"))
    return thai if language == "th" else english


def _clean(name: str, value: Param, shown: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        if name == "canonical":
            return _to_copy(value)
        return glued(shown(value)) if name == "received" else shown(value)
    if isinstance(value, list):
        return [each for each in (_item(each, shown) for each in value[:_MOST_ITEMS]) if each]
    return value


def _to_copy(name: str) -> str:
    """A name that is to be copied, whole or not at all: without a register a mail may have made it up."""
    line = one_line(name)
    return line if len(line) <= _LONGEST_NAME and without_links(line) == line else ""


def _item(value: str | Mapping[str, str], shown: Callable[[str], str]) -> str:
    if isinstance(value, str):
        return shown(value)
    place = Place(value.get("name", ""), value.get("district", ""), value.get("province", ""))
    return words.full_name(place)
