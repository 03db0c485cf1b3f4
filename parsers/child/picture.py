"""A small picture of a page of a form, or of the pictures in a deck, for staff. Drawn in a limited child.

A file that cannot be drawn, or not within the limits, has no picture; nothing else comes of it. The picture
is made anew from pixels, so that nothing of the sender's file is in it but what an eye can see.
"""

import io
from pathlib import Path

import pypdfium2
from PIL import Image, ImageOps

from parsers.child.inspect.sniff import sniff
from parsers.child.sheet import DECKS, sheet
from parsers.files import Folder
from parsers.protocol import LARGEST_PICTURE
from screening.model.submission import File, FileType, Parsed

WIDTH = 800  # pixels; a page of A4 is then read without effort
_TALLEST = 2 * WIDTH
_QUALITIES = (75, 55, 35, 15)
_POINTS = 20_000  # of a page's longer side; the format's own limit is 14,400


def draw(file: Path, work: Path, number: int = 0) -> Parsed:
    """The picture of page `number` of the form in `file`, counted from 0, or of what is in the deck there;
    written to `work` under its sha256, it is the one file of the result.

    Raises anything at all where it cannot be drawn.
    """
    kind = sniff(file, "")
    if kind in DECKS:
        page = sheet(file)
    elif kind is FileType.JPEG and not number:
        page = _of_jpeg(file)
    else:
        page = _of_pdf(file, number)
    written = Folder(work).write([_packed(page)])
    return Parsed(files=(File("", written.size, written.sha256, FileType.JPEG),))


def _of_pdf(path: Path, number: int) -> Image.Image:
    document = pypdfium2.PdfDocument(path)
    if document.get_formtype():
        document.init_forms()  # what was typed into its fields is drawn too
    page = document[number]
    width, height = page.get_size()
    if not 0 < max(width, height) <= _POINTS:
        raise ValueError(f"a page of {width} x {height} points")
    scale = min(WIDTH / width, _TALLEST / height)
    drawn: Image.Image = page.render(scale=scale, rev_byteorder=True).to_pil()
    return drawn.convert("RGB")


def _of_jpeg(path: Path) -> Image.Image:
    with path.open("rb") as file, Image.open(file, formats=["JPEG"]) as image:
        image.draft("RGB", (WIDTH, WIDTH))  # libjpeg decodes at a fraction of the size, never below this
        try:
            upright = ImageOps.exif_transpose(image)
        except Exception:  # a broken EXIF block spoils no picture
            upright = image.copy()
        upright.thumbnail((WIDTH, _TALLEST), reducing_gap=2.0)
        return upright.convert("RGB")


def _packed(page: Image.Image) -> bytes:
    """As JPEG, as fine as `LARGEST_PICTURE` allows. Raises ValueError where even the coarsest is larger."""
    for quality in _QUALITIES:
        data = io.BytesIO()
        page.save(data, "JPEG", quality=quality, optimize=True)
        if data.tell() <= LARGEST_PICTURE:
            return data.getvalue()
    raise ValueError("it cannot be made small enough")
