"""What staff call things: a short name in Thai and in English for each code, act and state."""

from screening.model.act import ActKind
from screening.model.causes import Cause
from screening.model.decision import EntryStatus, Role, Template, Verdict
from storage.accounts.roles import StaffRole
from storage.states import OutboxState

Title = tuple[str, str]

POINTS: dict[str, Title] = {
    "agency-ambiguous": ("ชื่อซ้ำหลายแห่ง", "several bodies of that name"),
    "agency-unknown": ("ไม่พบในทะเบียน", "not in the register"),
    "agency-former": ("ชื่อเดิมของหน่วยงาน", "a former name"),
    "agency-conflict": ("ชื่อหน่วยงานไม่ตรงกัน", "two bodies are named"),
    "not-local": ("อาจมิใช่ อปท.", "perhaps no local body"),
    "sender-unverified": ("ยืนยันที่มาไม่ได้", "the sender is not proven"),
    "sender-conflict": ("ผู้ส่งหลายราย", "several senders"),
    "entry-ambiguous": ("ไม่ทราบว่าเป็นของเลขใด", "belongs to which number?"),
    "second-work": ("งานใหม่หรือฉบับแทน", "a new work, or a new version?"),
    "revision-unproven": ("ฉบับแทนยังไม่ยืนยัน", "a new version, not confirmed"),
    "deck-by-link": ("เอกสารเป็นลิงก์", "the deck is a link"),
    "archive-unreadable": ("เปิดไฟล์บีบอัดไม่ได้", "an archive that does not open"),
    "sealed-message": ("อีเมลมีการป้องกัน", "a protected message"),
    "several-forms": ("หลายใบส่งผลงาน", "several forms"),
    "form-blank": ("ใบส่งผลงานอาจว่าง", "the form may be blank"),
    "form-in-letter": ("ใบส่งผลงานอาจอยู่ในหนังสือนำ", "the form may be in the covering letter"),
    "deck-template": ("เอกสารอาจเป็นแบบเปล่า", "the deck may be an empty template"),
    "early": ("ก่อนเปิดรับ", "before the opening"),
    "previously-awarded": ("คล้ายงานที่เคยได้รางวัล", "like a work that won before"),
    "unparsable": ("อ่านอีเมลไม่ได้", "the mail cannot be read"),
    "enquiry": ("คำถาม", "a question"),
    "message-in-thread": ("ข้อความในเรื่องเดิม", "a message in the thread"),
    "withdrawal": ("ขอถอนผลงาน", "asks to withdraw"),
    "malware": ("พบมัลแวร์", "malware"),
    "automatic": ("อาจเป็นอีเมลอัตโนมัติ", "perhaps from a machine"),
    "junk-folder": ("ในถังอีเมลขยะ", "in the junk folder"),
    "too-large": ("ไฟล์ใหญ่เกินกำหนด", "larger than may be"),
    "time-unknown": ("ไม่ทราบเวลารับ", "time of receipt not known"),
    "on-hold": ("เจ้าหน้าที่ให้รอตรวจ", "held by staff"),
    "late": ("หลังกำหนด", "after the close"),
    "identity-card": ("มีสำเนาบัตรประจำตัวประชาชน", "a copy of an identity card"),
    "extended": ("ครบเวลาที่ขยายให้", "more time was given"),
    "appeal": ("อุทธรณ์", "an appeal"),
    "proposed": ("รอผู้มีอำนาจยืนยัน", "waits for a second person"),
    "reply-failed": ("จดหมายส่งไม่ถึง", "a letter that failed"),
    "reply-uncertain": ("จดหมายอาจไม่ถึง", "a letter that may not have arrived"),
    "reply-unwritten": ("เขียนจดหมายไม่สำเร็จ", "a letter that could not be written"),
}

