"""Pictures that stand in a letter with a Content-ID: its design, or what its sender calls attached.

Apple Mail, Outlook and telephones write both alike, so the name and the pixels must tell.
"""

from email.message import Message
from enum import Enum, auto
from pathlib import Path

from PIL import Image

from parsers.child.inspect.faults import raise_ours
from screening.agency.filename import read_form_name
from screening.words.legal import has_legal_type

_SMALL = 50_000  # bytes
_SMALL_IN_RELATED = 300_000
_PAGE = 900  # pixels of the longer side: a page of A4 at 77 dots an inch, the least that can be read
_OF_A_PAGE = (
    1.2,
    1.9,
)  # long to short side: from a telephone's 4:3 over A4 to 16:9; seals and banners are not
_DOUBTFUL = 400  # pixels of the shorter side: a page made small, or a large logo
_ICON = 400  # pixels of the longer side: whatever it is called, nobody can read a form of this size
_PNG = b"\x89PNG\r\n\x1a\n"


class Shown(Enum):
    """What such a picture is taken for."""

    FILE = auto()
    DOUBTFUL = auto()
    DESIGN = auto()


def may_be_design(part: Message, size: int, *, related: bool) -> bool:
    """Whether a picture is a small one of the letter. A Content-ID says little: Gmail gives all files one."""
    disposition = part.get_content_disposition()
    if part.get_content_maintype() != "image" or not part["content-id"] or disposition == "attachment":
        return False
    return size < _SMALL or (related and disposition == "inline" and size < _SMALL_IN_RELATED)


def look(path: Path, name: str) -> Shown:
    """A form is never a logo: its name shows it, or that it is as large as a page."""
    read = read_form_name(name)
    if read.number > 0:
        return Shown.FILE
    longer, shorter = sorted(_pixels(path), reverse=True)
    if has_legal_type(read.agency):
        return Shown.DOUBTFUL if 0 < longer < _ICON else Shown.FILE
    narrowest, widest = _OF_A_PAGE
    if longer >= _PAGE and narrowest <= longer / max(shorter, 1) <= widest:
        return Shown.FILE
    return Shown.DOUBTFUL if shorter >= _DOUBTFUL else Shown.DESIGN


def _pixels(path: Path) -> tuple[int, int]:
    """Width and height by the header of a JPEG or PNG; nothing for what has none."""
    with path.open("rb") as file:
        begin = file.read(24)
    if begin.startswith(_PNG) and len(begin) == 24:
        return int.from_bytes(begin[16:20]), int.from_bytes(begin[20:24])
    if not begin.startswith(b"\xff\xd8"):
        return 0, 0
    try:
        with path.open("rb") as file, Image.open(file, formats=["JPEG"]) as image:
            return image.size
    except Exception as error:
        raise_ours(error)
        return 0, 0
