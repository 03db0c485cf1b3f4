"""What each kind of alarm is called in Thai and in English, and what is to be done about it."""

from dataclasses import dataclass

from notifications.alarms.book import Notice, State
from settings.alarm_kinds import AlarmKind


@dataclass(frozen=True, slots=True)
class Words:
    """Heading and cure of one kind in one language."""

    heading: str
    cure: str


OTHER = (
    Words("ระบบต้องการให้เจ้าหน้าที่ตรวจสอบ", "โปรดตรวจสอบด้วยคำสั่ง intake doctor"),
    Words("Something needs a person", "Run `intake doctor`."),
)

KINDS: dict[AlarmKind, tuple[Words, Words]] = {
    AlarmKind.MAILBOX: (
        Words("อ่านกล่องจดหมายไม่ได้", "ไม่มีจดหมายใดสูญหาย ระบบจะลองใหม่เอง โปรดตรวจสอบเซิร์ฟเวอร์อีเมลและเครือข่าย"),
        Words("The mailbox cannot be read", "No mail is lost; it is tried again. See to server and network."),
    ),
    AlarmKind.MAILBOX_REFUSED: (
        Words("กล่องจดหมายปฏิเสธการเข้าใช้", "โปรดตรวจสอบชื่อบัญชี รหัสผ่าน และชื่อโฟลเดอร์ แล้วรัน intake doctor"),
        Words("The mailbox refuses us", "Check account, password and folders; then run `intake doctor`."),
    ),
    AlarmKind.CONSENT: (
        Words(
            "ผู้ให้บริการอีเมลไม่ออกสิทธิ์เข้าใช้กล่องจดหมาย (OAuth2)",
            "ไม่มีจดหมายใดสูญหาย แต่ระบบอ่านกล่องจดหมายไม่ได้จนกว่าจะแก้ไข โปรดดู intake auth status แล้วทำตามที่แจ้ง",
        ),
        Words(
            "The provider gives no access to the mailbox (OAuth2)",
            "No mail is lost, and none is read until this is mended: `intake auth status`.",
        ),
    ),
    AlarmKind.CONSENT_ENDS: (
        Words(
            "สิทธิ์เข้าใช้กล่องจดหมาย (OAuth2) ใกล้หมดอายุ",
            "ระบบยังทำงานตามปกติ โปรดต่ออายุก่อนถึงวันดังกล่าว ตาม docs/providers.md",
        ),
        Words(
            "The access to the mailbox (OAuth2) will soon end",
            "Work goes on. Renew it before that day: docs/providers.md.",
        ),
    ),
    AlarmKind.SMTP: (
        Words("ส่งจดหมายตอบกลับไม่ได้", "จดหมายตอบกลับรออยู่ในคิว ระบบจะลองใหม่เอง โปรดตรวจสอบเซิร์ฟเวอร์ SMTP"),
        Words("Replies cannot be sent", "They wait and are tried again. See to the SMTP server."),
    ),
    AlarmKind.SMTP_REFUSED: (
        Words(
            "เซิร์ฟเวอร์ SMTP ปฏิเสธเรา",
            "จดหมายตอบกลับทั้งหมดรออยู่ในคิว ไม่มีฉบับใดสูญหาย โปรดตรวจสอบ [smtp] และรหัสผ่าน แล้วรัน intake doctor",
        ),
        Words(
            "The SMTP server refuses us",
            "All replies wait; none is lost. Check [smtp] and its password: `intake doctor`.",
        ),
    ),
    AlarmKind.DISK_FULL: (
        Words("พื้นที่จัดเก็บใกล้เต็มหรือเต็ม", "ระบบหยุดรับจดหมายใหม่ชั่วคราว จดหมายยังอยู่ในกล่อง โปรดเพิ่มพื้นที่ว่าง"),
        Words("The disk is full or nearly so", "No new mail is taken; it stays in the mailbox. Make room."),
    ),
    AlarmKind.DISK_LOW: (
        Words("พื้นที่จัดเก็บเหลือน้อย", "ระบบยังทำงานตามปกติ โปรดเพิ่มพื้นที่ว่างก่อนเต็ม"),
        Words("The disk will soon be full", "Work goes on. Make room before it is full."),
    ),
    AlarmKind.DISK: (
        Words("เขียนหรืออ่านดิสก์ไม่ได้", "ระบบหยุดรับจดหมายใหม่ชั่วคราว จดหมายยังอยู่ในกล่อง โปรดตรวจสอบดิสก์"),
        Words(
            "The disk cannot be written or read",
            "No new mail is taken; it stays in the mailbox. Check the disk.",
        ),
    ),
    AlarmKind.DATABASE: (
        Words("ใช้ฐานข้อมูลไม่ได้", "ระบบจะลองใหม่เอง โปรดดูว่ามีโปรแกรมอื่นใช้ฐานข้อมูลอยู่หรือไม่"),
        Words("The database cannot be used", "It is tried again. See whether another program holds it."),
    ),
    AlarmKind.DATABASE_DAMAGED: (
        Words(
            "ฐานข้อมูลเสียหาย ระบบหยุดทำงานทั้งหมด", "อย่าลบไฟล์ใด หยุดระบบ เก็บสำเนา data/ ทั้งหมด แล้วกู้คืนจากข้อมูลสำรอง"
        ),
        Words(
            "The database is damaged; all work has stopped",
            "Delete nothing. Stop the daemon, keep a copy of data/, then restore a backup.",
        ),
    ),
    AlarmKind.PARSER: (
        Words("อ่านจดหมายที่รับไว้ไม่ได้", "จดหมายเก็บไว้ครบถ้วน รอการตรวจ โปรดรัน intake doctor"),
        Words("Stored mail cannot be read", "It is kept and waits. Run `intake doctor`."),
    ),
    AlarmKind.PROGRAM: (
        Words("โปรแกรมทำงานผิดพลาด", "ระบบทำงานต่อ โปรดส่งบันทึก (log) ให้ผู้พัฒนา"),
        Words("A mistake of the program", "It goes on. Send the log to its developers."),
    ),
    AlarmKind.RENDER: (
        Words(
            "เขียนจดหมายตอบกลับไม่สำเร็จ",
            "ผลการพิจารณาบันทึกแล้ว แต่ผู้ส่งยังไม่ทราบ โปรดแก้แม่แบบจดหมาย แล้วรัน intake outbox render --all",
        ),
        Words(
            "A reply could not be written",
            "The decision stands, its sender has not been told. Mend the text; `intake outbox render --all`.",
        ),
    ),
    AlarmKind.RECONCILIATION: (
        Words("จำนวนจดหมายในกล่องไม่ตรงกับบันทึก", "โปรดรัน intake verify และเปรียบเทียบกับกล่องจดหมาย"),
        Words("Mailbox and records differ", "Run `intake verify` and compare with the mailbox."),
    ),
    AlarmKind.REPLY: (
        Words(
            "มีจดหมายตอบกลับที่ส่งไม่ถึง หรืออาจส่งไม่ถึงผู้ส่งผลงาน",
            "ผลการพิจารณาบันทึกแล้ว โปรดดู intake outbox list --state failed --state uncertain "
            "แล้วติดต่อผู้ส่งทางโทรศัพท์ หรือทำตามคำสั่งในคอลัมน์ท้าย",
        ),
        Words(
            "A reply did not reach its applicant, or may not have",
            "The decision stands. `intake outbox list --state failed --state uncertain` says what to do.",
        ),
    ),
    AlarmKind.BREAKER: (
        Words(
            "ระงับการตอบกลับชั่วคราว เพราะมีจำนวนมากผิดปกติ",
            "คำตอบที่ระงับไว้ยังอยู่ครบ โปรดดู intake outbox list --state held แล้วรัน intake outbox release --breaker "
            "เพื่อส่ง หรือ intake outbox drop --breaker เพื่อไม่ส่ง",
        ),
        Words(
            "Replies are held: too many in an hour",
            "They are kept: see `intake outbox list --state held`, then let them go or drop them.",
        ),
    ),
    AlarmKind.MANY: (
        Words(
            "มีจดหมายตอบรับจำนวนมากถึงที่อยู่เดียวกัน หรือจากผู้ส่งรายเดียวกัน ในเวลาใกล้เคียงกัน",
            "ผลการพิจารณาบันทึกแล้ว จดหมายรออยู่ครบ และผู้รับได้รับจดหมายแจ้งรวมแทน "
            "โปรดดู intake outbox list --state held แล้วรัน intake outbox release --many "
            "เพื่อส่ง หรือ intake outbox drop --many เพื่อไม่ส่ง",
        ),
        Words(
            "Many letters at once to one address, or for one sender",
            "They wait, one digest goes in their place. See `intake outbox list --state held`, then"
            " `intake outbox release --many` or `intake outbox drop --many`.",
        ),
    ),
    AlarmKind.REGISTER: (
        Words(
            "ไฟล์ทะเบียนหน่วยงานใช้ไม่ได้",
            "ระบบใช้ทะเบียนล่าสุดที่ถูกต้องต่อไป โปรดแก้ไขไฟล์ "
            "หรือรัน intake register import FILE --dry-run เพื่อดูรายละเอียด",
        ),
        Words(
            "The register of agencies cannot be used as it is",
            "The last good one stays. Mend the file: `intake register import FILE --dry-run` shows how.",
        ),
    ),
    AlarmKind.POISON: (
        Words("มีจดหมายที่ระบบอ่านไม่ได้", "จดหมายถูกแยกไว้ให้เจ้าหน้าที่พิจารณา โปรดดู intake log --verdict held"),
        Words("A message could not be read", "It is held for a person: `intake log --verdict held`."),
    ),
    AlarmKind.BOUNCE: (
        Words(
            "จดหมายตอบกลับถูกตีกลับ",
            "ผู้ส่งผลงานยังไม่ทราบผล โปรดดู intake outbox list --state failed แล้วติดต่อทางโทรศัพท์",
        ),
        Words(
            "A reply has bounced",
            "The applicant has not been told: see `intake outbox list --state failed`, and telephone.",
        ),
    ),
    AlarmKind.WEB: (
        Words(
            "หน้าเว็บของเจ้าหน้าที่เปิดไม่ได้",
            "การรับและตอบจดหมายทำงานตามปกติ โปรดดูบันทึก (log) และตรวจสอบ [web] host และ port",
        ),
        Words("The staff's pages are down", "Mail is taken and answered as ever. See the log; check [web]."),
    ),
    AlarmKind.VIEWS: (
        Words(
            "บันทึกการเข้าดูข้อมูลไม่ได้",
            "หน้าเว็บยังใช้งานได้ แต่ไม่มีบันทึกว่าใครดูข้อมูลใด โปรดตรวจสอบพื้นที่ว่างของดิสก์ที่เก็บฐานข้อมูล",
        ),
        Words(
            "Who saw what cannot be written down",
            "The pages go on. Make room on the disk of the database, or mend its rights.",
        ),
    ),
    AlarmKind.BACKUP: (
        Words(
            "ไม่มีข้อมูลสำรองที่เป็นปัจจุบัน",
            "การรับและตอบจดหมายทำงานตามปกติ โปรดตรวจ [backup] folder และพื้นที่ว่าง แล้วลอง intake backup",
        ),
        Words(
            "There is no backup of late",
            "Mail is taken and answered as ever. Check [backup] folder, its disk; try `intake backup`.",
        ),
    ),
    AlarmKind.TEST: (
        Words("ทดสอบการแจ้งเตือน", "ไม่ต้องดำเนินการใด"),
        Words("A test of the alarm", "Nothing needs to be done."),
    ),
}

STATES: dict[State, tuple[str, str]] = {
    "raised": ("", ""),
    "lasts": ("ยังไม่ได้รับการแก้ไข: ", "Still: "),
    "over": ("กลับเป็นปกติแล้ว: ", "Over: "),
    "report": ("", ""),
}


def headings(notice: Notice) -> tuple[str, str]:
    """What the notice is about, in Thai and in English."""
    thai, english = _words(notice)
    before = STATES[notice.state]
    return before[0] + thai.heading, before[1] + english.heading


def _words(notice: Notice) -> tuple[Words, Words]:
    return KINDS[notice.kind] if notice.kind else OTHER


def told(notice: Notice) -> str:
    """Its text. What is over had been told as if it were so now, with what was to be done then."""
    return f"ที่แจ้งไว้เดิม · what had been told: {notice.text}" if notice.state == "over" else notice.text


def cures(notice: Notice) -> tuple[str, str]:
    """What is to be done, in Thai and in English; empty for what is over."""
    thai, english = _words(notice)
    return ("", "") if notice.state == "over" else (thai.cure, english.cure)
