"""How delivery reports are told by their senders and wordings, where no header does (Postfix, Exim, qmail,
Exchange, Gmail, Yahoo and Thai office systems).

All patterns but those of addresses are for squeezed text: without any space, in lower case.
"""

import re

from screening.model.submission import Address, Parsed
from screening.words.names import squeezed

_REPORTER = re.compile(
    r"^(?:mailer[._-]?daemon|mail[._-]?daemon|post[._-]?master|microsoftexchange[0-9a-f]{32}|maildelivery\w*)(?:[+._-].*)?$"
)
_REPORTER_NAME = re.compile(
    "^(?:mailer-?daemon|mail-?daemon|maildelivery(?:sub)?system|postmaster|systemadministrator|mailadministrator"
    "|ระบบ(?:จัดส่ง|รับส่ง)(?:อีเมล|จดหมาย|ข้อความ|ไปรษณีย์))"
)
_TROUBLE_TH = (
    "ไม่สามารถ(?:จัดส่ง|นำส่ง|ส่ง(?:ข้อความ|อีเมล|จดหมาย|เมล|ถึงผู้รับ|ได้:))|(?:จัด)?ส่ง(?:ข้อความ|อีเมล|จดหมาย|เมล)?.{0,60}?(?:ล้มเหลว|ไม่สำเร็จ|ไม่ถึงผู้รับ|ล่าช้า)"
    "|ไม่พบ(?:ที่อยู่|ผู้รับ|บัญชี|ชื่อผู้ใช้)|(?:อีเมล|จดหมาย|ข้อความ)ตีกลับ|(?:กล่อง|ตู้)จดหมาย(?:ของ)?(?:ผู้รับ)?เต็ม|ไม่มีผู้ใช้"
)
_SUBJECT = re.compile(
    r"^(?:undeliver(?:able|ed)|deliverystatusnotification|returnedmail|messageundeliverable|mail(?:delivery|system)?(?:failed|failure|error"
    r"|system|status)|failurenotice|delivery(?:failure|hasfailed|failed|delayed|incomplete)|non-?delivery|delayedmail"
    r"|(?:message|mail)(?:not|couldnotbe)delivered|warning:?(?:message|mail|couldnotsend)"
    rf"|(?:แจ้ง(?:เตือน|ผล)?|การ)*(?:{_TROUBLE_TH}))"
)
_MESSAGE = r"(?:your|the|this|amessagethatyousent|following)?(?:following)?(?:message|mail|e-?mail)?"
_OPENING = re.compile(
    r"^(?:hi\.|hello[,.]?|เรียน.{0,30}?)?[*#>-]*(?:thisistheqmail-send|thisisthe(?:mailsystem|postfix)"
    r"|thisisanautomaticallygenerateddelivery|thismessagewascreatedautomaticallyby|thisisawarningmessageonly"
    r"|delivery(?:hasfailed|tothefollowing|isdelayed|incomplete)|theoriginalmessagewasreceivedat|addressnotfound|messagenotdelivered|messageblocked|unabletodeliver"
    r"|sorry,?(?:wewere|we're|iwas|weare)unabletodeliver|amessagethatyousentcouldnot"
    rf"|{_MESSAGE}(?:(?:to|subject:).{{0,200}}?)?(?:couldnot|couldn't|wasnot|wasn't|hasnot|hasn't|didnot|didn't|cannot|can't)"
    r"(?:yet)?(?:be|been|reach|deliver)"
    rf"|(?:ข้อความ|อีเมล|จดหมาย)?(?:ของ(?:คุณ|ท่าน)|ฉบับนี้|นี้)?.{{0,60}}?(?:{_TROUBLE_TH}))"
)
_AGGREGATE = re.compile("^reportdomain:.+submitter:.+report-?id:")
_TROUBLE = re.compile(
    "couldn'tbefound|wasn'tfound|couldnotbe(?:found|delivered)|notbedelivered|hasfailed|undeliver|addressnotfound"
    "|userunknown|unknownuser|nosuchuser|nomailboxhere|mailbox(?:is)?(?:full|unavailable)|doesnotexist|doesn'texist"
    "|recipientnotfound|addressrejected|delayed|notyetbeendelivered|notdelivered|couldnotsend|unabletodeliver"
    f"|fatal(?:delivery)?error|deliveryerror|{_TROUBLE_TH}"
)
_TROUBLE_ABROAD = re.compile(
    "(?:échec|defaut|défaut)de(?:la)?(?:remise|distribution|livraison)|nonremis|n'apasp(?:u|û)êtreremis|unzustellbar|zustellungfehlgeschlagen"
    "|nichtzugestellt|nosehapodidoentregar|nosepudoentregar|noentregado|mancatoinvio|mancatarecapito|falhan[ao]entrega|nãofoientregue"
    "|недоставлен|送信できません|配信できません|配信不能|退信|投递失败|無法傳送|无法传送|khôngthểgửi|gagalterkirim|tidakterkirim"
)
_SMTP_STATUS = re.compile(r"(?<![\d.])5\.\d{1,3}\.\d{1,3}(?!\.?\d)|(?<![\d.])55[0-4][ -]")
"""A permanent answer of a mail server: its code, or its enhanced code (RFC 5321 section 4.2, RFC 3463)."""
_NOT_GIVEN_UP = re.compile(
    "delayed|will(?:keep|continue|be)?(?:to)?(?:re-?)?try|stilltrying|donotneedtoresend|notyetbeendelivered|warningmessage"
    "|ล่าช้า|จะพยายาม(?:จัด)?ส่ง|กำลังพยายาม|ไม่ต้องส่ง(?:ซ้ำ|ใหม่)"
)


