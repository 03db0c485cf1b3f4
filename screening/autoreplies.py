"""How automatic answers are told by their wordings, where no header does: absence notes, receipts of mail,
read receipts and challenges, Thai and English.

A wording in the body never counts alone: a person may write that he is not in the office. All patterns are
for squeezed text: without any space, in lower case.
"""

import re

from screening.names import squeezed
from screening.submission import Parsed

_LONGEST = 1_500  # characters: notes are short
_BEGINNING = 250
_AUTOMATIC = (
    r"auto(?:matic|mated)?-?(?:re(?:ply|sponse|sponder)|mail)|vacation(?:auto)?(?:reply|response|message|notice)"
    r"|out-?of-?(?:the-?)?office(?:auto-?)?(?:reply|response|message|notification)?"
    r"|(?:ข้อความ|การ|อีเมล|จดหมาย)?ตอบ(?:กลับ|รับ)?(?:โดย)?(?:ระบบ)?อัตโนมัติ"
)
_AWAY = r"ไม่อยู่(?:ที่|ใน)?(?:สำนักงาน|ที่ทำงาน|ออฟฟิศ)?|ลา(?:พักผ่อน|พักร้อน|ป่วย|กิจ)|on(?:vacation|leave|holiday)|away"
_PREFIX = re.compile(
    rf"^(?:re:)?(?:[\[(<*]+(?:{_AUTOMATIC})[\])>*]|(?:{_AUTOMATIC})(?:re:|:|-|$)|(?:{_AWAY}):.)"
)
_BEGINS_AS_NOTE = re.compile(rf"^(?:re:)?[\[(<*]*(?:{_AUTOMATIC}|{_AWAY})")
_NOTE = re.compile(
    "(?:ขณะนี้|ช่วงนี้|วันนี้|ระหว่าง|ตั้งแต่|เนื่องจาก)?.{0,60}?(?:ข้าพเจ้า|ดิฉัน|กระผม|ผม|ฉัน|เจ้าหน้าที่)?.{0,20}?"
    "(?:ไม่อยู่(?:ที่|ใน)(?:สำนักงาน|ที่ทำงาน|ออฟฟิศ)|ลา(?:พักผ่อน|พักร้อน|ป่วย|กิจ|คลอด)|(?:ไป|ติด|เดินทางไป)ราชการ)"
    "|ได้รับ(?:อีเมล|ข้อความ|จดหมาย|เมล|เรื่อง|หนังสือ|คำขอ).{0,120}?(?:ติดต่อกลับ|ตอบกลับ|แจ้งกลับ|ดำเนินการ)"
    "|ขอบคุณที่(?:ติดต่อ|ส่งอีเมล|ส่งข้อความ)|(?:โปรด|กรุณา)อย่าตอบกลับ"
    "|(?:อีเมล|ข้อความ|จดหมาย)(?:ฉบับ)?(?:นี้)?(?:เป็น|ถูก|ส่ง|จัดทำ).{0,30}?อัตโนมัติ"
    "|(?:iam|i'm|iwillbe|i'llbe|wewillbe|weare)(?:currently|presently)?(?:outof|away|on(?:annual)?(?:leave|vacation|holiday)|travel)"
    "|thankyoufor(?:your(?:e-?mail|message|mail|enquiry|inquiry)|contacting|e-?mailing)"
    "|(?:your|the)(?:e-?mail|message|request|ticket|enquiry|inquiry).{0,40}?(?:hasbeenreceived|wasreceived)"
    "|(?:we|i)(?:have|'ve)?received?your|thisisanauto(?:matic|mated)|(?:please)?donotreply"
)
_OWN_BUSINESS = re.compile(
    r"\?|ส่ง(?:ไฟล์|ผลงาน|ให้|มา|แบบ|ใหม่|เพิ่ม|เอกสาร|ใบ|ภายหลัง|ตาม|แล้ว|ได้)|ไฟล์|แก้ไข|แนบ|สมัคร|สอบถาม|ขอทราบ|อยากทราบ|หรือไม่|หรือยัง"
    r"|หรือเปล่า|ได้ไหม|ไหม(?:คะ|ครับ)|อย่างไร|ยังไง|ขอเลื่อน|ขอขยาย|ขอถอน|ทำไม|เพราะอะไร|อำเภอ.{2,40}จังหวัด"
)
_READ = re.compile(
    "^(?:read|notread|deleted|อ่านแล้ว|ไม่ได้อ่าน|ยังไม่ได้อ่าน|ลบแล้ว|(?:ใบ)?ตอบรับการอ่าน|returnreceipt(?:\\(displayed\\))?)(?::|-|$)"
)
_WAS_READ = re.compile(
    "wasread|wasdeleted|hasbeenread|returnreceipt|ถูกอ่าน|ได้อ่าน(?:ข้อความ|อีเมล)|ถูกลบ|ใบตอบรับการอ่าน|อ่านแล้วเมื่อ"
)
_ANSWERED_INVITATION = re.compile(
    "^(?:accepted|declined|tentative(?:lyaccepted)?|newtimeproposed|ยอมรับ(?:แล้ว)?|ตอบรับ(?:แล้ว)?|ปฏิเสธ(?:แล้ว)?|ไม่แน่ใจ|อาจเข้าร่วม):"
)
_CHALLENGE = re.compile(
    "(?:confirm|verify)(?:that)?(?:your|this|the|you)(?:message|e-?mail|address|identity|sentthis|area)"
    "|to(?:have|ensure|complete)?(?:your|this|the)?(?:e-?mail|message)?(?:is|be)?(?:delivered|released)(?:,|to).{0,80}?click"
    "|click.{0,80}?(?:todeliver|torelease|toconfirm|toverify|soyour)|awaitingyourapproval|challenge-?response|boxbe"
    "|spamarrest|ยืนยัน(?:ตัวตน|อีเมล|ข้อความ|ว่า|การส่ง|ผู้ส่ง).{0,120}?(?:คลิก|ลิงก์|ลิงค์|ตอบกลับ)|(?:คลิก|กด).{0,80}?ยืนยัน"
)
_CHALLENGERS = ("boxbe.com", "spamarrest.com", "tmda.net", "mailblocks.com", "sendio.com", "bluebottle.com")


