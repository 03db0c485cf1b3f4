"""Mails of invented applicants, small or of real size, made fast and each unlike every other."""

import io
import math
import random
import zipfile
from datetime import datetime, timedelta, timezone
from functools import lru_cache
from itertools import product
from time import gmtime

from PIL import Image

from demo.samples import mime
from demo.samples.decks import deck
from demo.samples.forms import pdf_form
from demo.samples.mime import Attachment, Envelope

THAILAND = timezone(timedelta(hours=7))
OPENS = datetime(2023, 6, 8, 8, 30, 0, tzinfo=THAILAND)
CLOSES = datetime(2023, 7, 31, 16, 30, 59, tzinfo=THAILAND)
MIDDLE = OPENS + (CLOSES - OPENS) / 2
ADDRESS = "dgti_awards@dga.or.th"
CONTEST = {
    "id": "dgti-2566",
    "name_th": "ท้องถิ่นดิจิทัล",
    "name_en": "Digital Local Award",
    "year_be": 2566,
    "reference_prefix": "DGTI-2566",
    "opens": OPENS,
    "closes": CLOSES,
    "email": ADDRESS,
    "phone": "02-612-6060",
    "unit_th": "ฝ่ายเลขานุการ",
}
"""The table of config.toml: the contest of 2566."""

_FIRST = (
    "ดอน", "หนอง", "บ้าน", "ทุ่ง", "คลอง", "ห้วย", "โนน", "วัง", "เขา", "นา", "ป่า", "ท่า", "บึง", "ดง", "หาด",
    "ลำ", "โคก", "เวียง", "ไร่", "สวน",
)  # fmt: skip
_SECOND = (
    "ทองคำ", "ใหญ่ยิ่ง", "น้ำใส", "ร่มเย็น", "สุขใจ", "เจริญดี", "พัฒนา", "สามัคคี", "รุ่งเรือง", "มั่นคง", "ไพบูลย์", "สมบูรณ์",
    "งามตา", "ศรีสุข", "แสงดาว", "ชื่นใจ",
)  # fmt: skip
NAMES = [f"เทศบาลตำบล{first}{second}" for second, first in product(_SECOND, _FIRST)]
"""320 agencies that do not exist."""


def register() -> str:
    """All of `NAMES`, as an operator's register lists them."""
    lines = ["full_name,abbrev,amphoe,province", *(f"{name},,เมือง,เชียงใหม่" for name in NAMES)]
    return "\n".join(lines) + "\n"


def sender(number: int) -> str:
    """Who writes for agency `number`."""
    return f"saraban{number}@office.example"


def entry(number: int, *, media: int = 0, scan: int = 0, slug: str = "entry", **more: str) -> bytes:
    """A whole entry of agency `number`: its form of about `scan` bytes, its deck with `media` of pictures."""
    return mail(number, [form(number, scan), presentation(number, media)], slug=slug, **more)


def mail(
    number: int,
    attachments: list[Attachment],
    *,
    slug: str = "entry",
    subject: str = "",
    text: str = "ขอส่งผลงานเข้าประกวดตามแนบ",
    answering: str = "",
) -> bytes:
    """A mail of agency `number`, received in the middle of the contest."""
    agency = NAMES[number]
    extra = (f"In-Reply-To: {answering}", f"References: {answering}") if answering else ()
    envelope = Envelope(
        f"{slug}-{number}", sender(number), agency, subject or f"ส่งผลงาน {agency}", MIDDLE, ADDRESS, extra
    )
    return mime.mail(envelope, f"{text}\r\n", attachments)


def form(number: int, scan: int = 0, *, version: int = 0) -> Attachment:
    """The agency's form, as a PDF; each of the first ten versions in bytes of its own."""
    return Attachment(f"{NAMES[number]}_form1.pdf", _pdf(number + version * len(NAMES), scan), mime.PDF)


def presentation(number: int, media: int = 0) -> Attachment:
    """The agency's deck."""
    return Attachment(f"ผลงาน {number}.pptx", _deck(number, media), mime.PPTX)


def _pdf(number: int, scan: int) -> bytes:
    """One scanned page, which bears its number as the time of its making."""
    minutes, seconds = divmod(number, 60)
    made = f"D:2023072003{minutes:02}{seconds:02}".encode()
    return _page(scan).replace(b"D:20230720030000", made, 1)


@lru_cache
def _page(scan: int) -> bytes:
    """A drawn page, or one of noise, of which a JPEG keeps every byte."""
    if not scan:
        return pdf_form(NAMES[0], "ผลงานทดสอบ")
    side = math.isqrt(scan)
    file = io.BytesIO()
    page = Image.frombytes("L", (side, side), _noise(0, side * side))
    page.save(file, "PDF", creationDate=gmtime(1_689_822_000), quality=90)
    return file.getvalue()


@lru_cache
def _slides() -> bytes:
    return deck(NAMES[0], "ผลงานทดสอบ")


def _deck(number: int, media: int) -> bytes:
    """One deck for all, with a picture of its own added that no packing makes smaller."""
    file = io.BytesIO(_slides())
    with zipfile.ZipFile(file, "a") as archive:
        member = zipfile.ZipInfo("ppt/media/image99.jpg", (2023, 7, 20, 10, 0, 0))
        archive.writestr(member, _noise(number, media + 16))
    return file.getvalue()


def _noise(number: int, size: int) -> bytes:
    return random.Random(number).randbytes(size)
