"""JPEG forms, by Pillow: are they whole, how large, is there anything to see."""

import io
from itertools import accumulate
from pathlib import Path
from typing import BinaryIO

from PIL import Image

from parsers.child.inspect.faults import TooMuchError
from screening.model.submission import Content, ContentState

MOST_PIXELS = 200_000_000  # the largest telephone cameras make 199.8 million
# libjpeg holds a whole progressive picture in memory, up to 6 bytes a pixel; telephones write baseline ones.
_MOST_PROGRESSIVE = 50_000_000
_SCALE = 8  # libjpeg decodes at an eighth for a fraction of time and memory, and still reads every byte
# Of 255, after averaging 8x8 pixels: light and dark of one tone differ by less, one pen stroke by more.
_NOISE = 16
_DUST = (
    10_000  # one pixel in so many is a speck on the scanner's glass, 6 of a page; a signature has hundreds
)
_ORIENTATION = 0x0112
_TURNED = (5, 6, 7, 8)  # EXIF orientations that swap width and height

# Pillow's own check raises above twice this value and would call an honest telephone picture a bomb.
Image.MAX_IMAGE_PIXELS = MOST_PIXELS


def open_(path: Path) -> Content:
    """Size and blankness of a JPEG, which may be an MPO of a telephone. Raises OSError for a cut one, and
    TooMuchError for one of too many pixels.
    """
    try:
        with path.open("rb") as file:
            return _read(file)
    except Image.DecompressionBombError as error:
        raise TooMuchError(str(error)) from None
    except OSError as error:
        if error.errno is not None:
            raise
        ended = _ended(path)
        if ended is None:
            raise
        return _read(ended)


_FILLER = bytes(each * 73 % 251 for each in range(4_096))  # no 0xFF: to the decoder it is more of the picture
_END = b"\xff\xd9"


def _ended(path: Path) -> io.BytesIO | None:
    """The file with the end marker that it lost and nothing else; None where rows of the picture are lost.

    Pixels that are there are the same whatever is put behind them; missing ones would be made of it.
    """
    data = path.read_bytes()
    if data.endswith(_END):
        return None
    try:
        one, other = _pixels(data + _END), _pixels(data + _FILLER + _END)
    except OSError:
        return None
    return io.BytesIO(data + _END) if one == other else None


def _pixels(data: bytes) -> bytes:
    with Image.open(io.BytesIO(data), formats=["JPEG"]) as image:
        _bound(image)
        if "progressive" in image.info:  # its later scans show only at full size
            if image.width * image.height > _MOST_PROGRESSIVE:
                raise TooMuchError("progressive, and too large to decode")
        else:
            image.draft("L", (max(1, image.width // _SCALE), max(1, image.height // _SCALE)))
        return image.convert("L").tobytes()


def _bound(image: Image.Image) -> None:
    width, height = image.size
    if width * height > MOST_PIXELS:
        raise TooMuchError(f"too many pixels: {width} x {height}")


def _read(file: BinaryIO) -> Content:
    with Image.open(file, formats=["JPEG"]) as image:
        width, height = image.size
        _bound(image)
        if "progressive" in image.info and width * height > _MOST_PROGRESSIVE:
            return Content(ContentState.UNCHECKED, detail="progressive, and too large to decode", pages=1)
        turned = _orientation(image) in _TURNED
        return Content(
            ContentState.OK,
            pages=1,
            blank=is_blank(image),
            width=height if turned else width,
            height=width if turned else height,
        )


def is_blank(image: Image.Image) -> bool:
    """Whether there is nothing on it but one tone, noise and dust. Raises OSError for a cut picture."""
    width, height = image.size
    image.draft("L", (max(1, width // _SCALE), max(1, height // _SCALE)))
    tones = image.convert("L").histogram()  # decodes to the end, which `verify()` does not (measured)
    dust = sum(tones) // _DUST
    return _end(tones[::-1], dust) + _end(tones, dust) >= len(tones) - 1 - _NOISE


def _end(tones: list[int], dust: int) -> int:
    """How many tones from the first on are those of at most so many pixels."""
    seen = accumulate(tones)
    return next(tone for tone, count in enumerate(seen) if count > dust)


def _orientation(image: Image.Image) -> int:
    """1 (upright) when the EXIF block is absent or broken: that alone never spoils a picture."""
    try:
        return int(image.getexif().get(_ORIENTATION, 1))
    except Exception:
        return 1
