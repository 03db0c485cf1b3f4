"""JPEG forms: whole, sane in size, upright, not blank."""

import io
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from parsers.child.inspect import inspect
from screening.model.submission import Content, ContentState, FileType


def look(folder: Path, data: bytes, name: str = "เทศบาล_form1.jpg") -> Content:
    path = folder / "file"
    path.write_bytes(data)
    kind, content = inspect(path, name)
    assert kind is FileType.JPEG
    return content


def jpeg(image: Image.Image, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", **options)
    return buffer.getvalue()


def page(mode: str = "RGB") -> Image.Image:
    return Image.effect_noise((640, 480), 60).convert(mode)


def with_size(data: bytes, width: int, height: int) -> bytes:
    """The same picture, its header announcing another size."""
    at = data.index(b"\xff\xc0") + 5
    return data[:at] + height.to_bytes(2, "big") + width.to_bytes(2, "big") + data[at + 4 :]


@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
@pytest.mark.parametrize("progressive", [False, True])
def test_a_whole_jpeg_is_one_page(tmp_path: Path, mode: str, progressive: bool) -> None:
    content = look(tmp_path, jpeg(page(mode), progressive=progressive))
    assert content == Content(ContentState.OK, pages=1, width=640, height=480)


def test_a_jpeg_named_pdf_is_read_as_a_jpeg(tmp_path: Path) -> None:
    assert look(tmp_path, jpeg(page()), "เทศบาล_form1.pdf").state is ContentState.OK


@pytest.mark.parametrize("progressive", [False, True])
@pytest.mark.parametrize("part", range(1, 30))
def test_a_jpeg_cut_anywhere_is_unreadable(tmp_path: Path, part: int, progressive: bool) -> None:
    data = jpeg(page(), progressive=progressive)
    content = look(tmp_path, data[: len(data) * part // 30])
    assert content.state is ContentState.UNREADABLE
    assert content.detail
    assert str(tmp_path) not in content.detail


def test_a_telephones_picture_in_two_frames_is_a_jpeg(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    page().save(buffer, "MPO", save_all=True, append_images=[page()])
    assert look(tmp_path, buffer.getvalue()) == Content(ContentState.OK, pages=1, width=640, height=480)


def test_a_clip_after_the_picture_does_no_harm(tmp_path: Path) -> None:
    assert look(tmp_path, jpeg(page()) + b"\0\0\0\x18ftypmp42" * 50).state is ContentState.OK


@pytest.mark.parametrize(
    ("orientation", "size"), [(1, (640, 480)), (3, (640, 480)), (6, (480, 640)), (8, (480, 640))]
)
def test_width_and_height_are_those_of_the_upright_picture(
    tmp_path: Path, orientation: int, size: tuple[int, int]
) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    content = look(tmp_path, jpeg(page(), exif=exif))
    assert (content.width, content.height) == size


def test_broken_exif_spoils_no_picture(tmp_path: Path) -> None:
    words = b"Exif\0\0II*\0\x08\0\0\0\1\0" + b"\x12\1\2\0\4\0\0\0abc\0" + b"\0\0\0\0"
    for block in (words, b"Exif\0\0II*\0\xff\xff\xff\xff"):
        assert look(tmp_path, jpeg(page(), exif=block)).state is ContentState.OK


def test_no_path_of_ours_is_told(tmp_path: Path) -> None:
    content = look(tmp_path, b"\xff\xd8\xff\xe0")
    assert content.detail.startswith("UnidentifiedImageError: cannot identify")
    assert str(tmp_path) not in content.detail


@pytest.mark.parametrize("tone", [(255, 255, 255), (0, 0, 0), (240, 235, 220)])
def test_one_tone_is_blank(tmp_path: Path, tone: tuple[int, int, int]) -> None:
    assert look(tmp_path, jpeg(Image.new("RGB", (2480, 3508), tone))).blank


def test_one_tone_with_a_scanners_noise_is_blank(tmp_path: Path) -> None:
    noise = Image.effect_noise((1240, 1754), 6).point(lambda tone: min(255, tone + 110))
    assert look(tmp_path, jpeg(noise)).blank


def test_a_page_with_only_a_signature_is_not_blank(tmp_path: Path) -> None:
    sheet = Image.new("RGB", (2480, 3508), "white")
    ImageDraw.Draw(sheet).line((1500, 3000, 1700, 2950), fill=(90, 90, 200), width=5)
    assert not look(tmp_path, jpeg(sheet)).blank


def test_too_many_pixels_are_refused_by_the_header(tmp_path: Path) -> None:
    content = look(tmp_path, with_size(jpeg(page()), 20_000, 20_000))
    assert content.state is ContentState.UNCHECKED
    assert "too many pixels" in content.detail


def test_the_largest_telephone_picture_is_not_refused_by_its_header(tmp_path: Path) -> None:
    content = look(tmp_path, with_size(jpeg(page("L")), 16_320, 12_240))
    assert (content.state, content.width, content.height) == (ContentState.OK, 16_320, 12_240)


def test_a_progressive_picture_too_large_for_memory_is_not_called_broken(tmp_path: Path) -> None:
    data = jpeg(page("L"), progressive=True).replace(b"\xff\xc2", b"\xff\xc0", 1)
    data = with_size(data, 10_000, 9_000).replace(b"\xff\xc0", b"\xff\xc2", 1)
    assert look(tmp_path, data).state is ContentState.UNCHECKED
