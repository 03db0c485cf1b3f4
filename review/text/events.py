"""What happened to an entry, in words: one line an event."""

from typing import Any
from zoneinfo import ZoneInfo

from review.titles import ACTS, LETTER_STATES, LETTERS, STATUSES, VERDICTS, WHY, Title
from screening.model.act import ActKind
from screening.model.causes import Cause
from screening.model.decision import EntryStatus, Template, Verdict
from storage.chain.kinds import REPLY_STEPS, Kind
from storage.chain.timeline import Moment
from storage.states import OutboxState, OutboxStep

_STEPS: dict[OutboxStep, Title] = {
    OutboxStep.ATTEMPT: ("กำลังส่งจดหมาย", "the letter is being sent"),
    OutboxStep.CONFIRM: ("ส่งจดหมายแล้ว", "the letter was sent"),
    OutboxStep.DEFER: ("เลื่อนการส่งจดหมาย", "the letter is put off"),
    OutboxStep.FAIL: ("ส่งจดหมายไม่ได้", "the letter failed"),
    OutboxStep.DOUBT: ("จดหมายอาจไม่ถึง", "the letter may not have arrived"),
    OutboxStep.RELEASE: ("ให้ส่งจดหมาย", "the letter was released"),
    OutboxStep.RENDER: ("เขียนจดหมายใหม่", "the letter was written anew"),
    OutboxStep.DROP: ("ยกเลิกจดหมาย", "the letter was dropped"),
    OutboxStep.RETRY: ("ให้ส่งจดหมายอีกครั้ง", "the letter is to be tried again"),
    OutboxStep.SUPERSEDE: ("จดหมายไม่จำเป็นแล้ว", "the letter has become pointless"),
    OutboxStep.RESTORE: ("นำจดหมายกลับมา", "the letter was put back"),
    OutboxStep.BOUNCE: ("จดหมายตีกลับ", "the letter came back"),
    OutboxStep.HOLD: ("พักจดหมายไว้", "the letter is held"),
    OutboxStep.FIND: ("พบว่าส่งจดหมายไปแล้ว", "the letter was found to have gone out"),
}
EVENTS: dict[Kind, Title] = {
    Kind.MESSAGE_STORED: ("เก็บอีเมลแล้ว", "the mail was stored"),
    Kind.MESSAGE_SEEN: ("พบอีเมลในกล่อง", "the mail was seen in the mailbox"),
    Kind.MESSAGE_FILED: ("เสร็จสิ้นในกล่องจดหมาย", "done with in the mailbox"),
    Kind.MESSAGE_GONE: ("อีเมลไม่อยู่ในกล่องแล้ว", "the mail is no longer in the mailbox"),
    Kind.MESSAGE_DECIDED: ("ตัดสินแล้ว", "judged"),
    Kind.ENTRY_OPENED: ("เปิดเลขที่รับ", "the entry was opened"),
    Kind.ENTRY_JOINED: ("รวมกับเลขที่รับ", "joined to the entry"),
    Kind.ENTRY_CHANGED: ("ปรับปรุงเลขที่รับ", "the entry was changed"),
    Kind.REPLY_QUEUED: ("เขียนจดหมายแล้ว", "a letter was written"),
    **{REPLY_STEPS[step]: title for step, title in _STEPS.items()},
    Kind.ALARM: ("แจ้งผู้ดูแล", "the organiser is to look"),
    Kind.BREAKER_RELEASED: ("ให้ตอบได้ตามปกติ", "the breaker was released"),
    Kind.LETTERS_PAUSED: ("หยุดส่งจดหมาย", "letters were paused"),
    Kind.LETTERS_RESUMED: ("ส่งจดหมายต่อ", "letters go on"),
    Kind.ADDRESS_SUPPRESSED: ("งดส่งถึงที่อยู่นี้", "nothing more goes to the address"),
    Kind.ADDRESS_LIVES: ("ที่อยู่นี้ใช้ได้", "the address lives"),
    Kind.REGISTER_IMPORTED: ("นำเข้าทะเบียนแล้ว", "a register was imported"),
    Kind.RULES_IN_FORCE: ("ใช้เกณฑ์ชุดใหม่", "other rules are in force"),
    Kind.ACTED: ("เจ้าหน้าที่ดำเนินการ", "a person acted"),
    Kind.ACCOUNT_CHANGED: ("ปรับปรุงบัญชีผู้ใช้", "an account was changed"),
    Kind.VIEWS_LOGGED: ("บันทึกการเข้าดู", "the log of views was noted"),
    Kind.FILE_ERASED: ("ลบไฟล์แล้ว", "a file was erased"),
    Kind.RESTORED: ("กู้คืนข้อมูลจากสำเนา", "the records came back from a backup"),
    Kind.RECOVERED: ("รับเข้าใหม่หลังกู้คืน", "taken in again after that"),
    Kind.NUMBER_VOID: ("ยกเลิกเลขที่รับ", "the number is void"),
    Kind.LIST_FROZEN: ("จัดทำบัญชีรายชื่อแล้ว", "a list was frozen"),
    Kind.HANDED_OUT: ("ส่งออกข้อมูล", "records were handed out"),
}
_LIKE_CODES: dict[str, tuple[Any, dict[Any, Title]]] = {
    "verdict": (Verdict, VERDICTS),
    "status": (EntryStatus, STATUSES),
    "template": (Template, LETTERS),
    "state": (OutboxState, LETTER_STATES),
    "why": (Cause, WHY),
    "does": (ActKind, ACTS),
}
"""Facts that are codes, and what each is called."""
_AS_THEY_ARE = ("reasons", "writer", "code", "instead_of", "undoes")


def event_line(event: Moment, zone: ZoneInfo) -> str:
    """When, who, what, of which message and letter, and the facts that tell a person something."""
    return f"{event.at.astimezone(zone):%d/%m/%Y %H:%M:%S}  {event_words(event)}"


def event_words(event: Moment) -> str:
    """The same without when it was."""
    what = " ".join(EVENTS[Kind(event.what)]) if event.what in set(Kind) else event.what
    of = [
        f"{word} {number}"
        for word, number in (("อีเมล message", event.message_id), ("จดหมาย letter", event.reply_id))
        if number
    ]
    facts = [_fact(name, value) for name, value in event.facts.items() if value]
    told = ", ".join(part for part in (*of, *facts) if part)
    return f"{event.who}: {what}{f' ({told})' if told else ''}  {event.text}".rstrip()


def _fact(name: str, value: object) -> str:
    """A fact in words; empty for a hash or a number of the mail server's, which tell a person nothing."""
    if name in _LIKE_CODES:
        kind, titles = _LIKE_CODES[name]
        return " ".join(titles[kind(value)]) if value in set(kind) else str(value)
    if name == "reference":
        return str(value)
    return f"{name} {value}" if name in _AS_THEY_ARE else ""
