"""Files with which something is amiss that only a person can tell."""

import io

from PIL import Image
from pptx import Presentation


def blank() -> bytes:
    """A page that was scanned from its back."""
    page = io.BytesIO()
    Image.new("L", (1240, 1754), 255).save(page, "PDF", resolution=150)
    return page.getvalue()


def unfilled() -> bytes:
    """A deck that nobody has written into."""
    made = Presentation()
    for _ in range(3):
        made.slides.add_slide(made.slide_layouts[1]).shapes.title.text = "คลิกเพื่อเพิ่มชื่อเรื่อง"
    data = io.BytesIO()
    made.save(data)
    return data.getvalue()


def picture() -> bytes:
    """A page as a phone puts it into a letter."""
    data = io.BytesIO()
    Image.effect_noise((495, 700), 40).save(data, "JPEG", quality=70)
    return data.getvalue()
