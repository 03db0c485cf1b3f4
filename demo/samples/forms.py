"""Application forms as applicants scan them: a drawn page, as JPEG or inside a PDF, whole or spoilt.

The words are drawn where a font with Thai letters is found; a machine without one gets grey bars, which
are a page with something on it all the same.
"""

import hashlib
import io
import zipfile
from functools import lru_cache
from time import gmtime

from PIL import Image, ImageDraw, ImageFont
from pypdf import PdfReader, PdfWriter

_SIZE = (1240, 1754)  # A4 at 150 dots an inch, as an office scanner delivers it
_INK, _SEAL, _PAPER = 40, 120, 250
_FONTS = (
    "Garuda.ttf",
    "NotoSansThai-Regular.ttf",
    "Loma.ttf",
    "Sarabun-Regular.ttf",
    "Tahoma.ttf",
    "Thonburi.ttc",
)
_CREATED = gmtime(1_689_822_000)
_SIGNATURE = ((0, 40), (30, -20), (55, 45), (80, -35), (95, 50), (130, 0), (160, 30), (210, 10), (260, 25))

Font = ImageFont.FreeTypeFont | None


@lru_cache
def _font(size: int) -> Font:
    for name in _FONTS:
        try:
            return ImageFont.truetype(name, size)
        except OSError:
            continue
    return None


def _write(draw: ImageDraw.ImageDraw, at: tuple[int, int], text: str, size: int) -> None:
    font = _font(size)
    if font is None:
        draw.rectangle((*at, at[0] + len(text) * size // 3, at[1] + size // 2), fill=_SEAL)
    else:
        draw.text(at, text, font=font, fill=_INK)


def _page(agency: str, title: str) -> Image.Image:
    image = Image.new("L", _SIZE, _PAPER)
    draw = ImageDraw.Draw(image)
    _write(draw, (250, 120), "ใบส่งผลงานนวัตกรรมดิจิทัลเข้าประกวด", 46)
    _write(draw, (120, 260), f"หน่วยงาน  {agency}", 36)
    _write(draw, (120, 340), f"ชื่อผลงาน  {title}", 36)
    for row, line in enumerate(("ยอมรับเงื่อนไขการประกวด", "ยินยอมให้เก็บข้อมูลส่วนบุคคล", "เป็นผลงานที่ใช้งานจริงแล้ว")):
        top = 480 + row * 90
        draw.rectangle((120, top, 160, top + 40), outline=_INK, width=3)
        draw.line((126, top + 20, 138, top + 34, 156, top - 6), fill=_INK, width=5)
        _write(draw, (190, top - 6), line, 34)
    for top in range(820, 1240, 70):
        draw.line((120, top, 1120, top), fill=_SEAL, width=1)
    draw.line([(650 + x, 1380 + y) for x, y in _SIGNATURE], fill=_INK, width=5, joint="curve")
    _write(draw, (640, 1460), "(ลงชื่อ) หัวหน้าหน่วยงาน", 32)
    # A bar code of the contents: without a font two agencies' pages would otherwise be the same bytes.
    for place, bit in enumerate(
        f"{int(hashlib.sha256(f'{agency} {title}'.encode()).hexdigest()[:16], 16):064b}"
    ):
        if bit == "1":
            draw.rectangle((120 + place * 8, 1600, 125 + place * 8, 1660), fill=_INK)
    draw.ellipse((380, 1300, 580, 1500), outline=_SEAL, width=7)
    draw.ellipse((410, 1330, 550, 1470), outline=_SEAL, width=3)
    return image


@lru_cache
def jpeg_form(agency: str, title: str) -> bytes:
    """One scanned page as a JPEG."""
    buffer = io.BytesIO()
    _page(agency, title).save(buffer, "JPEG", quality=55, dpi=(150, 150))
    return buffer.getvalue()


@lru_cache
def pdf_form(agency: str, title: str) -> bytes:
    """One scanned page in a PDF."""
    buffer = io.BytesIO()
    page = _page(agency, title)
    page.save(buffer, "PDF", resolution=150, quality=55, creationDate=_CREATED, modDate=_CREATED)
    return buffer.getvalue()


def locked_pdf_form(agency: str, title: str) -> bytes:
    """The form behind a password that its reader does not have."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf_form(agency, title))))
    writer.encrypt(user_password="เปิดไม่ได้", algorithm="RC4-128")  # noqa: S106 - guards nothing, a locked file is wanted
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def cut_pdf_form(agency: str, title: str) -> bytes:
    """The first third of the form, as an interrupted copy leaves it: no page tree, no trailer."""
    whole = pdf_form(agency, title)
    return whole[: len(whole) // 3]


def word_form(agency: str, title: str) -> bytes:
    """The form as a Word document: typed, neither signed nor stamped."""
    text = f"ใบส่งผลงานนวัตกรรมดิจิทัลเข้าประกวด หน่วยงาน {agency} ชื่อผลงาน {title}"
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    relations = "http://schemas.openxmlformats.org/package/2006"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    words = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    files = {
        "[Content_Types].xml": f'<Types xmlns="{relations}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{main}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{relations}/relationships">'
        f'<Relationship Id="rId1" Type="{office}" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'<w:document xmlns:w="{words}"><w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p>'
        "</w:body></w:document>",
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, (2023, 7, 20, 10, 0, 0)), content)
    return buffer.getvalue()
