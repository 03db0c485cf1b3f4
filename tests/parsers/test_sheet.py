"""The pictures of a deck on one sheet, drawn in the limited child."""

import io
import tempfile
from pathlib import Path

import pytest
from PIL import Image
from pptx import Presentation
from pptx.util import Inches

from parsers.child.sheet import CELL, COLUMNS, sheet
from parsers.process import Parser


def picture(colour: str, size: tuple[int, int] = (300, 200)) -> bytes:
    data = io.BytesIO()
    Image.new("RGB", size, colour).save(data, "PNG")
    return data.getvalue()


def deck(path: Path, *pictures: bytes) -> Path:
    presentation = Presentation()
    for data in pictures:
        slide = presentation.slides.add_slide(presentation.slide_layouts[6])
        slide.shapes.add_picture(io.BytesIO(data), Inches(1), Inches(1))
    presentation.save(str(path))
    return path


def colours(image: Image.Image) -> list[tuple[int, int, int]]:
    """The middle of each cell."""
    found = []
    for top in range(CELL // 2, image.height, CELL):
        for left in range(CELL // 2, image.width, CELL):
            found.append(image.convert("RGB").getpixel((left, top)))
    return found  # type: ignore[return-value]


def test_each_picture_has_a_cell(tmp_path: Path) -> None:
    drawn = sheet(deck(tmp_path / "a.pptx", picture("red"), picture("blue")))
    assert drawn.width == COLUMNS * CELL
    shown = colours(drawn)
    # python-pptx brings a thumbnail of its own, which comes first.
    assert (255, 0, 0) in shown
    assert (0, 0, 255) in shown
    assert shown.index((255, 0, 0)) > 0


def test_dots_and_lines_are_no_pictures(tmp_path: Path) -> None:
    drawn = sheet(deck(tmp_path / "a.pptx", picture("red", (8, 8)), picture("blue", (400, 4))))
    assert {(255, 0, 0), (0, 0, 255)}.isdisjoint(colours(drawn))


def test_no_more_than_twelve(tmp_path: Path) -> None:
    many = [picture("red", (100 + number, 100)) for number in range(40)]
    assert sheet(deck(tmp_path / "a.pptx", *many)).height == 4 * CELL


@pytest.mark.parametrize("page", [0, 7])
def test_the_child_draws_a_deck_and_says_no_to_a_page_that_is_not_there(
    tmp_path: Path, parser: Parser, page: int
) -> None:
    path = deck(tmp_path / "a.pptx", picture("red"))
    if page:
        path.write_bytes(b"%PDF-1.4 broken")
    with tempfile.TemporaryDirectory() as work:
        drawn = parser.picture(path, Path(work), page)
    assert (drawn is None) == bool(page)
    if drawn:
        assert Image.open(io.BytesIO(drawn)).format == "JPEG"
