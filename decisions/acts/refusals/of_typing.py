"""Refusals of what was typed or filled in: each says what may be."""

from collections.abc import Mapping

from decisions.acts.refusals.refusal import Refusal
from screening.model.act import ActKind

WHICH_BODY = Refusal(
    "say which body: its full name with อำเภอ and จังหวัด",
    "โปรดระบุหน่วยงานด้วยชื่อเต็ม พร้อมอำเภอและจังหวัด",
    "Say which body: its full name with อำเภอ and จังหวัด.",
)
WHICH_OF_BODIES = Refusal(
    "say which body: its number, or its full name with อำเภอ and จังหวัด",
    "โปรดระบุหน่วยงานด้วยลำดับที่ หรือชื่อเต็มพร้อมอำเภอและจังหวัด",
    "Say which body: its number, or its full name with อำเภอ and จังหวัด.",
)
TYPE_ITSELF = Refusal(
    "type the act itself: where a second person is to do it, it is proposed",
    "โปรดเลือกการดำเนินการนั้นโดยตรง หากต้องมีผู้ยืนยัน ระบบจะเสนอให้เอง",
    "Choose the act itself: where a second person is to do it, it is proposed.",
)
TAKES_NOTHING = Refusal(
    "`{kind}` takes nothing behind it: {said!r} is too much",
    "“{kind}” ไม่ต้องระบุสิ่งใดเพิ่ม แต่มี {said}",
    "“{kind}” takes nothing beside it: {said} is too much.",
)
WHEN_IT_CAME = Refusal(
    "say when it came: the number of a stamp of our own server, or --at with an ISO time",
    "โปรดระบุเวลาที่ได้รับ โดยเลือกเวลาที่เซิร์ฟเวอร์ประทับ หรือกรอกวันเวลา",
    "Say when it came: choose a stamp of our own server, or give the day and time.",
)
WHICH_ENTRY = Refusal("say which entry, by its receipt number", "โปรดระบุเลขที่รับของผลงาน")
WHICH_OF_ENTRIES = Refusal(
    "say which entry, by its receipt number, one of: {among}", "โปรดระบุเลขที่รับของผลงานหนึ่งในนี้: {among}"
)
UNTIL_WHEN = Refusal(
    "say until when: --at {example}", "โปรดระบุวันเวลา", "Say until when: give the day and time."
)
NO_OFFICE = Refusal(
    "ทะเบียนไม่มีที่อยู่อีเมล the register gives no address of this agency: say which body is asked, "
    "by its number or its full name: `ask-office 2`",
    "ทะเบียนไม่มีที่อยู่อีเมลของหน่วยงานนี้ โปรดระบุหน่วยงานที่จะถามก่อน",
    "The register gives no address of this agency: say which body is asked.",
)
WHO_TAKES_IT = Refusal("say who takes it: `assign NAME`", "โปรดระบุผู้รับมอบ", "Say who takes it.")
NOTHING_TO_UNDO = Refusal("there is no act to undo on {reference}", "เลขที่ {reference} ไม่มีรายการให้ย้อน")
WHICH_ACT = Refusal(
    "the last act on {reference} is taken back already; say the number of another",
    "รายการล่าสุดของเลขที่ {reference} ย้อนไปแล้ว โปรดเลือกรายการอื่น",
)
WHICH_PROPOSAL = Refusal("say which proposal, by its number, one of: {among}", "โปรดระบุข้อเสนอหนึ่งในนี้: {among}")
NO_PROPOSAL = Refusal(
    "say which proposal, by its number: none waits for a second person", "ไม่มีข้อเสนอที่รอผู้ยืนยัน"
)
WHICH_ROLE = Refusal(
    "say the number of a file and what it is, form, deck or other: `role 1 form`",
    "โปรดเลือกไฟล์ และระบุว่าเป็นใบส่งผลงาน เอกสารนำเสนอ หรือไฟล์อื่น",
    "Choose a file, and say what it is: form, deck or other.",
)
WHICH_TO_ERASE = Refusal(
    "บอกว่าลบไฟล์ใด say which file is erased for good, by its number or its SHA-256: `erase 2`",
    "โปรดเลือกไฟล์ที่จะลบถาวร",
    "Choose the file that is erased for good.",
)
WHICH_TO_SPLIT = Refusal(
    "say which files go their own way, by their numbers: `split --file 2 --file 3`",
    "โปรดเลือกไฟล์ที่จะแยกไป",
    "Choose the files that go their own way.",
)

FITS_NO_MESSAGE = Refusal(
    "`{kind}` fits no message of this entry",
    "“{kind}” ใช้กับอีเมลใดในเลขที่นี้ไม่ได้",
    "“{kind}” fits no message of this entry.",
)


def _fits_none(typed: str, thai: str) -> Refusal:
    return Refusal(
        f"{FITS_NO_MESSAGE.typed}: {typed}",
        f"{FITS_NO_MESSAGE.thai}: {thai}",
        f"{FITS_NO_MESSAGE.english.removesuffix('.')}: {typed}.",
    )


_NO_FILE = _fits_none("none brought that file", "ไม่มีฉบับใดมีไฟล์นั้น")
FITS_NONE: Mapping[ActKind, Refusal] = {
    ActKind.SENDER: _fits_none("none is held because of its sender", "ไม่มีฉบับใดรอเพราะผู้ส่ง"),
    ActKind.TIME: _fits_none(
        "none is late, early or of unknown time; name one by its id",
        "ไม่มีฉบับใดที่หลังกำหนด ก่อนเปิดรับ หรือไม่ทราบเวลารับ",
    ),
    ActKind.ROLE: _NO_FILE,
    ActKind.ERASE: _NO_FILE,
    ActKind.SPLIT: _fits_none("none brought those files", "ไม่มีฉบับใดมีไฟล์เหล่านั้น"),
    ActKind.EVIDENCE: _fits_none("none brought a file", "ไม่มีฉบับใดมีไฟล์"),
    ActKind.SETTLED: _fits_none("none is held for that", "ไม่มีฉบับใดรอด้วยเรื่องนั้น"),
}
"""By act, why none of the messages is what it may be about."""
