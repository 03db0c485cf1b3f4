"""Small pictures of a form's first page, drawn by real children."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from pypdf import PdfReader, PdfWriter

from demo.samples.forms import pdf_form
from parsers.process import Parser
from parsers.protocol import LARGEST_PICTURE
from settings.tables import Limits

FORM = pdf_form("เทศบาลตำบลแม่ไทรงาม", "แอปแจ้งเหตุ")


@pytest.fixture(scope="module")
def parser() -> Iterator[Parser]:
    with Parser(Limits()) as running:
        yield running


def seen(parser: Parser, folder: Path, data: bytes) -> bytes | None:
    file, work = folder / "file", folder / "work"
    file.write_bytes(data)
    work.mkdir(exist_ok=True)
    picture = parser.picture(file, work, 0)
    left = [path.read_bytes() for path in work.iterdir()]
    assert left == ([picture] if picture else []), "it is left in the folder, and nothing else"
    return picture


def drawn(parser: Parser, folder: Path, data: bytes) -> Image.Image:
    picture = seen(parser, folder, data)
    assert picture and len(picture) <= LARGEST_PICTURE
    with Image.open(io.BytesIO(picture)) as opened:
        opened.load()
        return opened


def photograph(size: tuple[int, int], orientation: int = 1) -> bytes:
    """White, but black in its upper left corner as it is stored."""
    page = Image.new("RGB", size, "white")
    ImageDraw.Draw(page).rectangle((0, 0, size[0] // 3, size[1] // 3), "black")
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = orientation, "ที่บ้านของสมชาย"
    data = io.BytesIO()
    page.save(data, "JPEG", exif=exif)
    return data.getvalue()


def test_the_first_page_of_a_pdf_is_drawn(parser: Parser, tmp_path: Path) -> None:
    picture = drawn(parser, tmp_path, FORM)
    assert picture.format == "JPEG"
    assert picture.width == 800
    assert 1100 < picture.height < 1160
    tones = picture.convert("L").histogram()
    assert any(tones[:100]) and any(tones[200:])


@pytest.mark.parametrize(
    ("orientation", "size", "corner"),
    [
        (1, (800, 600), (50, 50)),
        (3, (800, 600), (750, 550)),
        (6, (800, 1067), (750, 50)),
        (8, (800, 1067), (50, 1000)),
    ],
)
def test_a_photograph_stands_upright_and_says_nothing_else(
    parser: Parser, tmp_path: Path, orientation: int, size: tuple[int, int], corner: tuple[int, int]
) -> None:
    picture = drawn(parser, tmp_path, photograph((4000, 3000), orientation))
    assert picture.size == size
    assert picture.convert("L").getpixel(corner) == 0
    assert not picture.getexif()


def test_a_small_photograph_is_not_blown_up(parser: Parser, tmp_path: Path) -> None:
    assert drawn(parser, tmp_path, photograph((300, 400))).size == (300, 400)


def test_noise_that_no_packing_makes_small_is_drawn_coarsely(parser: Parser, tmp_path: Path) -> None:
    data = io.BytesIO()
    Image.effect_noise((1700, 2400), 200).convert("RGB").save(data, "JPEG", quality=90)
    assert drawn(parser, tmp_path, data.getvalue()).width == 800


def test_a_form_that_only_restricts_printing_is_drawn(parser: Parser, tmp_path: Path) -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(FORM)))
    writer.encrypt("", "owner", algorithm="RC4-128")
    data = io.BytesIO()
    writer.write(data)
    assert drawn(parser, tmp_path, data.getvalue()).width == 800


def laughing_bomb() -> bytes:
    """A page that draws ten drawings, each of which draws ten, eight deep."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources<</XObject<</F0 5 0 R>>>>>>",
        b"<</Length 6>>stream\n/F0 Do\nendstream",
    ]
    for level in range(5, 14):
        inside = b"/F Do " * 10 if level < 13 else b"0 0 500 500 re f 0 0 m 9 9 l S "
        head = b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F %d 0 R>>>>/Length %d>>"
        objects.append(head % (level + 1, len(inside)) + b"stream\n" + inside + b"\nendstream")
    body = b"%PDF-1.4\n" + b"".join(b"%d 0 obj%b endobj\n" % pair for pair in enumerate(objects, 1))
    return body + b"trailer<</Root 1 0 R/Size 14>>\nstartxref\n0\n%%EOF\n"


def test_a_form_that_defeats_the_painter_has_no_picture(tmp_path: Path) -> None:
    with Parser(Limits(parse_cpu_seconds=1)) as parser:
        file, work = tmp_path / "file", tmp_path / "work"
        file.write_bytes(laughing_bomb())
        work.mkdir()
        assert parser.picture(file, work, 0) is None
