"""Refusals of what does not fit its entry, or its time, or the person."""

from decisions.acts.refusals.refusal import Refusal

NO_ENTRY = Refusal(
    "there is no entry {reference}; `intake log` lists what there is",
    "ไม่มีผลงานเลขที่ {reference}",
    "There is no entry {reference}.",
)
NONE_THAT_RUNS = Refusal(
    "there is no entry {reference} that runs",
    "ไม่มีผลงานเลขที่ {reference} ที่ยังดำเนินการอยู่",
)
ITSELF = Refusal("{reference} is this entry itself", "{reference} คือเลขที่ของผลงานนี้เอง")
STALE = Refusal(
    "{reference} has changed since you looked at it (version {seen}, now {now}): "
    "nothing is done; look at what came, then decide",
    "{reference} มีการเปลี่ยนแปลงหลังจากที่ท่านเปิดดู จึงยังไม่ได้ดำเนินการ โปรดอ่านสิ่งที่เข้ามาใหม่แล้วพิจารณาอีกครั้ง",
    "{reference} has changed since you looked at it. Nothing is done: look at what came, then decide.",
)
NOT_IN_ENTRY = Refusal(
    "message {message} does not lie in {reference}", "อีเมลฉบับที่ {message} ไม่ได้อยู่ในเลขที่ {reference}"
)
NOT_HELD_FOR = Refusal("{reference} is not held for {codes}", "{reference} ไม่ได้รอเจ้าหน้าที่ด้วยเรื่อง: {codes}")
HELD_FOR_OTHERS = Refusal(
    "{reference} is not held for {codes}; it is for {waits}",
    "{reference} ไม่ได้รอเจ้าหน้าที่ด้วยเรื่อง: {codes} เรื่องที่รออยู่คือ: {waits}",
)
NO_REASON = Refusal("say why: a reason belongs to every act", "โปรดระบุเหตุผล ทุกการดำเนินการต้องมีเหตุผล")
ALWAYS_TOLD = Refusal(
    "`{kind}` is always told to the applicants: leave out --no-reply",
    "“{kind}” ต้องแจ้งผู้ส่งผลงานเสมอ จึงเลือกไม่แจ้งไม่ได้",
    "The applicants are always told of “{kind}”: it cannot be done without a letter.",
)
NO_WORDS = Refusal(
    "`{kind}` needs the words that the applicant is to read",
    "“{kind}” ต้องมีข้อความถึงผู้ส่งผลงาน",
    "“{kind}” needs the words that the applicant is to read.",
)
NO_ADDRESS = Refusal(
    "{address!r} is no mail address: nobody could be written to there",
    "“{address}” ไม่ใช่ที่อยู่อีเมล จึงส่งจดหมายถึงไม่ได้ โปรดตรวจตัวสะกด เช่น saraban@example.go.th",
    "“{address}” is no mail address: nobody could be written to there. Look at its spelling.",
)
OUR_ADDRESS = Refusal(
    "{address} is our own address: give the applicant's, or none",
    "{address} เป็นที่อยู่อีเมลของโครงการเอง โปรดระบุที่อยู่ของผู้รับ",
    "{address} is our own address: give the recipient's.",
)
NOBODY_TO_WRITE_TO = Refusal(
    "the mail gives no address to write to: name one with --to, for {kind}",
    "อีเมลนี้ไม่มีที่อยู่ที่ตอบกลับได้ “{kind}” ต้องระบุที่อยู่อีเมลของผู้รับ",
    "The mail gives no address to write to: “{kind}” needs the recipient's.",
)
WHICH_FAULTS = Refusal(
    "say what is to be mended, one or more of: {faults}; with --words your own words stand in the letter as "
    "well, and for a form or deck that was not filled in they are enough",
    "โปรดเลือกสิ่งที่ต้องแก้ไขอย่างน้อยหนึ่งเรื่อง จะเขียนข้อความของท่านเพิ่มด้วยก็ได้",
    "Choose what is to be mended; your own words may stand beside it.",
)
NOTHING_TO_ACCEPT = Refusal(
    "nothing to accept: a form and a deck are wanted, or it is accepted already; "
    "`attach` what is lacking, or say with `role` which file is what",
    "ยังรับผลงานไม่ได้ ต้องมีทั้งใบส่งผลงานและเอกสารนำเสนอ หรือรับไว้แล้ว โปรดแนบไฟล์ที่ขาด หรือระบุว่าไฟล์ใดเป็นอะไร",
    "Nothing to accept: a form and a deck are wanted, or it is accepted already. "
    "Attach what is lacking, or say which file is what.",
)
STANDS_SO = Refusal(
    "it stands so already: `{kind}` changes nothing",
    "เป็นเช่นนั้นอยู่แล้ว “{kind}” ไม่เปลี่ยนแปลงสิ่งใด",
    "It stands so already: “{kind}” changes nothing.",
)
ROLE_TOO_SMALL = Refusal(
    "{name} is {role}: `{kind}` needs {least} here; a member of staff with that role does it",
    "บัญชี {name} มีสิทธิ์ระดับ “{role}” แต่ “{kind}” ในกรณีนี้ต้องใช้สิทธิ์ “{least}” โปรดให้ผู้มีสิทธิ์ดำเนินการ",
    "{name} is {role}; “{kind}” needs {least} here. A member of staff with that role does it.",
)
ROLE_TOO_SMALL_FOR = Refusal(
    "{name} is {role}: {command!r} needs {least}; a member of staff with that role does it",
    "บัญชี {name} มีสิทธิ์ระดับ “{role}” แต่คำสั่งนี้ต้องใช้สิทธิ์ “{least}” โปรดให้ผู้มีสิทธิ์ดำเนินการ",
    "{name} is {role}; this needs {least}. A member of staff with that role does it.",
)
TOO_MANY_MESSAGES = Refusal(
    "more than {most} messages stand on this: `intake reprocess` judges them again",
    "มีอีเมลเกี่ยวข้องมากกว่า {most} ฉบับ โปรดแจ้งผู้ดูแลระบบให้สั่งตรวจใหม่",
    "More than {most} messages stand on this: ask an admin to have them judged again.",
)

