"""Wordings that machines write and a person might: whoever writes them is held for a person, unanswered.

Tickets' receipts, notices of filters and full mailboxes, lists, and mail that says itself that nobody reads
the answer (seen in Thai and English mail). All patterns are for squeezed text: without any space, in lower
case.
"""

import re

from screening.machines import reports
from screening.machines.autoreplies import has_business
from screening.machines.ours import SENTENCES
from screening.model.submission import Parsed
from screening.words.names import squeezed

_READ = 2_000  # characters at either end
_BEGINNING = 400
_MAIL_TH = "(?:อีเมล์?|อี-?เมล์?|ข้อความ|จดหมาย|เมล)"
_DECLARED = re.compile(
    r"this(?:is|was)?an?auto(?:mated|matic)|this(?:e-?mail|message|response|reply|report)(?:is|was|hasbeen)?auto(?:mated|matic)"
    "(?!allyscanned)|thisautomatic|automaticallygenerated(?:by|inresponse|message|e-?mail)|unmonitoredmailbox"
    "|(?<!recipient)(?<!recipient,)(?<!recipientplease)(?<!recipient,please)donotreplyto|(?:please)?donotreply[.!]?$"
    "|(?:replyabove|typeyourreplyabove)|เหนือบรรทัดนี้|(?:โปรด|กรุณา)?(?:อย่า|ไม่ต้อง|งด)ตอบกลับ"
    rf"|(?<![\"'“”\u0e35-])(?:{_MAIL_TH}(?:ฉบับ)?นี้(?:เป็น|ถูก|ส่ง|จัดส่ง|จัดทำ|สร้าง).{{0,30}}?อัตโนมัติ|\({_MAIL_TH}อัตโนมัติ\))"
)
"""A mail's own word that a machine wrote it, or that nobody reads the answer. Behind a quotation mark,
also before the first syllable of the Thai word for e-mail, a person quotes it."""
_YOURS = "(?:your|amessage(?:that)?yousent|(?:that|which)yousent)"
_NOTICE = re.compile(
    f"ได้รับ(?:{_MAIL_TH}|เรื่อง|หนังสือ|คำขอ|คำร้อง|เอกสาร|ไฟล์).{{0,60}}?ของ(?:ท่าน|คุณ).{{0,40}}?แล้ว"
    f"|ขอบคุณ(?:ที่ติดต่อ|สำหรับ(?:{_MAIL_TH}|การติดต่อ))|ปิดทำการ|นอกเวลา(?:ทำการ|ราชการ)"
    f"|จะ(?:รีบ)?(?:ติดต่อ|ตอบ|แจ้ง)กลับ|(?:{_MAIL_TH}|บัญชี|ที่อยู่)นี้(?:ได้)?(?:ถูก)?(?:ยกเลิก|เลิกใช้|ปิด)"
    f"|{_MAIL_TH}.{{0,30}}?ถูกกัก|ตรวจพบ(?:ไวรัส|มัลแวร์)"
    "|(?:your|a)(?:e-?mail|message|request(?:forsupport)?|ticket|incident|case|enquiry|inquiry).{0,40}?(?:hasbeen|was)"
    "(?:received|created|opened|logged|registered|assigned)|we(?:have|'ve)?received(?:your|an?)"
    "|thankyoufor(?:contacting|reachingout|yourmessage|youre-?mail)"
    "|office(?:is|willbe)closed|outside(?:of)?(?:our|office|business|working)|nolonger(?:works?|with|employed|monitored|inuse)"
    f"|{_YOURS}.{{0,200}}?(?:is|isbeing|hasbeen|was)(?:blocked|quarantined|held|rejected|placedonhold)"
    "|our(?:virus|content|spam)-?(?:checker|detector|scanner|filter)|(?:mailbox|quota).{0,40}?(?:full|overquota|exceeded)"
    "|hasdetecteda|mailinglist"
)
_LEAVING = re.compile(
    f"unsubscribe|ยกเลิกการรับ(?:ข่าว|{_MAIL_TH})|ยกเลิกการเป็นสมาชิก|(?:manage|update)(?:your)?(?:e-?mail)?(?:preferences|subscription)|viewinbrowser"
)
_FOOTER = 500  # characters, squeezed, in which a newsletter says how to leave it
_OF_THE_CONTEST = re.compile("ใบส่งผลงาน|ส่งผลงาน|เข้าประกวด|ใบสมัคร|dgti|form1")
_POLITE = re.compile("ค่ะ|คะ|ครับ|คับ")
_FOUND = re.compile("^(?:เรียน.{0,30}?)?(?:ระบบ)?(?:ได้)?ตรวจพบ(?:ไวรัส|มัลแวร์)")
"""How a scanner begins. It speaks of attachments, as applicants do."""


def is_likely(mail: Parsed) -> bool:
    """Whether the words are a machine's, as far as words can tell."""
    words = squeezed(f"{mail.text[:_READ]}\n{mail.text[_READ:][-_READ:]}")
    for sentence in SENTENCES:  # a person may answer inside our letter
        words = words.replace(squeezed(sentence), "")
    if _DECLARED.search(words) or _FOUND.match(words):
        return True
    if _is_newsletter(words) or (reports.tells_of_return(mail) and not _is_persons(mail)):
        return True
    if has_business(words):
        return False
    return bool(_NOTICE.search(words[:_BEGINNING]) or _LEAVING.search(words)) or reports.opens_as_report(mail)


def _is_newsletter(words: str) -> bool:
    """Whether the mail says at its end how to leave its list. It may ask, but nothing of ours."""
    return bool(_LEAVING.search(words[-_FOOTER:])) and not _OF_THE_CONTEST.search(words)


def _is_persons(mail: Parsed) -> bool:
    """Whether somebody tells in his own words of what came back to him: what he sends, or politely."""
    opening = squeezed(mail.text[:_BEGINNING])
    return (
        has_business(opening)
        or bool(_POLITE.search(opening))
        or squeezed(mail.subject).startswith(("fw", "re:", "ส่งต่อ"))
    )