FAULTS: dict[str, Title] = {
    "form-missing": ("ไม่มีใบส่งผลงาน", "no form"),
    "form-name": ("ชื่อไฟล์ใบส่งผลงานไม่ถูกต้อง", "the form's file name"),
    "form-type": ("ชนิดไฟล์ใบส่งผลงานไม่ถูกต้อง", "the form's file type"),
    "form-mismatch": ("ใบส่งผลงานไม่ใช่ของหน่วยงานนี้", "the form of another body"),
    "form-unreadable": ("เปิดใบส่งผลงานไม่ได้", "a form that does not open"),
    "form-encrypted": ("ใบส่งผลงานมีรหัสผ่าน", "a form with a password"),
    "form-empty": ("ใบส่งผลงานว่าง", "an empty form"),
    "deck-missing": ("ไม่มีเอกสารนำเสนอหรือคลิป", "no deck or clip"),
    "deck-type": ("ชนิดไฟล์เอกสารนำเสนอไม่ถูกต้อง", "the deck's file type"),
    "deck-unreadable": ("เปิดเอกสารนำเสนอไม่ได้", "a deck that does not open"),
    "deck-encrypted": ("เอกสารนำเสนอมีรหัสผ่าน", "a deck with a password"),
    "deck-empty": ("เอกสารนำเสนอว่าง", "an empty deck"),
}
"""What a person may name in a rejection."""

ACTS: dict[ActKind, Title] = {
    ActKind.NEW: ("บันทึกผลงานด้วยตนเอง", "an entry by hand"),
    ActKind.AGENCY: ("ระบุหน่วยงาน", "choose the body"),
    ActKind.SENDER: ("ยืนยันผู้ส่ง", "vouch for the sender"),
    ActKind.TIME: ("ระบุเวลารับ", "say when it came"),
    ActKind.ROLE: ("ระบุว่าเป็นไฟล์อะไร", "say what a file is"),
    ActKind.JOIN: ("เป็นของเลขที่", "belongs to"),
    ActKind.REPLACE: ("ใช้ฉบับนี้แทน", "take this version"),
    ActKind.SECOND_WORK: ("เป็นผลงานอีกชิ้น", "a further work"),
    ActKind.SPLIT: ("แยกเป็นผลงานต่างหาก", "split off"),
    ActKind.ATTACH: ("แนบไฟล์", "attach files"),
    ActKind.EVIDENCE: ("เป็นหลักฐาน", "evidence only"),
    ActKind.EXTEND: ("ขยายเวลาแก้ไข", "more time to mend"),
    ActKind.SETTLED: ("ตรวจแล้ว ไม่มีปัญหา", "looked into"),
    ActKind.ACCEPT: ("รับผลงาน", "accept"),
    ActKind.REJECT: ("ส่งคืนให้แก้ไข", "return to be mended"),
    ActKind.DECISION: ("แจ้งผลไม่ผ่านคุณสมบัติ", "not eligible"),
    ActKind.WITHDRAW: ("ถอนผลงาน", "withdraw"),
    ActKind.IGNORE: ("ไม่ต้องดำเนินการ", "nothing to do"),
    ActKind.HOLD: ("ให้รอตรวจอีกครั้ง", "hold again"),
    ActKind.ASK: ("ถามผู้ส่ง", "ask the sender"),
    ActKind.ASK_OFFICE: ("ถามหน่วยงานทางสารบรรณ", "ask the agency's office"),
    ActKind.ANSWER: ("ตอบ", "answer"),
    ActKind.ELIGIBLE: ("ผ่านคุณสมบัติ", "eligible"),
    ActKind.APPEAL: ("เป็นการอุทธรณ์", "an appeal"),
    ActKind.NOTE: ("จดบันทึก", "note"),
    ActKind.LATER: ("พักไว้", "later"),
    ActKind.ASSIGN: ("มอบให้", "assign"),
    ActKind.ERASE: ("ลบไฟล์ถาวร", "erase a file for good"),
    ActKind.UNDO: ("ย้อน", "undo"),
    ActKind.PROPOSE: ("เสนอ", "proposed"),
    ActKind.CONFIRM: ("ยืนยันข้อเสนอ", "confirm"),
}