# Times: what was understood is said, so that a year of the wrong era shows.
ALREADY_PAST = Refusal(
    "{at} is past: `{kind}` needs a time to come, until {latest}, as in --at {example}",
    "เข้าใจว่าเป็น{at} ซึ่งผ่านไปแล้ว “{kind}” ต้องเป็นเวลาหลังจากนี้ และไม่เกิน{latest}",
    "That was understood as {at}, which is past: “{kind}” needs a time to come, until {latest}.",
)
TOO_FAR = Refusal(
    "{at} is too far ahead: `{kind}` takes a time until {latest}, in a year of the common era, "
    "as in --at {example}",
    "เข้าใจว่าเป็น{at} ซึ่งไกลเกินไป “{kind}” กำหนดได้ไม่เกิน{latest} โปรดตรวจปีอีกครั้ง",
    "That was understood as {at}, which is too far ahead: “{kind}” takes a time until {latest}.",
)
NO_MORE_TIME = Refusal(
    "{at} gives no more time: entries are taken until {earliest}; `{kind}` needs a later time, "
    "as in --at {example}",
    "เข้าใจว่าเป็น{at} ซึ่งไม่เกินกำหนดรับผลงาน ({earliest}) จึงไม่เป็นการขยายเวลา โปรดระบุเวลาหลังจากนั้น",
    "That was understood as {at}, which gives no more time: entries are taken until {earliest}. "
    "Give a later time.",
)
STILL_TO_COME = Refusal(
    "{at} is still to come: say when it was received, as in --at {example}",
    "เข้าใจว่าเป็น{at} ซึ่งยังมาไม่ถึง โปรดระบุเวลาที่ได้รับจริง",
    "That was understood as {at}, which is still to come: say when it was received.",
)
TOO_LONG_AGO = Refusal(
    "{at} is long before the contest: say when it was received, after {earliest}, in a year of the common "
    "era, as in --at {example}",
    "เข้าใจว่าเป็น{at} ซึ่งก่อนการประกวดนานเกินไป โปรดระบุเวลาที่ได้รับจริง ซึ่งต้องหลัง{earliest}",
    "That was understood as {at}, long before the contest: say when it was received, after {earliest}.",
)

# Acts for two, and acts that are taken back.
NOT_ABOUT = Refusal("act {act} is not about {reference}", "รายการที่ {act} ไม่ใช่ของเลขที่ {reference}")
TAKEN_BACK = Refusal("act {act} is taken back already", "รายการที่ {act} ย้อนไปแล้ว")
CARRIED_OUT = Refusal(
    "proposal {act} was carried out by act {done}: undo that one",
    "ข้อเสนอที่ {act} มีผู้ยืนยันแล้วเป็นรายการที่ {done} โปรดย้อนรายการนั้นแทน",
)
ERASED_FOR_GOOD = Refusal(
    "ลบแล้วเรียกคืนไม่ได้ act {act} has erased a file: that is never taken back",
    "รายการที่ {act} เป็นการลบไฟล์ถาวร เรียกคืนไม่ได้",
    "Act {act} has erased a file: that is never taken back.",
)
WORDS_ARE_OUT = Refusal(
    "the words of act {act} have gone out: write again with `answer`",
    "ข้อความของรายการที่ {act} ส่งออกไปแล้ว ย้อนไม่ได้ โปรดเขียนจดหมายอีกฉบับด้วย “ตอบ”",
    "The words of act {act} have gone out: write another letter.",
)
NOT_TAKEN_BACK = Refusal(
    "act {act} is a `{kind}`, which is not taken back by itself: undo the act that it is about",
    "รายการที่ {act} เป็น “{kind}” ซึ่งย้อนโดยลำพังไม่ได้",
    "Act {act} is “{kind}”, which is not taken back by itself.",
)
PROPOSES_NOTHING = Refusal(
    "act {act} proposes nothing about {reference}", "รายการที่ {act} ไม่ใช่ข้อเสนอของเลขที่ {reference}"
)
PROPOSAL_ENDED = Refusal(
    "proposal {act} is ended already by act {done}", "ข้อเสนอที่ {act} สิ้นสุดแล้วโดยรายการที่ {done}"
)
OWN_PROPOSAL = Refusal(
    "{name} has proposed it: another person confirms (--as NAME)",
    "{name} เป็นผู้เสนอเอง ต้องให้ผู้อื่นเป็นผู้ยืนยัน",
    "{name} has proposed it: another person confirms.",
)
LIES_ELSEWHERE = Refusal(
    "a message that was meant lies elsewhere by now: propose it anew",
    "อีเมลที่เสนอไว้ย้ายไปอยู่เลขที่อื่นแล้ว โปรดเสนอใหม่",
)
TAKEN_IN_BY_TWO = Refusal(
    "what comes to light after the close is taken in by two: enter it with --at now; "
    "then one proposes `time`, and another confirms",
    "ผลงานที่พบหลังปิดรับต้องมีผู้ดำเนินการสองคน โปรดบันทึกด้วยเวลาปัจจุบัน แล้วเสนอเวลารับให้ผู้อื่นยืนยัน",
    "What comes to light after the close is taken in by two: enter it with the time of today; "
    "then one proposes the time of receipt, and another confirms.",
)
