"""What a few words of an answer say: thanks, yes, no, another work, a new version."""

import re

from screening.words.names import key, squeezed

_LINES = 3
_LONGEST_LINE = 100
_LONGEST_THANKS = 300
_READ = 5_000

_GREETING = re.compile(r"(?:เรียน|dear|hello|hi)\b.*|เรียน.*|สวัสดี(?:ครับ|คับ|ค่ะ|คะ)?[\s,]*")
_QUOTES = " \"'“”‘’"
_POLITE = "ครับ|คับ|ค่ะ|คะ"
_YES = re.compile(
    r"(?:(?:ok|okay|โอเค|ตกลง|รับทราบ)[\s,.]*)?"
    r"(?:(?:ขอ)?(?:ยืนยัน|ยื่นยัน|ยินยัน)|ใช่|ถูกต้อง|yes|(?:i |we )?confirm(?:ed)?|correct)"
    rf"(?:$|[\s.,!:ๆ]|ค่า(?:$|[\s.])|แล้ว|{_POLITE}|ถูกต้อง|ตาม|นะ|ว่า|การ|ให้|เป็น|ไฟล์|เอกสาร)"
    "|เป็น(?:ไฟล์|เอกสาร|ผลงาน)ของ(?:เรา|ทางเรา|หน่วยงานเรา)"
)
_NO = re.compile(
    r"(?:มิใช่|ไม่ใช่|ไม่ยืนยัน|ไม่ได้(?:ส่ง|เป็น))(?:$|[\s.,!]|ครับ|ค่ะ|คะ|ของ|เอกสาร|ไฟล์)"
    r"|(?:no|not (?:mine|ours?)|no, (?:it is )?not (?:mine|ours?))[\s.,!]*$"  # "No. 5/2566" says nothing
)
_NEGATION = re.compile(r"ไม่|มิ(?:ได้|ใช่)|อย่า|\bnot?\b|ไหม|มั้ย|หรือ|\?|อย่างไร|ยังไง|การ(?:ได้)?รับ|receipt")
"""Nor does who confirms that our letter came say yes to what it asks."""
_YES_AT_THE_END = re.compile(r"ขอยืนยัน(?:ครับ|ค่ะ|คะ)?[\s.]*$")
_THANKS = re.compile("ขอบคุณ|ขอบพระคุณ|รับทราบ|ทราบแล้ว|ได้รับแล้ว|thank|noted|acknowledged")
_WANTS = re.compile(
    r"\?|สอบถาม|ขอทราบ|อยากทราบ|หรือ|ไหม|มั้ย|อย่างไร|ยังไง|เมื่อไ|รบกวน|ช่วย|โปรด|กรุณา|แนบ|ส่ง(?!เสริม)|แก้|เปลี่ยน|เพิ่ม|ผิด|ถอน|ยกเลิก|ไม่|แต่|อุทธรณ์|ขอให้|ลิงก์|http|ยืนยัน|ใช่|คนละ"
)
_SUBMITTING = re.compile("ส่งผลงาน|ส่งประกวด|เข้าประกวด|เข้าร่วมประกวด|แนบ|สมัคร|ส่งเอกสาร")
_ASKING = re.compile(
    r"สอบถาม|ขอทราบ|อยากทราบ|หรือไม่|หรือเปล่า|ได้ไหม|อย่างไร|ยังไง|\?|หรือยัง|รึยัง|หรือป่าว|(?<!ผ้า)ไหม(?:คะ|ครับ|คับ|ค่ะ)|ใช่ไหม"
    "|ขอ(?:รับ|ดาวน์โหลด)?(?:ไฟล์)?(?:ใบสมัคร|แบบฟอร์ม|แบบเสนอ|ใบส่งผลงาน)|(?:ดาวน์โหลด|เปิด).{0,30}?ไม่ได้|ตรวจสอบว่า(?:ได้)?รับ"
)
_ENTERING = re.compile(
    "(?<!ใบ)(?<!แบบ)ส่ง(?:ชื่อ)?ผลงาน|ส่ง(?:เข้า)?ประกวด|เข้า(?:ร่วม)?(?:การ)?ประกวด|สมัคร(?:เข้า)?(?:ร่วม)?(?:การ)?(?:ประกวด|ส่ง|โครงการ)"
    "|ขอส่งใบ(?:สมัคร|ส่งผลงาน)|ผลงานนวัตกรรม|นวัตกรรมดิจิทัล|dgti"
)
"""Words that only who enters a work writes: who sends a report writes of what he attaches, too."""
_AWARDS = re.compile(
    "เคย(?:ได้)?(?:รับ)?(?:ราง)?(?:รางวัล|ชนะ)|ได้รับรางวัล.{0,60}?(?:ปี|พ\\.ศ\\.)?25[56][0-9]|ผลงานที่ได้รับรางวัล"
)
_WITHDRAWING = re.compile("ขอถอน|ถอนผลงาน|ถอนการส่ง|ขอยกเลิกการส่ง|ยกเลิกการสมัคร|ขอสละสิทธิ์")
_ANOTHER_WORK = re.compile(
    "(?:ผลงาน(?:ชิ้น|เรื่อง|ลำดับ)?|ชิ้น)ที่(?:[2-9](?![0-9])|สอง|สาม)|อีก(?:หนึ่ง|1)?(?:ผลงาน|ชิ้น)|(?<!ไม่ใช่)(?<!มิใช่)คนละ(?:ผลงาน|ชิ้น|เรื่อง)|(?<!ไม่)เป็นผลงานใหม่|anotherwork|differentwork"
)
_NEW_VERSION = re.compile(
    "ฉบับ(?:ปรับปร?ุง|แก้ไข|ใหม่|ล่าสุด|สมบูรณ์)|(?:ปรับปรุง|แก้ไข)(?:ผลงาน|เอกสาร|ไฟล์|แล้ว|ใหม่)|แทน(?:ฉบับ|ไฟล์|เอกสาร|ของ|ที่)|ขอเปลี่ยน(?:เป็น)?(?:ไฟล์|สไลด์|เอกสาร|คลิป)|(?:ไฟล์|ฉบับ|อัน|ตัว|ชุด|เล่ม)(?:นี้|ใหม่)แทน|แทน(?:อัน|ตัว|ชุด)(?:เดิม|เก่า)|newversion|revised|replaces?"
    rf"|^(?:ปรับปรุง|แก้ไข)(?:{_POLITE})?$"
)