SETTLED: dict[str, Title] = {
    "deck-by-link": ("ตรวจลิงก์แล้ว ไม่มีเอกสารที่ใช้ได้", "the link was opened: no deck in it"),
    "archive-unreadable": ("ตรวจแล้ว ไม่มีไฟล์ที่ใช้ได้", "looked into: no file in it that counts"),
    "sealed-message": ("ตรวจแล้ว ไม่มีไฟล์ที่ใช้ได้", "looked into: no file in it that counts"),
    "malware": ("เตือนผิด ไม่ใช่มัลแวร์", "a false alarm: no malware"),
    "late": ("คงเป็นส่งหลังกำหนด", "it stays late"),
    "enquiry": ("ไม่ต้องตอบ", "no answer is needed"),
    "withdrawal": ("มิใช่การขอถอน", "it is no withdrawal"),
    "revision-unproven": ("คงใช้ฉบับเดิม", "the old version stays"),
}
"""What it is called that a person has looked into a point, where “no problem” would be wrong."""

VERDICTS: dict[Verdict, Title] = {
    Verdict.ACCEPTED: ("รับแล้ว", "accepted"),
    Verdict.REJECTED: ("รอแก้ไข", "to be mended"),
    Verdict.HELD: ("รอตัดสิน", "waits for staff"),
    Verdict.IGNORED: ("ไม่ต้องดำเนินการ", "nothing to do"),
}

NOT_ELIGIBLE: Title = ("ไม่ผ่านคุณสมบัติ", "not eligible")
"""What a person decided: nothing of it is to be mended, whatever the verdict of its last mail is called."""

STATUSES: dict[EntryStatus, Title] = {
    EntryStatus.COMPLETE: ("ครบถ้วน", "complete"),
    EntryStatus.INCOMPLETE: ("ยังไม่ครบ", "incomplete"),
    EntryStatus.HELD: ("รอตัดสิน", "waits for staff"),
    EntryStatus.ENQUIRY: ("คำถาม", "a question"),
    EntryStatus.WITHDRAWN: ("ถอนแล้ว", "withdrawn"),
    EntryStatus.VOID: ("ยกเลิกเลขที่", "void"),
}

ROLES: dict[Role, Title] = {
    Role.FORM: ("ใบส่งผลงาน", "form"),
    Role.DECK: ("เอกสารนำเสนอ", "deck"),
    Role.OTHER: ("ไฟล์อื่น", "other"),
}

STAFF: dict[StaffRole, Title] = {
    StaffRole.VIEWER: ("ผู้ดู", "viewer"),
    StaffRole.REVIEWER: ("ผู้ตรวจ", "reviewer"),
    StaffRole.APPROVER: ("ผู้อนุมัติ", "approver"),
    StaffRole.ADMIN: ("ผู้ดูแลระบบ", "admin"),
}

LETTERS: dict[Template, Title] = {
    Template.ACKNOWLEDGEMENT: ("ใบรับผลงาน", "acknowledgement"),
    Template.UPDATED: ("แจ้งปรับปรุงผลงาน", "updated"),
    Template.IDENTICAL: ("แจ้งว่าได้รับไว้แล้ว", "received before"),
    Template.CORRECTION: ("แจ้งให้แก้ไข", "to be mended"),
    Template.LATE: ("แจ้งว่าส่งหลังกำหนด", "after the close"),
    Template.HELD: ("แจ้งว่ารอตรวจ", "waits for staff"),
    Template.ENQUIRY: ("รับคำถามแล้ว", "question received"),
    Template.CHANGED: ("แจ้งการเปลี่ยนแปลง", "notice of a change"),
    Template.CONFIRM: ("ขอให้ยืนยัน", "asks to confirm"),
    Template.STATUS: ("แจ้งสถานะ", "status"),
    Template.DECISION: ("แจ้งผลการพิจารณา", "decision"),
    Template.ANSWER: ("คำตอบของเจ้าหน้าที่", "answer by staff"),
    Template.DIGEST: ("จดหมายรวม", "digest"),
    Template.LISTED: ("แจ้งว่าอยู่ในบัญชีรายชื่อ", "on the list"),
    Template.REMINDER: ("แจ้งเตือนเอกสารที่ยังขาด", "reminder"),
}

