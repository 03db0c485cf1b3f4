"""How automatic answers are told by their wordings, where no header does: absence notes, receipts of mail and
read receipts, Thai and English.

A wording in the body never counts alone: a person may write that he is not in the office. Beside a word of
politeness, which persons write more than notes, it is a doubt. All patterns are for squeezed text: without
any space, in lower case.
"""

import re

from screening.model.submission import Parsed
from screening.words.names import squeezed

_LONGEST = 1_500  # characters: notes are short
_BEGINNING = 250
_AUTOMATIC = (
    r"auto(?:matic|mated)?-?(?:re(?:ply|sponse|sponder)|mail)|vacation(?:auto)?(?:reply|response|responder|message|notice)"
    r"|out-?of-?(?:the-?)?office(?:auto-?)?(?:reply|response|message|notification)?"
    r"|(?:ข้อความ|การ|อีเมล|จดหมาย)?ตอบ(?:กลับ|รับ)?(?:โดย)?(?:ระบบ)?อัตโนมัติ"
)
_AWAY = r"ไม่อยู่(?:ที่|ใน)?(?:สำนักงาน|ที่ทำงาน|ออฟฟิศ)?|ลา(?:พักผ่อน|พักร้อน|ป่วย|กิจ)|on(?:vacation|leave|holiday)|away"
_FOREIGN = (
    "automatischeantwort|abwesenheitsnotiz|réponseautomatique|respuestaautomática|respostaautomática"
    "|rispostaautomatica|автоответ|自動応答|自動返信|自动答复|自动回复|자동회신"
)
_PREFIX = re.compile(
    rf"^(?:\[[^\[\]]{{1,60}}\])*(?:re:)?(?:[\[(<*]+(?:{_AUTOMATIC})[\])>*]|(?:{_AUTOMATIC}|{_FOREIGN})(?:re:|:|-|$)"
    rf"|(?:{_AWAY}):.|auto:.*(?:{_AWAY}|outof|return|กลับ))"
)
_ANSWERS_AUTOMATICALLY = re.compile("^(?:re:)?auto:")
"""The subject of Sieve's vacation (RFC 5230 section 4.5)."""
_BEGINS_AS_NOTE = re.compile(rf"^(?:re:)?[\[(<*]*(?:{_AUTOMATIC}|{_AWAY})")
_NOTE = re.compile(
    "(?:ขณะนี้|ช่วงนี้|วันนี้|ระหว่าง|ตั้งแต่|เนื่องจาก)?.{0,60}?(?:ข้าพเจ้า|ดิฉัน|กระผม|ผม|ฉัน|เจ้าหน้าที่)?.{0,20}?"
    "(?:ไม่อยู่(?:ที่|ใน)(?:สำนักงาน|ที่ทำงาน|ออฟฟิศ)|ลา(?:พักผ่อน|พักร้อน|ป่วย|กิจ|คลอด)|(?:ไป|ติด|เดินทางไป)ราชการ)"
    "|ได้รับ(?:อีเมล|ข้อความ|จดหมาย|เมล|เรื่อง|หนังสือ|คำขอ).{0,120}?(?:ติดต่อกลับ|ตอบกลับ|แจ้งกลับ|ดำเนินการ)"
    "|ขอบคุณที่(?:ติดต่อ|ส่งอีเมล|ส่งข้อความ)|(?:โปรด|กรุณา)อย่าตอบกลับ"
    "|(?:อีเมล|ข้อความ|จดหมาย)(?:ฉบับ)?(?:นี้)?(?:เป็น|ถูก|ส่ง|จัดทำ).{0,30}?อัตโนมัติ"
    "|(?:iam|i'm|iwillbe|i'llbe|wewillbe|weare)(?:currently|presently)?(?:outof|away|on(?:annual)?(?:leave|vacation|holiday)|travel)"
    "|iwillnotbereading|thankyoufor(?:your(?:e-?mail|message|mail|enquiry|inquiry)|contacting|e-?mailing)"
    "|(?:your|the)(?:e-?mail|message|request|ticket|enquiry|inquiry).{0,40}?(?:hasbeenreceived|wasreceived)"
    "|(?:we|i)(?:have|'ve)?received?your|thisisanauto(?:matic|mated)|(?:please)?donotreply"
)
_OWN_BUSINESS = re.compile(
    r"\?|ส่ง(?:ไฟล์|ผลงาน|ให้|มา|แบบ|ใหม่|เพิ่ม|เอกสาร|ใบ|ภายหลัง|ตาม|แล้ว|ได้)|ไฟล์|แก้ไข|แนบ|สมัคร|สอบถาม|ขอทราบ|อยากทราบ|หรือไม่|หรือยัง"
    r"|หรือเปล่า|ได้ไหม|ไหม(?:คะ|ครับ)|อย่างไร|ยังไง|ขอเลื่อน|ขอขยาย|ขอถอน|ทำไม|เพราะอะไร|อำเภอ.{2,40}จังหวัด"
    "|the(?:deck|form|slides|presentation)|our(?:entry|deck|work)|canwe|maywe|mayi|couldyou|(?:will|'ll)send"
)
_OFFER = re.compile(
    "(?:หาก|ถ้า|กรณี)[^?]{0,40}?(?:สอบถาม|ข้อสงสัย)|(?<!ขอ)สอบถาม(?:ข้อมูล|รายละเอียด|เพิ่มเติม|ข้อสงสัย|ได้)*(?:ที่|โทร|ทาง)"
)
"""What notes end with: whom to ask. It asks nothing."""
_POLITE = re.compile("ค่ะ|คะ|ครับ|คับ")
_READ = re.compile(
    "^(?:read|notread|deleted|delivered|relayed|อ่าน(?:แล้ว)?|ไม่ได้อ่าน|ยังไม่ได้อ่าน|ลบแล้ว|(?:ใบ)?ตอบรับการอ่าน|ใบตอบรับ\\(.{1,20}\\)"
    "|(?:return-?|read-?)?receipt(?:\\([a-z]+\\))?|messagestatus)(?::|-|$)"
)
_WAS_READ = re.compile(
    "was(?:read|deleted|opened|receivedby)|hasbeen(?:read|displayed|delivered)|deliverytotheserecipients|returnreceipt|ถูกอ่าน"
    "|ได้อ่าน(?:ข้อความ|อีเมล)|ได้รับการอ่าน|ถูกลบ|ใบตอบรับการอ่าน|อ่านแล้วเมื่อ"
)
_ANSWERED_INVITATION = re.compile(
    "^(?:accepted|declined|tentative(?:lyaccepted)?|newtimeproposed|ยอมรับ(?:แล้ว)?|ตอบรับ(?:แล้ว)?|ปฏิเสธ(?:แล้ว)?|ไม่แน่ใจ|อาจเข้าร่วม):"
)
_INVITATION = re.compile("(?:accepted|declined)thisinvitation|(?:ยอมรับ|ตอบรับ|ปฏิเสธ)คำเชิญ")
_PASSED_ON = re.compile("^(?:meetingforwardnotification|(?:การ)?แจ้ง(?:เตือน)?(?:การ)?ส่งต่อการประชุม):")