def is_reporter(sender: Address) -> bool:
    """Whether a mail system's own address, or name, wrote."""
    local = sender.address.partition("@")[0]
    return bool(_REPORTER.match(local) or _REPORTER_NAME.match(squeezed(sender.name)))


def has_report_subject(mail: Parsed) -> bool:
    """Whether the subject begins as a report's does; one that a person forwards begins otherwise."""
    return bool(_SUBJECT.match(squeezed(mail.subject)))


def opens_as_report(mail: Parsed) -> bool:
    """Whether the first words are a mail system's."""
    return bool(_OPENING.match(squeezed(mail.text[:1_000])))


def is_by_a_system(mail: Parsed) -> bool:
    """Whether the envelope or the sender is a mail system's."""
    failed = any(name == "x-failed-recipients" for name, _ in mail.headers)
    returned = mail.return_path is not None and is_reporter(Address(mail.return_path))
    return failed or mail.return_path == "" or returned or is_reporter(mail.sender)


def may_report(mail: Parsed) -> bool:
    """Whether anything at all hints at a report of delivery, so that it is worth reading as one."""
    signs = (is_by_a_system, has_report_subject, opens_as_report)
    return mail.content_type == "multipart/report" or any(sign(mail) for sign in signs)


def tells_of_return(mail: Parsed) -> bool:
    """Whether the words are a report's in any language: trouble with a delivery, and a server's answer."""
    words = squeezed(f"{mail.subject}\n{mail.text[:3_000]}")
    trouble = tells_of_trouble(words) or _TROUBLE_ABROAD.search(words)
    return bool(trouble) and bool(_SMTP_STATUS.search(mail.text[:3_000]))


def is_aggregate(mail: Parsed) -> bool:
    """Whether this is a domain's daily report on DMARC or TLS (RFC 7489 section 7.2.1.1, RFC 8460)."""
    return bool(_AGGREGATE.match(squeezed(mail.subject)))


def tells_of_trouble(words: str) -> bool:
    """Whether squeezed words say that a mail did not arrive, or not yet."""
    return bool(_TROUBLE.search(words))


def is_not_given_up(words: str) -> bool:
    """Whether squeezed words say that the delivery goes on."""
    return bool(_NOT_GIVEN_UP.search(words))