WHY: dict[Cause, Title] = {
    Cause.AUTOMATIC: ("ผู้ส่งเป็นระบบอัตโนมัติ", "a machine wrote"),
    Cause.UNVERIFIED: ("ยืนยันที่มาไม่ได้", "the sender's own domain disowns the mail"),
    Cause.JUNK: ("มาอยู่ในถังอีเมลขยะ", "the mail lay in the junk folder"),
    Cause.NO_ADDRESS: ("ไม่มีที่อยู่ให้ตอบ", "there is no address to answer to"),
    Cause.BOUNCED: ("ที่อยู่นี้ตีกลับ", "the address has sent our mail back"),
    Cause.CONVERSATION: ("ตอบเรื่องนี้แล้ววันนี้", "the thread has had its answer of the day"),
    Cause.REPEATED: ("ตอบอย่างเดียวกันไปแล้ว", "the same has been said already"),
    Cause.THANKS: ("ไม่มีเรื่องต้องตอบ", "nothing is to be said"),
    Cause.CAPPED: ("ตอบที่อยู่นี้ครบจำนวนต่อวันแล้ว", "the address has had its number of the day"),
    Cause.OFF: ("งดส่งขณะทดลอง", "came while [replies] mode was off"),
    Cause.APPROVAL: ("รอการอนุมัติ", "waits for approval"),
    Cause.EARLY: ("ส่งก่อนเปิดรับ", "the entry came before the opening"),
    Cause.OLD: ("ได้รับก่อนวันที่กำหนด", "received before answer_received_after"),
    Cause.BREAKER: ("ตอบมากผิดปกติใน 1 ชั่วโมง", "too many answers in an hour, perhaps a loop"),
    Cause.MANY: ("หลายฉบับถึงที่อยู่เดียวกันในเวลาใกล้กัน", "one of many at once; a digest goes in their place"),
    Cause.FIRST: ("ฉบับแรก ๆ รอการตรวจ", "one of the first, which wait for a look"),
    Cause.RESTORED: ("กู้คืนข้อมูลแล้ว อาจเคยส่งไปแล้ว", "restored from a backup; it may have gone out before"),
    Cause.RENDER_FAILED: ("เขียนจดหมายไม่สำเร็จ", "its text could not be written"),
    Cause.SUPERSEDED: ("มีเรื่องใหม่มาแทนแล้ว", "something later has made it pointless"),
    Cause.DROPPED: ("เจ้าหน้าที่ยกเลิก", "dropped by a person"),
    Cause.UNDECIDED: ("ยังไม่มีผลตัดสิน", "nothing is decided yet"),
    Cause.REPROCESSED: ("ตรวจซ้ำโดยไม่แจ้ง", "judged again, and nobody was to hear of it"),
}
"""Why a letter waits, or is not sent."""

LETTER_STATES: dict[OutboxState, Title] = {
    OutboxState.PENDING: ("รอส่ง", "to go"),
    OutboxState.ATTEMPTING: ("กำลังส่ง", "being sent"),
    OutboxState.SENT: ("ส่งแล้ว", "sent"),
    OutboxState.UNCERTAIN: ("อาจไม่ถึง", "uncertain"),
    OutboxState.FAILED: ("ส่งไม่ถึง", "failed"),
    OutboxState.HELD: ("รออนุมัติ", "held"),
    OutboxState.SUPPRESSED: ("ไม่ส่ง", "not sent"),
    OutboxState.DROPPED: ("ยกเลิก", "dropped"),
}