def yes(text: str) -> bool:
    """Whether the first lines of an answer say yes, and none of them says no."""
    lines = _first_lines(text)
    says = any(_YES.match(line) or _YES_AT_THE_END.search(line) for line in lines)
    return says and not any(map(_NEGATION.search, lines))


def no(text: str) -> bool:
    """Whether one of the first lines of an answer begins with no."""
    return any(map(_NO.match, _first_lines(text)))


def thanks(text: str) -> bool:
    """Whether a text thanks or takes note, and wants nothing."""
    words = squeezed(text[:_READ])
    wants = _WANTS.search(words) or _NEW_VERSION.search(words)
    return len(words) <= _LONGEST_THANKS and bool(_THANKS.search(words)) and not wants


def withdrawing(text: str) -> str:
    """The words of withdrawing in a text; empty without any."""
    found = _WITHDRAWING.search(squeezed(text))
    return found.group() if found else ""


def submitting(text: str) -> str:
    """The words of submitting in a text; empty without any, and where it asks how."""
    words = squeezed(text)
    found = _SUBMITTING.search(words)
    return found.group() if found and not _ASKING.search(words) else ""


def asking(text: str) -> bool:
    """Whether a text asks something, or for something."""
    return bool(_ASKING.search(squeezed(text[:_READ])))


def entering(text: str) -> bool:
    """Whether a text speaks of entering a work, as no other letter does."""
    return bool(_ENTERING.search(squeezed(text[:_READ])))


def of_awards(text: str) -> str:
    """The words that say that something has won before; empty without any."""
    found = _AWARDS.search(squeezed(text[:_READ]))
    return found.group()[:80] if found else ""


def another_work(text: str) -> bool:
    """Whether the words say that this is a further work."""
    return bool(_ANOTHER_WORK.search(squeezed(text[:_READ])))


def new_version(text: str) -> bool:
    """Whether the words say that this replaces what was sent before."""
    return bool(_NEW_VERSION.search(squeezed(text[:_READ])))


def _first_lines(text: str) -> list[str]:
    lines = (key(line[:_LONGEST_LINE]) for line in text[:_READ].splitlines())
    bare = (_GREETING.sub("", line, count=1) if _GREETING.match(line) else line for line in lines)
    return [line for each in bare if (line := each.strip(_QUOTES))][:_LINES]
