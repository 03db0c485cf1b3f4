"""The pictures in a deck on one sheet: its own thumbnail first, then what its slides show, in small."""

import io
from collections.abc import Iterator
from pathlib import Path

from PIL import Image, ImageOps

from parsers.child.inspect.package import Package
from screening.model.submission import FileType

DECKS = (FileType.PPTX, FileType.PPSX, FileType.PPTM)
COLUMNS, ROWS = 3, 4
CELL = 264  # pixels
_READ = ("JPEG", "PNG", "GIF", "BMP")
_ENDINGS = (".jpg", ".jpeg", ".png", ".gif", ".bmp")
_MOST_TRIED = 60
_LEAST = 24  # pixels of its shorter side: bullets and lines are no pictures


def sheet(path: Path) -> Image.Image:
    """At most twelve pictures. Raises ValueError where there is none that can be shown."""
    found = list(_pictures(path))
    if not found:
        raise ValueError("no picture in it")
    rows = -(-len(found) // COLUMNS)
    paper = Image.new("RGB", (COLUMNS * CELL, rows * CELL), "white")
    for number, picture in enumerate(found):
        left, top = number % COLUMNS * CELL, number // COLUMNS * CELL
        paper.paste(picture, (left + (CELL - picture.width) // 2, top + (CELL - picture.height) // 2))
    return paper


def _pictures(path: Path) -> Iterator[Image.Image]:
    shown = 0
    with Package(path) as package:
        package.refuse_bomb()
        names = [name for name in package if name.endswith(_ENDINGS)]
        names.sort(key=lambda name: (not name.startswith("docprops/"), name))
        for name in names[:_MOST_TRIED]:
            small = _small(package, name)
            if small is not None:
                yield small
                shown += 1
            if shown == COLUMNS * ROWS:
                return


def _small(package: Package, name: str) -> Image.Image | None:
    """Made anew from pixels, at the size of a cell; None for what is no picture, or only a dot or a line."""
    try:
        with Image.open(io.BytesIO(package.read(name)), formats=_READ) as image:
            image.draft("RGB", (CELL, CELL))
            if min(image.size) < _LEAST:
                return None
            image.thumbnail((CELL - 8, CELL - 8), reducing_gap=2.0)
            return ImageOps.exif_transpose(image.convert("RGB"))
    except Exception:  # one broken picture spoils no sheet
        return None
