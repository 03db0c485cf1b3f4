"""Refusals about files, and about mails that staff make of them."""

from decisions.acts.refusals.refusal import Both, Refusal

NO_SUCH_FILE = Refusal(
    "ไม่มีไฟล์นี้ใน {reference} has no such file: {file}",
    "ไม่มีไฟล์นี้ในเลขที่ {reference}",
    "There is no such file in {reference}.",
)
ERASED_ALREADY = Refusal(
    "ไฟล์นี้ลบไปแล้ว this file is erased already: {file}",
    "ไฟล์นี้ลบไปแล้ว",
    "This file is erased already.",
)
RESTS_ON_FILE = Refusal(
    "ผลการตรวจอาศัยชื่อหรือเนื้อหาของไฟล์นี้ message {message} is judged by the name or the words of this file, and "
    "would be judged otherwise without them ({codes}): settle that first (`agency`, `role`, `settled`, or a "
    "verdict), then erase",
    "ผลการตรวจอีเมลฉบับที่ {message} อาศัยชื่อหรือเนื้อหาของไฟล์นี้ หากลบ ผลจะเปลี่ยน ({codes}) โปรดตัดสินเรื่องนั้นก่อนแล้วจึงลบ",
    "Message {message} is judged by the name or the words of this file, and would be judged otherwise "
    "without them ({codes}). Settle that first, then erase.",
)
NOT_CUT = Refusal(
    "ตัดไฟล์นี้ออกจากอีเมลฉบับที่ {message} โดยลำพังไม่ได้{lies} จึงไม่ได้ลบสิ่งใด it cannot be cut out of message {message} "
    "alone: nothing is erased, anywhere; the mail is kept as {digest}",
    "ตัดไฟล์นี้ออกจากอีเมลฉบับที่ {message} โดยลำพังไม่ได้{lies} จึงไม่ได้ลบสิ่งใด อีเมลนั้นเก็บไว้ในชื่อ {digest}",
    "It cannot be cut out of message {message} alone{lies}: nothing is erased, anywhere. "
    "The mail is kept as {digest}.",
)
SPLIT_MACHINE = Refusal(
    "a machine may have sent this: say first that a person did, `settled automatic`",
    "อีเมลนี้อาจส่งโดยระบบอัตโนมัติ โปรดยืนยันก่อนว่าเป็นของบุคคล แล้วจึงแยก",
    "A machine may have sent this: say first that a person did.",
)
SPLIT_ALL = Refusal(
    "nothing would be left of the mail: name only the files that go their own way; "
    "a mail that is another work as a whole is `second-work`",
    "จะไม่เหลือไฟล์ใดในอีเมล โปรดเลือกเฉพาะไฟล์ที่แยกไป หากทั้งฉบับเป็นผลงานอีกชิ้น โปรดใช้ “เป็นผลงานอีกชิ้น”",
    "Nothing would be left of the mail: choose only the files that go their own way. "
    "A mail that is another work as a whole is “a further work”.",
)
NO_FORM_NO_DECK = Refusal(
    "there is neither a form nor a deck among these files: they make no entry",
    "ไฟล์เหล่านี้ไม่มีทั้งใบส่งผลงานและเอกสารนำเสนอ จึงเป็นผลงานไม่ได้",
)
MAKES_NO_ENTRY = Refusal(
    "this makes no entry: by the rules the mail would be passed over",
    "ไม่เกิดผลงานใหม่ ตามกติกาอีเมลนี้จะถูกข้ามไป",
)
NEEDS_MAIL = Refusal(
    "`{kind}` needs the mail that staff have made",
    "“{kind}” ต้องมีอีเมลที่เจ้าหน้าที่จัดทำ",
    "“{kind}” needs the mail that staff have made.",
)
HERE_ALREADY = Refusal(
    "the same is here already, as message {message}: `intake show {message}`; nothing is done",
    "มีรายการเดียวกันนี้อยู่แล้ว เป็นอีเมลฉบับที่ {message} จึงไม่ได้ดำเนินการ",
    "The same is here already, as message {message}. Nothing is done.",
)
WHICH_FILES_BROUGHT = Refusal("say which files were brought", "โปรดเลือกไฟล์ที่นำส่ง")
NOT_ALL_BROUGHT = Refusal(
    "message {message} did not bring all of these files, or one was erased: split one mail at a time",
    "อีเมลฉบับที่ {message} ไม่ได้มีไฟล์เหล่านี้ครบ หรือมีไฟล์ที่ลบไปแล้ว โปรดแยกทีละฉบับ",
)
NOT_LOOKED_INTO = Refusal("the files could not be looked into: {problem}", "ตรวจไฟล์เหล่านี้ไม่สำเร็จ: {problem}")
ENTERED_AND_ERASED = Refusal(
    "ไฟล์ในรายการนี้ลบไปแล้ว the same was entered before, and a file of it was erased",
    "เคยบันทึกรายการนี้แล้ว และไฟล์ในรายการถูกลบไปแล้ว",
    "The same was entered before, and a file of it was erased.",
)
NO_MAIL = Refusal("these files make no mail: {problem}", "จัดทำอีเมลจากไฟล์เหล่านี้ไม่ได้: {problem}")
CONTROL_CHARACTERS = Refusal(
    "{text} has control characters in it", "{text} มีอักขระควบคุมที่มองไม่เห็นอยู่ โปรดเปลี่ยนชื่อ"
)
CANNOT_BE_READ = Refusal("{file} cannot be read: {problem}", "เปิดอ่าน {file} ไม่ได้: {problem}")
NOTHING_IN_THEM = Both("ไม่มีข้อมูลในไฟล์", "nothing in them")