def has_business(words: str) -> bool:
    """Whether squeezed words ask for something, or speak of what somebody sends or will send."""
    return bool(_OWN_BUSINESS.search(_OFFER.sub("", words)))


def is_note(mail: Parsed, *, answers_us: bool) -> bool:
    """Whether this is an absence note or a receipt: by its subject's fixed form, or by two weaker signs."""
    subject = squeezed(mail.subject)
    if _PREFIX.match(subject) or re.fullmatch(_AUTOMATIC, squeezed(mail.sender.name)):
        return True
    if answers_us and _ANSWERS_AUTOMATICALLY.match(subject):
        return True
    return _is_worded(mail, answers_us) and not _POLITE.search(squeezed(mail.text))


def is_likely(mail: Parsed, *, answers_us: bool) -> bool:
    """Whether this reads like an automatic answer, and may as well be a person's."""
    if _is_worded(mail, answers_us):
        return True
    words = squeezed(mail.text[:_LONGEST])
    named_so = re.search(_AUTOMATIC, squeezed(mail.subject)) and _NOTE.search(words)
    return bool(named_so) and not has_business(words)


def _is_worded(mail: Parsed, answers_us: bool) -> bool:
    subject, words = squeezed(mail.subject), squeezed(mail.text[: 2 * _LONGEST])
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
    if _PASSED_ON.match(subject):
        return True
    answered = bool(_ANSWERED_INVITATION.match(subject))
    return answered and (bool(_INVITATION.search(words)) or (answers_us and not words))