def has_business(words: str) -> bool:
    """Whether squeezed words ask for something, or speak of what somebody sends or will send."""
    return bool(_OWN_BUSINESS.search(words))


def is_note(mail: Parsed, *, answers_us: bool) -> bool:
    """Whether this is an absence note or a receipt: by its subject's fixed form, or by two weaker signs."""
    subject = squeezed(mail.subject)
    if _PREFIX.match(subject):
        return True
    words = squeezed(mail.text)
    if len(words) > _LONGEST or has_business(words):
        return False
    noted = bool(_NOTE.match(words) or _NOTE.search(words[:_BEGINNING]))
    begins = bool(_BEGINS_AS_NOTE.match(subject))
    return (noted and (answers_us or begins)) or (begins and answers_us)


def is_receipt(mail: Parsed, *, answers_us: bool) -> bool:
    """Whether this says that a mail was read, or an invitation answered."""
    if mail.calendar in ("reply", "counter", "declinecounter"):
        return True
    subject, words = squeezed(mail.subject), squeezed(mail.text[:_LONGEST])
    if _READ.match(subject):
        return bool(_WAS_READ.search(words)) or (answers_us and not words)
    return bool(_ANSWERED_INVITATION.match(subject)) and answers_us and not words


def is_challenge(mail: Parsed, *, answers_us: bool) -> bool:
    """Whether a filter asks the sender to prove that he is a person."""
    domain = mail.sender.address.rpartition("@")[2]
    if domain in _CHALLENGERS or domain.endswith(tuple(f".{each}" for each in _CHALLENGERS)):
        return True
    in_subject = bool(_CHALLENGE.search(squeezed(mail.subject)))
    in_text = bool(_CHALLENGE.search(squeezed(mail.text[:_LONGEST])))
    return (in_text and (answers_us or in_subject)) or (in_subject and answers_us)
