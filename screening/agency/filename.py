"""Reads the name of a form: `<agency>_form1.pdf`, and what people make of it.

The name is split at its last form marker, never at the first dot, hyphen or underscore: official names
hold all three. Rows named here are those of the near-miss table in the field's notes.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from screening.words.names import key

_EXTENSION = re.compile(r"\.(?:pdf|jpe?g|png|heic|heif|tiff?|docx?|pptx?|ppsx|pptm|zip|rar|7z)$")
# form1, from1 (row 10), form_1, form-1, form 01 (row 11), ฟอร์ม1, แบบฟอร์ม1; not form10, and not platform1.
_MARKER = re.compile(
    r"(?:[\s_\-]|(?<![a-z]))\(?(?P<word>forms?|from|fom|frm|(?:แบบ)?(?:ฟอร์ม|ฟอร์ม์|ฟอม))[\s_\-.]*+"
    r"(?P<number>0?[1-9])(?![0-9])\)?"
)
# The marker without its number, at the very end: nobody means anything else by it.
_BARE_MARKER = re.compile(r"[\s_\-]\(?(?:form|from|ฟอร์ม|แบบฟอร์ม)\)?$")
# What an operating system or a mailer adds by itself (row 23): no news to anybody.
_COPY = re.compile(
    r"^(?:สำเนาของ|copy of)\s*+"
    r"|\s?(?:-\s?)?(?:(?<=[\s-])(?:สำเนา|copy)(?:\s?\([0-9]{1,3}\))?|\([0-9]{1,3}\))$"
)
# Differences that an eye sees though the key does not: Thai digits (row 9), letters and marks of full width.
_OTHER_SHAPES = re.compile("[\u0e50-\u0e59\uff01-\uff5e]")


# What people set between a name and the marker: all kinds of dashes too.
_EDGES = " _-\u2010\u2011\u2012\u2013\u2014+=,"
_IN_BRACKETS = re.compile(r"[\[({]([^\[\](){}]*)[\])}]")


@dataclass(frozen=True, slots=True)
class FormName:
    """A file name as a clerk reads it, all parts in their comparison key.

    `number` is the marker's: 1 for a form, 2 or more for a further work (row 35), 0 without a marker.
    `tail` is what follows the marker (a version, a page). `plain`: nothing stands out against the
    prescribed `<agency>_form1.<ext>` but what no eye can see.
    """

    agency: str
    number: int
    tail: str
    extension: str
    plain: bool


@lru_cache(maxsize=1024)
def read_form_name(name: str) -> FormName:
    """The parts of `name`; total, for any text."""
    stem, extensions = _without_extensions(key(name))
    while (shorter := _COPY.sub("", stem)) != stem:
        stem = shorter
    extension = extensions[-1] if extensions else ""
    markers = list(_MARKER.finditer(stem))
    if not markers:
        unnumbered = _BARE_MARKER.search(stem)
        agency = stem[: unnumbered.start()] if unnumbered else stem
        return FormName(_trimmed(agency), int(bool(unnumbered)), "", extension, plain=False)
    last = markers[-1]
    before, after = _trimmed(stem[: last.start()]), _trimmed(stem[last.end() :].strip(f"{_EDGES}."))
    number = int(last["number"])
    if not before:  # form1 first
        return FormName(after, number, "", extension, plain=False)
    exact = stem == f"{before}_form1" and len(extensions) == 1
    return FormName(before, number, after, extension, exact and not _OTHER_SHAPES.search(name))


def _trimmed(text: str) -> str:
    """`text` without the marks and the brackets round it."""
    text = text.strip(_EDGES)
    inside = _IN_BRACKETS.fullmatch(text)
    return inside[1].strip(_EDGES) if inside else text


def _without_extensions(text: str) -> tuple[str, list[str]]:
    """Strips every known ending, so that .pdf.pdf and .jpg.pdf (row 25) leave the name alone."""
    endings: list[str] = []
    text = text.rstrip(" .")
    while found := _EXTENSION.search(text):
        endings.insert(0, found.group())
        text = text[: found.start()].rstrip()
    if not endings and (found := re.search(r"\.[a-z0-9]{1,5}$", text)):
        endings, text = [found.group()], text[: found.start()]
    return text, endings


def extension_of(name: str) -> str:
    """The ending of a file name, lower case with its dot; empty when there is none."""
    return read_form_name(name).extension
