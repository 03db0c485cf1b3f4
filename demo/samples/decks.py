"""Presentations: PowerPoint decks that speak of the contest's criteria, and a short video clip."""

import io
import struct
from functools import lru_cache

from pptx import Presentation

_SLIDES = (
    (
        "ที่มาและความสำคัญ",
        "ประชาชนต้องเดินทางไกลเพื่อยื่นคำร้อง เจ้าหน้าที่รับเรื่องด้วยกระดาษและสูญหายบ่อย "
        "จากการประชาคมหมู่บ้าน ปัญหาอันดับแรกคือไม่ทราบว่าเรื่องไปถึงไหน",
    ),
    (
        "สอดคล้องกับแผนพัฒนาท้องถิ่น",
        "อยู่ในแผนพัฒนาท้องถิ่น ยุทธศาสตร์ที่ 4 การบริหารจัดการที่ดี และเป็นนโยบายของคณะผู้บริหาร",
    ),
    (
        "ลักษณะผลงาน",
        "แอปพลิเคชันบนไลน์โอเอ พัฒนาโดยเจ้าหน้าที่ของหน่วยงานร่วมกับวิทยาลัยในพื้นที่ "
        "กระบวนการทำงานสามขั้นตอน แจ้ง รับเรื่อง ติดตามผล",
    ),
    (
        "การประชาสัมพันธ์และการเข้าถึงบริการ",
        "เสียงตามสายทุกหมู่บ้าน คิวอาร์โค้ดที่ศาลากลางบ้าน และเปิดเผยข้อมูลสถิติรายเดือนบนเว็บไซต์",
    ),
    (
        "ผลลัพธ์",
        "ลดระยะเวลาจาก 7 วันเหลือ 2 วัน ตัวชี้วัดสำเร็จร้อยละ 92 มีผู้ใช้งาน 1,240 ครัวเรือน",
    ),
    (
        "ความพึงพอใจจากการใช้งานจริง",
        "แบบสอบถาม 312 ชุด ความพึงพอใจร้อยละ 89 ข้อเสนอแนะคือขอให้แจ้งเตือนทางโทรศัพท์ด้วย",
    ),
    (
        "แผนที่นำทาง (Roadmap)",
        "ต่อยอดสู่การชำระภาษีท้องถิ่น ขยายผลไปยังตำบลข้างเคียงในระยะถัดไป",
    ),
)


@lru_cache
def deck(agency: str, title: str, topics: int = len(_SLIDES)) -> bytes:
    """A PowerPoint deck: a title slide, then the first `topics` of seven slides, one for each criterion."""
    presentation = Presentation()
    layouts = presentation.slide_layouts
    for layout, heading, body in [
        (layouts[0], title, agency),
        *((layouts[1], *slide) for slide in _SLIDES[:topics]),
    ]:
        slide = presentation.slides.add_slide(layout)
        slide.shapes.title.text = heading
        slide.placeholders[1].text = body
    buffer = io.BytesIO()
    presentation.save(buffer)
    return buffer.getvalue()


def video(agency: str, title: str) -> bytes:
    """An MP4 of five seconds (ISO/IEC 14496-12): file type, movie header, media data; no track to play."""
    header = struct.pack(">5I", 0, 0, 0, 1000, 5000)  # version, created, modified, units a second, length
    header += struct.pack(">iH10x", 0x10000, 0x100)  # speed and loudness: normal
    header += struct.pack(">9i", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)  # upright, as filmed
    header += struct.pack(">24xI", 1)  # the next track's number
    media = f"{agency} {title} ".encode() * 200
    return (
        _box(b"ftyp", b"mp42\0\0\0\0mp42isom") + _box(b"moov", _box(b"mvhd", header)) + _box(b"mdat", media)
    )


def _box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content) + 8) + kind + content
