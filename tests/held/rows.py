"""The rows of the acts' table: what each card must show, and how its likeliest act is done."""

from dataclasses import dataclass

from held.bodies import AWARDED, FORMER, NEAR, SHARED
from servers.mails import NAMES

from review.titles import FAULTS


@dataclass(frozen=True)
class Row:
    """`shows` are words on the card of the mail `slug`.

    `picks` are words on the button of the likeliest act; `types` what is written, `brings` which files are
    chosen: the form of the body with that number, or for 0 a deck. `letters` are what goes to whom: kind and
    address, `@` for who wrote.
    """

    code: str
    slug: str
    shows: tuple[str, ...]
    picks: str
    types: str = ""
    brings: tuple[int, ...] = ()
    letters: tuple[tuple[str, str], ...] = (("acknowledgement", "@"),)


ROWS = (
    Row(
        "agency-ambiguous",
        "shared",
        (
            f"{SHARED} อ.ท่าตูม จ.สุรินทร์",
            "⚠ มี",
            f"{SHARED} อ.บ้านค่าย จ.ระยอง",
            "saraban-bk@local.example",
            "0-3899-1234",
        ),
        "บ้านค่าย",
    ),
    Row("agency-unknown", "slip", (f"{NEAR} อ.เมืองยโสธร จ.ยโสธร", NEAR.replace("ข่า", "ขา")), "เมืองยโสธร"),
    Row("agency-former", "former", (f"{FORMER} อ.บางใหญ่", "บ้านบางม่วงงาม อ.เมืองนนทบุรี"), "เมืองนนทบุรี"),
    Row(
        "agency-conflict",
        "two-named",
        (f"ระบุหน่วยงาน: {NAMES[5]} อ.แม่ริม จ.เชียงใหม่", f"ระบุหน่วยงาน: {NAMES[6]}", "saraban5@local.example"),
        NAMES[5],
    ),
    Row(
        "not-local",
        "school",
        ("โรงเรียนบ้านทดลองวิทยา", "สัญญาตอบภายใน", "ทำอย่างอื่น"),
        "ระบุหน่วยงาน",
        types=f"{NAMES[7]} อำเภอแม่ริม จังหวัดเชียงใหม่",
    ),
    Row(
        "sender-unverified",
        "forged",
        ("ผู้ส่งยังไม่ได้รับแจ้งใด ๆ", "forged.example", "ไม่ส่ง", "saraban10@local.example"),
        "ยืนยันผู้ส่ง",
    ),
    Row(
        "sender-conflict",
        "rival",
        (
            "first-sender@first-sender.example ✓ เซิร์ฟเวอร์ของเรายืนยันแล้ว",
            "rival@rival.example ? ไม่มีสิ่งใดยืนยัน",
            "บุคคลอื่น",
            "≡ ไฟล์เดียวกับอีกเลขที่",
            "ใช้อยู่ ≡ ไฟล์เดียวกัน",
        ),
        "ยืนยันผู้ส่ง",
        letters=(("held", "@"),),
    ),
    Row(
        "entry-ambiguous",
        "shop-deck",
        (
            *("เทียบกับ", NAMES[12], NAMES[13], "ยังไม่ครบ", "“ผลงานทดสอบ”"),
            f"ยังขาด: {FAULTS['deck-missing'][0]}",
        ),
        "0013",
    ),
    Row(
        "second-work",
        "other-work",
        ("เทียบกับ", "plan@plan.example", "ผลงาน 14.pptx", "เป็นผู้ส่งผลงานจริง"),
        "เป็นผลงานอีกชิ้น",
    ),
    Row(
        "revision-unproven",
        "newer",
        ("แก้ไข.pptx", "ผลงาน 15.pptx", "ไม่มีสิ่งใดยืนยัน"),
        "ใช้ฉบับนี้แทน",
        letters=(("updated", "@"),),
    ),
    Row(
        "deck-by-link",
        "linked",
        ("https://drive.google.com/file/d/EXAMPLE/view", "โปรดเปิดในเครื่องที่แยกไว้"),
        "แนบไฟล์",
        brings=(0,),
    ),
    Row("archive-unreadable", "archived", ("“ส่งผลงาน.rar”", "908 B"), "แนบไฟล์", brings=(0,)),
    Row("sealed-message", "sealed", ("“message.rpmsg”", "108 B"), "แนบไฟล์", brings=(0,)),
    Row(
        "several-forms",
        "drafted",
        (f"{NAMES[23]}_form1.pdf", f"หน้า 1 ของ {NAMES[23]} ร่าง_form1.pdf"),
        f"{NAMES[23]}_form1.pdf",
    ),
    Row("form-blank", "blank", (f"“{NAMES[24]}_form1.pdf”", "26,777 B"), "ระบุว่าเป็นไฟล์อะไร"),
    Row(
        "form-in-letter",
        "pasted",
        ("image001.jpg", f"{NAMES[25]} ขอส่งผลงาน"),
        "image001.jpg",
        letters=(("correction", "@"),),
    ),
    Row("deck-template", "unfilled", ("“นำเสนอ.pptx”", "คลิกเพื่อเพิ่มชื่อเรื่อง"), "ระบุว่าเป็นไฟล์อะไร"),
    Row(
        "malware", "infected", ("อย่าเปิดไฟล์", "Intake.Test.Harmless"), "ไม่ใช่ทั้ง", letters=(("correction", "@"),)
    ),
    Row(
        "unparsable",
        "torn",
        ("winmail.dat", "ด้วยความระมัดระวัง", "อีเมลต้นฉบับ .eml", "โปรดเปิดในเครื่องที่แยกไว้"),
        "แนบไฟล์",
        brings=(28, 0),
    ),
    Row("too-large", "heavy", ("1.7 MB", f"{NAMES[29]}_form1.pdf"), "แนบไฟล์", brings=(29, 0)),
    Row(
        "previously-awarded",
        "won-before",
        (f"“{AWARDED}”", "ปี 2565", "เหมือน 100 ใน 100", f"“{AWARDED} "),
        "ตรวจแล้ว",
    ),
    Row(
        "early",
        "eager",
        ("ผู้ส่งยังไม่ได้รับแจ้งใด ๆ", "6 มิ.ย. 66 08.30.00 น. ก่อนเปิดรับ", "8 มิถุนายน พ.ศ. 2566"),
        "ตรวจแล้ว",
    ),
    Row("time-unknown", "untold", ("31 ก.ค. 66 16.10.59 น. ในกำหนด", "มิใช่เวลารับ"), "16.10.59"),
    Row(
        "late",
        "tardy",
        ("31 ก.ค. 66 17.01.59 น.", "31 ก.ค. 66 16.21.59 น. ในกำหนด", "สัญญาตอบภายใน"),
        "16.21.59",
    ),
    Row(
        "enquiry",
        "asks",
        ("ใช้คลิปวิดีโอแทนได้หรือไม่", "รับคำถามแล้ว"),
        "ตอบ",
        types="ใช้ได้ครับ",
        letters=(("answer", "@"),),
    ),
    Row("message-in-thread", "thanks", ("ขอทราบผลการพิจารณา", "เป็นผู้ส่งผลงานจริง"), "ตรวจแล้ว", letters=()),
    Row(
        "withdrawal",
        "leaves",
        ("“ขอถอน”", "โปรดยืนยันกับหน่วยงาน", "ทำอย่างอื่น"),
        "ถอนผลงาน",
        letters=(("status", "@"),),
    ),
    Row("automatic", "robot", ("ผู้ส่งยังไม่ได้รับแจ้งใด ๆ", "List-Id: <awards.example.org>"), "ตรวจแล้ว"),
    Row("junk-folder", "spam", ("ผู้ส่งยังไม่ได้รับแจ้งใด ๆ", "5 ก.ค. 66"), "ตรวจแล้ว"),
)
