"""Who wrote, in words for staff: each grade of the decision table (docs/trust.md), and what told it."""

from screening.model.decision import Grade, Writer
from storage.entries.linked import Tie

GRADES: dict[Grade, tuple[str, str]] = {
    Grade.PROVEN: ("เป็นผู้ส่งผลงานจริง", "proven to be the applicant"),
    Grade.CLAIMED: ("อ้างว่าเป็นผู้ส่งผลงาน", "claims to be the applicant"),
    Grade.GUEST: ("ผู้ถือจดหมายของผู้ส่งผลงาน", "a guest, who was shown the applicant's letter"),
    Grade.STRANGER: ("บุคคลอื่น", "a stranger to the entry"),
    Grade.DISPROVEN: ("ไม่ใช่ผู้ส่งตามที่อ้าง", "not who he says"),
}

WHYS: dict[str, tuple[str, str]] = {
    "authenticated": (
        "ที่อยู่ผู้ส่งผลงาน เซิร์ฟเวอร์ของเรายืนยันแล้ว",
        "an address of the applicant, and our server vouches for it",
    ),
    "letter": (
        "ตอบจดหมายฉบับเต็มที่ส่งถึงที่อยู่นี้เอง",
        "an address of the applicant, and he answers a letter that went to this very address",
    ),
    "named-later": (
        "ผู้เขียนฉบับแรกของผลงานนี้ ซึ่งยืนยันตัวตนแล้วในภายหลัง",
        "he wrote the mail that opened the entry, and is proven by now",
    ),
    "official-address": (
        "ที่อยู่ทางการของหน่วยงานตามทะเบียน",
        "the agency's official address by the register, and our server vouches for it",
    ),
    "official-host": (
        "โดเมนของหน่วยงานนี้เพียงแห่งเดียวตามทะเบียน",
        "a host that the register gives to this agency alone, and our server vouches for it",
    ),
    "founder-domain": (
        "โดเมน .go.th เดียวกับผู้ส่งผลงานซึ่งยืนยันแล้ว",
        "the proven applicant's own domain under .go.th, and our server vouches for it",
    ),
    "by-person": (
        "เจ้าหน้าที่ตรวจสอบและยืนยันแล้ว",
        "a member of staff has looked into it, and vouches for him",
    ),
    "claimed": (
        "เป็นที่อยู่ผู้ส่งผลงาน แต่ไม่มีสิ่งใดยืนยัน",
        "an address of the applicant, and nothing proves that he wrote",
    ),
    "holds-letter": (
        "ตอบจดหมายฉบับเต็มที่ส่งถึงผู้ส่งผลงาน จากที่อยู่อื่น",
        "he answers a letter that went to the applicant, from another address",
    ),
    "other-tie": (
        "อ้างถึงเลขที่รับ ข้อความ ไฟล์ หรือชื่อหน่วยงานเท่านั้น",
        "he names a number, a message, files or the agency; that proves nothing",
    ),
    "disproven": (
        "เซิร์ฟเวอร์ของเราแจ้งว่าที่อยู่ผู้ส่งถูกปลอม",
        "our server says that the address is not his",
    ),
}
"""One for each key of `screening.entry.writer.WHY`; another, of an older record, is shown as it is."""

TIES: dict[Tie, tuple[str, str]] = {
    Tie.CONTESTS: ("มีผู้อื่นส่งไฟล์มา รอคำตอบ", "contested by"),
    Tie.SETTLED: ("มีผู้อื่นส่งไฟล์มา ตอบแล้ว", "contested, and answered, by"),
    Tie.FURTHER: ("อาจเป็นผลงานอีกชิ้น", "perhaps a further work"),
    Tie.QUOTES: ("อ้างถึงโดย", "quoted by"),
}


def titled(writer: Writer) -> tuple[str, str]:
    """The writer in Thai, and in English, each in one line."""
    (thai, english), (why_thai, why_english) = GRADES[writer.grade], WHYS.get(writer.why, (writer.why, ""))
    return f"{thai} ({why_thai})", f"{english}: {why_english}" if why_english else english


def told(writer: Writer) -> str:
    """The writer in Thai and in English."""
    return "\n".join(titled(writer))
