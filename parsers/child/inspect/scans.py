"""Pages of a PDF that are pictures, as scanners make them: how fine, and is there anything on them."""

import io
from typing import Any

from PIL import Image
from pypdf import PageObject

from parsers.child.inspect import jpeg

_POINTS = 72  # to the inch
_SLACK = 24  # bytes that begin and end a fax picture, and more; the smallest signature adds hundreds
_LARGEST = 64 << 20  # bytes of one picture


def drawn(page: PageObject) -> list[Any]:
    """The pictures and other drawings that a page refers to (ISO 32000-1, 8.8)."""
    found = _resource(page, "/XObject") or {}
    return [each.get_object() for each in found.values()]


def resolution(page: PageObject) -> int | None:
    """Dots per inch of a page that is one picture; None for any other page, and for one that bears text."""
    try:
        pictures = drawn(page)
        if len(pictures) != 1 or _resource(page, "/Font") or pictures[0].get("/Subtype") != "/Image":
            return None
        sides = sorted((float(page.mediabox.width), float(page.mediabox.height)))
        dots = sorted((int(pictures[0]["/Width"]), int(pictures[0]["/Height"])))
        unit = float(page.get("/UserUnit", 1)) / _POINTS
        return round(max(count / (side * unit) for count, side in zip(dots, sides, strict=True)))
    except Exception:  # a page that says this wrongly is no worse for it
        return None


def is_blank(picture: Any) -> bool:
    """Whether one tone is all there is on it; True only if sure."""
    coding, parameters = _only(picture.get("/Filter")), _only(picture.get("/DecodeParms")) or {}
    data: bytes = picture._data  # as it stands in the file; the library's own reading inflates it
    if picture.get("/Subtype") != "/Image" or len(data) > _LARGEST:
        return False
    if coding == "/DCTDecode":
        with Image.open(io.BytesIO(data), formats=["JPEG"]) as image:
            return jpeg.is_blank(image)
    # In the fax coding of ITU-T T.6 each line like the one above it is a bit, which is set.
    is_fax = coding == "/CCITTFaxDecode" and int(parameters.get("/K", 0)) < 0
    return is_fax and len(data) - data.count(0xFF) <= _SLACK


def _only(value: Any) -> Any:
    """A filter or its parameters, which may stand alone in a list."""
    found = value.get_object() if value is not None else None
    return found[0].get_object() if isinstance(found, list) and len(found) == 1 else found


def _resource(page: PageObject, kind: str) -> Any:
    resources = page.get("/Resources")
    found = (resources.get_object() or {}).get(kind) if resources is not None else None
    return found.get_object() if found is not None else None
