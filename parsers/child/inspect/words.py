"""What a form or a deck says of itself beside its pages: hints for staff, never grounds for a verdict."""

import re
from typing import Any

import pypdf

from parsers.child.inspect.package import Package

MOST_WORDS = 10_000  # characters of a form
_PAGES = 3
_MOST_CONTENT = 60_000  # bytes of a page's own text and lines; a typed form has some 20,000
_TITLE_LENGTH = 300
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


def of_pdf(reader: pypdf.PdfReader) -> str:
    """The text layer of the first pages, line by line; empty for a scan, and for what cannot be read."""
    found: list[str] = []
    for page in reader.pages[:_PAGES]:
        try:
            if _is_plain(page):
                found.append(page.extract_text())
        except Exception:  # noqa: S112 - the library raises anything on odd fonts, and the words are a hint
            continue
    return _CONTROLS.sub("", "\n".join(found).replace("\r", "\n")).strip()[:MOST_WORDS]


def _is_plain(page: pypdf.PageObject) -> bool:
    """Whether reading the page costs little: drawings within drawings can go on for ever."""
    contents = page.get_contents()
    resources = page.get("/Resources", {}).get_object()
    drawn = resources.get("/XObject", {}).get_object().values()
    nested = any(each.get_object().get("/Subtype") == "/Form" for each in drawn)
    return contents is not None and not nested and len(contents.get_data()) <= _MOST_CONTENT


def title(package: Package) -> str:
    """The title in a deck's properties (ECMA-376-2, part 11); empty without one."""
    try:
        root: Any = package.xml("docProps/core.xml")
    except Exception:
        # A deck opens without its properties.
        return ""
    said = " ".join((element.text or "") for element in root.iter("{*}title"))
    return _CONTROLS.sub("", " ".join(said.split()))[:_TITLE_LENGTH]
